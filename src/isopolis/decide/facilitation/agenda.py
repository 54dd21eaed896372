"""The agenda of a meeting as a clock: when each point begins and ends, what is on now, what is missing.

A point ends when the next one begins or the day ends; pauses are points too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from isopolis.errors import InputError

LONGEST = timedelta(minutes=90)
"""Without a pause people tire; see the accessibility checklist."""
_LINE = re.compile(r"^\s*(\d{1,2})[:h.](\d{2})\s*[-–]\s*(\d{1,2})[:h.](\d{2})\s+(\*?)\s*(.+?)\s*$")
_DAY = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})\s*$")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda, with its moments."""

    title: str
    starts: datetime
    ends: datetime
    is_break: bool = False

    @property
    def minutes(self) -> int:
        """How long it is."""
        return round((self.ends - self.starts).total_seconds() / 60)


def read_agenda(text: str, zone: tzinfo | None = None) -> tuple[Point, ...]:
    """An agenda typed in: a line for each day, then one for each point; a star marks a pause.

    Raises
    ------
    InputError
        A line that is no point, a point without a day, one that ends before it begins or overlaps.

    >>> points = read_agenda("2026-05-04\\n09:00-09:30 Welcome\\n09:30-09:45 * Coffee")
    >>> [(one.title, one.minutes, one.is_break) for one in points]
    [('Welcome', 30, False), ('Coffee', 15, True)]
    """
    day: date | None = None
    points: list[Point] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if found := _DAY.match(line):
            day = _day(found.group(1), number)
            continue
        point = _point(line, number, day, zone)
        if points and point.starts < points[-1].ends:
            raise InputError(
                "“{title}” begins before “{title_2}” ends",
                row=number,
                remedy="put the points in the order of the day, without overlap",
                title=point.title,
                title_2=points[-1].title,
            )
        points.append(point)
    if not points:
        raise InputError("there is no point in this agenda", expected="lines like “09:00-09:30 Welcome”")
    return tuple(points)


def _day(text: str, number: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            "“{text}” is no day", row=number, expected="a day like 2026-05-04", text=text
        ) from None


def _point(line: str, number: int, day: date | None, zone: tzinfo | None) -> Point:
    found = _LINE.match(line)
    if found is None:
        raise InputError(
            "“{line}” is no point",
            row=number,
            expected="a line like “09:00-09:30 Welcome”",
            line=line.strip()[:60],
        )
    if day is None:
        raise InputError("a point before any day", row=number, expected="first a line like 2026-05-04")
    hours = [int(one) for one in found.group(1, 2, 3, 4)]
    try:
        starts, ends = (
            datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
            for hour, minute in (hours[:2], hours[2:])
        )
    except ValueError:
        raise InputError("“{line}” has no such hour", row=number, line=line.strip()[:60]) from None
    if ends <= starts:
        raise InputError("“{line}” ends before it begins", row=number, line=found.group(6))
    return Point(found.group(6), starts, ends, is_break=bool(found.group(5)))


def now_and_next(points: Sequence[Point], now: datetime) -> tuple[Point | None, Point | None]:
    """The point that is on, and the one that comes next; None where there is none."""
    on = next((one for one in points if one.starts <= now < one.ends), None)
    following = next((one for one in points if one.starts > now), None)
    return on, following


def long_stretches(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """First and last points of stretches of work longer than :data:`LONGEST` without a pause."""
    found, stretch = [], list[Point]()
    for one in [*points, None]:
        goes_on = one is not None and not one.is_break and (not stretch or one.starts == stretch[-1].ends)
        if one is not None and goes_on:
            stretch.append(one)
            continue
        if stretch and stretch[-1].ends - stretch[0].starts > LONGEST:
            found.append((stretch[0], stretch[-1]))
        stretch = [one] if one is not None and not one.is_break else []
    return found
