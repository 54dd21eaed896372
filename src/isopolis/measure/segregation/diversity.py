"""Diversity: how much less mixed the areas are than the city, by chance of meeting another group."""

from __future__ import annotations

import numpy as np

from isopolis.language import message
from isopolis.measure.segregation.margins import (
    area_shares,
    group_totals,
    interaction,
    one_group_only,
    people,
)
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index


def relative_diversity(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the relative diversity index R, two groups or many.

    .. math:: R = 1 - \sum_i \frac{t_i \tilde I_i}{T I}
                = \sum_i \frac{t_i}{T I} \sum_m
                  \left( \tilde\pi_{im}^2 - 2 \pi_{im} \pi_m + \pi_m^2 \right),
              \quad \tilde I_i = \sum_m \tilde\pi_{im} (1 - \tilde\pi_{im})

    with Simpson's interaction index as the measure of diversity. The second form gives the areas; where
    each is its own environment the bracket is :math:`(\pi_{im} - \pi_m)^2`.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is R (0 even to 1 apart); NaN where only one group has people. The
    spatial R can be slightly negative, as the spatial H can.

    Source: Goodman & Kruskal (1954, tau); Carlson (1992); Reardon & Firebaugh (2002); Reardon &
    O'Sullivan (2004).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> relative_diversity(counts, counts)
    array([0.5, 0.5])
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    shares = totals / totals.sum()
    own, around = area_shares(counts), area_shares(environment)
    gain = ((around - shares) * (around + shares) - 2.0 * shares * (own - shares)).sum(axis=1)
    return np.asarray(people(counts) * gain / (totals.sum() * interaction(shares)))


def squared_coefficient_of_variation(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the squared coefficient of variation C, two groups or many.

    .. math:: C = \sum_i \frac{t_i}{T} \sum_m \frac{(\tilde\pi_{im} - \pi_m)^2}{(M - 1)\, \pi_m}

    with M groups that have people. It weighs small groups most: it is chi-square per person,
    divided by M - 1. With an environment, its composition takes the place of the area's.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is C (0 even to 1 apart); NaN where only one group has people.

    Source: Reardon & Firebaugh (2002).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> squared_coefficient_of_variation(counts, counts)
    array([0.5, 0.5])
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    some = totals > 0
    shares = totals[some] / totals.sum()
    around = area_shares(environment)[:, some]
    # An area around which nobody lives has no composition to compare.
    inhabited = around.sum(axis=1) > 0
    distance = ((around - shares) ** 2 / shares).sum(axis=1)
    return np.asarray(
        np.where(inhabited, people(counts) * distance, 0.0) / (totals.sum() * (len(shares) - 1))
    )


INDICES.add(
    Index(
        name="relative_diversity",
        title=message("Relative diversity (R)"),
        dimension=Dimension.DIVERSITY,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"1-\sum_i\frac{t_i\tilde I_i}{TI},\quad \tilde I_i=\sum_m\tilde\pi_{im}(1-\tilde\pi_{im})",
        source="Goodman & Kruskal (1954); Carlson (1992); Reardon & Firebaugh (2002)",
        reading=message(
            "Two residents of the same area are {percent} less often of different groups than two residents "
            "of the city."
        ),
        contributions=relative_diversity,
    )
)
INDICES.add(
    Index(
        name="squared_coefficient_of_variation",
        title=message("Squared coefficient of variation (C)"),
        dimension=Dimension.EVENNESS,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"\sum_i\frac{t_i}{T}\sum_m\frac{(\tilde\pi_{im}-\pi_m)^2}{(M-1)\pi_m}",
        source="Reardon & Firebaugh (2002)",
        reading=message(
            "On a scale from 0 (the city’s mix in every area) to 100 (no area shared by two groups) that "
            "gives most weight to small groups, the city stands at {people}."
        ),
        contributions=squared_coefficient_of_variation,
    )
)
