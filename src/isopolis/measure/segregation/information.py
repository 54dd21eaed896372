"""Information: Theil's H, mutual information M and divergence. Natural logarithms: figures are in nats."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from isopolis.language import message
from isopolis.measure.segregation.logarithm import ln
from isopolis.measure.segregation.margins import (
    entropy,
    group_totals,
    one_group_only,
    with_surroundings,
)
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index
from isopolis.measure.segregation.threads import share_out

_BLOCK = 512  # areas whose logarithms are taken in one vectorised sweep


@njit(cache=True, error_model="numpy")
def _row_sums(table: Floats, out: Floats) -> None:
    for k in range(len(table)):
        total = 0.0
        for m in range(table.shape[1]):
            total += table[k, m]
        out[k] = total


@njit(cache=True, error_model="numpy")
def _add_divergence(
    group: Floats, inverse_people: Floats, inverse: float, share: Floats, apart: Floats
) -> None:
    """Add one group's part, e ln(e / pi), to the divergence of the areas; leave its shares e in ``share``."""
    for k in range(len(group)):
        share[k] = group[k] * inverse_people[k]
    for k in range(len(group)):
        apart[k] += share[k] * ln(share[k] * inverse)


@njit(nogil=True, cache=True, error_model="numpy")
def _relative_entropy(  # noqa: PLR0917  (compiled: no keywords)
    start: int,
    stop: int,
    counts: Floats,
    environment: Floats,
    inverse: Floats,
    logarithms: Floats,
    scale: float,
    out: Floats,
) -> None:
    """t_i [ sum_m e_im ln(e_im / pi_m) + (e_im - p_im) ln pi_m ] * scale, e and p as shares."""
    people, around = np.empty(_BLOCK), np.empty(_BLOCK)
    share, apart = np.empty(_BLOCK), np.empty(_BLOCK)
    for first in range(start, stop, _BLOCK):
        # Slices: indices that count from 0 let the compiler work on four areas at a time.
        size = min(stop - first, _BLOCK)
        here, near = counts[first : first + size], environment[first : first + size]
        _row_sums(here, people)
        _row_sums(near, around)
        for k in range(size):
            around[k] = 1.0 / around[k] if around[k] > 0.0 else 0.0
            apart[k] = 0.0
        for m in range(counts.shape[1]):
            _add_divergence(near[:, m], around, inverse[m], share, apart)
            if logarithms[m] != 0.0:
                for k in range(size):
                    if people[k] > 0.0:
                        own = here[k, m] * (
                            1.0 / people[k]
                        )  # as the share: the same bits where they are equal
                        apart[k] += (share[k] - own) * logarithms[m]
        for k in range(size):
            out[first + k] = people[k] * apart[k] * scale if around[k] > 0.0 else 0.0


def mutual_information(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the mutual information M of areas and groups, in nats.

    .. math:: M = E - \sum_i \frac{t_i}{T} \tilde E_i
        = \sum_i \frac{t_i}{T} \sum_m \left[ \tilde\pi_{im} \ln\frac{\tilde\pi_{im}}{\pi_m}
          + (\tilde\pi_{im} - \pi_{im}) \ln \pi_m \right]

    where E is the city's entropy and :math:`\tilde E_i` that of the environment. The second form gives the
    areas: where each area is its own environment the last term vanishes and an area contributes its
    divergence from the city, which is never negative.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions in nats, whose sum is M (0 even to E apart); NaN where only one group has people.

    Source: Theil & Finizza (1971); Mora & Ruiz-Castillo (2011).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> mutual_information(counts, counts).sum().round(12)
    np.float64(0.69314718056)
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    return _information(counts, environment, totals / totals.sum(), 1.0 / totals.sum())


def theil_h(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to Theil's information theory index H, two groups or many.

    .. math:: H = 1 - \sum_i \frac{t_i \tilde E_i}{T E} = \frac{M}{E}

    The areas' contributions are those of :func:`mutual_information` divided by the city's entropy. The
    spatial :math:`\tilde H` can be slightly negative: around the city's edge and in wide environments
    the surroundings can be more mixed than the city as a whole.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is H (0 even to 1 apart); NaN where only one group has people.

    Source: Theil (1972); Theil & Finizza (1971); Reardon & O'Sullivan (2004).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> theil_h(counts, counts)
    array([0.5, 0.5])
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    shares = totals / totals.sum()
    return _information(counts, environment, shares, 1.0 / (totals.sum() * entropy(shares)))


def divergence(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the divergence index, in nats.

    .. math:: \mathrm{KL} = \sum_i \frac{t_i}{T} \sum_m \tilde\pi_{im} \ln\frac{\tilde\pi_{im}}{\pi_m}

    How surprising the composition around residents is, given the city's. Where each area is its own
    environment this equals the mutual information M; with wider environments the two part.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions in nats, never negative, whose sum is the city's value; NaN where only one group
    has people.

    Source: Roberto (2015, 2024), after Kullback & Leibler (1951).

    >>> counts = np.array([[30.0, 10.0], [10.0, 30.0]])
    >>> divergence(counts, counts).round(4)
    array([0.0654, 0.0654])
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    inverse = totals.sum() / np.where(totals > 0, totals, totals.sum())
    nothing = np.zeros(len(totals))
    return _rows(counts, environment, inverse, nothing, 1.0 / totals.sum())


def _information(counts: Floats, environment: Floats, shares: Floats, scale: float) -> Floats:
    # An empty group adds nothing: its factor is 1 and its logarithm 0, so no area can be infinite.
    some = np.where(shares > 0, shares, 1.0)
    # Where each area is its own environment, shares do not differ and what is multiplied by them is 0.
    logarithms = np.zeros(len(some)) if environment is counts else np.log(some)
    return _rows(counts, environment, 1.0 / some, logarithms, scale)


def _rows(counts: Floats, environment: Floats, inverse: Floats, logarithms: Floats, scale: float) -> Floats:
    out = np.empty(len(counts))
    tables = with_surroundings(counts, environment)
    share_out(_relative_entropy, len(counts), counts.size, *tables, inverse, logarithms, scale, out)
    return out


INDICES.add(
    Index(
        name="theil_h",
        title=message("Theil's information theory index (H)"),
        dimension=Dimension.EVENNESS,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"1-\sum_i\frac{t_i\tilde E_i}{TE},\quad \tilde E_i=-\sum_m\tilde\pi_{im}\ln\tilde\pi_{im}",
        source="Theil (1972); Theil & Finizza (1971); Reardon & O'Sullivan (2004)",
        reading=message("On average, the areas are {percent} less mixed than the city as a whole."),
        contributions=theil_h,
    )
)
INDICES.add(
    Index(
        name="mutual_information",
        title=message("Mutual information (M)"),
        dimension=Dimension.EVENNESS,
        groups=Groups.MANY,
        low=0.0,
        high=math.inf,
        formula=r"\sum_i\frac{t_i}{T}\sum_m\pi_{im}\ln\frac{\pi_{im}}{\pi_m}",
        source="Theil & Finizza (1971); Mora & Ruiz-Castillo (2011)",
        reading=message(
            "Knowing in which area a person lives gives {nats} nats of information about the group "
            "(0: none; the most possible grows with the number of groups and their equality in size)."
        ),
        contributions=mutual_information,
    )
)
INDICES.add(
    Index(
        name="divergence",
        title=message("Divergence index"),
        dimension=Dimension.EVENNESS,
        groups=Groups.MANY,
        low=0.0,
        high=math.inf,
        formula=r"\sum_i\frac{t_i}{T}\sum_m\tilde\pi_{im}\ln\frac{\tilde\pi_{im}}{\pi_m}",
        source="Roberto (2015, 2024); Kullback & Leibler (1951)",
        reading=message(
            "The mix of people around residents differs from the city's mix by {nats} nats on average "
            "(0: the same mix everywhere)."
        ),
        contributions=divergence,
    )
)
