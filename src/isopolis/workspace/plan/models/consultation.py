"""A public consultation on an edition: comments of anybody, moderated, and the answers to them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Partnership
from isopolis.workspace.plan.models.cooperation import Edition


class Consultation(models.Model):
    """A draft that is open for comments from the first day to the last."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="consultations")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    introduction = models.TextField(_("introduction"), max_length=4000, blank=True)
    opens = models.DateField(_("first day"))
    closes = models.DateField(_("last day"))

    class Meta:
        ordering: ClassVar = ["-opens", "-pk"]

    def __str__(self) -> str:
        return str(self.edition)

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("consultation", args=[self.partnership.slug, self.pk])

    def is_open(self, today: date) -> bool:
        """Whether comments are taken on this day."""
        return self.opens <= today <= self.closes


class PublicAnswer(models.Model):
    """The answer to one comment or to several alike ones."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="answers")
    verdict = models.CharField(max_length=10)
    reason = models.TextField(max_length=4000)
    changed = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class PublicComment(models.Model):
    """A comment without a name: of a resident, or of an organisation that gives its own."""

    class State(models.TextChoices):
        """Whether it can be seen."""

        WAITING = "waiting", _("waiting for moderation")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="comments")
    action = models.CharField(max_length=80, blank=True)
    who = models.CharField(max_length=12)
    organisation = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    feasibility = models.PositiveSmallIntegerField(null=True)
    impact = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    answer = models.ForeignKey(PublicAnswer, null=True, on_delete=models.SET_NULL, related_name="comments")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"comment {self.pk}"
