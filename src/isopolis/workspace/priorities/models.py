"""What members score, as it is stored.

Scores hang on a rater, and a rater is a key: an HMAC of the account with the server's secret, different in
every ranking. No table leads from a score to a person.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.decide.models import Proposal
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.tokens import keyed_hash
from isopolis.workspace.plan.models import Action


class Ranking(models.Model):
    """A preliminary list that is to be put in order, and the criteria for it."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="rankings")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what it is about"), max_length=2000, blank=True)
    criteria = models.JSONField()
    """Names of the criteria, in their order."""
    is_open = models.BooleanField(_("members can score"), default=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("ranking")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("ranking", args=[self.partnership.slug, self.pk])

    def key_of(self, user: User) -> str:
        """The key of an account in this ranking; it cannot be turned back without the server's secret."""
        return keyed_hash(f"ranking {self.pk}", f"account {user.pk}")


class Candidate(models.Model):
    """One entry of the list: an action, a proposal, or a line that was typed in."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(_("name"), max_length=300)
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ranking", "name"], name="each_candidate_once")
        ]

    def __str__(self) -> str:
        return self.name

    def source(self, *, sees_plan: bool) -> Action | Proposal | None:
        """Where it comes from; an action only for those who see the plan while it is written."""
        return self.action if self.action and sees_plan else self.proposal


class Rater(models.Model):
    """Somebody who scores in one ranking: a key that leads to no person, and how much criteria count."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="raters")
    key = models.CharField(max_length=64, unique=True)
    group = models.CharField(max_length=80)
    weights = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"rater {self.pk}"


class Score(models.Model):
    """What a rater gives one candidate: a number from 0 to 10 for each criterion, 10 being good."""

    rater = models.ForeignKey(Rater, on_delete=models.CASCADE, related_name="scores")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    values = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rater", "candidate"], name="each_candidate_scored_once")
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"
