"""Evenness: how far the areas' composition is from the city's."""

from __future__ import annotations

import numpy as np
from numba import njit

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.segregation.margins import (
    area_shares,
    group_totals,
    interaction,
    one_group_only,
    people,
    with_surroundings,
)
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index
from isopolis.measure.segregation.threads import share_out


@njit(nogil=True, cache=True, error_model="numpy")
def _dissimilarity(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    counts: Floats,
    environment: Floats,
    shares: Floats,
    scale: float,
    out: Floats,
) -> None:
    g = counts.shape[1]
    for i in range(first, stop):
        people, around, distance = 0.0, 0.0, 0.0
        for m in range(g):
            people += counts[i, m]
            around += environment[i, m]
        if people > 0.0 and around > 0.0:
            inverse = 1.0 / around
            for m in range(g):
                distance += abs(environment[i, m] * inverse - shares[m])
        out[i] = people * distance * scale


def dissimilarity(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the index of dissimilarity D, two groups or many.

    .. math:: D = \sum_i \frac{t_i}{2 T I} \sum_m |\tilde\pi_{im} - \pi_m|,
              \quad I = \sum_m \pi_m (1 - \pi_m)

    With two groups and each area its own environment this is Duncan & Duncan's
    :math:`\frac12 \sum_i |a_i/A - b_i/B|`.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is D (0 even to 1 apart); NaN where only one group has people.

    Source: Duncan & Duncan (1955); Sakoda (1981); Morgan (1975); Reardon & O'Sullivan (2004), eq. 9.

    >>> counts = np.array([[10.0, 0.0], [0.0, 30.0]])
    >>> dissimilarity(counts, counts).sum()
    np.float64(1.0)
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    shares = totals / totals.sum()
    scale = 1.0 / (2.0 * totals.sum() * interaction(shares))
    out = np.empty(len(counts))
    tables = with_surroundings(counts, environment)
    share_out(_dissimilarity, len(counts), counts.size, *tables, shares, scale, out)
    return out


def gini(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the Gini index of segregation G, two groups or many.

    .. math:: G = \frac{1}{2 T^2 I} \sum_i \sum_j \sum_m t_i t_j |\tilde\pi_{im} - \tilde\pi_{jm}|

    Each pair of areas is shared out half and half between the two. Sorting and running sums replace the
    double sum: n log n, not n squared. With an environment, compositions around the areas take the place
    of the areas' own; Reardon & O'Sullivan give no spatial G, so this one is Isopolis's plain analogue.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is G (0 even to 1 apart); NaN where only one group has people.

    Source: Jahn, Schmid & Schrag (1947); multigroup Reardon & Firebaugh (2002), eq. for G.

    >>> counts = np.array([[10.0, 0.0], [0.0, 30.0]])
    >>> gini(counts, counts)
    array([0.5, 0.5])
    """
    totals = group_totals(counts)
    if one_group_only(totals):
        return np.full(len(counts), np.nan)
    shares, total = totals / totals.sum(), totals.sum()
    weights, around = people(counts), area_shares(environment)
    out = np.zeros(len(counts))
    columns = 1 if counts.shape[1] == 2 else counts.shape[1]  # two groups differ by the sign only
    for m in range(columns):
        out += _mean_differences(weights, around[:, m] - shares[m])
    if columns == 1:
        out *= 2.0
    return np.asarray(out / (2.0 * total**2 * interaction(shares)))


def _mean_differences(weights: Floats, values: Floats) -> Floats:
    """(n,) :math:`w_i \\sum_j w_j |x_i - x_j|` by sorting and running sums."""
    order = np.argsort(values, kind="stable")
    w, x = weights[order], values[order]
    below, moment = np.cumsum(w), np.cumsum(w * x)
    out = np.empty(len(w))
    out[order] = w * (x * (2.0 * below - below[-1]) + moment[-1] - 2.0 * moment)
    return out


def atkinson(counts: Floats, environment: Floats, b: float = 0.5) -> float:
    r"""Atkinson's index of the first group's segregation from all others; does not decompose.

    .. math:: A_b = 1 - \frac{P}{1-P}
              \left| \frac{1}{PT} \sum_i t_i (1-p_i)^{1-b} p_i^b \right|^{\frac{1}{1-b}}

    with p_i the first group's share of area i and P its share of the city. Areas where the group is
    scarce weigh more below b = 0.5, areas where it is over-represented above; at 0.5 the two groups
    can be exchanged. The sum runs over areas but its power does not: there are no contributions.

    Parameters
    ----------
    counts
        (n, g) people; the first column is the group, the others together everybody else.
    environment
        Not read: the index has no spatial version.
    b
        Shape, between 0 and 1 (exclusive).

    Returns
    -------
    The city's value, 0 (even) to 1 (apart); NaN where one side has nobody.

    Raises
    ------
    InputError
        b is not between 0 and 1.

    Source: Atkinson (1970); James & Taeuber (1985); Massey & Denton (1988).

    >>> round(atkinson(np.array([[10.0, 30.0], [30.0, 10.0]]), np.empty(0)), 6)
    0.25
    """
    if not 0.0 < b < 1.0:
        raise InputError(f"b = {b}", expected="a number between 0 and 1, both excluded")
    group, others = counts[:, 0], people(counts) - counts[:, 0]
    of_group, of_others = group.sum(), others.sum()
    if of_group == 0.0 or of_others == 0.0:
        return float("nan")
    # With a_i/A and b_i/B the same sum reads: 1 - [sum (b_i/B)^(1-b) (a_i/A)^b]^(1/(1-b)).
    overlap = ((others / of_others) ** (1.0 - b) * (group / of_group) ** b).sum()
    return float(1.0 - overlap ** (1.0 / (1.0 - b)))


def _atkinson_low(counts: Floats, environment: Floats) -> float:
    return atkinson(counts, environment, 0.1)


def _atkinson_high(counts: Floats, environment: Floats) -> float:
    return atkinson(counts, environment, 0.9)


INDICES.add(
    Index(
        name="dissimilarity",
        title=message("Dissimilarity (D)"),
        dimension=Dimension.EVENNESS,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"\sum_i \frac{t_i}{2TI}\sum_m|\tilde\pi_{im}-\pi_m|",
        source="Duncan & Duncan (1955); Sakoda (1981); Reardon & O'Sullivan (2004)",
        reading=message(
            "{people} of 100 people of one of the two groups would have to move to another area "
            "for {a} and {b} to be spread over the city in the same way."
        ),
        reading_many=message(
            "Of 100 moves that would be needed if the groups shared no area at all, {people} are needed "
            "to have the city’s mix in every area."
        ),
        contributions=dissimilarity,
    )
)
INDICES.add(
    Index(
        name="gini",
        title=message("Gini index of segregation (G)"),
        dimension=Dimension.EVENNESS,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"\frac{1}{2T^2I}\sum_i\sum_j\sum_m t_it_j|\tilde\pi_{im}-\tilde\pi_{jm}|",
        source="Jahn, Schmid & Schrag (1947); Reardon & Firebaugh (2002)",
        reading=message(
            "Draw one person of {a} and one of {b} at random: in {pairs} of 100 such pairs the person "
            "of {a} lives in the area with the larger share of {a} (50 if nobody were segregated)."
        ),
        reading_many=message(
            "On a scale from 0 (the city’s mix in every area) to 100 (no area shared by two groups), "
            "the city stands at {people}."
        ),
        contributions=gini,
    )
)
_ATKINSON = r"1-\frac{P}{1-P}\left|\frac{1}{PT}\sum_i t_i(1-p_i)^{1-b}p_i^b\right|^{1/(1-b)},\ b=%s"
INDICES.add(
    Index(
        name="atkinson",
        title=message("Atkinson index (b = 0.5)"),
        dimension=Dimension.EVENNESS,
        groups=Groups.TWO,
        low=0.0,
        high=1.0,
        formula=_ATKINSON % "0.5",
        source="Atkinson (1970); James & Taeuber (1985); Massey & Denton (1988)",
        reading=message(
            "On a scale from 0 ({a} and {b} spread in the same way) to 100 (no area shared), the city "
            "stands at {people}."
        ),
        value=atkinson,
        spatial=False,
    )
)
INDICES.add(
    Index(
        name="atkinson_0.1",
        title=message("Atkinson index (b = 0.1), weighing the areas where the group is scarce"),
        dimension=Dimension.EVENNESS,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=_ATKINSON % "0.1",
        source="Atkinson (1970); James & Taeuber (1985); Massey & Denton (1988)",
        reading=message(
            "On a scale from 0 (spread in the same way) to 100 (no area shared) that gives most weight to "
            "the areas where {a} are scarce, the city stands at {people}."
        ),
        value=_atkinson_low,
        spatial=False,
    )
)
INDICES.add(
    Index(
        name="atkinson_0.9",
        title=message("Atkinson index (b = 0.9), weighing the areas where the group is numerous"),
        dimension=Dimension.EVENNESS,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=_ATKINSON % "0.9",
        source="Atkinson (1970); James & Taeuber (1985); Massey & Denton (1988)",
        reading=message(
            "On a scale from 0 (spread in the same way) to 100 (no area shared) that gives most weight to "
            "the areas where {a} are numerous, the city stands at {people}."
        ),
        value=_atkinson_high,
        spatial=False,
    )
)
