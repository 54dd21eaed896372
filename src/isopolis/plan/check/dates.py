"""Do the dates agree: with each other, with the plan's first and last day?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import RIPENESS, Ripeness
from isopolis.plan.check.finding import Finding, Severity

_AFTER_END = message("“{what}” is on {day}, after the plan's end on {end}.")
_BEFORE_START = message("“{what}” is on {day}, before the plan's start on {start}.")
_MOVE = message("Move it, or change the dates of the plan.")
_BACKWARDS = message("The step “{what}” ends on {ends}, before it starts on {starts}.")
_SWAP = message("Correct one of the two dates.")
_NO_DATES = message("The step “{what}” has no last day.")
_SET = message("Say when it ends: a step without an end is never late.")
_OUTPUT_EARLY = message("The output “{what}” is due on {day}, before the first step starts on {start}.")


def consistent_dates(plan: Plan, action: Action) -> Iterator[Finding]:
    """Dates outside the plan, backwards, or missing."""

    def finding(
        rule: str, severity: Severity, field: str, found: str, remedy: str, **values: str | date
    ) -> Finding:
        return Finding(rule, severity, action.key, field, found, remedy, values)

    for field, what, day in _days(action):
        if plan.ends is not None and day > plan.ends:
            yield finding(
                "after-plan",
                Severity.ERROR,
                field,
                _AFTER_END,
                _MOVE,
                what=what,
                day=day,
                end=plan.ends,
            )
        if plan.starts is not None and day < plan.starts:
            yield finding(
                "before-plan", Severity.WARNING, field, _BEFORE_START, _MOVE,
                what=what, day=day, start=plan.starts,
            )  # fmt: skip
    for step in action.steps:
        if step.starts is not None and step.ends is not None and step.ends < step.starts:
            yield finding(
                "backwards", Severity.ERROR, "steps", _BACKWARDS, _SWAP,
                what=step.title, starts=step.starts, ends=step.ends,
            )  # fmt: skip
        if step.ends is None and RIPENESS[plan.stage] >= Ripeness.DRAFT:
            yield finding("step-without-end", Severity.WARNING, "steps", _NO_DATES, _SET, what=step.title)
    begins = min((step.starts for step in action.steps if step.starts is not None), default=None)
    for output in action.outputs:
        if begins is not None and output.due is not None and output.due < begins:
            yield finding(
                "output-before-steps", Severity.ERROR, "outputs", _OUTPUT_EARLY, _SWAP,
                what=output.title, day=output.due, start=begins,
            )  # fmt: skip


def _days(action: Action) -> Iterator[tuple[str, str, date]]:
    """Every date that the action promises: field, what, day."""
    for step in action.steps:
        for day in (step.starts, step.ends):
            if day is not None:
                yield "steps", step.title, day
                if step.is_milestone:
                    break
    for output in action.outputs:
        if output.due is not None:
            yield "outputs", output.title, output.due
    for indicator in action.indicators:
        if indicator.target is not None and indicator.target.by is not None:
            yield "indicators", indicator.title, indicator.target.by
