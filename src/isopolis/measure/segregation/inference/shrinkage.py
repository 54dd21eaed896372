r"""Shrinkage: from observed shares of small areas to shares that vary as much as the underlying ones do.

Observed shares vary because areas differ **and** because few people live in each. With
:math:`\hat\pi_i` the observed shares of area i (:math:`t_i` people), P the city's,

.. math:: \operatorname{Var}\hat\pi_i = S + N / t_i, \qquad
    S = \frac{1}{T}\sum_i t_i (\pi_i - P)(\pi_i - P)', \quad
    N = \frac1T \sum_i t_i \left[\operatorname{diag}\pi_i - \pi_i \pi_i'\right],

both of which have unbiased estimates from the products :math:`x_{im}(x_{ik} - \delta_{mk}) / (t_i - 1)`.
The *constrained* empirical Bayes shares (Louis 1984; Ghosh 1992)

.. math:: \pi^c_i = P + A_i (\hat\pi_i - P), \qquad A_i (S + N/t_i) A_i' = S

have the spread S of the underlying shares, where the usual posterior means have less and the observed
shares have more. In the basis that diagonalises S and N together (:math:`S = F \Lambda F'`, :math:`N = FF'`)
:math:`A_i` is diagonal with :math:`\sqrt{\lambda_k / (\lambda_k + 1/t_i)}`.
Estimated eigenvalues can be negative; they are set to 0 and the others scaled so that their sum, which is the
part of the variance beyond chance, stays unbiased. Where even the sum is negative the areas vary *less*
than chance: the shares are built from its absolute value and the sign is returned, so that an index can be
carried past zero and stay unbiased there.

Louis (1984), J. Am. Stat. Assoc. 79; Ghosh (1992), J. Am. Stat. Assoc. 87.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from isopolis.measure.segregation.registry import Floats

_RIDGE = 1e-9  # keeps the noise invertible where groups never share an area


@njit(cache=True)
def between_and_within(counts: Floats, people: Floats) -> tuple[Floats, Floats, Floats]:
    """City shares (g,), the variance S between areas (g, g) and the noise N of one person (g, g)."""
    n, g = counts.shape
    city, pairs, informative = np.zeros(g), np.zeros((g, g)), np.zeros(g)
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
                x = counts[i, m]
                if x > 0.0:
                    informative[m] += x
                    pairs[m, m] += x * (x - 1.0) * w
                    for k in range(m):
                        pairs[m, k] += x * counts[i, k] * w
    noise = np.zeros((g, g))
    if total > 0.0:
        city /= total
    if known > 0.0:
        for m in range(g):
            informative[m] /= known
            for k in range(m + 1):
                pairs[m, k] /= known
                noise[m, k] = (informative[m] if k == m else 0.0) - pairs[m, k]
                noise[k, m] = noise[m, k]
        for m in range(g):
            for k in range(m + 1):
                pairs[m, k] -= informative[m] * informative[k] - noise[m, k] / known
                pairs[k, m] = pairs[m, k]
    return city, pairs, noise


@njit(cache=True)
def principal_spread(
    city: Floats, between: Floats, noise: Floats, reference: int
) -> tuple[float, Floats, Floats, Floats]:
    """Diagonalise S and N together, without the ``reference`` group (shares add to 1).

    Returns the sign of the variance beyond chance, the eigenvalues (g - 1,), F and its inverse.
    """
    g = len(city)
    d = g - 1
    a, b = np.empty((d, d)), np.empty((d, d))
    for m in range(d):
        mm = m if m < reference else m + 1
        for k in range(d):
            kk = k if k < reference else k + 1
            a[m, k] = noise[mm, kk]
            b[m, k] = between[mm, kk]
        a[m, m] += _RIDGE * city[mm] + 1e-200
    lower = np.linalg.cholesky(a)
    inverse = np.linalg.inv(lower)
    c = inverse @ b @ inverse.T
    values, vectors = np.linalg.eigh(0.5 * (c + c.T))
    total = values.sum()
    sign = 1.0
    if total < 0.0:
        sign, total, values = -1.0, -total, -values
    positive = 0.0
    for k in range(d):
        values[k] = max(values[k], 0.0)
        positive += values[k]
    if positive > 0.0:
        values *= total / positive
    return sign, values, lower @ vectors, vectors.T @ inverse


@njit(cache=True)
def constrained_shares(counts: Floats, people: Floats, out: Floats) -> float:
    """Write the constrained shares (n, g) into ``out``; return the sign of the variance beyond chance."""
    n, g = counts.shape
    city, between, noise = between_and_within(counts, people)
    reference = int(np.argmax(city))
    sign, values, forth, back = principal_spread(city, between, noise, reference)
    d = g - 1
    scores, keep = np.empty(d), np.empty(d)
    last = -1.0
    for i in range(n):
        t = people[i]
        if t <= 0.0:
            for m in range(g):  # a loop: assigning a slice compiles three seconds of error text
                out[i, m] = city[m]
            continue
        if t != last:
            last = t
            for k in range(d):
                keep[k] = math.sqrt(values[k] / (values[k] + 1.0 / t))
        for k in range(d):
            score = 0.0
            for m in range(d):
                mm = m if m < reference else m + 1
                score += back[k, m] * (counts[i, mm] / t - city[mm])
            scores[k] = score * keep[k]
        rest, total = 0.0, 0.0
        for m in range(d):
            mm = m if m < reference else m + 1
            change = 0.0
            for k in range(d):
                change += forth[m, k] * scores[k]
            rest -= change
            out[i, mm] = max(city[mm] + change, 0.0)
            total += out[i, mm]
        out[i, reference] = max(city[reference] + rest, 0.0)
        total += out[i, reference]
        for m in range(g):
            out[i, m] /= total
    return sign
