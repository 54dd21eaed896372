"""Comparison of two cities, or of one city at two dates, with the interval of the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.estimation import estimates
from isopolis.measure.segregation.inference.sample import Sample, checked_counts
from isopolis.measure.segregation.registry import INDICES, Floats

COLUMNS = ("index", "first", "second", "difference", "low", "high", "se", "p_value")


def compare(
    first: Floats,
    second: Floats,
    indices: Sequence[str],
    *,
    settings: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None,
    replicates: int = 400,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""The difference of two sets of areas in each index, both corrected for small counts.

    Two cities, or one city at two dates; areas need not correspond. The draws around both corrected values
    are independent; the interval is the middle of their differences and the p-value is twice the smaller
    share of differences on either side of nothing, :math:`2 (1+b)/(1+B)`.

    Parameters
    ----------
    first, second
        (n, g) people; the same groups in the same order.
    indices
        Names from the registry.
    settings
        What an index reads beside the people, for the first and the second.
    replicates, seed, level
        As in :func:`~isopolis.measure.segregation.inference.intervals.intervals`.

    Returns
    -------
    One row an index: ``first`` and ``second`` corrected, ``difference`` (second less first), ``low``,
    ``high``, ``se``, ``p_value``. NaN where one of them has no value.

    >>> before, after = np.full((40, 2), 50.0), np.array([[80.0, 20.0], [20.0, 80.0]] * 20)
    >>> bool(compare(before, after, ["theil_h"]).low[0] > 0)
    True
    """
    if replicates < 20:
        raise InputError(f"{replicates} replicates", expected="at least 20, better 200 or more")
    given = settings or ({}, {})
    found = [
        estimates(
            Sample.of(checked_counts(counts)),
            indices,
            settings=given[number],
            replicates=replicates,
            seed=seed,
            level=level,
            city=number + 1,
        )
        for number, counts in enumerate((first, second))
    ]
    tail = (1.0 - level) / 2.0
    rows: list[tuple[Any, ...]] = []
    for name in indices:
        if name not in found[0] or name not in found[1]:
            rows.append((name, *[np.nan] * 7))
            continue
        one, two = found[0][name], found[1][name]
        low_bound, high_bound = INDICES[name].low, INDICES[name].high
        difference = np.clip(two.corrected, low_bound, high_bound) - np.clip(
            one.corrected, low_bound, high_bound
        )
        draws = two.draws - one.draws
        low, high = np.quantile(draws, [tail, 1.0 - tail], method="weibull")
        rarer = min(int((draws <= 0).sum()), int((draws >= 0).sum()))
        p_value = min(1.0, 2.0 * (1 + rarer) / (1 + replicates))
        rows.append((name, one.corrected, two.corrected, difference, low, high, draws.std(ddof=1), p_value))
    return pd.DataFrame(rows, columns=list(COLUMNS))
