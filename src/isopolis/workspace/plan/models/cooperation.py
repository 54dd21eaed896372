"""Work on the plan: remarks on fields, assignments, meetings with their decisions, editions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models.actions import Action


class Remark(models.Model):
    """A comment on a field of an action ("" for the whole), with a suggested text or without.

    A text that met a newer version is kept as a suggestion (``is_conflict``), so that no word is lost.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="remarks")
    field = models.CharField(max_length=30, blank=True)
    text = models.TextField(_("comment"), max_length=4000, blank=True)
    suggestion = models.JSONField(null=True)
    is_conflict = models.BooleanField(default=False)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    was_taken = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Assignment(models.Model):
    """Something about an action that one person does by a day."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="assignments")
    what = models.CharField(_("what"), max_length=200)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.what


class Meeting(models.Model):
    """A meeting with its agenda as it was sent out, and its minutes."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="meetings")
    title = models.CharField(_("title"), max_length=200)
    on = models.DateField(_("day"))
    agenda = models.JSONField(default=list)
    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meeting", args=[self.partnership.slug, self.pk])


class Decision(models.Model):
    """A decision of a meeting, about an action or the whole, with its votes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    text = models.TextField(_("decision"), max_length=2000)
    in_favour = models.PositiveIntegerField(_("in favour"), null=True, blank=True)
    against = models.PositiveIntegerField(_("against"), null=True, blank=True)
    abstained = models.PositiveIntegerField(_("abstained"), null=True, blank=True)
    statement = models.ForeignKey(
        "decide.Statement", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    result = models.JSONField(default=dict, blank=True)
    minority = models.TextField(_("the minority's reasons"), max_length=2000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Edition(models.Model):
    """The whole plan as it stood on a day, under a name."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="editions")
    name = models.CharField(_("name"), max_length=200)
    plan = models.JSONField()
    is_public = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name
