"""A person's deadlines and phases as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from isopolis.workspace.process.models import Deadline, Phase


def calendar(name: str, phases: Iterable[Phase], deadlines: Iterable[Deadline], now: datetime) -> bytes:
    """All-day events: one for each phase (its last day is included), one for each deadline."""
    feed = Calendar()
    feed.add("prodid", "-//Isopolis//workspace//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", name)
    feed.add("method", "PUBLISH")
    for phase in phases:
        event = _event(f"phase-{phase.pk}", f"{phase} – {phase.partnership}", now)
        event.add("dtstart", phase.starts)
        event.add("dtend", phase.ends + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        feed.add_component(event)
    for deadline in deadlines:
        event = _event(f"deadline-{deadline.pk}", f"{deadline} – {deadline.phase.partnership}", now)
        event.add("dtstart", deadline.due_on)
        event.add("dtend", deadline.due_on + timedelta(days=1))
        event.add("description", deadline.from_whom())
        feed.add_component(event)
    return bytes(feed.to_ical())


def _event(uid: str, summary: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@isopolis")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", summary)
    return event
