r"""Indices corrected for small counts.

With few people in each area an index of observed shares is too high even if nobody is segregated. Two
families have estimators that need no model of how the areas differ:

* **Quadratic** indices (isolation, exposure, correlation ratio, normalised exposure): pairs of *different*
  people, :math:`x_{im}(x_{ik}-\delta_{mk})/(t_i-1)` in place of :math:`x_{im}x_{ik}/t_i`, are unbiased
  for :math:`t_i\pi_{im}\pi_{ik}`, whatever the areas are.
* **Entropy** indices (M, H, divergence): an area's :math:`t \ln t - \sum_m x_m \ln x_m` becomes
  :math:`t\,\psi(t) - \sum_m x_m G(x_m)` with Grassberger's (2003)

  .. math:: G(x) = \psi(x) + \tfrac{(-1)^x}{2}\left[\psi\!\left(\tfrac{x+1}{2}\right)
            - \psi\!\left(\tfrac{x}{2}\right)\right],

  almost unbiased from a handful of people upwards. (His own :math:`\ln t` is for very many groups; the
  digamma of a fixed number of people is for few.) Miller's (1955) correction
  :math:`(n-1)(g-1)/2T` is its limit for many people; it misleads where groups are rare.

The distance indices (D, Gini) have a kink at evenness and no such estimator; their correction is part of
:func:`~isopolis.measure.segregation.inference.intervals.intervals`.

Miller (1955); Grassberger (1988; 2003, arXiv physics/0307138); Carrington & Troske (1997);
Allen, Burgess, Davidson & Windmeijer (2015); Elbers (2023).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from scipy.special import digamma

from isopolis.measure.segregation.inference.shrinkage import add_pairs, constrained_shares
from isopolis.measure.segregation.registry import Floats

_TABLE_LENGTH = 2048


def _grassberger(length: int) -> Floats:
    """(length,) x G(x) for x = 0, 1, 2, ..."""
    x = np.arange(1.0, length)
    alternating = np.where(x % 2 == 0, 0.5, -0.5)
    g = digamma(x) + alternating * (digamma((x + 1) / 2) - digamma(x / 2))
    return np.concatenate([[0.0], x * g])


_X_TIMES_G = _grassberger(_TABLE_LENGTH)


_X_TIMES_DIGAMMA = np.concatenate(
    [[0.0], np.arange(1.0, _TABLE_LENGTH) * digamma(np.arange(1.0, _TABLE_LENGTH))]
)


@njit(nogil=True, cache=True, error_model="numpy")
def _x_times(table: Floats, x: float) -> float:
    """x psi(x) or x G(x); beyond the table both are the same, for the alternating part averages out."""
    if x < _TABLE_LENGTH:
        return float(table[int(x)])
    return x * math.log(x) - 0.5 - 1.0 / (12.0 * x)


@njit(nogil=True, cache=True, error_model="numpy")
def mean_entropy(counts: Floats, people: Floats, city: Floats) -> tuple[float, float]:
    """The city's entropy E and the areas' mean entropy in nats, both corrected for small counts.

    ``city`` (g,) are the people of each group.
    """
    n, g = counts.shape
    total, areas = 0.0, 0.0
    for i in range(n):
        total += people[i]
        areas += _x_times(_X_TIMES_DIGAMMA, people[i])
        for m in range(g):
            areas -= _x_times(_X_TIMES_G, counts[i, m])
    if total == 0.0:
        return math.nan, math.nan
    whole = _x_times(_X_TIMES_DIGAMMA, total)
    for m in range(g):
        whole -= _x_times(_X_TIMES_G, city[m])
    return whole / total, areas / total


def corrected_entropy(counts: Floats) -> tuple[float, float, float]:
    """M, H and the city's entropy, corrected for small counts by Grassberger's logarithm.

    Parameters
    ----------
    counts
        (n, g) people; rounded to whole people.

    Returns
    -------
    Mutual information M in nats, Theil's H, and the city's entropy E in nats.

    >>> counts = np.random.default_rng(0).multinomial(20, [0.5, 0.3, 0.2], 500).astype(float)
    >>> m, h, e = corrected_entropy(counts)
    >>> bool(abs(h) < 0.005)
    True
    """
    whole = np.ascontiguousarray(np.rint(counts), dtype=np.float64)
    city, areas = mean_entropy(whole, whole.sum(axis=1), whole.sum(axis=0))
    return city - areas, (city - areas) / city if city > 0 else math.nan, city


def corrected_exposure(counts: Floats) -> Floats:
    r"""Unbiased exposure of each group to each: :math:`{}_mP^*_k` from pairs of different people.

    Parameters
    ----------
    counts
        (n, g) people; rounded to whole people. Areas with one person have no pair and are left out.

    Returns
    -------
    (g, g): row m, column k is the chance that another person in the area of a person of m is of k; the
    diagonal is isolation. NaN where no area has two people.

    >>> corrected_exposure(np.array([[2.0, 0.0], [1.0, 1.0]])).round(3).tolist()
    [[0.667, 0.333], [1.0, 0.0]]
    """
    whole = np.ascontiguousarray(np.rint(counts), dtype=np.float64)
    people = whole.sum(axis=1)
    pairs = whole[people > 1]
    if not len(pairs):
        return np.full((whole.shape[1], whole.shape[1]), np.nan)
    city, chances = np.empty(pairs.shape[1]), np.empty((pairs.shape[1], pairs.shape[1]))
    add_pairs(np.ascontiguousarray(pairs), people[people > 1], city, chances)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(chances / city[:, None])


def corrected_dissimilarity(counts: Floats) -> float:
    r"""D of shares that vary as much as the underlying ones do; the observed ones vary more.

    The index of the constrained shares (:mod:`.shrinkage`), negative where areas differ less than by
    chance. ``intervals`` takes off what bias is left.

    Parameters
    ----------
    counts
        (n, g) people; rounded to whole people.

    >>> counts = np.random.default_rng(0).multinomial(20, [0.5, 0.3, 0.2], 500).astype(float)
    >>> bool(abs(corrected_dissimilarity(counts)) < 0.04)
    True
    """
    whole = np.rint(counts)
    whole = np.ascontiguousarray(whole[whole.sum(axis=1) > 0])
    people = whole.sum(axis=1)
    if not (people > 1).any() or int((whole.sum(axis=0) > 0).sum()) < 2:
        return math.nan
    shares = np.empty_like(whole)
    sign = constrained_shares(whole, people, shares)
    city = people @ shares / people.sum()
    distance = float(people @ np.abs(shares - city).sum(axis=1))
    return sign * distance / float(2.0 * people.sum() * (city * (1 - city)).sum())


def miller(counts: Floats) -> float:
    r"""Miller's (1955) bias of M: :math:`(n-1)(g-1) / 2T` for n areas, g groups and T people, in nats.

    Good from about five expected people in every area and group upwards.

    >>> miller(np.full((11, 3), 10.0))
    0.030303030303030304
    """
    areas, groups = int((counts.sum(axis=1) > 0).sum()), int((counts.sum(axis=0) > 0).sum())
    return (areas - 1) * (groups - 1) / (2.0 * float(counts.sum()))
