r"""Ranks with their certainty: a ranking without them is read as more than it is.

Areas of one city: the rank of each area in every draw of the posterior (Laird & Louis 1989; Goldstein &
Spiegelhalter 1996).

Cities: city j is at least behind those that are surely higher and ahead of those that are surely lower, where
"surely" holds for all comparisons of j at once: the critical value is the quantile of
:math:`\max_k |(e_k - e_j) / s_{jk}|` over the replicates' errors e (Mogstad, Romano, Shaikh & Wilhelm 2024).
Such an interval holds the true rank at least as often as it says, also where cities are nearly equal, where
counting ranks over replicates does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from isopolis.measure.segregation.inference.estimation import estimates
from isopolis.measure.segregation.inference.local import posterior_figures
from isopolis.measure.segregation.inference.sample import Sample, checked_counts
from isopolis.measure.segregation.registry import Floats


def area_ranks(
    counts: Floats,
    index: str,
    *,
    settings: Mapping[str, Any] | None = None,
    replicates: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rank of each area by its contribution to an index (1 contributes most), with its interval.

    Parameters as in :func:`~isopolis.measure.segregation.inference.local.local_intervals`.

    Returns
    -------
    n rows: ``rank`` (by the mean of the posterior), ``low``, ``high``, and ``top`` chance of being first;
    NaN where the area has no figure: nobody lives there, or the index has no value.

    >>> counts = np.array([[90.0, 10.0], [50.0, 50.0], [48.0, 52.0], [52.0, 48.0]])
    >>> area_ranks(counts, "divergence")["rank"].tolist()[0]
    1.0
    """
    blocks = posterior_figures(counts, index, settings=settings, replicates=replicates, seed=seed)
    drawn = np.concatenate([figures for _, figures in blocks], axis=1)
    known = np.flatnonzero(~np.isnan(drawn).any(axis=0) & (counts.sum(axis=1) > 0))
    out = np.full((4, drawn.shape[1]), np.nan)
    if len(known):
        drawn = drawn[:, known]
        ranks = len(known) - np.argsort(np.argsort(drawn, axis=1), axis=1)
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(ranks, [tail, 1.0 - tail], axis=0)
        middle = np.argsort(np.argsort(drawn.mean(axis=0), kind="stable"), kind="stable")
        out[:, known] = len(known) - middle, np.floor(low), np.ceil(high), (ranks == 1).mean(axis=0)
    return pd.DataFrame(out.T, columns=["rank", "low", "high", "top"])


def city_ranks(
    cities: Mapping[str, Floats],
    index: str,
    *,
    replicates: int = 400,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rank of each city by an index (1 is the most segregated), with the interval of its rank.

    Parameters
    ----------
    cities
        Name of each city and its (n, g) people.
    index
        Name in the registry.
    replicates, seed, level
        As in :func:`~isopolis.measure.segregation.inference.intervals.intervals`.

    Returns
    -------
    One row a city, highest first: ``city``, ``corrected``, ``rank``, ``low``, ``high``. Cities where
    the index has no value come last, without rank.

    >>> strong, weak = np.array([[90.0, 10.0], [10.0, 90.0]]), np.array([[55.0, 45.0], [45.0, 55.0]])
    >>> city_ranks({"weak": weak, "strong": strong}, "theil_h").city.tolist()
    ['strong', 'weak']
    """
    names, corrected, draws = list(cities), [], []
    for number, name in enumerate(names):
        found = estimates(
            Sample.of(checked_counts(cities[name])),
            [index],
            settings={},
            replicates=replicates,
            seed=seed,
            level=level,
            city=number + 1,
        ).get(index)
        corrected.append(np.nan if found is None else found.corrected)
        draws.append(np.full(replicates, np.nan) if found is None else found.draws)
    values = np.array(corrected)
    table = rank_intervals(values, np.array(draws).T, level=level)
    table.insert(0, "city", names)
    table.insert(1, "corrected", values)
    return table.sort_values("corrected", ascending=False, kind="stable").reset_index(drop=True)


def rank_intervals(values: Sequence[float] | Floats, draws: Floats, *, level: float = 0.95) -> pd.DataFrame:
    """Ranks of estimates (1 is the highest) with intervals, from draws around each.

    Parameters
    ----------
    values
        (c,) estimates; NaN has no rank.
    draws
        (R, c) draws around each estimate, independent between estimates.
    level
        Chance that an interval holds the true rank, at least.

    Returns
    -------
    c rows: ``rank``, ``low``, ``high``.

    >>> rng = np.random.default_rng(0)
    >>> rank_intervals([3.0, 2.0, 1.0], rng.normal([3.0, 2.0, 1.0], 0.01, (200, 3))).low.tolist()
    [1.0, 2.0, 3.0]
    """
    values = np.asarray(values, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(values))
    out = np.full((3, len(values)), np.nan)
    v, errors = values[known], draws[:, known] - draws[:, known].mean(axis=0)
    variance = errors.var(axis=0, ddof=1)
    for place, j in enumerate(known):
        others = np.arange(len(known)) != place
        se = np.sqrt(variance[others] + variance[place])
        se = np.where(se > 0, se, np.finfo(float).tiny)
        ahead = 1.0 + (v[others] > v[place]).sum()
        out[0, j] = ahead
        if not others.any():
            out[1:, j] = 1.0
            continue
        largest = np.abs((errors[:, others] - errors[:, [place]]) / se).max(axis=1)
        critical = np.quantile(largest, level, method="higher")
        distance = (v[others] - v[place]) / se
        out[1, j] = 1.0 + (distance > critical).sum()
        out[2, j] = len(known) - (distance < -critical).sum()
    return pd.DataFrame(out.T, columns=["rank", "low", "high"])
