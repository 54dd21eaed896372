"""Calendars as iCalendar files (RFC 5545): whole days, or hours by the clock of the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes
    ----------
    uid
        Its name, which stays the same when the entry changes.
    first, last
        Days, both included, or two times of day without a zone: the clock on the wall where it takes place.
    is_busy
        Whether whoever has it in the calendar is taken up by it.
    """

    uid: str
    title: str
    first: date | datetime
    last: date | datetime
    text: str = ""
    place: str = ""
    is_busy: bool = False


def calendar(name: str, entries: Iterable[Entry], stamp: datetime, *, domain: str = "isopolis") -> bytes:
    """The file; the same entries and stamp give the same bytes.

    >>> entry = Entry("a", "Deadline", date(2027, 3, 1), date(2027, 3, 1))
    >>> feed = calendar("Fund", [entry], datetime(2026, 11, 26, tzinfo=UTC)).decode()
    >>> [line for line in feed.splitlines() if line.startswith("DT")]
    ['DTSTART;VALUE=DATE:20270301', 'DTEND;VALUE=DATE:20270302', 'DTSTAMP:20261126T000000Z']
    """
    feed = Calendar()
    feed.add("prodid", "-//Isopolis//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", name)
    feed.add("method", "PUBLISH")
    for entry in entries:
        feed.add_component(_event(entry, stamp, domain))
    return bytes(feed.to_ical())


def _event(entry: Entry, stamp: datetime, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{domain}")
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("dtstart", entry.first)
    is_timed = isinstance(entry.last, datetime)
    event.add("dtend", entry.last if is_timed else entry.last + timedelta(days=1))
    if not entry.is_busy:
        event.add("transp", "TRANSPARENT")
    for name, value in (("description", entry.text), ("location", entry.place)):
        if value:
            event.add(name, value)
    return event
