"""Actions, one row a field: two people who change different fields never meet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isopolis.plan.actions.vocabulary import State
from isopolis.workspace.people.models import Partnership, User


class ActionPlan(models.Model):
    """The plan of a partnership: everything of the record ``Plan`` but its actions, as JSON."""

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="action_plan")
    frame = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.frame.get("title", ""))


class FrameChange(models.Model):
    """Every value that a field of the frame ever had, and who gave it: added, never changed.

    One without a version came too late (``version`` None): somebody else was quicker, and it is kept here.
    """

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="changes")
    name = models.CharField(max_length=30)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "name", "version"], name="each_frame_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.name} {self.version}"


class ImportedPlan(models.Model):
    """A plan that somebody read in and has not taken over yet; ``name`` is that of its file.

    ``fields`` names, by the key of its action, the fields that a spreadsheet has columns for; it is None for
    a file that holds everything. ``keeps``: actions that the file does not have stay in the plan.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="imported_plans")
    name = models.CharField(max_length=120)
    plan = models.JSONField()
    fields = models.JSONField(null=True)
    keeps = models.BooleanField(default=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Action(models.Model):
    """An action; its fields are in :class:`ActionField`, its title and state here as well, to be listed."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="actions")
    key = models.SlugField(max_length=80)
    title = models.CharField(_("title"), max_length=300)
    state = models.CharField(max_length=12, default=State.IDEA)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "key"], name="each_action_key_once")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("action", args=[self.partnership.slug, self.key])


class ActionField(models.Model):
    """The present value of one field. ``version`` goes up by one with each change: who writes names the
    version that was read, and only that one is replaced.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=30)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["action", "name"], name="each_field_once")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.name} {self.version}"


class FieldChange(models.Model):
    """Every value that a field ever had, and who gave it: added, never changed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="changes")
    name = models.CharField(max_length=30)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "name", "version"], name="each_field_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.name} {self.version}"


class Indicator(models.Model):
    """An indicator of an action, so that the thread can lead to it; it follows the field ``indicators``."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="indicators")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["action", "key"], name="each_indicator_key_once")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The place on the page of its action."""
        return f"{self.action.get_absolute_url()}#indicators"
