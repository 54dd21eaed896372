"""The default timeline of an Urban Agenda partnership: which phase runs from when to when.

The preliminary actions are there by the end of the year and the full draft by spring; whatever does not fit a
partnership is changed in the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PREPARATION = timedelta(days=28)
"""With fewer days left in the year than this, “the end of the year” is the next one's."""
CONSULTATION = timedelta(weeks=6)
SHARES = (("ex-ante", 0.25), ("orientation-paper", 0.3), ("preliminary-actions", 0.45))
"""How the time until the end of the year is shared out."""


@dataclass(frozen=True, slots=True)
class PhaseDates:
    """One phase by its key; ``starts`` and ``ends`` are its first and last day."""

    key: str
    starts: date
    ends: date


def default_timeline(start: date) -> tuple[PhaseDates, ...]:
    """The nine phases of a partnership that starts on ``start``.

    >>> [(phase.key, str(phase.ends)) for phase in default_timeline(date(2026, 3, 1))][2:5]
    [('preliminary-actions', '2026-12-31'), ('refining', '2027-02-14'), ('draft-plan', '2027-04-30')]
    """
    close = date(start.year, 12, 31)
    if close - start < PREPARATION:
        close = date(start.year + 1, 12, 31)
    phases = []
    first, part = start, 0.0
    for key, share in SHARES:
        part += share
        last = start + timedelta(days=round((close - start).days * part))
        phases.append(PhaseDates(key, first, last))
        first = last + timedelta(days=1)
    year = close.year + 1
    consulted = date(year, 5, 1) + CONSULTATION
    implemented = date(year + 2, 12, 31)
    after = timedelta(days=1)
    return (
        *phases,
        PhaseDates("refining", date(year, 1, 1), date(year, 2, 14)),
        PhaseDates("draft-plan", date(year, 2, 15), date(year, 4, 30)),
        PhaseDates("public-consultation", date(year, 5, 1), consulted),
        PhaseDates("final-plan", consulted + after, date(year, 9, 30)),
        PhaseDates("implementation", date(year, 10, 1), implemented),
        PhaseDates("monitoring", date(year, 10, 1), date(year + 3, 12, 31)),
    )
