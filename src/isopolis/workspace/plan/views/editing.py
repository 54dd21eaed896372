"""Writing: one field, the whole form, the frame of the plan, a new action, its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
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
from isopolis.workspace.plan.editable import Editable, EditableAction, EditableFrame
from isopolis.workspace.plan.field_inputs import EDITABLE, Input, problems
from isopolis.workspace.plan.frame import StillNamedError, frame_of
from isopolis.workspace.plan.frame_inputs import FRAME
from isopolis.workspace.plan.history import as_text, difference
from isopolis.workspace.plan.models import Action, ActionPlan
from isopolis.workspace.plan.place import action_of, for_whom, page, writing
from isopolis.workspace.plan.records import action_record, store_action
from isopolis.workspace.plan.saving import Conflict, current, save_field
from isopolis.workspace.site.reader import reader_language


def _clusters(request: HttpRequest) -> dict[str, str]:
    plan = ActionPlan.objects.filter(partnership=request.partnership).first()
    return {one["key"]: one["title"] for one in (plan.frame.get("clusters", []) if plan else [])}


@needs(Permission.WRITE_PLAN)
def edit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The whole form; what one did not change stays as others left it in the meantime."""
    return _edit(
        request, EditableAction(action_of(request, key), reader_language(), _clusters(request)), EDITABLE
    )


@needs(Permission.WRITE_PLAN)
def edit_field(request: HttpRequest, slug: str, key: str, name: str) -> HttpResponse:
    """One field."""
    if name not in EDITABLE:
        raise Http404
    return _edit(
        request, EditableAction(action_of(request, key), reader_language(), _clusters(request)), (name,)
    )


@needs(Permission.RUN_PLAN)
def edit_frame(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One field of what stands around the actions."""
    if name not in FRAME:
        raise Http404
    return _edit(request, EditableFrame(frame_of(request.partnership), reader_language()), (name,))


def _edit(request: HttpRequest, target: Editable, names: tuple[str, ...]) -> HttpResponse:
    done = _Saving()
    if request.method == "POST":
        done = _save(request, target, names)
        if not done.wrong and not done.conflicts:
            messages.success(request, _("Saved.") if done.saved else _("Nothing was changed."))
            anchor = f"#{names[0]}" if len(names) == 1 else ""
            return redirect(target.url + anchor)
        if done.saved:
            messages.success(request, _("The other fields were saved."))
    inputs = done.inputs or [target.input(name, *target.current(name)) for name in names]
    context = page(request, target=target, inputs=inputs, wrong=done.wrong, conflicts=done.conflicts)
    status = 409 if done.conflicts else 400 if done.wrong else 200
    return render(request, "plan/edit.html", context, status=status)


@dataclass
class _Saving:
    """What came of a form that was sent: the fields as they are shown again, and what is wrong."""

    inputs: list[Input] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    saved: int = 0


@transaction.atomic
def _save(request: HttpRequest, target: Editable, names: tuple[str, ...]) -> _Saving:
    """Save each field that was changed; what is wrong or met a newer version is shown as it was sent."""
    done = _Saving()
    for name in names:
        version = _version(request, name)
        sent = target.read(name, request.POST, target.value_at(name, version))
        try:
            result = target.save(name, sent, version, request.user)
        except ValidationError as error:
            done.wrong += problems(error, target.label(name), target.rows(name), reader_language())
            done.inputs.append(target.input(name, sent, version))
        except StillNamedError as error:
            done.wrong.append(
                _("“{title}” is still named in the plan: {actions}. Take it out there first.").format(
                    title=error.title, actions="; ".join(error.actions[:5])
                )
            )
            done.inputs.append(target.input(name, sent, version))
        else:
            if isinstance(result, Conflict):
                done.conflicts.append(_shown(target.label(name), result))
                done.inputs.append(target.input(name, result.ours, result.version))
                continue
            done.saved += result.is_new
            done.inputs.append(target.input(name, *target.current(name)))
    return done


def _version(request: HttpRequest, name: str) -> int:
    text = request.POST.get(f"version-{name}", "")
    return int(text) if text.isdigit() and len(text) < 9 else 0


def _shown(label: str, conflict: Conflict) -> dict[str, Any]:
    """Both texts side by side, and the difference word by word."""
    return {
        "label": label,
        "theirs": as_text(conflict.theirs),
        "ours": as_text(conflict.ours),
        "by": conflict.by,
        "at": conflict.at,
        "difference": difference(conflict.theirs, conflict.ours),
    }


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


def set_state(request: HttpRequest, stored: Action, after: State, why: str) -> None:
    """Bring an action into another state; an ``InputError`` says which can follow, or asks for a reason."""
    changed = change_state(action_record(stored), after, timezone.now().date(), for_whom(request), why)
    with transaction.atomic():
        for name in ("state", "history"):
            _value, version = current(stored, name)
            save_field(stored, name, changed.model_dump(mode="json")[name], version, request.user)


@needs(Permission.RUN_PLAN)
def state(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change the state of an action; a way back or out needs a reason."""
    stored = action_of(request, key)
    record_now = action_record(stored)
    said = writing(request)
    error = ""
    if request.method == "POST":
        try:
            after = State(request.POST.get("state", ""))
            set_state(request, stored, after, request.POST.get("why", "")[:2000])
        except (InputError, ValueError):
            error = _("Choose a state that can follow, and say why when it is a step back or out.")
        else:
            messages.success(request, _("Saved."))
            return redirect(stored)
    choices = [(one.value, said.text(TITLES[one])) for one in NEXT[record_now.state]]
    return render(
        request,
        "plan/state.html",
        page(request, action=stored, now=said.title(record_now.state), choices=choices, error=error),
        status=400 if error else 200,
    )
