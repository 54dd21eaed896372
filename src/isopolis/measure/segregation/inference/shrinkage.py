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
_SWEEPS = 40  # of Jacobi's method, which needs six to eight


@njit(nogil=True, cache=True, error_model="numpy")
def add_pairs(counts: Floats, people: Floats, city: Floats, pairs: Floats) -> float:
    r"""Add up the people of each group and the pairs of different people who share an area.

    ``city`` (g,) becomes the people of the groups, ``pairs`` (g, g) the sums of
    :math:`x_{im}(x_{ik}-\delta_{mk})/(t_i-1)` over areas of two people or more. Returns the people of these
    areas; the rows of ``pairs`` add up to their groups.
    """
    n, g = counts.shape
    known = 0.0
    for m in range(g):
        city[m] = 0.0
        for k in range(g):
            pairs[m, k] = 0.0
    for i in range(n):
        t = people[i]
        w = 1.0 / (t - 1.0) if t > 1.0 else 0.0
        known += t if t > 1.0 else 0.0
        for m in range(g):
            x = counts[i, m]
            city[m] += x
            pairs[m, m] += x * (x - 1.0) * w
            for k in range(m):
                pairs[m, k] += x * counts[i, k] * w
    for m in range(g):
        for k in range(m):
            pairs[k, m] = pairs[m, k]
    return known


@njit(nogil=True, cache=True, error_model="numpy")
def spread_of(  # noqa: PLR0917  (compiled: no keywords)
    city: Floats, pairs: Floats, known: float, shares: Floats, between: Floats, noise: Floats
) -> None:
    """The city's ``shares`` (g,), S into ``between`` and N into ``noise``, from :func:`add_pairs`'s sums."""
    g = len(city)
    total = 0.0
    for m in range(g):
        total += city[m]
    part = 1.0 / known if known > 0.0 else 0.0
    for m in range(g):
        shares[m] = city[m] / total if total > 0.0 else 0.0
        informative = 0.0
        for k in range(g):
            informative += pairs[m, k] * part
        for k in range(g):
            other = 0.0
            for j in range(g):
                other += pairs[k, j] * part
            chance = (informative if k == m else 0.0) - pairs[m, k] * part
            noise[m, k] = chance
            between[m, k] = pairs[m, k] * part - (informative * other - chance * part)


def between_and_within(counts: Floats, people: Floats) -> tuple[Floats, Floats, Floats]:
    """City shares (g,), the variance S between areas (g, g) and the noise N of one person (g, g)."""
    g = counts.shape[1]
    city, pairs, shares = np.empty(g), np.empty((g, g)), np.empty(g)
    between, noise = np.empty((g, g)), np.empty((g, g))
    known = add_pairs(counts, people, city, pairs)
    spread_of(city, pairs, known, shares, between, noise)
    return shares, between, noise


@njit(nogil=True, cache=True, error_model="numpy")
def _diagonalise(c: Floats, vectors: Floats) -> None:
    """Jacobi's method: the eigenvalues of the symmetric ``c`` onto its diagonal, ``vectors`` in columns."""
    d = len(c)
    for m in range(d):
        for k in range(d):
            vectors[m, k] = 1.0 if m == k else 0.0
    for _ in range(_SWEEPS):
        off, size = 0.0, 0.0
        for m in range(d):
            size += c[m, m] * c[m, m]
            for k in range(m):
                off += c[m, k] * c[m, k]
        if off <= 1e-32 * size:
            break
        for p in range(d - 1):
            for q in range(p + 1, d):
                if c[p, q] == 0.0:
                    continue
                theta = (c[q, q] - c[p, p]) / (2.0 * c[p, q])
                t = (1.0 if theta >= 0.0 else -1.0) / (abs(theta) + math.sqrt(theta * theta + 1.0))
                cosine = 1.0 / math.sqrt(t * t + 1.0)
                sine = t * cosine
                for k in range(d):
                    x, y = c[k, p], c[k, q]
                    c[k, p], c[k, q] = cosine * x - sine * y, sine * x + cosine * y
                for k in range(d):
                    x, y = c[p, k], c[q, k]
                    c[p, k], c[q, k] = cosine * x - sine * y, sine * x + cosine * y
                    x, y = vectors[k, p], vectors[k, q]
                    vectors[k, p], vectors[k, q] = cosine * x - sine * y, sine * x + cosine * y


@njit(nogil=True, cache=True, error_model="numpy")
def _cholesky(city: Floats, noise: Floats, reference: int, lower: Floats, inverse: Floats) -> None:
    """N = L L' without the reference group: L and its inverse into two matrices of zeros."""
    d = len(lower)
    for m in range(d):
        mm = m if m < reference else m + 1
        for k in range(m + 1):
            rest = noise[mm, k if k < reference else k + 1]
            if k == m:
                rest += _RIDGE * city[mm] + 1e-200
            for j in range(k):
                rest -= lower[m, j] * lower[k, j]
            lower[m, k] = math.sqrt(max(rest, 1e-200)) if k == m else rest / lower[k, k]
    for k in range(d):
        for m in range(k, d):
            rest = 1.0 if m == k else 0.0
            for j in range(k, m):
                rest -= lower[m, j] * inverse[j, k]
            inverse[m, k] = rest / lower[m, m]


@njit(nogil=True, cache=True, error_model="numpy")
def principal_spread(  # noqa: PLR0917  (compiled: no keywords)
    city: Floats, between: Floats, noise: Floats, reference: int, values: Floats, forth: Floats, back: Floats
) -> float:
    """Diagonalise S and N together, without the ``reference`` group (shares add to 1).

    Writes the eigenvalues (g - 1,), F and its inverse; returns the sign of the variance beyond chance.
    Plain loops: for these few groups they are as fast as a library and compile in a fraction of the time.
    """
    d = len(city) - 1
    lower, inverse = np.zeros((d, d)), np.zeros((d, d))
    c, vectors = np.empty((d, d)), np.empty((d, d))
    _cholesky(city, noise, reference, lower, inverse)
    for m in range(d):  # L^-1 S L^-1'
        for k in range(m + 1):
            total = 0.0
            for j in range(m + 1):
                row = between[j if j < reference else j + 1]
                for i in range(k + 1):
                    total += inverse[m, j] * row[i if i < reference else i + 1] * inverse[k, i]
            c[m, k] = total
            c[k, m] = total
    _diagonalise(c, vectors)
    total, positive, sign = 0.0, 0.0, 1.0
    for k in range(d):
        total += c[k, k]
    if total < 0.0:
        sign, total = -1.0, -total
    for k in range(d):
        values[k] = max(sign * c[k, k], 0.0)
        positive += values[k]
    for k in range(d):
        if positive > 0.0:
            values[k] *= total / positive
        for m in range(d):
            ahead, behind = 0.0, 0.0
            for j in range(d):
                ahead += lower[m, j] * vectors[j, k]
                behind += vectors[j, k] * inverse[j, m]
            forth[m, k] = ahead
            back[k, m] = behind
    return sign


def diagonalised(
    city: Floats, between: Floats, noise: Floats, reference: int
) -> tuple[float, Floats, Floats, Floats]:
    """The sign, eigenvalues, F and its inverse of :func:`principal_spread`."""
    d = len(city) - 1
    values, forth, back = np.empty(d), np.empty((d, d)), np.empty((d, d))
    sign = principal_spread(city, between, noise, reference, values, forth, back)
    return float(sign), values, forth, back


@njit(nogil=True, cache=True, error_model="numpy")
def shrink(  # noqa: PLR0917  (compiled: no keywords)
    counts: Floats, people: Floats, city: Floats, between: Floats, noise: Floats, out: Floats
) -> float:
    """Write the constrained shares (n, g) for the spread S and N; the sign of the variance beyond chance."""
    n, g = counts.shape
    d = g - 1
    reference = d  # the first of the largest
    for m in range(d - 1, -1, -1):
        if city[m] >= city[reference]:
            reference = m
    values, forth, back = np.empty(d), np.empty((d, d)), np.empty((d, d))
    sign = principal_spread(city, between, noise, reference, values, forth, back)
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


@njit(nogil=True, cache=True, error_model="numpy")
def constrain(  # noqa: PLR0917  (compiled: no keywords)
    counts: Floats, people: Floats, city: Floats, pairs: Floats, known: float, out: Floats
) -> float:
    """Write the constrained shares (n, g), from the sums of :func:`add_pairs`; the sign as :func:`shrink`."""
    g = len(city)
    shares, between, noise = np.empty(g), np.empty((g, g)), np.empty((g, g))
    spread_of(city, pairs, known, shares, between, noise)
    return float(shrink(counts, people, shares, between, noise, out))


def constrained_shares(counts: Floats, people: Floats, out: Floats) -> float:
    """Write the constrained shares (n, g) into ``out``; return the sign of the variance beyond chance."""
    g = counts.shape[1]
    city, pairs = np.empty(g), np.empty((g, g))
    known = add_pairs(counts, people, city, pairs)
    return float(constrain(counts, people, city, pairs, known, out))
