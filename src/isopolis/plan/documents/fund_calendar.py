"""The calendar backwards from a fund's deadline as an iCalendar file: what must be done when."""

from __future__ import annotations

from datetime import date, datetime

from isopolis.language import Language
from isopolis.learn.funds.backward import backward_calendar
from isopolis.learn.funds.fund import Fund
from isopolis.plan.documents.calendar import Entry, calendar
from isopolis.records.words import choose


def fund_calendar(
    fund: Fund, deadline: date, on: date, stamp: datetime, language: Language | None = None
) -> bytes:
    """One whole-day entry for each step; those whose day is over on ``on`` are due on that day."""
    speaks = language or Language()
    title = choose(fund.title, speaks.code)[1]
    entries = [
        Entry(f"{fund.id}-{deadline:%Y%m%d}-{number}", f"{step.text} – {title}", day, day)
        for number, step in enumerate(backward_calendar(fund, deadline, on, speaks))
        for day in [max(step.day, on)]
    ]
    return calendar(title, entries, stamp, domain="funds.isopolis")
