"""Processes of engagement of a partnership: the list, one, making and changing them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from isopolis.decide.accessibility import Kind, progress
from isopolis.decide.accessibility.checklist import Progress
from isopolis.decide.methods import methods
from isopolis.workspace.engagement.methods import method_named, shown
from isopolis.workspace.engagement.models import Process
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.people.permissions import Action, may

KINDS = {
    Process.Happens.EVENT: (Kind.EVENT, Kind.TEXT),
    Process.Happens.ONLINE: (Kind.ONLINE, Kind.TEXT),
    Process.Happens.BOTH: (Kind.EVENT, Kind.ONLINE, Kind.TEXT),
}
"""The checklists that a process needs."""


class ProcessForm(forms.ModelForm):
    """For what, by which method, when, and what participants are asked about themselves."""

    method = forms.ChoiceField(label=gettext_lazy("Method"), required=False)
    about = forms.CharField(
        label=gettext_lazy("One question about participants, for the evaluation"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Like “How old are you?: under 25 | 25 to 64 | 65 and over”."),
    )

    class Meta:
        model = Process
        fields = ("title", "question", "method", "happens", "starts", "ends", "rounds")
        labels: ClassVar = {
            "title": gettext_lazy("Title"),
            "question": gettext_lazy("What can people decide or change?"),
            "happens": gettext_lazy("Where does it happen?"),
            "starts": gettext_lazy("First day"),
            "ends": gettext_lazy("Last day"),
            "rounds": gettext_lazy("Rounds of proposals or votes that belong to it"),
        }
        widgets: ClassVar = {
            "question": forms.Textarea(attrs={"rows": 4}),
            "starts": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "rounds": forms.CheckboxSelectMultiple,
        }

    def __init__(self, partnership: Partnership, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["rounds"].queryset = partnership.rounds.all()
        self.fields["method"].choices = [("", gettext_lazy("not chosen yet"))] + [
            (one.id, shown(one).title) for one in methods()
        ]
        asked = self.instance.asked
        if asked:
            self.fields["about"].initial = f"{asked['name']}: {' | '.join(asked['choices'])}"

    def clean_about(self) -> dict[str, Any]:
        """The question and its answers."""
        line = self.cleaned_data["about"].strip()
        if not line:
            return {}
        name, _colon, rest = line.rpartition(":")
        choices = [one.strip()[:80] for one in rest.split("|") if one.strip()]
        if not name.strip() or len(choices) < 2:
            raise forms.ValidationError(
                _("Write a question, a colon, and two answers or more with | between.")
            )
        return {"name": name.strip(), "choices": choices}

    def clean(self) -> dict[str, Any]:
        """No process ends before it begins."""
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("The last day is before the first."))
        return data

    def save(self, commit: bool = True) -> Process:
        """Keep the question beside the other fields."""
        self.instance.asked = self.cleaned_data["about"]
        return super().save(commit)


def process_of(request: HttpRequest, pk: int) -> Process:
    """The process in the partnership of the page; 404 where there is none."""
    found = Process.objects.select_related("partnership", "pact", "assessment")
    return get_object_or_404(found, pk=pk, partnership=request.partnership)


def progress_of(process: Process) -> Progress:
    """How far its checklists are."""
    state = dict(process.checks.values_list("item", "state"))
    return progress(KINDS[Process.Happens(process.happens)], state)


@needs(Action.SEE_PROCESSES)
@require_safe
def processes(request: HttpRequest, slug: str) -> HttpResponse:
    """The processes of a partnership."""
    found = request.partnership.processes.select_related("partnership")
    page = {
        "partnership": request.partnership,
        "rows": [(one, method_named(one.method)) for one in found],
        "may_run": may(request.role, Action.RUN_PROCESSES),
    }
    return render(request, "engagement/processes.html", page)


@needs(Action.SEE_PROCESSES)
@require_safe
def process(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One process: what it is for, and how far its preparation is."""
    found = process_of(request, pk)
    runs = may(request.role, Action.RUN_PROCESSES)
    page = {
        "partnership": request.partnership,
        "process": found,
        "method": method_named(found.method),
        "rounds": found.rounds.all(),
        "progress": progress_of(found) if runs else None,
        "may_run": runs,
        "link": found.open_address() if runs else "",
    }
    return render(request, "engagement/process.html", page)


def _save(request: HttpRequest, instance: Process, title: str) -> HttpResponse:
    initial = {"method": request.GET.get("method", instance.method)}
    form = ProcessForm(request.partnership, request.POST or None, instance=instance, initial=initial)
    if request.method == "POST" and form.is_valid():
        was_there = instance.pk is not None
        with transaction.atomic():
            saved = form.save()
            what = "process changed" if was_there else "process made"
            record(request.user, what, saved.title, request.partnership)
        messages.success(request, _("Saved."))
        return redirect(saved)
    page = {"partnership": request.partnership, "form": form, "title": title, "button": _("Save")}
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.RUN_PROCESSES)
def new_process(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan a process."""
    return _save(request, Process(partnership=request.partnership), _("Plan a process"))


@needs(Action.RUN_PROCESSES)
def change_process(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a process."""
    return _save(request, process_of(request, pk), _("Change the process"))
