"""The agenda of a visit as an iCalendar file, by the clock of the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from isopolis.learn.peers.visit import Item
from isopolis.plan.documents.calendar import Entry, calendar


def visit_calendar(name: str, items: Sequence[Item], stamp: datetime, *, key: str, place: str = "") -> bytes:
    """One entry for each point of the agenda; ``key`` is the visit's name, which stays the same."""
    entries = [
        Entry(f"{key}-{number}", item.text, item.start, item.end, text=name, place=place, is_busy=True)
        for number, item in enumerate(items)
    ]
    return calendar(name, entries, stamp, domain="visits.isopolis")
