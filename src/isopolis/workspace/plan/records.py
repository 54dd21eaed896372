"""Between what is stored and the plan's records: one query for all actions, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from isopolis.plan.actions.action import Action as ActionRecord
from isopolis.plan.actions.plan import Plan
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import Action, ActionField, ActionPlan, FieldChange, Indicator

FIELDS = tuple(name for name in ActionRecord.model_fields if name != "key")
_ADAPTERS = {
    name: TypeAdapter(field.annotation) for name, field in ActionRecord.model_fields.items() if name != "key"
}


def validated(name: str, value: Any) -> Any:
    """A value of a field as JSON, checked; raises pydantic's ``ValidationError``."""
    adapter = _ADAPTERS[name]
    return adapter.dump_python(adapter.validate_python(value), mode="json")


def empty_value(name: str) -> Any:
    """What a field is before anybody filled it in."""
    return validated(name, ActionRecord.model_fields[name].get_default() if name != "title" else "")


def action_record(action: Action, fields: Iterable[ActionField] | None = None) -> ActionRecord:
    """The action as a record."""
    values = {one.name: one.value for one in (action.fields.all() if fields is None else fields)}
    return ActionRecord.model_validate({"title": action.title, **values, "key": action.key})


def plan_record(partnership: Partnership) -> Plan:
    """The whole plan as a record: three queries, however many actions there are."""
    frame = ActionPlan.objects.filter(partnership=partnership).values_list("frame", flat=True).first() or {}
    actions = [
        action_record(action, action.fields.all())
        for action in partnership.actions.prefetch_related("fields")
    ]
    title = frame.get("title") or partnership.name
    base = {"partnership": partnership.name, **frame, "title": title}
    clusters = {one["key"] for one in base.get("clusters", [])}
    kept = [one if one.cluster in clusters else one.model_copy(update={"cluster": ""}) for one in actions]
    return Plan.model_validate({**base, "actions": kept})


@transaction.atomic
def store_plan(partnership: Partnership, plan: Plan, by: User | None) -> None:
    """Store a plan in an empty partnership: its frame, and its actions field by field."""
    frame = plan.model_dump(mode="json", exclude={"actions", "format"}, exclude_defaults=True)
    ActionPlan.objects.update_or_create(partnership=partnership, defaults={"frame": frame})
    for position, record in enumerate(plan.actions):
        store_action(partnership, record, by, position)


@transaction.atomic
def store_action(partnership: Partnership, record: ActionRecord, by: User | None, position: int) -> Action:
    """Store a new action with the first version of each of its fields."""
    action = Action.objects.create(
        partnership=partnership,
        key=record.key,
        title=record.title,
        state=record.state,
        position=position,
    )
    values = record.model_dump(mode="json", exclude={"key"})
    empty = {name: empty_value(name) for name in values}
    filled = {name: value for name, value in values.items() if value != empty[name] or name == "title"}
    ActionField.objects.bulk_create(
        ActionField(action=action, name=name, value=value, changed_by=by) for name, value in filled.items()
    )
    FieldChange.objects.bulk_create(
        FieldChange(action=action, name=name, value=value, version=1, by=by) for name, value in filled.items()
    )
    follow_indicators(action, values["indicators"])
    return action


def follow_indicators(action: Action, indicators: list[dict[str, Any]]) -> None:
    """Keep the rows that the thread links in step with the field ``indicators``."""
    wanted = {one["key"]: one["title"][:300] for one in indicators}
    for old in action.indicators.exclude(key__in=wanted):
        old.delete()
    for key, title in wanted.items():
        Indicator.objects.update_or_create(
            action=action, key=key, defaults={"title": title, "partnership": action.partnership}
        )
