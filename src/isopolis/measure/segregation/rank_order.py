"""Rank-order segregation: how far people of different incomes live apart, whatever the brackets.

Cut the people of a city at a threshold of income: those below, those above, and an index of two groups. Do
that at every threshold k, whose cumulated share of people is p_k; the index as a function of p, averaged
over p with the weight of its own diversity measure, is the rank-order index. It knows the ranks of
incomes only, so it can be compared between brackets, currencies and years.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import beta, comb

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.segregation.diversity import relative_diversity
from isopolis.measure.segregation.evenness import gini
from isopolis.measure.segregation.information import theil_h
from isopolis.measure.segregation.margins import area_shares, group_totals, people
from isopolis.measure.segregation.registry import (
    INDICES,
    Contributions,
    Dimension,
    Floats,
    Groups,
    Index,
)

HIGHEST_ORDER = 4
"""Of the polynomial through the thresholds, where the brackets allow it (Reardon, 2011)."""


def rank_order_h(counts: Floats, environment: Floats, order: int | None = None) -> Floats:
    r"""Contribution of each area to the rank-order information theory index H^R.

    .. math:: H^R = 2 \ln 2 \int_0^1 E(p)\, H(p)\, dp,
              \quad E(p) = -p \log_2 p - (1-p) \log_2 (1-p)

    H(p) is a polynomial through the values of Theil's H at the thresholds, fitted by least squares with
    weights :math:`E(p_k)^2`; its integral is exact. The index is linear in the values at the thresholds and
    each of them is a sum over areas, so the areas' contributions add up to it.

    Parameters
    ----------
    counts, environment
        (n, g) people by income class, from the lowest to the highest; (n, g) composition around each area.
    order
        Of the polynomial; as many as the distinct thresholds allow, 4 at most, where it is not given.
        With fewer classes it is lower: two classes give a constant, three a straight line.

    Returns
    -------
    (n,) contributions, whose sum is H^R (0: incomes mixed alike everywhere; 1: no area holds two ranks); NaN
    where all people are of one class.

    The error of the fit says nothing about that of the figure: use the bootstrap.

    Source: Reardon & Bischoff (2011); Reardon (2011).

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> rank_order_h(counts, counts).sum().round(4)
    np.float64(0.0511)
    """
    return _rank_order(counts, environment, theil_h, ENTROPY, order)


def rank_order_r(counts: Floats, environment: Floats, order: int | None = None) -> Floats:
    r"""Contribution of each area to the rank-order variance ratio index R^R.

    .. math:: R^R = 6 \int_0^1 p (1-p)\, R(p)\, dp

    with R(p) the relative diversity (the correlation ratio) at the threshold. See :func:`rank_order_h` for
    the parameters, the fit and the result.

    Source: Reardon (2011).

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> rank_order_r(counts, counts).sum().round(4)
    np.float64(0.0667)
    """
    return _rank_order(counts, environment, relative_diversity, VARIANCE, order)


def rank_order_s(counts: Floats, environment: Floats, order: int | None = None) -> Floats:
    r"""Contribution of each area to the rank-order square root index S^R.

    .. math:: S^R = \frac{8}{\pi} \int_0^1 \sqrt{p (1-p)}\, S(p)\, dp,
              \quad S(p) = 1 - \sum_i \frac{t_i \sqrt{\tilde p_i (1 - \tilde p_i)}}{T \sqrt{p (1-p)}}

    See :func:`rank_order_h` for the parameters, the fit and the result.

    Source: Reardon (2011), after Hutchens (2001, 2004).

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> rank_order_s(counts, counts).sum().round(4)
    np.float64(0.0364)
    """
    return _rank_order(counts, environment, square_root, ROOT, order)


def rank_order_g(counts: Floats, environment: Floats, order: int | None = None) -> Floats:
    r"""Contribution of each area to the rank-order Gini index G^R.

    .. math:: G^R = 6 \int_0^1 p (1-p)\, G(p)\, dp

    with G(p) the Gini index of segregation at the threshold and the weight of its own denominator, as in
    R^R. See :func:`rank_order_h` for the parameters, the fit and the result.

    Source: the construction of Reardon (2011) with the Gini index in the place of R.

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> rank_order_g(counts, counts).sum().round(4)
    np.float64(0.2667)
    """
    return _rank_order(counts, environment, gini, VARIANCE, order)


def threshold_profile(
    counts: Floats, environment: Floats, pairwise: Contributions = theil_h
) -> tuple[Floats, Floats]:
    """The index of two groups, below and above, at each threshold between classes.

    Returns
    -------
    (k,) cumulated shares of people below the thresholds, those of 0 and 1 left out; (k,) values.

    >>> counts = np.array([[20.0, 10.0, 10.0], [10.0, 10.0, 20.0]])
    >>> [values.round(4).tolist() for values in threshold_profile(counts, counts)]
    [[0.375, 0.625], [0.0511, 0.0511]]
    """
    ranks, parts = thresholds(counts, environment, pairwise)
    return ranks, parts.sum(axis=1)


Weight = tuple[Callable[[Floats], Floats], Callable[[np.ndarray], Floats]]
"""(weight at p, its moments: integral of weight times p^m, for the weight of integral 1)."""


def _entropy_moments(m: np.ndarray) -> Floats:
    # int -p ln p p^m = 1/(m+2)^2; the other half by q = 1 - p and the binomial theorem.
    other = [sum((-1.0) ** k * comb(power, k) / (k + 2.0) ** 2 for k in range(power + 1)) for power in m]
    return np.asarray(2.0 * (1.0 / (m + 2.0) ** 2 + np.array(other)))


def _binary_entropy(p: Floats) -> Floats:
    return np.asarray(-(p * np.log2(p) + (1.0 - p) * np.log2(1.0 - p)))


ENTROPY: Weight = (_binary_entropy, _entropy_moments)
VARIANCE: Weight = (
    lambda p: 4.0 * p * (1.0 - p),
    lambda m: 6.0 / ((m + 2.0) * (m + 3.0)),
)
ROOT: Weight = (
    lambda p: 2.0 * np.sqrt(p * (1.0 - p)),
    lambda m: np.asarray(8.0 / np.pi * beta(m + 1.5, 1.5)),
)


def _rank_order(
    counts: Floats, environment: Floats, pairwise: Contributions, weight: Weight, order: int | None
) -> Floats:
    ranks, parts = thresholds(counts, environment, pairwise)
    if len(ranks) == 0:
        return np.full(len(counts), np.nan)
    return np.asarray(quadrature(ranks, weight, order) @ parts)


def thresholds(counts: Floats, environment: Floats, pairwise: Contributions) -> tuple[Floats, Floats]:
    """(k,) ranks of the thresholds with people on both sides; (k, n) contributions at each."""
    totals = group_totals(counts)
    cumulated = np.cumsum(totals)
    below, around = np.cumsum(counts, axis=1), np.cumsum(environment, axis=1)
    # An empty class repeats a threshold: one of the two is enough.
    inner = [
        k
        for k in range(len(totals) - 1)
        if 0.0 < cumulated[k] < cumulated[-1] and (k == 0 or totals[k] > 0.0)
    ]
    parts = [
        pairwise(
            np.column_stack([below[:, k], below[:, -1] - below[:, k]]),
            np.column_stack([around[:, k], around[:, -1] - around[:, k]]),
        )
        for k in inner
    ]
    return cumulated[inner] / cumulated[-1], np.array(parts).reshape(len(inner), len(counts))


def quadrature(ranks: Floats, weight: Weight, order: int | None = None) -> Floats:
    """(k,) how much the value at each threshold counts in the integral of the fitted polynomial."""
    if order is not None and order < 0:
        raise InputError(f"a polynomial of order {order}", expected="0 or more, 4 without")
    highest = len(ranks) - 1
    order = min(HIGHEST_ORDER if order is None else order, highest)
    powers = np.arange(order + 1)
    at, moments = weight
    # Least squares with weights at(p)^2: multiply both sides by at(p), then solve.
    solve = np.linalg.pinv(at(ranks)[:, None] * ranks[:, None] ** powers)
    return np.asarray(moments(powers) @ solve * at(ranks))


def square_root(counts: Floats, environment: Floats) -> Floats:
    """Contributions to S of two groups: the tangent form, so that no area counts less than nothing."""
    totals = group_totals(counts)
    share = totals[0] / totals.sum()
    own, around = area_shares(counts)[:, 0], area_shares(environment)[:, 0]
    mixed = np.sqrt(share * (1.0 - share))
    slope = (1.0 - 2.0 * share) / (2.0 * mixed)
    gain = mixed + slope * (own - share) - np.sqrt(around * (1.0 - around))
    return np.asarray(people(counts) / totals.sum() * gain / mixed)


for _name, _title, _formula, _source, _function in (
    (
        "rank_order_h",
        message("Rank-order information theory index (H^R)"),
        r"2\ln2\int_0^1E(p)H(p)\,dp",
        "Reardon & Bischoff (2011); Reardon (2011)",
        rank_order_h,
    ),
    (
        "rank_order_r",
        message("Rank-order variance ratio index (R^R)"),
        r"6\int_0^1p(1-p)R(p)\,dp",
        "Reardon (2011)",
        rank_order_r,
    ),
    (
        "rank_order_s",
        message("Rank-order square root index (S^R)"),
        r"\frac8\pi\int_0^1\sqrt{p(1-p)}S(p)\,dp",
        "Reardon (2011); Hutchens (2004)",
        rank_order_s,
    ),
    (
        "rank_order_g",
        message("Rank-order Gini index (G^R)"),
        r"6\int_0^1p(1-p)G(p)\,dp",
        "after Reardon (2011)",
        rank_order_g,
    ),
):
    INDICES.add(
        Index(
            name=_name,
            title=_title,
            dimension=Dimension.INCOME,
            groups=Groups.ORDERED,
            low=0.0,
            high=1.0,
            formula=_formula,
            source=_source,
            reading=message(
                "On a scale from 0 (rich and poor mixed alike in every area) to 100 (no area where two "
                "people differ in rank), the city stands at {people}."
            ),
            contributions=_function,
        )
    )
