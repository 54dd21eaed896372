"""Participatory budgets as they are stored.

A ballot hangs on a key, as the votes of a round do: an HMAC of the account or of the cookie with the server's
secret, different for every budget. No table leads from a ballot to a person. The result is stored when the
ballots are counted; the ballots can be erased afterwards, and the result stays.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.decide.models import Channel, Proposal
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.tokens import new_token


class Budget(models.Model):
    """Money, and the question what it is spent on."""

    class Rule(models.TextChoices):
        """The rule that decides; announced before people vote."""

        EQUAL_SHARES = "equal-shares", _("Equal shares: everybody decides on the same part of the money")
        PHRAGMEN = "phragmen", _("Phragmén: close to equal shares")
        GREEDY = "greedy", _("Most votes first: a majority can take all")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="budgets")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what it is about"), max_length=2000, blank=True)
    amount = models.DecimalField(_("money to spend"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=12, blank=True, default="EUR")
    rule = models.CharField(
        _("rule that decides"), max_length=12, choices=Rule, default=Rule.EQUAL_SHARES, blank=True
    )
    most = models.PositiveSmallIntegerField(_("projects on a ballot at most"), null=True, blank=True)
    opens = models.DateField(_("first day"), null=True, blank=True)
    closes = models.DateField(_("last day"), null=True, blank=True)
    by_link = models.BooleanField(_("anybody with the link may vote"), default=False)
    questions = models.JSONField(default=list, blank=True)
    vote_type = models.CharField(max_length=12, default="approval")
    link_token = models.CharField(max_length=64, unique=True, default=new_token)
    result = models.JSONField(null=True, blank=True)
    """As :mod:`.counting` writes it; null until the ballots are counted."""
    counted_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("budget")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("budget", args=[self.partnership.slug, self.pk])

    def is_open(self, today: date | None = None) -> bool:
        """Whether people can vote today: it has a first day, and is not counted."""
        day = today or timezone.localdate()
        begun = self.opens is not None and self.opens <= day
        return begun and self.counted_at is None and (self.closes is None or day <= self.closes)

    def open_address(self) -> str:
        """The link that needs no account."""
        return settings.ADDRESS + reverse("budget-take-part", args=[self.link_token])


class Project(models.Model):
    """Something that the money could be spent on. ``key`` is its word in files."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="projects")
    key = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=200)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2)
    place = models.CharField(_("where"), max_length=200, blank=True)
    serves = models.CharField(_("whom it serves"), max_length=300, blank=True)
    text = models.TextField(_("what is done"), max_length=2000, blank=True)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("project")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["budget", "key"], name="each_project_key_once")
        ]

    def __str__(self) -> str:
        return self.name


class BallotCode(models.Model):
    """A code on paper that lets one person vote. Only its hash is kept, apart from the ballots."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    batch = models.CharField(max_length=80, blank=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"code {self.pk}"


class Ballot(models.Model):
    """What one voter chose: keys of projects, with points where the file that was read in has some."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="ballots")
    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    origin = models.CharField(max_length=16, blank=True)
    projects = models.JSONField(default=list)
    points = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["budget", "origin", "at"], name="ballots_by_origin")]

    def __str__(self) -> str:
        return f"ballot {self.pk}"
