r"""Randomisation: an index where people, or whole areas, are shuffled over the city.

``null="people"``: everybody keeps their group and every area its size, but who lives where is drawn at
random: the null hypothesis of an even city. ``null="areas"``: every area keeps its people and moves to
another place: the null hypothesis that it does not matter which areas are neighbours, for an index of
environments.

Boisso, Hayes, Hirschberg & Silber (1994); Phipson & Smyth (2010) for p-values that are never 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.estimator import setting_of
from isopolis.measure.segregation.inference.replicates import COLUMN, GINI
from isopolis.measure.segregation.inference.sample import checked_counts
from isopolis.measure.segregation.inference.shuffle import even_tables, shuffled_counts, shuffled_statistics
from isopolis.measure.segregation.inference.streams import key_of
from isopolis.measure.segregation.registry import INDICES, Floats, Index, Setting

Environment = Callable[[Floats], Floats]
"""People (n, g) -> the composition around each area (n, g)."""


@dataclass(frozen=True, slots=True)
class Test:
    """The outcome of a randomisation test.

    Attributes
    ----------
    index, null
        What was tested, against what.
    value
        The index of the data.
    expected, low, high
        Mean and middle 95% of the index under the null hypothesis.
    p_value
        Chance of a value at least as high under the null hypothesis, :math:`(1+b)/(1+B)` where b of B
        replicates were; for an index that falls with segregation, at least as low.
    replicates
        B.
    status
        What the counts can carry (:class:`~isopolis.measure.figures.FigureStatus`); ``partial`` where areas
        whose people are not known are left out.
    """

    index: str
    null: str
    value: float
    expected: float
    low: float
    high: float
    p_value: float
    replicates: int
    status: str = "observed"


def test(
    counts: Floats,
    index: str,
    *,
    null: Literal["people", "areas"] = "people",
    environment: Environment | None = None,
    settings: Mapping[str, Any] | None = None,
    replicates: int = 999,
    seed: int = 0,
) -> Test:
    """Test an index against people, or areas, shuffled over the city.

    Parameters
    ----------
    counts
        (n, g) people.
    index
        Name in the registry.
    null
        ``"people"`` or ``"areas"``.
    environment
        For an index of environments: people (n, g) to the composition around each area.
    settings
        What the index reads beside the people, by the name of its setting.
    replicates, seed
        Shuffles; the same seed gives the same bits on any number of threads.

    Raises
    ------
    InputError
        Counts that cannot be used; areas shuffled for an index that does not read where they are.

    >>> even = test(np.full((30, 2), 10.0), "dissimilarity", replicates=99)
    >>> even.p_value
    1.0
    """
    counts = checked_counts(counts)
    spec = INDICES[index]
    if null not in {"people", "areas"}:
        raise InputError(f"null=“{null}”", expected="“people” or “areas”")
    if replicates < 1:
        raise InputError(f"{replicates} replicates", expected="at least 1, better 999")
    if null == "areas" and environment is None and spec.setting is Setting.ENVIRONMENT:
        raise InputError(
            f"moving areas about does not change the index {index} without environments",
            expected="an environment, or null=“people”",
        )
    value = _value(spec, counts, environment, settings or {})
    if math.isnan(value):
        return Test(index, null, math.nan, math.nan, math.nan, math.nan, math.nan, replicates)
    draws = null_values(
        counts, index, null=null, environment=environment, settings=settings, replicates=replicates, seed=seed
    )
    low, high = np.quantile(draws, [0.025, 0.975])
    falls = index in {"exposure", "distance_decay_interaction"}
    beyond = int((draws <= value + 1e-12).sum() if falls else (draws >= value - 1e-12).sum())
    return Test(
        index,
        null,
        value,
        float(draws.mean()),
        float(low),
        float(high),
        (1 + beyond) / (1 + replicates),
        replicates,
    )


def null_values(
    counts: Floats,
    index: str,
    *,
    null: Literal["people", "areas"] = "people",
    environment: Environment | None = None,
    settings: Mapping[str, Any] | None = None,
    replicates: int = 999,
    seed: int = 0,
) -> Floats:
    """(replicates,) values of an index under a null hypothesis; see :func:`test`.

    >>> counts = np.array([[30.0, 10.0], [10.0, 30.0]])
    >>> bool((null_values(counts, "dissimilarity", replicates=50) < 0.5).all())
    True
    """
    spec, given = INDICES[index], settings or {}
    key = key_of(seed, 2)
    if null == "areas":
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 3])))
        return np.array(
            [_value(spec, rng.permutation(counts), environment, given) for _ in range(replicates)]
        )
    if environment is None and index in COLUMN:
        column = COLUMN[index]
        return np.asarray(
            null_statistics(counts, replicates=replicates, seed=seed, gini=column == GINI)[:, column]
        )
    whole = np.rint(counts)
    lived_in = whole.sum(axis=1) > 0
    people, groups = whole[lived_in].sum(axis=1), whole.sum(axis=0)
    out, tables = np.empty(replicates), even_tables(people, groups)
    table = np.zeros_like(whole)
    for r in range(replicates):
        table[lived_in] = shuffled_counts(people, groups, tables, key, r)
        out[r] = _value(spec, table, environment, given)
    return out


def null_statistics(counts: Floats, *, replicates: int, seed: int, gini: bool) -> Floats:
    """(replicates, STATISTICS) all fused indices of people who are shuffled over the areas."""
    whole = np.rint(counts)
    people = whole.sum(axis=1)
    key = key_of(seed, 2)
    return shuffled_statistics(people[people > 0], whole.sum(axis=0), key, replicates, gini=gini)


def _value(
    index: Index, counts: Floats, environment: Environment | None, settings: Mapping[str, Any]
) -> float:
    if environment is not None and index.setting is Setting.ENVIRONMENT:
        return index.city(counts, environment(counts))
    return index.city(counts, setting_of(index, counts, settings))
