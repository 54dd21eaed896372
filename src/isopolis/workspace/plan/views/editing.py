"""Writing: one field, the whole form, a new action, its state."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from pydantic import ValidationError

from isopolis.errors import InputError
from isopolis.plan.actions.action import Action as ActionRecord
from isopolis.plan.actions.sheet import key_from
from isopolis.plan.actions.states import NEXT, change_state
from isopolis.plan.actions.vocabulary import TITLES, State
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.field_inputs import EDITABLE, Input, input_of, label_of, problems, read_input
from isopolis.workspace.plan.history import as_text, difference
from isopolis.workspace.plan.models import Action, ActionPlan
from isopolis.workspace.plan.place import action_of, for_whom, page, writing
from isopolis.workspace.plan.records import action_record, store_action
from isopolis.workspace.plan.saving import Conflict, current, save_field, value_at
from isopolis.workspace.site.reader import reader_language


def _clusters(request: HttpRequest) -> dict[str, str]:
    plan = ActionPlan.objects.filter(partnership=request.partnership).first()
    return {one["key"]: one["title"] for one in (plan.frame.get("clusters", []) if plan else [])}


def _inputs(request: HttpRequest, stored: Action, names: tuple[str, ...]) -> list[Input]:
    clusters, language = _clusters(request), reader_language()
    present = {one.name: (one.value, one.version) for one in stored.fields.all()}
    return [
        input_of(name, *(present.get(name) or current(stored, name)), language, clusters) for name in names
    ]


def _version(request: HttpRequest, name: str) -> int:
    text = request.POST.get(f"version-{name}", "")
    return int(text) if text.isdigit() and len(text) < 9 else 0


@needs(Permission.WRITE_PLAN)
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The whole form; what one did not change stays as others left it in the meantime."""
    return _edit(request, action_of(request, key), EDITABLE)


@needs(Permission.WRITE_PLAN)
def edit_field(request: HttpRequest, slug: str, key: str, name: str) -> HttpResponse:
    """One field."""
    if name not in EDITABLE:
        raise Http404
    return _edit(request, action_of(request, key), (name,))


def _edit(request: HttpRequest, stored: Action, names: tuple[str, ...]) -> HttpResponse:
    wrong: list[str] = []
    conflicts: list[dict[str, Any]] = []
    inputs = _inputs(request, stored, names)
    if request.method == "POST":
        inputs, wrong, conflicts, saved = _save(request, stored, names)
        if not wrong and not conflicts:
            messages.success(request, _("Saved.") if saved else _("Nothing was changed."))
            anchor = f"#{names[0]}" if len(names) == 1 else ""
            return redirect(stored.get_absolute_url() + anchor)
        if saved:
            messages.success(request, _("The other fields were saved."))
    context = page(request, action=stored, inputs=inputs, wrong=wrong, conflicts=conflicts)
    status = 409 if conflicts else 400 if wrong else 200
    return render(request, "plan/edit.html", context, status=status)


@transaction.atomic
def _save(
    request: HttpRequest, stored: Action, names: tuple[str, ...]
) -> tuple[list[Input], list[str], list[dict[str, Any]], int]:
    """Save each field that was changed; what is wrong or met a newer version is shown as it was sent."""
    clusters, language = _clusters(request), reader_language()
    inputs, wrong, conflicts, saved = [], [], [], 0
    for name in names:
        version = _version(request, name)
        base = value_at(stored, name, version)
        sent = read_input(name, request.POST, base)
        try:
            result = save_field(stored, name, sent, version, request.user)
        except ValidationError as error:
            wrong += problems(error, name, language)
            inputs.append(input_of(name, sent, version, language, clusters))
            continue
        if isinstance(result, Conflict):
            conflicts.append(
                {
                    "label": label_of(name, language),
                    "theirs": as_text(result.theirs.value),
                    "ours": as_text(result.ours),
                    "by": result.theirs.changed_by,
                    "at": result.theirs.changed_at,
                    "difference": difference(result.theirs.value, result.ours),
                }
            )
            inputs.append(input_of(name, result.ours, result.theirs.version, language, clusters))
            continue
        saved += result.is_new
        inputs.append(input_of(name, *current(stored, name), language, clusters))
    return inputs, wrong, conflicts, saved


@needs(Permission.WRITE_PLAN)
def new_action(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an action with its title."""
    title = request.POST.get("title", "").strip()[:300]
    if request.method == "POST" and title:
        taken = set(request.partnership.actions.values_list("key", flat=True))
        with transaction.atomic():
            made = ActionRecord(key=key_from(title, taken), title=title)
            position = request.partnership.actions.count()
            stored = store_action(request.partnership, made, request.user, position)
            record(request.user, "action begun", stored.key, request.partnership)
        return redirect("action-edit", slug=slug, key=stored.key)
    wrong = request.method == "POST"
    return render(request, "plan/new_action.html", page(request, wrong=wrong), status=400 if wrong else 200)


@needs(Permission.RUN_PLAN)
def state(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change the state of an action; a way back or out needs a reason."""
    stored = action_of(request, key)
    record_now = action_record(stored)
    said = writing(request)
    error = ""
    if request.method == "POST":
        after, why = request.POST.get("state", ""), request.POST.get("why", "")[:2000]
        try:
            changed = change_state(record_now, State(after), said.day, for_whom(request), why)
        except (InputError, ValueError):
            error = _("Choose a state that can follow, and say why when it is a step back or out.")
        else:
            with transaction.atomic():
                for name in ("state", "history"):
                    _value, version = current(stored, name)
                    save_field(stored, name, changed.model_dump(mode="json")[name], version, request.user)
            messages.success(request, _("Saved."))
            return redirect(stored)
    choices = [(one.value, said.text(TITLES[one])) for one in NEXT[record_now.state]]
    return render(
        request,
        "plan/state.html",
        page(request, action=stored, now=said.title(record_now.state), choices=choices, error=error),
        status=400 if error else 200,
    )
