"""Phases and deadlines as they are stored."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Organisation, Partnership, User
from isopolis.workspace.people.permissions import Role
from isopolis.workspace.process.timeline import default_timeline


class Phase(models.Model):
    """A stretch of the way from evidence to plan."""

    class Key(models.TextChoices):
        """The phases of an Urban Agenda partnership, in their order."""

        EX_ANTE = "ex-ante", _("Ex-ante assessment")
        ORIENTATION_PAPER = "orientation-paper", _("Orientation paper")
        PRELIMINARY_ACTIONS = "preliminary-actions", _("Preliminary actions")
        REFINING = "refining", _("Refining the actions")
        DRAFT_PLAN = "draft-plan", _("Draft action plan")
        PUBLIC_CONSULTATION = "public-consultation", _("Public consultation")
        FINAL_PLAN = "final-plan", _("Final action plan")
        IMPLEMENTATION = "implementation", _("Implementation")
        MONITORING = "monitoring", _("Monitoring")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="phases")
    key = models.CharField(max_length=24, choices=Key)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))

    class Meta:
        ordering: ClassVar = ["starts", "ends", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "key"], name="each_phase_once"),
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())

    def clean(self) -> None:
        """Refuse a phase that ends before it starts."""
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("The last day is before the first.")})


class Deadline(models.Model):
    """Something that is due on a day, from an organisation, from a role, or from everybody who works here."""

    phase = models.ForeignKey(
        Phase, on_delete=models.CASCADE, related_name="deadlines", verbose_name=_("phase")
    )
    title = models.CharField(_("what is due"), max_length=200)
    due_on = models.DateField(_("due on"))
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("from the organisation"),
    )
    role = models.CharField(_("from the role"), max_length=12, choices=Role, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def from_whom(self) -> str:
        """Who owes it, in words."""
        if self.organisation:
            return str(self.organisation)
        if self.role:
            return str(_("every %(role)s") % {"role": self.get_role_display()})
        return str(_("everybody"))


def open_timeline(partnership: Partnership, start: date) -> None:
    """Give a new partnership the default phases."""
    Phase.objects.bulk_create(
        Phase(partnership=partnership, key=one.key, starts=one.starts, ends=one.ends)
        for one in default_timeline(start)
    )
