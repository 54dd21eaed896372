"""Personal tokens of the API as they are stored."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import User


class Token(models.Model):
    """A key with which a program acts for a person. Only its hash is kept.

    ``second_factor``: whether the session that made it had shown one.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(_("may change things"), default=False)
    second_factor = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    used_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name
