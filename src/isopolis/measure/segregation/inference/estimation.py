"""Estimation: the corrected value of an index with its replicates, fused or by the registry's function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from isopolis.measure.segregation.inference.inversion import tables_of
from isopolis.measure.segregation.inference.pivot import INNER, Interval, Pivot, Power, interval
from isopolis.measure.segregation.inference.ranked import CORRECTED
from isopolis.measure.segregation.inference.replicates import (
    ATKINSON,
    COLUMN,
    DISSIMILARITY,
    DISTANCES,
    EXPOSURE,
    GINI,
    INFORMATION,
    ISOLATION,
    NORMALISED,
    SHARE,
    STATISTICS,
    THEIL_H,
    drawn_shares,
    drawn_statistics,
    drawn_twice,
)
from isopolis.measure.segregation.inference.sample import Sample, drawn
from isopolis.measure.segregation.inference.shrinkage import constrained_shares
from isopolis.measure.segregation.inference.streams import key_of
from isopolis.measure.segregation.registry import INDICES, Floats, Index, Setting

_LARGE_CORRECTION = 0.25  # standard errors from which on the correction's own error is worth two more draws
_POWER = {
    DISSIMILARITY: Power.DISTANCE,
    GINI: Power.DISTANCE,
    ATKINSON: Power.QUADRATIC,
    INFORMATION: Power.QUADRATIC,
    THEIL_H: Power.QUADRATIC,
    NORMALISED: Power.QUADRATIC,
    ISOLATION: Power.LINEAR,
    EXPOSURE: Power.LINEAR,
    SHARE: Power.LINEAR,
}
_UNBIASED = (ISOLATION, EXPOSURE, NORMALISED, SHARE)


@dataclass(frozen=True, slots=True)
class Estimator:
    """A corrected estimate with what is known about its scale.

    ``estimate`` of the data, ``naive`` value of its observed shares, ``truth`` of the shares that replicates
    are drawn from, ``even`` value of an even city; ``recentre`` unless the estimator is unbiased.
    """

    estimate: float
    naive: float
    truth: float
    even: float
    power: Power
    recentre: bool = True

    def interval(self, replicates: Floats, level: float, inner: Floats | None = None) -> Interval:
        """Its interval; half the difference between plain and corrected value, if any, sets the pivot.

        ``replicates`` (R,) of the estimator, ``inner`` (r, 4) as in :func:`.pivot.interval`.
        """
        plain, corrected = np.array([self.naive, self.estimate]) - self.even
        distance = self.power is Power.DISTANCE
        bias = plain**2 - corrected * abs(corrected) if distance else plain - corrected
        pivot = Pivot(self.even, self.power, max(bias, 0.0) / 2.0)
        return interval(pivot, self.estimate, self.truth, replicates, level, inner, recentre=self.recentre)

    def needs_inner_draws(self, found: Interval) -> bool:
        """Whether the correction is so large that its own error matters."""
        return self.recentre and abs(self.naive - found.corrected) > _LARGE_CORRECTION * found.se


def estimates(
    sample: Sample,
    indices: Sequence[str],
    *,
    settings: Mapping[str, Any],
    replicates: int,
    seed: int,
    level: float,
    city: int = 0,
) -> dict[str, Interval]:
    """The corrected value and interval of each index, by name; without those that have no value.

    Cities that are compared with each other get different numbers ``city``, so that their draws are
    independent.
    """
    if not sample.drawable:
        return {}
    key = key_of(seed, 1, city)
    fused = [name for name in indices if name in COLUMN]
    columns = _fused(sample, {COLUMN[name] for name in fused}, replicates, key, level)
    found = {name: columns[COLUMN[name]] for name in fused}
    for name in indices:
        if name not in COLUMN:
            result = _by_registry(
                sample, INDICES[name], settings=settings, replicates=replicates, key=key, level=level
            )
            if result is not None:
                found[name] = result
    return found


def _fused(
    sample: Sample, columns: Iterable[int], replicates: int, key: np.uint64, level: float
) -> dict[int, Interval]:
    """Intervals of the indices that are computed while drawing, by column."""
    wanted = sorted(columns)
    if not wanted:
        return {}
    gini, distance = GINI in wanted, wanted[0] < DISTANCES
    naive, truth = sample.plain(sample.observed, gini), sample.plain(sample.population, gini)
    even = np.zeros(STATISTICS)
    even[[ISOLATION, EXPOSURE]] = sample.counts.sum(axis=0)[:2] / sample.people.sum()
    even[SHARE] = even[ISOLATION]
    estimators = {
        c: Estimator(sample.corrected[c], naive[c], truth[c], even[c], _POWER[c], c not in _UNBIASED)
        for c in wanted
    }
    people, tables = sample.people, tables_of(sample.population, sample.people)
    drawn = drawn_statistics(people, tables, key, replicates, gini=gini, distance=distance)
    found = {c: estimators[c].interval(drawn[:, c], level) for c in wanted}
    # The correction of the entropy indices does not depend on how the areas differ: its error is small.
    large = [c for c in wanted if c < DISTANCES and estimators[c].needs_inner_draws(found[c])]
    if large:
        twice = drawn_twice(people, tables, key, drawn[:INNER], gini=GINI in large)
        found |= {c: estimators[c].interval(drawn[:, c], level, twice[:, :, c]) for c in large}
    return found


def setting_of(index: Index, counts: Floats, settings: Mapping[str, Any]) -> Any:
    """What an index reads beside ``counts``: the counts again, or what was given for its setting."""
    if index.setting is Setting.ENVIRONMENT:
        return counts
    return settings.get(index.setting.value)


def power_of(naive: float, even: float, half: float) -> Power:
    """How an index grows, from its value where all differences between areas are halved.

    >>> power_of(0.4, 0.0, 0.2), power_of(0.4, 0.0, 0.1)
    (<Power.DISTANCE: 1>, <Power.QUADRATIC: 2>)
    """
    if abs(even) > 1e-6:
        return Power.LINEAR
    return Power.DISTANCE if abs(half) > 0.35 * abs(naive) else Power.QUADRATIC


def _by_registry(
    sample: Sample,
    index: Index,
    *,
    settings: Mapping[str, Any],
    replicates: int,
    key: np.uint64,
    level: float,
) -> Interval | None:
    """An index that the fused kernel does not know, by the function in its registry entry."""

    def value(shares: Floats) -> float:
        counts = shares * sample.people[:, None]
        return index.city(counts, setting_of(index, counts, settings))

    if index.contributions is None and index.value is None:
        return None
    city = sample.counts.sum(axis=0) / sample.people.sum()
    flat = np.ascontiguousarray(np.broadcast_to(city, sample.observed.shape))
    naive, even, half = value(sample.observed), value(flat), value(0.5 * (sample.observed + flat))
    if not np.isfinite([naive, even, half]).all():
        return None
    if index.name in CORRECTED:
        corrected = CORRECTED[index.name]
        estimator = Estimator(
            corrected(sample.counts), naive, value(sample.population), even, power_of(naive, even, half)
        )
        again = (drawn(sample.population, sample.people, key, r) for r in range(replicates))
        return estimator.interval(np.array([corrected(counts) for counts in again]), level)
    constrained = np.empty_like(sample.observed)
    sign = constrained_shares(sample.counts, sample.people, constrained)
    estimate = even + sign * (value(constrained) - even)
    estimator = Estimator(estimate, naive, value(sample.population), even, power_of(naive, even, half))

    def draws(number: int, inner: int) -> Floats:
        out = np.empty((number, 2 + inner))
        for r in range(number):
            shares, signs = drawn_shares(sample.population, sample.people, key, r, inner)
            values = even + signs * (np.array([value(s) for s in shares]) - even)
            out[r, 0], out[r, 1], out[r, 2:] = values[0], values[0] if signs[0] > 0 else even, values[1:]
        return out

    outer = draws(replicates, 0)[:, 0]
    found = estimator.interval(outer, level)
    if not estimator.needs_inner_draws(found):
        return found
    return estimator.interval(outer, level, draws(min(replicates, INNER), 2))
