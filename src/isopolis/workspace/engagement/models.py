"""Processes of engagement, as they are stored: their checklist, their agreement, their evaluation.

Answers to the evaluation are kept without a name, an account or an hour.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.decide.models import Round
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.tokens import new_token


class Process(models.Model):
    """One time in which people are asked, or govern together: for what, by which method, when."""

    class Happens(models.TextChoices):
        """Where it happens: which checklists it needs."""

        EVENT = "event", _("at an event")
        ONLINE = "online", _("online")
        BOTH = "both", _("at an event and online")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="processes")
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("what people can decide or change"), max_length=1500)
    method = models.CharField(_("method"), max_length=80, blank=True)
    happens = models.CharField(_("where it happens"), max_length=6, choices=Happens)
    starts = models.DateField(_("first day"), null=True, blank=True)
    ends = models.DateField(_("last day"), null=True, blank=True)
    rounds = models.ManyToManyField(Round, related_name="processes", blank=True)
    asked = models.JSONField(default=dict, blank=True)
    link_token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("process")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("process", args=[self.partnership.slug, self.pk])

    def open_address(self) -> str:
        """The link to the participants' questionnaire."""
        return settings.ADDRESS + reverse("evaluate", args=[self.link_token])

    def takes_answers(self, today: date | None = None) -> bool:
        """Whether participants can answer the questionnaire: once it has begun."""
        return self.starts is None or self.starts <= (today or timezone.localdate())


class CheckState(models.Model):
    """Where an item of the accessibility checklist stands in a process."""

    class State(models.TextChoices):
        """Whether it is seen to."""

        OPEN = "open", _("open")
        DONE = "done", _("done")
        NOT_NEEDED = "not-needed", _("not needed")

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="checks")
    item = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "item"], name="each_item_once_in_a_process")
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.state}"


class Pact(models.Model):
    """What is settled of a co-governance agreement so far."""

    process = models.OneToOneField(Process, on_delete=models.CASCADE, related_name="pact")
    parties = models.JSONField(default=list)
    matters = models.JSONField(default=list)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    money_from = models.CharField(max_length=200, blank=True)
    keeper = models.CharField(max_length=200, blank=True)
    review_months = models.PositiveSmallIntegerField(null=True, blank=True)
    conflict = models.CharField(max_length=500, blank=True)
    notice_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    afterwards = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"agreement of process {self.process_id}"


class ParticipantAnswer(models.Model):
    """One participant's answers to the questionnaire. Nothing says whose."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="answers")
    values = models.JSONField(default=dict)
    about = models.CharField(max_length=80, blank=True)
    words = models.TextField(max_length=1500, blank=True)
    on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class SelfAssessment(models.Model):
    """What the organisers say of their own process: question -> "yes", "partly" or "no"."""

    process = models.OneToOneField(Process, on_delete=models.CASCADE, related_name="assessment")
    values = models.JSONField(default=dict)
    evidence = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"self-assessment of process {self.process_id}"
