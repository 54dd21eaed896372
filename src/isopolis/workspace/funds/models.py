"""Funds as rows: the catalogue's name and title, so that the thread can point at one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from isopolis.learn.funds.fund import Fund as Record
from isopolis.learn.funds.fund import fund_by_id, funds
from isopolis.records.words import choose


class Fund(models.Model):
    """A fund of the catalogue. Its rules stay in the catalogue's file; ``offered`` is whether it is there."""

    name = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    offered = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return choose(self.read.title, get_language() or "en")[1] if self.offered else self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("fund", args=[self.name])

    @property
    def read(self) -> Record:
        """Its record."""
        return fund_by_id(self.name)


def shelve_catalogue(using: str = "default", **_more: object) -> None:
    """Bring the rows in line with the catalogue's files; called after every migration."""
    rows = Fund.objects.using(using)
    for record in funds():
        rows.update_or_create(name=record.id, defaults={"title": record.title["en"][:200], "offered": True})
    rows.exclude(name__in=[record.id for record in funds()]).update(offered=False)
