"""Saving a field: only the version that was read is replaced; a text that comes too late is kept and shown.

Two people who change different fields both win. Two who change the same field: the first is saved, the second
sees both texts side by side, and the own one is kept as a suggestion until somebody decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import User
from isopolis.workspace.plan.models import Action, ActionField, FieldChange, Remark
from isopolis.workspace.plan.records import empty_value, follow_indicators, validated


@dataclass(frozen=True, slots=True)
class Saved:
    """The field has a new version, or the same as before where nothing changed."""

    version: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the field in between: their value, its version, by whom and when; and ours.

    Ours is kept as well, where the history of the field shows it.
    """

    theirs: Any
    version: int
    by: User | None
    at: datetime
    ours: Any


def current(action: Action, name: str) -> tuple[Any, int]:
    """The present value and version of a field; version 0 where it was never filled in."""
    found = action.fields.filter(name=name).first()
    return (empty_value(name), 0) if found is None else (found.value, found.version)


def value_at(action: Action, name: str, version: int) -> Any:
    """The value that a field had in a version."""
    if version == 0:
        return empty_value(name)
    found = FieldChange.objects.filter(action=action, name=name, version=version).first()
    return empty_value(name) if found is None else found.value


@transaction.atomic
def save_field(action: Action, name: str, value: Any, version: int, by: User | None) -> Saved | Conflict:
    """Give a field a new value, if ``version`` is still the present one.

    Raises pydantic's ``ValidationError`` where the value does not fit the field.
    """
    value = validated(name, value)
    before = value_at(action, name, version)
    if value == before:
        return Saved(version, False)
    now = timezone.now()
    if version == 0:
        _field, made = ActionField.objects.get_or_create(
            action=action, name=name, defaults={"value": value, "changed_by": by, "changed_at": now}
        )
        replaced = int(made)
    else:
        replaced = ActionField.objects.filter(action=action, name=name, version=version).update(
            value=value, version=version + 1, changed_by=by, changed_at=now
        )
    if not replaced:
        theirs = action.fields.get(name=name)
        if theirs.value == value:
            return Saved(theirs.version, False)
        _keep(action, name, value, by)
        return Conflict(theirs.value, theirs.version, theirs.changed_by, theirs.changed_at, value)
    FieldChange.objects.create(action=action, name=name, value=value, version=version + 1, by=by, at=now)
    if name in ("title", "state"):
        setattr(action, name, value)
        action.save(update_fields=[name])
    if name == "indicators":
        follow_indicators(action, value)
    record(by, "action changed", f"{action.key}: {name}", action.partnership)
    return Saved(version + 1, True)


def _keep(action: Action, name: str, value: Any, by: User | None) -> None:
    """Keep the text that came too late as an open suggestion; the same text is kept once."""
    same = Remark.objects.filter(action=action, field=name, author=by, is_conflict=True, closed_at=None)
    if not any(one.suggestion == value for one in same):
        Remark.objects.create(action=action, field=name, suggestion=value, author=by, is_conflict=True)
