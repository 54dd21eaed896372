r"""Local intervals: how sure the figures of single areas are.

An area's share, seen alone, has Jeffreys's interval. An area's contribution to an index, seen alone, would be
far too high where few people live; the shares of the area are drawn from their posterior given the other
areas (:mod:`.posterior`), and the contributions are those of the drawn city. Over the areas of a city such
intervals hold the truth as often as they say (Morris 1983), which is not a promise for each single area.

Brown, Cai & DasGupta (2001), Stat. Sci. 16; Morris (1983), J. Am. Stat. Assoc. 78; Rao & Molina (2015).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import beta

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.estimator import setting_of
from isopolis.measure.segregation.inference.posterior import posterior_shares
from isopolis.measure.segregation.inference.sample import checked_counts
from isopolis.measure.segregation.registry import INDICES, Floats

_STORED = 25_000_000  # contributions held at once; more areas are done in blocks


def share_intervals(counts: Floats, group: int = 0, *, level: float = 0.95) -> pd.DataFrame:
    """Jeffreys's interval of a group's share in each area.

    Parameters
    ----------
    counts
        (n, g) people.
    group
        Column of the group.
    level
        Coverage.

    Returns
    -------
    n rows: ``share``, ``low``, ``high`` and the same as location quotients (``location_quotient``,
    ``location_quotient_low``, ``location_quotient_high``: share of the area over share of the city). NaN
    where nobody lives.

    Raises
    ------
    InputError
        Counts that cannot be used, or no such column.

    >>> share_intervals(np.array([[5.0, 5.0], [0.0, 10.0]])).round(3).iloc[0, :3].tolist()
    [0.5, 0.224, 0.776]
    """
    counts = checked_counts(counts)
    if not 0 <= group < counts.shape[1]:
        raise InputError(f"group {group}", expected=f"the column of a group, 0 to {counts.shape[1] - 1}")
    people, group_people = counts.sum(axis=1), counts[:, group]
    tail = (1.0 - level) / 2.0
    with np.errstate(invalid="ignore"):
        share = np.where(people > 0, group_people / people, np.nan)
    others = people - group_people
    low = np.where(group_people > 0, beta.ppf(tail, group_people + 0.5, others + 0.5), 0.0)
    high = np.where(others > 0, beta.ppf(1 - tail, group_people + 0.5, others + 0.5), 1.0)
    low[people == 0] = high[people == 0] = np.nan
    city = group_people.sum() / people.sum() if people.sum() > 0 else np.nan
    factor = 1.0 / city if city > 0 else np.nan
    return pd.DataFrame(
        {
            "share": share,
            "low": low,
            "high": high,
            "location_quotient": share * factor,
            "location_quotient_low": low * factor,
            "location_quotient_high": high * factor,
        }
    )


def local_intervals(
    counts: Floats,
    index: str,
    *,
    settings: Mapping[str, Any] | None = None,
    replicates: int = 200,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """The interval of each area's contribution to an index, or of its own figure.

    Parameters
    ----------
    counts
        (n, g) people.
    index
        Name of an index with contributions, or with figures of the areas.
    settings
        What the index reads beside the people, by the name of its setting.
    replicates, seed, level
        Draws from the posterior; the same seed gives the same bits on any number of threads.

    Returns
    -------
    n rows: ``value``, ``corrected`` (mean of the posterior), ``low``, ``high``, ``se``; NaN where nobody
    lives.

    Raises
    ------
    InputError
        Counts that cannot be used, or an index without figures of areas.

    >>> counts = np.array([[50.0, 50.0], [10.0, 90.0], [30.0, 70.0]])
    >>> table = local_intervals(counts, "theil_h")
    >>> bool((table.low < table.corrected).all() and (table.corrected < table.high).all())
    True
    """
    counts = checked_counts(counts)
    value = _figures(counts, index, settings or {})
    out = np.full((5, len(counts)), np.nan)
    out[0] = value
    lived_in = counts.sum(axis=1) > 0
    tail = (1.0 - level) / 2.0
    for rows, drawn in posterior_figures(counts, index, settings=settings, replicates=replicates, seed=seed):
        out[1, rows] = drawn.mean(axis=0)
        out[2, rows], out[3, rows] = np.quantile(drawn, [tail, 1 - tail], axis=0, method="weibull")
        out[4, rows] = drawn.std(axis=0, ddof=1)
    out[:, ~lived_in] = np.nan
    return pd.DataFrame(out.T, columns=["value", "corrected", "low", "high", "se"])


def posterior_figures(
    counts: Floats,
    index: str,
    *,
    settings: Mapping[str, Any] | None = None,
    replicates: int = 200,
    seed: int = 0,
) -> Iterator[tuple[slice, Floats]]:
    """Draws of the areas' figures, a block of areas at a time: (rows, (replicates, rows) figures)."""
    counts = checked_counts(counts)
    people = counts.sum(axis=1)
    block = max(1, _STORED // replicates)
    for first in range(0, len(counts), block):
        rows = slice(first, min(first + block, len(counts)))
        drawn = np.empty((replicates, rows.stop - rows.start))
        for r, shares in enumerate(posterior_shares(counts, replicates, seed)):
            drawn[r] = _figures(shares * people[:, None], index, settings or {})[rows]
        yield rows, drawn


def _figures(counts: Floats, index: str, settings: Mapping[str, Any]) -> Floats:
    spec = INDICES[index]
    figures = spec.areas(counts, setting_of(spec, counts, settings))
    if figures is None:
        raise InputError(
            f"the index {index} has no figures of areas", expected="an index that decomposes, such as theil_h"
        )
    return figures
