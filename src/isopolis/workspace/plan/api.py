"""The plan in the API: actions, their indicators, and how their work stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from ninja import Field, Router, Schema

from isopolis.plan.actions.vocabulary import State
from isopolis.plan.monitoring.lateness import work_states
from isopolis.plan.monitoring.movement import indicator_states
from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.plan.place import action_of
from isopolis.workspace.plan.records import action_record, plan_record
from isopolis.workspace.plan.views.editing import set_state

router = Router()


class ActionRecord(Schema):
    """An action in a line; ``cost`` is null where nobody has estimated it."""

    key: str
    title: str
    state: str
    cluster: str
    pillars: list[str]
    grounds: list[str]
    leaders: list[str]
    cost: int | None
    objective: str


class NewState(Schema):
    """The state that an action comes into; ``why`` is needed for a step back or out."""

    state: State
    why: str = Field("", max_length=2000)


class IndicatorRecord(Schema):
    """An indicator with its baseline, its latest reading and what became of it."""

    action: str
    key: str
    title: str
    kind: str
    unit: str
    group: str
    baseline: float | None
    latest: float | None
    low: float | None
    high: float | None
    target: float | None
    movement: str


class WorkRecord(Schema):
    """A step or an output and how it stands today."""

    action: str
    key: str
    title: str
    is_output: bool
    who: str
    due: date | None
    done_on: date | None
    progress: str
    days_late: int


@router.get("/partnerships/{slug}/actions", response=list[ActionRecord])
@needs(Action.SEE_PLAN)
@listed
def actions(request: Any, slug: str) -> list[Any]:
    """The actions of the plan, in its order."""
    plan = plan_record(request.partnership)
    return [
        one.model_dump(mode="json") | {"leaders": [plan.name_of(who) for who in one.leaders]}
        for one in plan.actions
    ]


@router.get("/partnerships/{slug}/actions/{key}", response=dict[str, Any])
@needs(Action.SEE_PLAN)
def action(request: Any, slug: str, key: str) -> dict[str, Any]:
    """One action with every field of the template, as in a plan file."""
    found = next((one for one in plan_record(request.partnership).actions if one.key == key), None)
    if found is None:
        raise Http404
    return found.model_dump(mode="json")


@router.post("/partnerships/{slug}/actions/{key}/state", response=dict[str, Any])
@needs(Action.RUN_PLAN)
def change_state(request: Any, slug: str, key: str, sent: NewState) -> dict[str, Any]:
    """Change the state of an action, by the rules of the page; the action as it is then."""
    stored = action_of(request, key)
    set_state(request, stored, sent.state, sent.why)
    return action_record(stored).model_dump(mode="json")


@router.get("/partnerships/{slug}/indicators", response=list[IndicatorRecord])
@needs(Action.SEE_PLAN)
@listed
def indicators(request: Any, slug: str) -> list[dict[str, Any]]:
    """The indicators of all actions that stand; ``low`` and ``high`` are those of the latest reading."""
    rows = []
    for state in indicator_states(plan_record(request.partnership)):
        one = state.indicator
        latest = one.latest or one.baseline
        rows.append(
            {
                "action": state.action,
                "key": one.key,
                "title": one.title,
                "kind": one.kind.value,
                "unit": one.unit,
                "group": one.group,
                "baseline": one.baseline.value if one.baseline else None,
                "latest": one.latest.value if one.latest else None,
                "low": latest.low if latest else None,
                "high": latest.high if latest else None,
                "target": one.target.value if one.target else None,
                "movement": state.movement.value,
            }
        )
    return rows


@router.get("/partnerships/{slug}/work", response=list[WorkRecord])
@needs(Action.SEE_PLAN)
@listed
def work(request: Any, slug: str) -> list[dict[str, Any]]:
    """Every step and output of the actions that stand, with what is late."""
    plan = plan_record(request.partnership)
    return [
        {
            "action": one.action,
            "key": one.key,
            "title": one.title,
            "is_output": one.is_output,
            "who": plan.name_of(one.who),
            "due": one.due,
            "done_on": one.done_on,
            "progress": one.progress.value,
            "days_late": one.days_late,
        }
        for one in work_states(plan, timezone.now().date())
    ]
