"""A person's deadlines and phases as an iCalendar feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from isopolis.plan.documents.calendar import Entry
from isopolis.plan.documents.calendar import calendar as written
from isopolis.workspace.process.models import Deadline, Phase


def calendar(name: str, phases: Iterable[Phase], deadlines: Iterable[Deadline], now: datetime) -> bytes:
    """Whole days: one entry for each phase (its last day is included), one for each deadline."""
    entries = [
        Entry(f"phase-{phase.pk}", f"{phase} – {phase.partnership}", phase.starts, phase.ends)
        for phase in phases
    ]
    entries += [
        Entry(
            f"deadline-{one.pk}",
            f"{one} – {one.phase.partnership}",
            one.due_on,
            one.due_on,
            text=one.from_whom(),
            is_busy=True,
        )
        for one in deadlines
    ]
    return written(name, entries, now)
