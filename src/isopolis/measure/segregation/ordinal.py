r"""Ordinal segregation: how far people of different levels live apart, such as levels of education.

Cut the people at every threshold between two levels: those below, those above, and an index of two groups.
The ordinal index is the mean over the thresholds, each with the weight of its own diversity. It depends on
the levels that there are; where they are brackets of something continuous, such as income, the rank-order
indices (:mod:`.rank_order`) do not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from isopolis.language import message
from isopolis.measure.segregation.diversity import relative_diversity
from isopolis.measure.segregation.information import theil_h
from isopolis.measure.segregation.margins import area_shares, group_totals, people
from isopolis.measure.segregation.rank_order import ENTROPY, ROOT, VARIANCE, square_root, thresholds
from isopolis.measure.segregation.registry import (
    INDICES,
    Contributions,
    Dimension,
    Floats,
    Groups,
    Index,
)


def ordinal_h(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the ordinal information theory index.

    .. math:: \Lambda = \sum_i \frac{t_i}{T} \frac{v - v_i}{v}, \quad v = \frac{1}{K-1} \sum_{k<K} f(c_k),
              \quad f(c) = -c \log_2 c - (1-c) \log_2 (1-c)

    with K levels and c_k the cumulated share of the people up to level k, in the city and around the area.

    Parameters
    ----------
    counts, environment
        (n, g) people by level, from the lowest to the highest; (n, g) composition around each area.

    Returns
    -------
    (n,) contributions, whose sum is the index (0: the city's levels in every area; 1: no area holds two
    levels); NaN where all people are of one level.

    Source: Reardon (2009), Research on Economic Inequality 17.

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> ordinal_h(counts, counts).sum().round(4)
    np.float64(0.0511)
    """
    return _ordinal(counts, environment, theil_h, ENTROPY[0])


def ordinal_r(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the ordinal variation ratio index, with :math:`f(c) = 4c(1-c)`.

    See :func:`ordinal_h` for the parameters and the result.

    Source: Reardon (2009), Research on Economic Inequality 17.

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> ordinal_r(counts, counts).sum().round(4)
    np.float64(0.0667)
    """
    return _ordinal(counts, environment, relative_diversity, VARIANCE[0])


def ordinal_s(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the ordinal square root index, with :math:`f(c) = 2\sqrt{c(1-c)}`.

    See :func:`ordinal_h` for the parameters and the result.

    Source: Reardon (2009), Research on Economic Inequality 17; Hutchens (2004).

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> ordinal_s(counts, counts).sum().round(4)
    np.float64(0.0364)
    """
    return _ordinal(counts, environment, square_root, ROOT[0])


def ordinal_d(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the ordinal absolute difference index, with :math:`f(c) = 1-|2c-1|`.

    See :func:`ordinal_h` for the parameters and the result.

    Source: Reardon (2009), Research on Economic Inequality 17.

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> ordinal_d(counts, counts).sum().round(4)
    np.float64(0.0)
    """
    return _ordinal(counts, environment, _absolute_difference, _tent)


def _tent(p: Floats) -> Floats:
    return np.asarray(1.0 - np.abs(2.0 * p - 1.0))


def _absolute_difference(counts: Floats, environment: Floats) -> Floats:
    """Contributions of two groups; the tangent at the city's share, so that no area counts less than 0."""
    totals = group_totals(counts)
    share = totals[0] / totals.sum()
    own, around = area_shares(counts)[:, 0], area_shares(environment)[:, 0]
    gain = _tent(share) + 2.0 * np.sign(0.5 - share) * (own - share) - _tent(around)
    return np.asarray(people(counts) / totals.sum() * gain / _tent(share))


def _ordinal(
    counts: Floats, environment: Floats, pairwise: Contributions, diversity: Callable[[Floats], Floats]
) -> Floats:
    cumulated, parts = thresholds(counts, environment, pairwise)
    if len(cumulated) == 0:
        return np.full(len(counts), np.nan)
    return np.asarray(mean_weights(cumulated, diversity) @ parts)


def mean_weights(cumulated: Floats, diversity: Callable[[Floats], Floats]) -> Floats:
    """(k,) how much the value at each threshold counts: by its diversity, adding up to 1."""
    at = diversity(cumulated)
    return np.asarray(at / at.sum())


_FORMULA = r"\sum_i\frac{t_i}{T}\frac{v-v_i}{v},\quad v=\frac{1}{K-1}\sum_{k<K}f(c_k),\quad f(c)="
for _name, _title, _function, _f in (
    (
        "ordinal_h",
        message("Ordinal information theory index (Λ1)"),
        ordinal_h,
        r"-c\log_2c-(1-c)\log_2(1-c)",
    ),
    ("ordinal_r", message("Ordinal variation ratio index (Λ2)"), ordinal_r, "4c(1-c)"),
    ("ordinal_s", message("Ordinal square root index (Λ3)"), ordinal_s, r"2\sqrt{c(1-c)}"),
    ("ordinal_d", message("Ordinal absolute difference index (Λ4)"), ordinal_d, "1-|2c-1|"),
):
    INDICES.add(
        Index(
            name=_name,
            title=_title,
            dimension=Dimension.INCOME,
            groups=Groups.ORDERED,
            low=0.0,
            high=1.0,
            formula=_FORMULA + _f,
            source="Reardon (2009)",
            reading=message(
                "On a scale from 0 (the levels mixed alike in every area) to 100 (no area where two people "
                "differ in level), the city stands at {people}."
            ),
            contributions=_function,
        )
    )
