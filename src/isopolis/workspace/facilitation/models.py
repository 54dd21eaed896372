"""A meeting while it runs, as it is stored: its agenda as a clock, its groups, its notes.

What comes of it goes into the record at once: minutes and decisions of the plan's meeting, proposals of a
round. The names of those who sit in groups are apart, stay on this server, and are erased with one button.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.decide.models import Proposal, Round
from isopolis.workspace.people.models import User
from isopolis.workspace.plan.models import Meeting


class Session(models.Model):
    """The live side of a meeting."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="session")
    agenda = models.TextField(_("agenda"), max_length=8000, blank=True)
    question = models.CharField(_("question for the notes"), max_length=300, blank=True)
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("round that takes the proposals"),
    )  # fmt: skip
    takes_notes = models.BooleanField(_("participants may add notes"), default=True)

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("facilitation", args=[self.meeting.partnership.slug, self.meeting_id])


class Seat(models.Model):
    """Somebody in the room, and their group (from 1). Erased after the meeting."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=60, blank=True)
    languages = models.JSONField(default=list)
    group = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["group", "pk"]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Cluster(models.Model):
    """Notes that say the same, under a title; ``proposal``: what it became."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="clusters")
    title = models.CharField(_("title"), max_length=160)
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """A sticky note; nobody is shown who wrote it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(_("note"), max_length=280)
    cluster = models.ForeignKey(Cluster, null=True, on_delete=models.SET_NULL, related_name="notes")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("note")

    def __str__(self) -> str:
        return self.text
