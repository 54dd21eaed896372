"""Funds as rows: the catalogue's name and title, so that the thread can point at one."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from isopolis.learn.funds.fund import Fund as Record
from isopolis.learn.funds.fund import fund_by_id, funds
from isopolis.records.words import choose
from isopolis.workspace.people.models import Partnership


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


class FundingBarrier(models.Model):
    """What one city met when it looked for money; the city is a keyed hash: counted once, not named."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="funding_barriers")
    city = models.CharField(max_length=64)
    fund = models.CharField(max_length=80, blank=True)
    obstacle = models.CharField(max_length=30)
    size = models.CharField(max_length=20)
    on = models.DateField(default=date.today)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "city", "fund", "obstacle"], name="each_funding_barrier_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.obstacle}"


def shelve_catalogue(using: str = "default", **_more: object) -> None:
    """Bring the rows in line with the catalogue's files; called after every migration."""
    rows = Fund.objects.using(using)
    for record in funds():
        rows.update_or_create(name=record.id, defaults={"title": record.title["en"][:200], "offered": True})
    rows.exclude(name__in=[record.id for record in funds()]).update(offered=False)
