"""Estimation: the corrected value of an index with its replicates, fused or by the registry's function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from isopolis.measure.segregation.inference.estimator import Draws, Estimator, power_of, setting_of
from isopolis.measure.segregation.inference.generalised_dirichlet import GeneralisedDirichlet
from isopolis.measure.segregation.inference.inversion import tables_of
from isopolis.measure.segregation.inference.latent_classes import LatentClasses
from isopolis.measure.segregation.inference.pivot import INNER, Interval, Power, middle_of
from isopolis.measure.segregation.inference.posterior import posterior
from isopolis.measure.segregation.inference.ranked import CORRECTED
from isopolis.measure.segregation.inference.replicates import (
    ATKINSON,
    BLOCK,
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
from isopolis.measure.segregation.registry import INDICES, Floats, Index
from isopolis.measure.segregation.threads import Tasks

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
_REDRAWN = 4  # numbers worked through for a count of a replicate that is drawn from twice more
_UNBIASED = (ISOLATION, EXPOSURE, NORMALISED, SHARE)
Model = Callable[[], GeneralisedDirichlet | LatentClasses]
Redraw = Callable[[Floats, np.uint64, range, bool], Floats]
"""(shares (n, g), key, numbers of replicates, whether inner ones too) -> (r, 1 or 4, c): the estimators of
replicates drawn from the shares and, beside each, the value of the shares found in it and the estimators of
two further draws from those."""


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
    draws = Draws(replicates, key_of(seed, 1, city), level)
    model = cache(lambda: posterior(sample.counts))  # once, and only where an index needs it
    fused = [name for name in indices if name in COLUMN]
    columns = _fused(sample, {COLUMN[name] for name in fused}, draws, model)
    found = {name: columns[COLUMN[name]] for name in fused}
    for name in indices:
        if name not in COLUMN:
            result = _by_registry(sample, INDICES[name], settings, draws, model)
            if result is not None:
                found[name] = result
    return found


def _fused(sample: Sample, columns: Iterable[int], draws: Draws, model: Model) -> dict[int, Interval]:
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
    outer = drawn_statistics(people, tables, draws.key, draws.replicates, gini=gini, distance=distance)
    found = {c: estimators[c].interval(outer[:, c], draws.level) for c in wanted}
    # The correction of the entropy indices does not depend on how the areas differ: its error is small.
    large = {c: e for c, e in estimators.items() if c < DISTANCES and e.needs_inner_draws(found[c])}
    if not large:
        return found

    def redraw(shares: Floats, key: np.uint64, rows: range, inner: bool) -> Floats:
        tables = tables_of(shares, people)
        some = drawn_statistics(people, tables, key, len(rows), gini=GINI in large, distance=True)
        return (
            drawn_twice(people, tables, key, some, gini=GINI in large) if inner else some[:, None, :DISTANCES]
        )

    return found | _among_likely_cities(
        model(), large, draws, lambda shares: sample.plain(shares, GINI in large), redraw
    )


def _among_likely_cities(
    model: GeneralisedDirichlet | LatentClasses,
    estimators: Mapping[int, Estimator],
    draws: Draws,
    figures: Callable[[Floats], Floats],
    redraw: Redraw,
) -> dict[int, Interval]:
    """Intervals where the correction is large, by column of ``figures``: it matters how areas differ.

    In a city of a few kinds of areas they are the middle of the posterior's draws. Where areas differ by
    degrees each draw is a city that the people may well be drawn from, and a block of replicates from each
    shows the errors of the estimator.
    """
    replicates = draws.replicates
    if isinstance(model, LatentClasses):
        values = model.values(figures, replicates, draws.seed)
        return {c: middle_of(values[:, c], draws.level) for c in estimators}

    def block(city: int, shares: Floats) -> tuple[Floats, Floats]:
        rows = range(city * BLOCK, min((city + 1) * BLOCK, replicates))
        truth = np.repeat(figures(shares)[None], len(rows), axis=0)
        return truth, redraw(shares, draws.key + np.uint64(1 + city), rows, rows.start < INNER)

    cities = -(-replicates // BLOCK)
    with Tasks(_REDRAWN * replicates * model.part.size) as tasks:
        made = [tasks.submit(block, *one) for one in enumerate(model.draws(cities, draws.seed))]
        blocks = [result() for result in made]
    truth = np.concatenate([known for known, _ in blocks])
    values = np.concatenate([some[:, 0] for _, some in blocks])
    twice = np.concatenate([some for _, some in blocks if some.shape[1] > 1])
    return {
        c: replace(known, truth=truth[:, c]).interval(values[:, c], draws.level, twice[:, :, c])
        for c, known in estimators.items()
    }


def _by_registry(
    sample: Sample, index: Index, settings: Mapping[str, Any], draws: Draws, model: Model
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
    truth, power = value(sample.population), power_of(naive, even, half)
    every = range(draws.replicates)
    if index.name in CORRECTED:
        corrected = CORRECTED[index.name]
        estimator = Estimator(corrected(sample.counts), naive, truth, even, power)
        again = (drawn(sample.population, sample.people, draws.key, r) for r in every)
        return estimator.interval(np.array([corrected(counts) for counts in again]), draws.level)
    constrained = np.empty_like(sample.observed)
    sign = constrained_shares(sample.counts, sample.people, constrained)
    estimator = Estimator(even + sign * (value(constrained) - even), naive, truth, even, power)

    def redraw(shares: Floats, key: np.uint64, rows: range, inner: bool) -> Floats:
        out = np.empty((len(rows), 4 if inner else 1, 1))
        for row, r in zip(out[:, :, 0], rows, strict=True):
            found, signs = drawn_shares(shares, sample.people, key, r, 2 if inner else 0)
            values = even + signs * (np.array([value(s) for s in found]) - even)
            row[0] = values[0]
            if inner:
                row[1], row[2:] = values[0] if signs[0] > 0 else even, values[1:]
        return out

    outer = redraw(sample.population, draws.key, every, False)[:, 0, 0]
    found = estimator.interval(outer, draws.level)
    if not estimator.needs_inner_draws(found):
        return found
    return _among_likely_cities(
        model(), {0: estimator}, draws, lambda shares: np.array([value(shares)]), redraw
    )[0]
