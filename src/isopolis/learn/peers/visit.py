"""A visit: its agenda from a template, whether it keeps the rules of an exchange, and what follows.

The rules are those of EUI City-to-City Exchanges: see the fund ``eui-city-to-city``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from isopolis.errors import InputError
from isopolis.language import Language, message

VISITS, MONTHS = 3, 5
GUESTS, HOSTS = 3, 1
"""Further people whom the applicant, and the host, may bring."""

FIRST_DAY: tuple[tuple[str, int, str], ...] = (
    ("13:00", 60, message("Arrival and lunch; quiet room and step-free way shown")),
    ("14:00", 45, message("The guest's problem in ten minutes, with its figures; questions")),
    ("14:45", 45, message("How the host does it: what, who, cost, since when")),
    ("15:45", 105, message("Walk through the neighbourhood with residents and staff")),
    ("17:45", 30, message("What surprised us: one sentence each")),
)
SECOND_DAY: tuple[tuple[str, int, str], ...] = (
    ("09:00", 60, message("What went wrong, and what we would not do again")),
    ("10:00", 60, message("Whom it did not reach; side effects: displacement, stigma")),
    ("11:15", 60, message("With residents, without the officials: is it better now?")),
    ("12:15", 60, message("Lunch")),
    ("13:15", 75, message("What would have to be different at home: law, money, people")),
    ("14:30", 45, message("Three things to do within three months; who, until when")),
    ("15:15", 15, message("Fill in the lessons card together")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the agenda."""

    start: datetime
    end: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A planned visit: days, who comes, what they need."""

    first_day: date
    last_day: date
    guests: int = 1
    guest_stakeholders: int = 0
    host_stakeholders: int = 0
    needs: tuple[str, ...] = ()
    """Accessibility needs in words, without names."""


def agenda(visit: Visit, language: Language | None = None) -> list[Item]:
    """A two-day agenda; a one-day visit gets the afternoon only, longer ones repeat the second day's morning.

    >>> len(agenda(Visit(date(2027, 3, 4), date(2027, 3, 5))))
    12
    """
    speaks = language or Language()
    days = (visit.last_day - visit.first_day).days + 1
    if days < 1:
        raise InputError(
            "the visit ends before it begins", expected="a last day that is not before the first"
        )
    items = []
    for number in range(min(days, 2)):
        day = visit.first_day + timedelta(days=number)
        for start, minutes, text in FIRST_DAY if number == 0 else SECOND_DAY:
            begins = datetime.combine(day, time.fromisoformat(start))
            items.append(Item(begins, begins + timedelta(minutes=minutes), speaks.text(text)))
    return items


PROBLEMS = {
    "visits": message("An exchange has at most {most} visits; these are {number}."),
    "months": message("All visits take place within {most} months; these need longer."),
    "guests": message("The guest may bring at most {most} stakeholders; these are {number}."),
    "hosts": message("The host may bring at most {most} stakeholder; these are {number}."),
}


def broken_rules(visits: Sequence[Visit], language: Language | None = None) -> list[str]:
    """Which rules of a City-to-City Exchange the visits break, in words; none is good.

    >>> broken_rules([Visit(date(2027, 3, 4), date(2027, 3, 5), guest_stakeholders=4)])
    ['The guest may bring at most 3 stakeholders; these are 4.']
    """
    speaks = language or Language()
    said = []
    if len(visits) > VISITS:
        said.append(speaks.text(PROBLEMS["visits"], most=VISITS, number=len(visits)))
    if visits:
        first, last = min(v.first_day for v in visits), max(v.last_day for v in visits)
        if last > months_later(first, MONTHS):
            said.append(speaks.text(PROBLEMS["months"], most=MONTHS))
        guests, hosts = max(v.guest_stakeholders for v in visits), max(v.host_stakeholders for v in visits)
        if guests > GUESTS:
            said.append(speaks.text(PROBLEMS["guests"], most=GUESTS, number=guests))
        if hosts > HOSTS:
            said.append(speaks.text(PROBLEMS["hosts"], most=HOSTS, number=hosts))
    return said


def follow_up(visit: Visit) -> tuple[date, date]:
    """When to ask what came of it: three and six months after the last day."""
    return months_later(visit.last_day, 3), months_later(visit.last_day, 6)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day.

    >>> months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))
