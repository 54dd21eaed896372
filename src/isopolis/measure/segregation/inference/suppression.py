r"""Suppressed counts: what an index can be, and what it probably is, when some counts are hidden.

A count that is hidden because it is below k is not 0: it is somewhere in :math:`[1, k-1]`. Two answers:

* :func:`bounds`: the lowest and the highest value of the index over all tables that fit. Each bound is
  the value of a table that is found, so the index can really be that low or high; that none is lower or
  higher is certain where one count is hidden; where there are many, every single hidden count has been
  tried at every value, from several starts, until no change helped.
* :func:`multiple_imputation`: hidden counts are drawn from what the known areas say, within their
  ranges, several times; the interval joins the spread within and between the completed tables by
  Rubin's (1987) rules.

Rubin (1987); Barnard & Rubin (1999); Manski (2003) for bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit
from scipy.stats import t as student

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.generalised_dirichlet import concentration
from isopolis.measure.segregation.inference.intervals import intervals
from isopolis.measure.segregation.inference.replicates import COLUMN, GINI, STATISTICS, plain_statistics
from isopolis.measure.segregation.inference.streams import State, key_of, stream, uniform
from isopolis.measure.segregation.registry import INDICES, Floats

_SWEEPS = 20
_RANDOM = 2  # starts beside the ends of the ranges


def bounds(
    low: Floats, high: Floats, indices: Sequence[str], *, remainder: int | None = None
) -> pd.DataFrame:
    """Lowest and highest value of each index over all tables of whole people within ranges.

    Parameters
    ----------
    low, high
        (n, g) least and greatest people in each area and group; equal where the count is known.
    indices
        Names of indices that are computed while drawing (D, Gini, M, H, divergence, isolation, exposure,
        normalised exposure, correlation ratio).
    remainder
        Column of the group that makes up each area's known total: its count falls as a hidden one
        rises. Its ``low`` and ``high`` are the counts beside the hidden ones' ``high`` and ``low``.

    Returns
    -------
    One row an index: ``low``, ``high``, and ``zero``, the value if hidden counts were read as 0, which is
    outside the bounds more often than not.

    Raises
    ------
    InputError
        Ranges that are empty, or an index that is not among those named.

    >>> low, high = np.array([[1.0, 20.0], [30.0, 10.0]]), np.array([[4.0, 20.0], [30.0, 10.0]])
    >>> bounds(low, high, ["dissimilarity"]).round(3).values.tolist()
    [['dissimilarity', 0.549, 0.634, 0.667]]
    """
    indices = (indices,) if isinstance(indices, str) else indices
    low, high = _checked_ranges(low, high)
    low, high = np.rint(low), np.rint(high)
    ranges = _Ranges.of(low, high, remainder)
    rows = []
    for name in indices:
        if name not in COLUMN:
            raise InputError(f"the index {name} has no bounds", expected="one of " + ", ".join(COLUMN))
        lowest, highest = -_highest(ranges, COLUMN[name], -1.0), _highest(ranges, COLUMN[name], 1.0)
        rows.append((name, lowest, highest, INDICES[name].city(ranges.filled(np.zeros_like(low)))))
    return pd.DataFrame(rows, columns=["index", "low", "high", "zero"])


def _checked_ranges(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    low, high = (np.ascontiguousarray(a, dtype=np.float64) for a in (low, high))
    if low.shape != high.shape or low.ndim != 2 or not (low <= high).all() or (low < 0).any():
        raise InputError(
            "the ranges of counts are empty or negative", expected="0 <= low <= high, both (n, g)"
        )
    if np.isinf(high).any():
        raise InputError("a count has no end to its range", expected="the most people that it can be")
    return low, high


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Ranges of counts (n, g), which are ``hidden`` (h, 2), and the column that makes up ``totals`` or -1."""

    low: Floats
    high: Floats
    hidden: npt.NDArray[np.int64]
    remainder: int
    totals: Floats | None

    @classmethod
    def of(cls, low: Floats, high: Floats, remainder: int | None) -> _Ranges:
        hidden = np.argwhere(high > low)
        if remainder is None:
            return cls(low, high, hidden, -1, None)
        totals = low.sum(axis=1) - low[:, remainder] + high[:, remainder]
        return cls(low, high, np.ascontiguousarray(hidden[hidden[:, 1] != remainder]), remainder, totals)

    def filled(self, values: Floats) -> Floats:
        """The table with hidden counts taken from ``values`` (n, g)."""
        table = self.low.copy()
        rows, columns = self.hidden.T
        table[rows, columns] = values[rows, columns]
        if self.totals is not None:
            table[:, self.remainder] = 0.0
            table[:, self.remainder] = self.totals - table.sum(axis=1)
        return table


def _highest(ranges: _Ranges, column: int, direction: float) -> float:
    """Highest value of direction times the index, from several starts."""
    rng = np.random.Generator(np.random.PCG64(0))
    starts = [ranges.low, ranges.high]
    width = ranges.high - ranges.low + 1
    starts += [np.floor(ranges.low + rng.random(ranges.low.shape) * width) for _ in range(_RANDOM)]
    return max(
        float(
            _climb(
                ranges.filled(start),
                ranges.low,
                ranges.high,
                ranges.hidden,
                column,
                ranges.remainder,
                direction,
                _SWEEPS,
            )
        )
        for start in starts
    )


@njit(nogil=True, cache=True, error_model="numpy")
def _value(counts: Floats, column: int, shares: Floats, people: Floats, out: Floats) -> float:
    n, g = counts.shape
    for i in range(n):
        people[i] = 0.0
        for m in range(g):
            people[i] += counts[i, m]
        for m in range(g):
            shares[i, m] = counts[i, m] / people[i] if people[i] > 0.0 else 0.0
    plain_statistics(shares, people, column == GINI, out)
    return float(out[column])


@njit(nogil=True, cache=True, error_model="numpy")
def _climb(  # noqa: PLR0917  (compiled: no keywords)
    table: Floats,
    low: Floats,
    high: Floats,
    hidden: npt.NDArray[np.int64],
    column: int,
    remainder: int,
    direction: float,
    sweeps: int,
) -> float:
    """Change one hidden count at a time to whatever serves best, until none does."""
    out, shares, people = np.empty(STATISTICS), np.empty(table.shape), np.empty(len(table))
    best = direction * _value(table, column, shares, people, out)
    for _ in range(sweeps):
        before = best
        for h in range(len(hidden)):
            i, m = hidden[h, 0], hidden[h, 1]
            kept = table[i, m]
            chosen = kept
            for candidate in range(int(low[i, m]), int(high[i, m]) + 1):
                rest = table[i, remainder] + table[i, m] - candidate if remainder >= 0 else 0.0
                if candidate == kept or rest < 0.0:
                    continue
                saved = table[i, remainder] if remainder >= 0 else 0.0
                old = table[i, m]
                table[i, m] = candidate
                if remainder >= 0:
                    table[i, remainder] = rest
                value = direction * _value(table, column, shares, people, out)
                table[i, m] = old
                if remainder >= 0:
                    table[i, remainder] = saved
                if value > best:
                    best, chosen = value, candidate
            if chosen != kept:
                if remainder >= 0:
                    table[i, remainder] += kept - chosen
                table[i, m] = chosen
        if best <= before + 1e-15:
            break
    return best


def impute(
    low: Floats, high: Floats, *, totals: Floats | None = None, completions: int = 20, seed: int = 0
) -> Floats:
    """Completed tables: hidden counts drawn within their ranges from what the known areas say.

    A hidden count of group m in an area of t people is Poisson around :math:`t q`, q gamma-distributed about
    the group's share of the city with the spread that the known areas have, cut to its range.

    Parameters
    ----------
    low, high
        (n, g) least and greatest people; equal where the count is known.
    totals
        (n,) all people of each area, where published; else the known counts and the ranges' middles.
    completions, seed
        Number of tables; where their draws start.

    Returns
    -------
    (completions, n, g) people.

    Raises
    ------
    InputError
        Ranges that are empty or have no end, or totals that are not one an area.

    >>> low, high = np.array([[1.0, 20.0], [30.0, 10.0]]), np.array([[4.0, 20.0], [30.0, 10.0]])
    >>> tables = impute(low, high, completions=50)
    >>> tables[:, 0, 0].min(), tables[:, 0, 0].max()
    (np.float64(1.0), np.float64(4.0))
    """
    low, high = _checked_ranges(low, high)
    if totals is not None and np.shape(totals) != (len(low),):
        raise InputError(f"totals have the shape {np.shape(totals)}", expected=f"({len(low)},), one an area")
    middle = 0.5 * (low + high)
    people = middle.sum(axis=1) if totals is None else np.asarray(totals, dtype=np.float64)
    out = np.empty((completions, *low.shape))
    guess = middle
    for step in range(completions):
        # The first guess takes the middles; each completion then learns from the one before.
        city = guess.sum(axis=0) / guess.sum()
        alpha = min(concentration(np.ascontiguousarray(np.rint(guess))), 1e4)
        out[step] = _drawn_within(low, high, people, city, alpha, key_of(seed, 7), step)
        guess = out[step]
    return out


@njit(nogil=True, cache=True, error_model="numpy")
def _drawn_within(  # noqa: PLR0917  (compiled: no keywords)
    low: Floats, high: Floats, people: Floats, city: Floats, alpha: float, key: np.uint64, step: int
) -> Floats:
    n, g = low.shape
    out = low.copy()
    state = stream(key, step)
    for i in range(n):
        for m in range(g):
            if high[i, m] > low[i, m]:
                out[i, m] = _negative_binomial_within(
                    state, low[i, m], high[i, m], people[i] * city[m], alpha * city[m]
                )
    return out


@njit(nogil=True, cache=True, error_model="numpy")
def _negative_binomial_within(state: State, low: float, high: float, mean: float, shape: float) -> float:
    """A gamma-Poisson number between low and high, by its relative chances."""
    odds = mean / (mean + max(shape, 1e-9))
    weight, total = 1.0, 0.0
    x = low
    while x <= high:
        total += weight
        weight *= odds * (x + shape) / (x + 1.0)
        x += 1.0
    u = uniform(state) * total
    weight, x = 1.0, low
    while x < high:
        u -= weight
        if u < 0.0:
            break
        weight *= odds * (x + shape) / (x + 1.0)
        x += 1.0
    return x


def multiple_imputation(
    low: Floats,
    high: Floats,
    indices: Sequence[str],
    *,
    totals: Floats | None = None,
    remainder: int | None = None,
    completions: int = 20,
    replicates: int = 100,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Each index with hidden counts imputed several times, joined by Rubin's rules.

    .. math:: T = \bar U + (1 + 1/M)\,B, \qquad \nu = (M - 1)\left[1 + \frac{\bar U}{(1+1/M) B}\right]^2

    with :math:`\bar U` the mean squared standard error within the M completed tables and B the variance of
    the corrected value between them; the interval is Student's with :math:`\nu` degrees of freedom.

    Parameters
    ----------
    low, high
        (n, g) least and greatest people; equal where the count is known.
    indices
        Names from the registry.
    totals
        (n,) all people of each area, where published.
    remainder
        Column that makes up ``totals``; it is recomputed in each completed table.
    completions, replicates, seed, level
        M; draws for the interval of each table; where draws start; coverage.

    Returns
    -------
    One row an index: ``index``, ``corrected``, ``low``, ``high``, ``se``, ``between`` (share of the variance
    that comes from the hidden counts).

    >>> low = np.array([[1.0, 20.0], [30.0, 10.0], [5.0, 5.0]])
    >>> high = low + np.array([[3.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    >>> multiple_imputation(low, high, ["dissimilarity"], completions=5, replicates=40).between[0] > 0
    np.True_
    """
    tables = impute(low, high, totals=totals, completions=completions, seed=seed)
    if remainder is not None:
        if totals is None:
            raise InputError("a remainder needs the totals of the areas", remedy="pass totals=...")
        tables[:, :, remainder] = 0.0
        tables[:, :, remainder] = np.maximum(totals - tables.sum(axis=2), 0.0)
    found = [
        intervals(table, indices, replicates=replicates, seed=seed + number).set_index("index")
        for number, table in enumerate(tables)
    ]
    rows = []
    for name in indices:
        values = np.array([table.corrected[name] for table in found])
        within = float(np.mean([table.se[name] ** 2 for table in found]))
        between = float(values.var(ddof=1)) * (1 + 1 / completions)
        total = within + between
        freedom = (completions - 1) * (1 + within / between) ** 2 if between > 0 else np.inf
        reach = float(student.ppf(0.5 + level / 2, freedom)) * np.sqrt(total)
        spec = INDICES[name]
        ends = np.clip([values.mean() - reach, values.mean() + reach], spec.low, spec.high)
        rows.append(
            (name, values.mean(), ends[0], ends[1], np.sqrt(total), between / total if total > 0 else 0.0)
        )
    return pd.DataFrame(rows, columns=["index", "corrected", "low", "high", "se", "between"])
