"""The agenda of a visit as an iCalendar file, by the clock of the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from isopolis.learn.peers.agenda import Item
from isopolis.plan.documents.calendar import Entry, calendar


def visit_calendar(name: str, items: Sequence[Item], stamp: datetime, *, key: str, place: str = "") -> bytes:
    """One entry for each point of the agenda; ``key`` is the visit's name, which stays the same.

    A point keeps its entry when it is moved or changed, so a calendar that takes the file again moves it too.
    """
    entries = [
        Entry(
            f"{key}-{item.key}",
            item.text,
            item.start,
            item.end,
            text="\n".join(part for part in (name, item.who, item.access) if part),
            place=place,
            is_busy=True,
        )
        for item in items
    ]
    return calendar(name, entries, stamp, domain="visits.isopolis")
