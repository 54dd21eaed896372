"""Exposure: whom people of one group have around them."""

from __future__ import annotations

import numpy as np

from isopolis.language import message
from isopolis.measure.segregation.margins import area_shares, group_totals, one_group_only, people
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index


def isolation(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the isolation of the first group, xPx.

    .. math:: {}_xP^*_x = \sum_i \frac{x_i}{X} \tilde\pi_{ix}

    Parameters
    ----------
    counts, environment
        (n, g) people, the group first, the others together everybody else; (n, g) composition around
        each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is the average share of the own group around its people: the group's
    share of the city if spread evenly, 1 if apart. NaN where the group has nobody.

    Source: Lieberson (1981); Massey & Denton (1988); Reardon & O'Sullivan (2004).

    >>> counts = np.array([[10.0, 0.0], [10.0, 20.0]])
    >>> isolation(counts, counts).sum().round(4)
    np.float64(0.6667)
    """
    return _exposure(counts, environment, 0)


def exposure(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the exposure of the first group to the second, xPy.

    .. math:: {}_xP^*_y = \sum_i \frac{x_i}{X} \tilde\pi_{iy}

    Parameters
    ----------
    counts, environment
        (n, g) people, x first and y second, everybody else after them; (n, g) composition around each
        area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is the average share of y around the people of x: y's share of the city
    if spread evenly, 0 if apart. NaN where x has nobody. With two groups, isolation and exposure add to 1.

    Source: Lieberson (1981); Massey & Denton (1988, "interaction"); Reardon & O'Sullivan (2004).

    >>> counts = np.array([[10.0, 0.0], [10.0, 20.0]])
    >>> exposure(counts, counts).sum().round(4)
    np.float64(0.3333)
    """
    return _exposure(counts, environment, 1)


def _exposure(counts: Floats, environment: Floats, other: int) -> Floats:
    group, everybody = counts[:, 0], people(environment)
    total = group.sum()
    if total == 0.0:
        return np.full(len(counts), np.nan)
    nobody = np.zeros(len(counts))
    share = np.divide(environment[:, other], everybody, out=nobody, where=everybody > 0)
    return np.asarray(group / total * share)


def normalised_exposure(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the normalised exposure P, two groups or many.

    .. math:: P = \sum_m \pi_m \frac{{}_mP^*_m - \pi_m}{1 - \pi_m}
                = \sum_i \frac{t_i}{T} \sum_m
                  \frac{\tilde\pi_{im} \pi_{im} - 2 \pi_{im} \pi_m + \pi_m^2}{1 - \pi_m}

    Each group's isolation in excess of its share of the city. Where each area is its own environment the
    numerator is :math:`(\pi_{im} - \pi_m)^2` and no area contributes less than nothing; with two groups it
    is then the correlation ratio.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is P (0 even to 1 apart); NaN where only one group has people.

    Source: Bell (1954); James (1986); Reardon & Firebaugh (2002).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> normalised_exposure(counts, counts)
    array([0.5, 0.5])
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    shares = totals / totals.sum()
    own, around = area_shares(counts), area_shares(environment)
    excess = (around - shares) * own - shares * (own - shares)
    return np.asarray(people(counts) / totals.sum() * (excess / (1.0 - shares)).sum(axis=1))


def correlation_ratio(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the correlation ratio :math:`\eta^2` of two groups.

    .. math:: \eta^2 = \frac{{}_xP^*_x - P}{1 - P} = {}_xP^*_x - {}_yP^*_x

    Isolation adjusted for the size of the group; also the difference between what the two groups have
    of x around them. Computed as :func:`normalised_exposure` of two groups.

    Parameters
    ----------
    counts, environment
        (n, 2) people; (n, 2) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is 0 (even) to 1 (apart); NaN where one group has nobody.

    Source: Bell (1954); White (1986); Massey & Denton (1988).

    >>> counts = np.array([[10.0, 30.0], [30.0, 10.0]])
    >>> correlation_ratio(counts, counts).sum()
    np.float64(0.25)
    """
    return normalised_exposure(counts, environment)


INDICES.add(
    Index(
        name="isolation",
        title=message("Isolation (xPx)"),
        dimension=Dimension.EXPOSURE,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=r"\sum_i\frac{x_i}{X}\tilde\pi_{ix}",
        source="Lieberson (1981); Massey & Denton (1988)",
        reading=message(
            "On average, a person in the group {a} lives in an area where {people} of 100 residents are in "
            "the same group."
        ),
        contributions=isolation,
    )
)
INDICES.add(
    Index(
        name="exposure",
        title=message("Exposure (xPy)"),
        dimension=Dimension.EXPOSURE,
        groups=Groups.TWO_ORDERED,
        low=0.0,
        high=1.0,
        formula=r"\sum_i\frac{x_i}{X}\tilde\pi_{iy}",
        source="Lieberson (1981); Massey & Denton (1988)",
        reading=message(
            "On average, a person in the group {a} lives in an area where {people} of 100 residents are in "
            "the group {b}."
        ),
        contributions=exposure,
    )
)
INDICES.add(
    Index(
        name="correlation_ratio",
        title=message("Correlation ratio (eta squared)"),
        dimension=Dimension.EXPOSURE,
        groups=Groups.TWO,
        low=0.0,
        high=1.0,
        formula=r"\frac{{}_xP^*_x-P}{1-P}",
        source="Bell (1954); White (1986); Massey & Denton (1988)",
        reading=message(
            "Among 100 residents of their area, people in the group {a} have on average {people} more of "
            "{a} than people in the group {b} have."
        ),
        contributions=correlation_ratio,
    )
)
INDICES.add(
    Index(
        name="normalised_exposure",
        title=message("Normalised exposure (P)"),
        dimension=Dimension.EXPOSURE,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"\sum_m\pi_m\frac{{}_mP^*_m-\pi_m}{1-\pi_m}",
        source="Bell (1954); James (1986); Reardon & Firebaugh (2002)",
        reading=message(
            "On a scale from 0 (every group meets its share of the city) to 100 (every group meets only "
            "itself), the groups stand at {people}."
        ),
        contributions=normalised_exposure,
    )
)
