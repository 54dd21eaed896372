"""Practices as they are stored: the record as JSON, its state, and every version that was saved."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from isopolis.learn.practices.exchange import practice_from
from isopolis.learn.practices.practice import Practice as Record
from isopolis.records.words import choose
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.permissions import Role


class Practice(models.Model):
    """A policy example of a partnership, or of the curated catalogue (no partnership).

    ``consent_at`` is when whoever submitted it agreed that it be shown; ``note`` is what the reviewer said.
    """

    class State(models.TextChoices):
        """How far it is on the way to being shown."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for review")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    partnership = models.ForeignKey(
        Partnership, null=True, on_delete=models.CASCADE, related_name="practices"
    )
    name = models.SlugField(max_length=80)
    title = models.CharField(_("title"), max_length=200)
    record = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    note = models.TextField(_("note to the author"), max_length=1000, blank=True)
    consent_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "name"], name="practice_name_in_partnership"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(partnership=None), name="practice_name_in_catalogue"
            ),
        ]

    def __str__(self) -> str:
        return choose(self.record["title"], get_language() or "en")[1]

    def get_absolute_url(self) -> str:
        """Its page: of the partnership, or of the catalogue that is open to everybody."""
        if self.partnership is None:
            return reverse("catalogue-practice", args=[self.name])
        return reverse("practice", args=[self.partnership.slug, self.name])

    @cached_property
    def read(self) -> Record:
        """The record, checked."""
        return practice_from(self.record)

    @property
    def scope(self) -> str:
        """Who may find it in a search."""
        return "public" if self.partnership_id is None else scope_of(self.partnership_id)


class Version(models.Model):
    """What a practice was when it was saved."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    record = models.JSONField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "number"], name="practice_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.practice} ({self.number})"


def scope_of(partnership: int) -> str:
    """The scope of a search that finds what one partnership has published."""
    return f"partnership {partnership}"


def visible(things: Any, role: str) -> Any:
    """What a role may see: what is published; reviewers also what waits for them."""
    if role in (Role.COORDINATOR, Role.MODERATOR):
        return things.exclude(state=Practice.State.WITHDRAWN)
    return things.filter(state=Practice.State.PUBLISHED)
