"""Intervals: each index corrected for small counts, its interval, and what chance alone would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.estimation import estimates
from isopolis.measure.segregation.inference.estimator import setting_of
from isopolis.measure.segregation.inference.expected import expected_values
from isopolis.measure.segregation.inference.randomisation import null_values
from isopolis.measure.segregation.inference.sample import Sample, checked_counts
from isopolis.measure.segregation.inference.surroundings import (
    Environment,
    surrounding_intervals,
    within,
)
from isopolis.measure.segregation.registry import INDICES, Floats, Setting

_SHUFFLES = 20  # for the expected value of an index of environments

COLUMNS = ("index", "value", "corrected", "bias", "expected", "low", "high", "se")


def intervals(
    counts: Floats,
    indices: Sequence[str],
    *,
    environment: Environment | None = None,
    settings: Mapping[str, Any] | None = None,
    replicates: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Each index corrected for small counts, with the interval of the underlying segregation.

    The people of an area are seen as draws from underlying shares: the target is the index of those
    shares, with the areas' sizes as they are. Replicates are drawn from shares that vary as much
    as the underlying ones (:mod:`.shrinkage`), each is corrected by the same estimator as the data, and
    the errors of the replicates give the interval (:mod:`.pivot`). ``docs/methods/inference.md`` shows the
    coverage.

    Parameters
    ----------
    counts
        (n, g) people. Fractions are rounded for the draws; the value itself uses them as they are.
    indices
        Names from the registry.
    environment
        For indices of environments: people (n, g) to the composition around each area (n, g), linear in the
        people, e.g. ``lambda people: next(environments(people, places, [Kernel(500)])).people``.
    settings
        What an index reads beside the people, by the name of its setting (``{"surface": ...}``).
    replicates
        Draws; 200 give the ends to about a tenth of their distance.
    seed
        The same seed gives the same bits on any number of threads.
    level
        Coverage of the intervals.

    Returns
    -------
    One row an index: ``index``, ``value`` of the counts, ``corrected`` for small counts, ``bias`` (value less
    corrected), ``expected`` where people are spread over the areas at random, ``low`` and ``high`` ends of
    the interval, ``se``. NaN where the index has no value, and all but ``value`` where the counts are no
    people (shares, thousands), who cannot be drawn.

    Raises
    ------
    InputError
        Counts that are missing or negative, an unknown index, fewer than 20 replicates.

    >>> counts = np.random.default_rng(1).multinomial(60, [0.7, 0.3], size=100).astype(float)
    >>> table = intervals(counts, ["dissimilarity"])
    >>> bool(table.low[0] <= 0.0 < table.value[0])
    True
    """
    rows = interval_rows(
        counts,
        indices,
        environment=environment,
        settings=settings,
        replicates=replicates,
        seed=seed,
        level=level,
    )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def interval_rows(
    counts: Floats,
    indices: Sequence[str],
    *,
    environment: Environment | None = None,
    settings: Mapping[str, Any] | None = None,
    replicates: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> list[tuple[str, float, float, float, float, float, float, float]]:
    """The rows of :func:`intervals`, for many cities: a table for each takes longer than its figures."""
    counts = checked_counts(counts)
    if replicates < 20:
        raise InputError(f"{replicates} replicates", expected="at least 20, better 200 or more")
    sample = Sample.of(counts)
    given = settings or {}
    spatial = [name for name in indices if environment is not None and _reads_environment(name)]
    others = [name for name in indices if name not in spatial]
    found = estimates(sample, others, settings=given, replicates=replicates, seed=seed, level=level)
    if environment is not None:
        found |= surrounding_intervals(
            sample,
            [INDICES[name] for name in spatial],
            within(environment, np.rint(counts).sum(axis=1) > 0),
            replicates=replicates,
            seed=seed,
            level=level,
        )
    around = None if environment is None else environment(counts)
    by_chance = expected_values(counts, others, settings=settings, seed=seed)
    rows: list[tuple[str, float, float, float, float, float, float, float]] = []
    for name in indices:
        index, result = INDICES[name], found.get(name)
        if name in spatial:
            value = index.city(counts, around)
            chance = float(
                null_values(counts, name, environment=environment, replicates=_SHUFFLES, seed=seed).mean()
            )
        else:
            value = index.city(counts, setting_of(index, counts, given))
            chance = by_chance[name]
        if result is None or not np.isfinite(value):
            rows.append((name, value, np.nan, np.nan, chance, np.nan, np.nan, np.nan))
            continue
        low, high, corrected = (
            min(max(end, index.low), index.high) for end in (result.low, result.high, result.corrected)
        )
        rows.append((name, value, corrected, value - corrected, chance, low, high, result.se))
    return rows


def _reads_environment(name: str) -> bool:
    index = INDICES[name]
    return index.setting is Setting.ENVIRONMENT and index.spatial
