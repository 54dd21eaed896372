"""Saving the frame of a plan field by field, like the fields of an action: nobody's words are lost.

The present frame is one JSON record; every value that a field had is a :class:`FrameChange`. What came too
late is one as well, without a version.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from pydantic import TypeAdapter

from isopolis.plan.actions.plan import Plan
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import ActionPlan, FrameChange
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.plan.saving import Conflict, Saved

_ADAPTERS = {
    name: TypeAdapter(field.annotation)
    for name, field in Plan.model_fields.items()
    if name not in ("format", "actions")
}
FIELDS = tuple(_ADAPTERS)
"""The fields of the frame, in the order of the record."""
_DEFAULTS = {name: Plan.model_fields[name].get_default() for name in _ADAPTERS}


class StillNamedError(Exception):
    """A cluster or a partner is to go that actions name."""

    def __init__(self, title: str, actions: list[str]) -> None:
        self.title, self.actions = title, actions
        super().__init__(title)


def frame_of(partnership: Partnership) -> ActionPlan:
    """The stored frame, made where there is none yet."""
    return ActionPlan.objects.get_or_create(partnership=partnership)[0]


def frame_value(plan: ActionPlan, name: str) -> Any:
    """The present value of a field as JSON."""
    default = plan.partnership.name if name in ("title", "partnership") else _DEFAULTS[name]
    return plan.frame.get(name, _ADAPTERS[name].dump_python(default, mode="json"))


def frame_current(plan: ActionPlan, name: str) -> tuple[Any, int]:
    """The present value and version of a field; version 0 where it has not been changed here."""
    last = plan.changes.filter(name=name, version__isnull=False).order_by("-version").first()
    return frame_value(plan, name), 0 if last is None else last.version


def frame_at(plan: ActionPlan, name: str, version: int) -> Any:
    """The value that a field had in a version."""
    found = plan.changes.filter(name=name, version=version).first()
    return frame_value(plan, name) if found is None else found.value


@transaction.atomic
def save_frame(plan: ActionPlan, name: str, value: Any, version: int, by: User | None) -> Saved | Conflict:
    """Give a field a new value, if ``version`` is still the present one.

    Raises pydantic's ``ValidationError`` where the value does not fit the field, and
    :class:`StillNamedError` where a cluster or a partner is to go that an action names.
    """
    value = _ADAPTERS[name].dump_python(_ADAPTERS[name].validate_python(value), mode="json")
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if value == frame_at(plan, name, version):
        return Saved(version, False)
    theirs, present = frame_current(plan, name)
    if version != present:
        if theirs == value:
            return Saved(present, False)
        last = plan.changes.get(name=name, version=present)
        if not plan.changes.filter(name=name, version=None, by=by, value=value).exists():
            FrameChange.objects.create(plan=plan, name=name, value=value, by=by)
        return Conflict(theirs, present, last.by, last.at, value)
    _refuse_what_is_used(plan, name, value)
    replace_frame(plan, name, value, by)
    return Saved(present + 1, True)


def replace_frame(plan: ActionPlan, name: str, value: Any, by: User | None) -> None:
    """Give a field a new value as its next version, whatever there was before."""
    theirs, present = frame_current(plan, name)
    if present == 0:
        FrameChange.objects.create(plan=plan, name=name, value=theirs, version=0)
    FrameChange.objects.create(
        plan=plan, name=name, value=value, version=present + 1, by=by, at=timezone.now()
    )
    plan.frame = {**plan.frame, name: value}
    plan.save(update_fields=["frame"])
    record(by, "frame of the plan changed", name, plan.partnership)


def _refuse_what_is_used(plan: ActionPlan, name: str, value: Any) -> None:
    """A cluster or a partner that an action names cannot go: its name would be lost there."""
    if name not in ("clusters", "members"):
        return
    kept = {one["key"] for one in value}
    for gone in frame_value(plan, name):
        if gone["key"] in kept:
            continue
        users = [
            action.title
            for action in plan_record(plan.partnership).actions
            if gone["key"]
            in (
                action.cluster,
                *action.leaders,
                *action.members,
                *(step.who for step in action.steps),
                *(output.owner for output in action.outputs),
            )
        ]
        if users:
            raise StillNamedError(gone.get("title") or gone["name"], users)
