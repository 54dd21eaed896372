"""The calendar backwards from a deadline: what must be done when, so that the application is in on time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from isopolis.language import Language, message
from isopolis.learn.funds.fund import Fund, Route
from isopolis.records.words import choose

STEPS: tuple[tuple[int, str], ...] = (
    (120, message("Ask whether the idea fits: {ask}")),
    (100, message("Find the partners and agree who does what")),
    (75, message("Have the first draft of the description and of the budget")),
    (60, message("Take the project and the own contribution to the council")),
    (45, message("Have the figures and the indicators from the diagnosis in the draft")),
    (30, message("Collect the partners' letters and signatures")),
    (14, message("Let somebody read it who has not written it")),
    (3, message("Submit; the platform is slow on the last day")),
    (0, message("Deadline")),
)
"""Days before the deadline, and the step."""
_DIRECT_ONLY = {100, 30}


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the calendar."""

    day: date
    text: str
    late: bool


def backward_calendar(fund: Fund, deadline: date, on: date, language: Language | None = None) -> list[Step]:
    """The steps towards a deadline, the first first; ``late`` if its day is before ``on``.

    >>> from isopolis.learn.funds.fund import fund_by_id
    >>> steps = backward_calendar(fund_by_id("cerv-town-twinning"), date(2027, 9, 18), date(2026, 11, 26))
    >>> steps[-1].day, steps[0].day
    (datetime.date(2027, 9, 18), datetime.date(2027, 5, 21))
    """
    speaks = language or Language()
    ask = choose(fund.ask, speaks.code)[1]
    steps = []
    for days, text in STEPS:
        if days in _DIRECT_ONLY and fund.route is Route.BANK:
            continue
        day = deadline - timedelta(days=days)
        said = speaks.text(text, ask=ask) if "{ask}" in text else speaks.text(text)
        steps.append(Step(day, said, day < on))
    return steps
