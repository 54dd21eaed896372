"""The steps and outputs of a plan as an iCalendar file (RFC 5545): all-day events."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from isopolis.language import Language
from isopolis.plan.actions.plan import Plan


def plan_calendar(plan: Plan, language: Language, stamp: datetime) -> bytes:
    """One event for each step (from its first to its last day) and one for each output on its day."""
    feed = Calendar()
    feed.add("prodid", "-//Isopolis//plan//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", plan.title)
    for action in plan.standing:
        for step in action.steps:
            if step.ends is not None:
                name = f"{step.title} – {action.title}"
                feed.add_component(
                    _event(f"{action.key}-{step.key}", name, step.starts or step.ends, step.ends, stamp)
                )
        for output in action.outputs:
            if output.due is not None:
                name = language.text("Output: {title}", title=f"{output.title} – {action.title}")
                feed.add_component(
                    _event(f"{action.key}-o-{output.key}", name, output.due, output.due, stamp)
                )
    return bytes(feed.to_ical())


def _event(uid: str, summary: str, first: date, last: date, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@plan.isopolis")
    event.add("dtstamp", stamp)
    event.add("summary", summary)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
