"""A visit: its agenda from a template, whether it keeps the rules of an exchange, and what follows.

The rules are those of EUI City-to-City Exchanges: see the fund ``eui-city-to-city``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.learn.peers.agenda import Item
from isopolis.records.vocabulary import Term

VISITS, MONTHS = 3, 5
GUESTS, HOSTS = 3, 1
"""Further people whom the applicant, and the host, may bring."""

Points = tuple[tuple[str, int, str], ...]
"""Points of a day: when they begin, how many minutes they last, what they are."""

PROBLEM = message("The guest's problem in ten minutes, with its figures; questions")
ANSWER = message("How the host does it: what, who, cost, since when")
WALK = message("Walk through the neighbourhood with residents and staff")
FAILURES = message("What went wrong, and what we would not do again")
LUNCH = message("Lunch")
NEXT_STEPS = message("Three things to do within three months; who, until when")
CARD = message("Fill in the lessons card together")
FIRST_DAY: Points = (
    ("13:00", 60, message("Arrival and lunch; quiet room and step-free way shown")),
    ("14:00", 45, PROBLEM),
    ("14:45", 45, ANSWER),
    ("15:45", 105, WALK),
    ("17:45", 30, message("What surprised us: one sentence each")),
)
SECOND_DAY: Points = (
    ("09:00", 60, FAILURES),
    ("10:00", 60, message("Whom it did not reach; side effects: displacement, stigma")),
    ("11:15", 60, message("With residents, without the officials: is it better now?")),
    ("12:15", 60, LUNCH),
    ("13:15", 75, message("What would have to be different at home: law, money, people")),
    ("14:30", 45, NEXT_STEPS),
    ("15:15", 15, CARD),
)
ONE_DAY: Points = (
    ("09:30", 30, message("Arrival; quiet room and step-free way shown")),
    ("10:00", 30, PROBLEM),
    ("10:30", 60, ANSWER),
    ("11:45", 75, WALK),
    ("13:00", 60, LUNCH),
    ("14:00", 75, FAILURES),
    ("15:30", 45, NEXT_STEPS),
    ("16:15", 15, CARD),
)
EXPERTS_DAY: Points = (
    ("09:30", 45, message("The host's problem on the map and in figures, street by street")),
    ("10:15", 105, message("Walk through the neighbourhood: the visitors ask, residents answer")),
    ("12:15", 60, LUNCH),
    ("13:15", 60, message("The visitors among themselves: what they would do first")),
    ("14:30", 75, message("What they advise, what they advise against, and why")),
    ("16:00", 30, NEXT_STEPS),
    ("16:30", 15, CARD),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A model of an agenda: what it is for, and its days."""

    label: str
    days: tuple[Points, ...]


TEMPLATES = {
    "look-and-learn": Template(message("Two days: see how the host does it"), (FIRST_DAY, SECOND_DAY)),
    "one-day": Template(message("One day: see how the host does it"), (ONE_DAY,)),
    "experts-come": Template(message("One day: the visitors advise the host"), (EXPERTS_DAY,)),
}
"""Agendas to start from."""


class AccessNeed(Term):
    """What makes a visit accessible: asked of everybody, answered without a name."""

    STEP_FREE = "step-free", message("A way without steps, everywhere")
    SHORT_WAYS = "short-ways", message("Short ways, seats, transport between places")
    SIGNS = "sign-language", message("A sign-language interpreter")
    CAPTIONS = "captions", message("Captions or a hearing loop")
    READABLE = "readable", message("Papers beforehand that a screen reader reads, or in large print")
    PLAIN = "plain-language", message("Plain language")
    INTERPRETER = "interpreter", message("An interpreter")
    QUIET = "quiet-room", message("A quiet room, breaks")
    CHILDCARE = "childcare", message("Childcare")
    FOOD = "food", message("Food: said in other needs")


@dataclass(frozen=True, slots=True)
class Visit:
    """A planned visit: its days and how many come; stakeholders are further people of either side."""

    first_day: date
    last_day: date
    guests: int = 1
    guest_stakeholders: int = 0
    host_stakeholders: int = 0


def agenda(visit: Visit, template: str = "look-and-learn", language: Language | None = None) -> list[Item]:
    """The agenda of a visit from a template, as far as the visit has days; what days are left stay free.

    >>> len(agenda(Visit(date(2027, 3, 4), date(2027, 3, 5))))
    12
    >>> agenda(Visit(date(2027, 3, 4), date(2027, 3, 4)), "one-day")[0].start
    datetime.datetime(2027, 3, 4, 9, 30)
    """
    speaks = language or Language()
    length = (visit.last_day - visit.first_day).days + 1
    if length < 1:
        raise InputError(
            "the visit ends before it begins", expected="a last day that is not before the first"
        )
    items: list[Item] = []
    for number, points in enumerate(TEMPLATES[template].days[:length]):
        day = visit.first_day + timedelta(days=number)
        for start, minutes, text in points:
            begins = datetime.combine(day, time.fromisoformat(start))
            ends = begins + timedelta(minutes=minutes)
            items.append(Item(len(items), begins, ends, speaks.text(text)))
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
