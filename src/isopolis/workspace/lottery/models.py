"""Lotteries as they are stored: what is public, and, apart from it, what must be erased."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from isopolis.decide.lottery.explanation import Box
from isopolis.decide.lottery.lottery import Chances, Objective
from isopolis.workspace.people.models import Partnership, User


class CivicLottery(models.Model):
    """A panel to be drawn. Nothing in it is about a person: the people are in :class:`PrivatePool`."""

    class Rule(models.TextChoices):
        """What is as high as the quotas allow."""

        LEXIMIN = "leximin", _("the smallest chance, then the next smallest, and so on")
        MAXIMIN = "maximin", _("the smallest chance")
        NASH = "nash", _("the product of all chances")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="lotteries")
    title = models.CharField(_("title"), max_length=120)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replacements"
    )
    size = models.PositiveIntegerField(_("members of the panel"))
    rule = models.CharField(_("what is made as high as possible"), max_length=8, choices=Rule)
    numbers_from = models.CharField(_("where the numbers will come from"), max_length=200)
    chances = models.JSONField()
    levels = models.JSONField()
    quotas = models.JSONField()
    lots = models.BinaryField()
    seal = models.CharField(max_length=64)
    tickets = models.PositiveIntegerField()
    fewest = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True)
    numbers = models.CharField(max_length=200, blank=True)
    ticket = models.PositiveIntegerField(null=True)
    panel = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("lottery", args=[self.partnership.slug, self.pk])

    def few_numbers(self) -> Chances:
        """What the sentences are made from."""
        return Chances(**{**self.chances, "objective": Objective(self.rule)})

    def box(self) -> Box:
        """The tickets in few numbers."""
        return Box(self.tickets, self.fewest, self.most, self.seal)


class PrivatePool(models.Model):
    """Who is behind the codes: for the organisers, until it is erased."""

    lottery = models.OneToOneField(CivicLottery, on_delete=models.CASCADE, related_name="private")
    people = models.JSONField()
    """[person, code, number of tickets] of everybody."""
