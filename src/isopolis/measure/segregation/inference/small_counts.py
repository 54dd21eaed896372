r"""Indices corrected for small counts.

With few people in each area an index of observed shares is too high even if nobody is segregated. Two
families have estimators that need no model of how the areas differ:

* **Quadratic** indices (isolation, exposure, correlation ratio, normalised exposure): pairs of *different*
  people, :math:`x_{im}(x_{ik}-\delta_{mk})/(t_i-1)` in place of :math:`x_{im}x_{ik}/t_i`, are unbiased
  for :math:`t_i\pi_{im}\pi_{ik}`, whatever the areas are.
* **Entropy** indices (M, H, divergence): in :math:`-\sum_m x_m \ln x_m` each logarithm is replaced by
  Grassberger's (2003)

  .. math:: G(x) = \psi(x) + \tfrac{(-1)^x}{2}\left[\psi\!\left(\tfrac{x+1}{2}\right)
            - \psi\!\left(\tfrac{x}{2}\right)\right],

  almost unbiased for :math:`\pi\ln\pi` from a handful of people upwards. Miller's (1955) correction
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

from isopolis.measure.segregation.registry import Floats

_TABLE_LENGTH = 2048


def _grassberger(length: int) -> Floats:
    """(length,) x G(x) for x = 0, 1, 2, ..."""
    x = np.arange(1.0, length)
    alternating = np.where(x % 2 == 0, 0.5, -0.5)
    g = digamma(x) + alternating * (digamma((x + 1) / 2) - digamma(x / 2))
    return np.concatenate([[0.0], x * g])


_X_TIMES_G = _grassberger(_TABLE_LENGTH)


@njit(cache=True, inline="always")
def _x_times_g(x: float) -> float:
    if x < _TABLE_LENGTH:
        return float(_X_TIMES_G[int(x)])
    return x * math.log(x) - 0.5 - 1.0 / (12.0 * x)  # x psi(x); the alternating part has died out


@njit(cache=True)
def entropy_sums(counts: Floats, people: Floats) -> tuple[float, float]:
    """The city's entropy E and the areas' mean entropy in nats, both corrected for small counts."""
    n, g = counts.shape
    city = np.zeros(g)
    total, areas = 0.0, 0.0
    for i in range(n):
        t = people[i]
        if t > 0.0:
            total += t
            areas += t * math.log(t)
            for m in range(g):
                x = counts[i, m]
                city[m] += x
                areas -= _x_times_g(x)
    if total == 0.0:
        return math.nan, math.nan
    whole = total * math.log(total)
    for m in range(g):
        whole -= _x_times_g(city[m])
    return whole / total, areas / total


@njit(cache=True)
def pair_shares(counts: Floats, people: Floats) -> tuple[Floats, Floats]:
    """City shares (g,) and the chance (g, g) that two people of one area are of groups m and k."""
    n, g = counts.shape
    city, pairs = np.zeros(g), np.zeros((g, g))
    total, known = 0.0, 0.0
    for i in range(n):
        t = people[i]
        total += t
        for m in range(g):
            city[m] += counts[i, m]
        if t > 1.0:
            known += t
            w = 1.0 / (t - 1.0)
            for m in range(g):
                for k in range(g):
                    x = counts[i, k] - 1.0 if k == m else counts[i, k]
                    pairs[m, k] += counts[i, m] * x * w
    return city / total, pairs / known
