"""The steps and outputs of a plan as an iCalendar file: all-day entries."""

from __future__ import annotations

from datetime import datetime

from isopolis.language import Language
from isopolis.plan.actions.plan import Plan
from isopolis.plan.documents.calendar import Entry, calendar


def plan_calendar(plan: Plan, language: Language, stamp: datetime) -> bytes:
    """One entry for each step (from its first to its last day) and one for each output on its day."""
    entries = []
    for action in plan.standing:
        for step in action.steps:
            if step.ends is not None:
                name = f"{step.title} – {action.title}"
                entries.append(Entry(f"{action.key}-{step.key}", name, step.starts or step.ends, step.ends))
        for output in action.outputs:
            if output.due is not None:
                name = language.text("Output: {title}", title=f"{output.title} – {action.title}")
                entries.append(Entry(f"{action.key}-o-{output.key}", name, output.due, output.due))
    return calendar(plan.title, entries, stamp, domain="plan.isopolis")
