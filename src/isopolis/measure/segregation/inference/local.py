r"""Local intervals: how sure the figures of single areas are.

An area's share, seen alone, has Jeffreys's interval. An area's contribution to an index, seen alone, would be
far too high where few people live; the other areas tell how much areas differ. The shares of area i are
drawn from their empirical Bayes posterior under a generalised Dirichlet distribution: the largest group takes
its part of everybody, the next of whoever is left, and so on,

.. math:: z_{ik} \mid x_i \sim \operatorname{Beta}\Bigl(x_{ik} + \alpha_k q_k,\;
    \sum_{m>k} x_{im} + \alpha_k (1 - q_k)\Bigr), \qquad \pi_{ik} = z_{ik} \prod_{m<k} (1 - z_{im}),

with :math:`q_k` the city's part and :math:`\alpha_k = (1 - \rho_k) / \rho_k` of the groups k and later,
:math:`\rho = \operatorname{tr} S / \operatorname{tr}(S + N)` from the spread S between areas and the noise N
of one person (:mod:`.shrinkage`). So rare groups may differ from area to area more than large ones, or less.
The contributions are those of the drawn city. Over the areas of a city such intervals hold the truth as often
as they say (Morris 1983), which is not a promise for each single area.

Brown, Cai & DasGupta (2001), Stat. Sci. 16; Connor & Mosimann (1969),
J. Am. Stat. Assoc. 64; Morris (1983), J. Am. Stat. Assoc. 78; Rao & Molina (2015).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit
from scipy.stats import beta

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.estimation import setting_of
from isopolis.measure.segregation.inference.sample import checked_counts
from isopolis.measure.segregation.inference.shrinkage import between_and_within
from isopolis.measure.segregation.inference.streams import gamma, key_of, stream
from isopolis.measure.segregation.registry import INDICES, Floats

_STORED = 25_000_000  # contributions held at once; more areas are done in blocks
_LARGEST = 1e6  # concentration that stands for areas which do not differ


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

    >>> share_intervals(np.array([[5.0, 5.0], [0.0, 10.0]])).round(3).iloc[0, :3].tolist()
    [0.5, 0.224, 0.776]
    """
    counts = checked_counts(counts)
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
    order = np.argsort(-counts.sum(axis=0), kind="stable")
    shapes = _shapes(np.ascontiguousarray(counts[:, order]))
    block = max(1, _STORED // replicates)
    key = key_of(seed, 4)
    for first in range(0, len(counts), block):
        rows = slice(first, min(first + block, len(counts)))
        drawn = np.empty((replicates, rows.stop - rows.start))
        for r in range(replicates):
            shares = _posterior_shares(*shapes, order, key + np.uint64(r))
            drawn[r] = _figures(shares * people[:, None], index, settings or {})[rows]
        yield rows, drawn


def concentration(counts: Floats) -> float:
    r"""How alike areas are: :math:`\alpha` of the Dirichlet distribution that their shares are drawn from.

    >>> concentration(np.array([[30.0, 30.0], [30.0, 30.0]]))
    1000000.0
    """
    _, between, noise = between_and_within(counts, counts.sum(axis=1))
    spread, all_spread = float(np.trace(between)), float(np.trace(between) + np.trace(noise))
    if spread <= all_spread / (1.0 + _LARGEST):
        return _LARGEST
    return max(all_spread / spread - 1.0, 1e-3)


def _shapes(counts: Floats) -> tuple[Floats, Floats]:
    """Shapes (n, g - 1) of the Beta distributions of each group's part of the groups from it on."""
    left = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
    first, second = np.empty_like(counts[:, 1:]), np.empty_like(counts[:, 1:])
    for k in range(counts.shape[1] - 1):
        pair = np.column_stack([counts[:, k], left[:, k + 1]])
        everybody = pair.sum(axis=0)
        part = everybody[0] / everybody.sum() if everybody.sum() > 0 else 0.5
        alpha = concentration(pair)
        first[:, k], second[:, k] = pair[:, 0] + alpha * part, pair[:, 1] + alpha * (1.0 - part)
    return first, second


@njit(nogil=True, cache=True, error_model="numpy")
def _posterior_shares(first: Floats, second: Floats, order: npt.NDArray[np.int64], key: np.uint64) -> Floats:
    n, sticks = first.shape
    out = np.empty((n, sticks + 1))
    state = stream(key, 0)
    for i in range(n):
        left = 1.0
        for k in range(sticks):
            one, other = gamma(state, first[i, k]), gamma(state, second[i, k])
            part = one / (one + other) if one + other > 0.0 else 0.0
            out[i, order[k]] = left * part
            left *= 1.0 - part
        out[i, order[sticks]] = left
    return out


def _figures(counts: Floats, index: str, settings: Mapping[str, Any]) -> Floats:
    spec = INDICES[index]
    figures = spec.areas(counts, setting_of(spec, counts, settings))
    if figures is None:
        raise InputError(
            f"the index {index} has no figures of areas", expected="an index that decomposes, such as theil_h"
        )
    return figures
