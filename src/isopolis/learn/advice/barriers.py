"""The barriers to funding that cities meet: anonymous entries, added up, small numbers withheld.

An entry names no city: a fund, what stood in the way, the class of size. Counts of fewer cities than the
threshold are not shown, and no totals are, from which they could be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from isopolis.language import message
from isopolis.learn.practices.vocabulary import Size, Term


class Obstacle(Term):
    """What stood in the way."""

    TOO_SMALL = "too-small", message("The city is too small")
    OWN_MONEY = "own-money", message("The own contribution is too high")
    ADVANCE = "advance", message("The money comes after it is spent")
    PARTNERS = "partners", message("Not enough partners or countries")
    LANGUAGE = "language", message("The form is in a language that nobody works in")
    STAFF = "staff", message("Nobody has time to write the application")
    DEADLINE = "deadline", message("The deadline is too short")
    THEME = "theme", message("What the city needs is not paid for")
    AUTHORITY = "managing-authority", message("The managing authority opened no call")
    REPORTING = "reporting", message("Reports and audits cost too much")
    UNKNOWN = "not-known", message("Nobody knew of it")


@dataclass(frozen=True, slots=True)
class Entry:
    """One barrier that one city met. ``city`` is a pseudonym: a city counts once, its name is not kept."""

    city: str
    fund: str
    obstacle: Obstacle
    size: Size
    on: date


def aggregate(entries: Sequence[Entry], *, threshold: int = 3) -> pd.DataFrame:
    """How many cities met which obstacle with which fund.

    Parameters
    ----------
    threshold
        Counts of fewer cities are withheld: NaN and ``withheld``.

    Returns
    -------
    Columns ``fund``, ``obstacle``, ``cities`` (NaN where withheld), ``withheld``.

    >>> day = date(2026, 11, 1)
    >>> some = [Entry(f"c{i}", "life-programme", Obstacle.STAFF, Size.SMALL, day) for i in range(4)]
    >>> aggregate([*some, Entry("c9", "elena", Obstacle.STAFF, Size.SMALL, day)])["cities"].tolist()
    [nan, 4.0]
    """
    table = pd.DataFrame(
        [(entry.city, entry.fund, entry.obstacle.value) for entry in entries],
        columns=["city", "fund", "obstacle"],
    )
    counted = table.groupby(["fund", "obstacle"])["city"].nunique().rename("cities").reset_index()
    counted["withheld"] = counted["cities"] < threshold
    counted["cities"] = counted["cities"].astype("float64").mask(counted["withheld"])
    return counted.sort_values(["fund", "obstacle"], ignore_index=True)
