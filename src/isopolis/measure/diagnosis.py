"""The diagnosis: everything that the main job found out about one or more cities."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from isopolis.measure.areas import Areas
from isopolis.measure.figures import Provenance

COMPARISON_COLUMNS = (
    "city",
    "index",
    "groups",
    "before",
    "before_own",
    "after",
    "difference",
    "low",
    "high",
    "sentence",
)
"""Columns of a comparison of two dates.

``before`` is the earlier figure on the boundaries of the later date, ``before_own`` the one on its own; they
are the same where the boundaries are. ``low`` and ``high`` are the 95% interval of the difference; where
boundaries changed, they cover the intervals of both.
"""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the brief, the tables and the maps are made from; already behind the protection gate.

    Attributes
    ----------
    areas
        The areas as they were read: for geometry, names and labels only. Its counts have not passed
        the gate; nothing that leaves is written from them.
    groups
        The groups compared, in the order that the indices read them.
    figures
        Figures of the cities (``area`` is None) with the columns of ``figures.FIGURE_COLUMNS``.
    local
        One row an area: ``city``, ``area`` (its id), ``name``, ``people``, ``share:GROUP``,
        ``location_quotient:GROUP``, ``contribution:INDEX``, and ``status`` (a FigureStatus);
        NaN where withheld or unknown.
    quality
        The quality sheet: one row a column of the file.
    provenance
        What it was computed from and how.
    threshold
        Fewest people a published area figure may be about; 0 where the data was public already.
    remarks
        Sentences that a reader of the figures must know, in the reader's language.
    comparison
        With an earlier date: one row a city and index, with the columns of ``COMPARISON_COLUMNS``.
    """

    areas: Areas
    groups: tuple[str, ...]
    figures: pd.DataFrame
    local: pd.DataFrame
    quality: pd.DataFrame
    provenance: Provenance
    threshold: int
    remarks: tuple[str, ...] = field(default=())
    comparison: pd.DataFrame | None = None

    @property
    def cities(self) -> list[str]:
        """Names of the cities, in the order of the figures."""
        return list(dict.fromkeys(self.figures["city"]))

    def largest_cities(self, number: int) -> list[str]:
        """The so many cities with the most people in areas that are shown, in the order of the figures."""
        people = self.local.groupby("city", sort=False)["people"].sum()
        chosen = set(people.nlargest(number).index)
        return [city for city in self.cities if city in chosen]
