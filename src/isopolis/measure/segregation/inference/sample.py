"""The sample: whole people of areas, and the shares that its replicates are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.errors import InputError
from isopolis.measure.areas import NOT_PEOPLE, rounded_away
from isopolis.measure.segregation.inference.replicates import (
    STATISTICS,
    corrected_statistics,
    even_where_negative,
    plain_statistics,
)
from isopolis.measure.segregation.inference.streams import multinomial, stream
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

_BLOCK = 256  # areas that are drawn from one stream
_WORK = 4  # what a draw costs, in numbers worked through


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
        """Round to whole people and find the underlying spread.

        Counts that are no people (shares, thousands) cannot be drawn.
        """
        whole = np.rint(counts)
        whole = np.ascontiguousarray(whole[whole.sum(axis=1) > 0])
        people = whole.sum(axis=1)
        observed = whole / people[:, None]
        population, corrected = observed.copy(), np.full(STATISTICS, np.nan)
        drawable = bool((people > 1).any()) and int((whole.sum(axis=0) > 0).sum()) > 1
        drawable = drawable and rounded_away(counts) <= NOT_PEOPLE
        if drawable:
            sign = corrected_statistics(whole, people, True, True, population, corrected)
            even_where_negative(population, whole, people, sign)
        return cls(whole, people, observed, population, corrected, drawable)

    def plain(self, shares: Floats, gini: bool) -> Floats:
        """The fused statistics of exactly these shares."""
        out = np.empty(STATISTICS)
        plain_statistics(shares, self.people, gini, out)
        return out


def evenly_chosen(people: Floats, most: int) -> npt.NDArray[np.int64]:
    """Rows of so many areas at most where (n,) people live, spread evenly over the city.

    >>> evenly_chosen(np.array([5.0, 0.0, 3.0, 2.0, 7.0]), 3).tolist()
    [0, 2, 4]
    """
    lived_in = np.flatnonzero(people > 0)
    return lived_in[np.linspace(0, len(lived_in) - 1, min(most, len(lived_in))).astype(np.int64)]


def drawn(shares: Floats, people: Floats, key: np.uint64, replicate: int) -> Floats:
    """(n, g) people drawn from shares; every 256 areas have their own stream, whichever thread runs them."""
    out = np.empty(shares.shape)
    blocks = (len(people) + _BLOCK - 1) // _BLOCK
    share_out(_draw_blocks, blocks, _WORK * shares.size, shares, people, key + np.uint64(replicate), out)
    return out


@njit(nogil=True, cache=True, error_model="numpy")
def _draw_blocks(  # noqa: PLR0917  (compiled: no keywords)
    first: int, stop: int, shares: Floats, people: Floats, key: np.uint64, out: Floats
) -> None:
    for block in range(first, stop):
        state = stream(key, block)
        for i in range(block * _BLOCK, min(len(people), (block + 1) * _BLOCK)):
            multinomial(state, int(people[i]), shares, i, out)
