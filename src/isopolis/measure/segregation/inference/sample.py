"""The sample: whole people of areas, and the shares that its replicates are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.replicates import (
    STATISTICS,
    corrected_statistics,
    even_where_negative,
    plain_statistics,
)
from isopolis.measure.segregation.registry import Floats


def checked_counts(counts: Floats) -> Floats:
    """The counts as (n, g) floats; refuse what is not a number of people."""
    table = np.ascontiguousarray(counts, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise InputError(
            f"the counts have shape {table.shape}",
            expected="one row an area, a column for each of two groups or more",
        )
    if np.isnan(table).any():
        raise InputError(
            "a count is missing",
            expected="a number of people in every area and group",
            remedy="leave out areas with suppressed or missing counts, or use suppression.bounds",
        )
    if (table < 0).any() or np.isinf(table).any():
        raise InputError("a count is negative or infinite", expected="numbers of people, 0 or more")
    return table


@dataclass(frozen=True, slots=True)
class Sample:
    """Whole people, without empty areas, and the shares that replicates are drawn from.

    ``counts`` (n, g), ``people`` (n,), ``observed`` shares (n, g), ``population`` shares (n, g) and the
    corrected statistics of the counts.
    """

    counts: Floats
    people: Floats
    observed: Floats
    population: Floats
    corrected: Floats
    drawable: bool

    @classmethod
    def of(cls, counts: Floats) -> Sample:
        """Round to whole people and find the underlying spread."""
        whole = np.rint(counts)
        whole = np.ascontiguousarray(whole[whole.sum(axis=1) > 0])
        people = whole.sum(axis=1)
        observed = whole / people[:, None]
        population, corrected = observed.copy(), np.full(STATISTICS, np.nan)
        drawable = bool((people > 1).any()) and int((whole.sum(axis=0) > 0).sum()) > 1
        if drawable:
            sign = corrected_statistics(whole, people, True, True, population, corrected)
            even_where_negative(population, whole, people, sign)
        return cls(whole, people, observed, population, corrected, drawable)

    def plain(self, shares: Floats, gini: bool) -> Floats:
        """The fused statistics of exactly these shares."""
        out = np.empty(STATISTICS)
        plain_statistics(shares, self.people, gini, out)
        return out
