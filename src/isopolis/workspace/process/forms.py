"""The forms of the timeline."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.people.models import Partnership
from isopolis.workspace.process.models import Deadline, Phase


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PhaseForm(forms.ModelForm):
    """When a phase runs."""

    class Meta:
        model = Phase
        fields = ("starts", "ends")
        labels: ClassVar = {"starts": _("First day"), "ends": _("Last day")}
        widgets: ClassVar = {"starts": _day(), "ends": _day()}


class DeadlineForm(forms.ModelForm):
    """What is due, when, from whom."""

    class Meta:
        model = Deadline
        fields = ("title", "phase", "due_on", "organisation", "role")
        widgets: ClassVar = {"due_on": _day()}
        labels: ClassVar = {
            "title": _("What is due"),
            "phase": _("Phase"),
            "due_on": _("Due on"),
            "organisation": _("From the organisation"),
            "role": _("From the role"),
        }

    def __init__(self, partnership: Partnership, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["phase"].queryset = partnership.phases.all()
        self.fields["phase"].empty_label = None
        self.fields["organisation"].queryset = partnership.organisations.all()
        self.fields["organisation"].empty_label = _("any")
        self.fields["role"].choices = [("", _("any")), *self.fields["role"].choices[1:]]
