"""Replicates: counts drawn again from underlying shares, and the indices of each draw in the same pass."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from isopolis.measure.segregation.inference.shrinkage import constrained_shares
from isopolis.measure.segregation.inference.small_counts import entropy_sums, pair_shares
from isopolis.measure.segregation.inference.streams import State, multinomial, stream
from isopolis.measure.segregation.registry import Floats

DISSIMILARITY, GINI, ATKINSON, INFORMATION, THEIL_H, ISOLATION, EXPOSURE, NORMALISED = range(8)
STATISTICS = 8

COLUMN = {
    "dissimilarity": DISSIMILARITY,
    "gini": GINI,
    "atkinson": ATKINSON,
    "mutual_information": INFORMATION,
    "divergence": INFORMATION,
    "theil_h": THEIL_H,
    "isolation": ISOLATION,
    "exposure": EXPOSURE,
    "normalised_exposure": NORMALISED,
    "correlation_ratio": NORMALISED,
}
"""Indices that are computed while drawing; any other is computed by the function in its registry entry."""


@njit(cache=True)
def gini_of(shares: Floats, people: Floats, total: float, interaction: float) -> float:
    """Gini index of areas with these ``shares`` (n, g), by sorting."""
    n, g = shares.shape
    columns = 1 if g == 2 else g
    out = 0.0
    for m in range(columns):
        order = np.argsort(shares[:, m])
        below, moment = 0.0, 0.0
        for k in range(n):
            i = order[k]
            w = people[i]
            out += w * (shares[i, m] * below - moment)
            below += w
            moment += w * shares[i, m]
    return out * (2.0 if g == 2 else 1.0) / (total * total * interaction)


@njit(cache=True, inline="always")
def atkinson_of(overlap: float, share: float) -> float:
    """Atkinson index (b = 1/2) of a group from the mean of sqrt(p(1 - p)) over people and its share."""
    if share <= 0.0 or share >= 1.0:
        return math.nan
    return 1.0 - overlap * overlap / (share * (1.0 - share))


@njit(cache=True)
def plain_statistics(shares: Floats, people: Floats, gini: bool, distance_only: bool, out: Floats) -> None:
    """Indices of areas with exactly these ``shares`` (n, g) and ``people`` (n,), into ``out``."""
    n, g = shares.shape
    city = np.zeros(g)
    total = 0.0
    for i in range(n):
        total += people[i]
        for m in range(g):
            city[m] += people[i] * shares[i, m]
    city /= total
    interaction, entropy = 0.0, 0.0
    for m in range(g):
        interaction += city[m] * (1.0 - city[m])
        if city[m] > 0.0:
            entropy -= city[m] * math.log(city[m])
    distance, information, meeting, overlap = 0.0, 0.0, 0.0, 0.0
    same = np.zeros(g)
    for i in range(n):
        t = people[i]
        overlap += t * math.sqrt(max(shares[i, 0] * (1.0 - shares[i, 0]), 0.0))
        for m in range(g):
            p = shares[i, m]
            distance += t * abs(p - city[m])
            if not distance_only and p > 0.0:
                information += t * p * math.log(p / city[m])
                same[m] += t * p * p
        if g > 1 and not distance_only:
            meeting += t * shares[i, 0] * shares[i, 1]
    out[DISSIMILARITY] = distance / (2.0 * total * interaction)
    out[GINI] = gini_of(shares, people, total, interaction) if gini else math.nan
    out[ATKINSON] = atkinson_of(overlap / total, city[0])
    if distance_only:
        out[INFORMATION:] = math.nan
        return
    out[INFORMATION] = information / total
    out[THEIL_H] = information / (total * entropy)
    out[ISOLATION] = same[0] / total / city[0] if city[0] > 0.0 else math.nan
    out[EXPOSURE] = meeting / total / city[0] if city[0] > 0.0 else math.nan
    out[NORMALISED] = 0.0
    for m in range(g):
        if city[m] < 1.0:
            out[NORMALISED] += (same[m] / total - city[m] * city[m]) / (1.0 - city[m])


@njit(cache=True)
def model_free_statistics(counts: Floats, people: Floats, out: Floats) -> None:
    """The entropy and quadratic indices corrected for small counts, into ``out``."""
    whole, areas = entropy_sums(counts, people)
    out[INFORMATION] = whole - areas
    out[THEIL_H] = (whole - areas) / whole if whole > 0.0 else math.nan
    city, pairs = pair_shares(counts, people)
    total = people.sum()
    out[ISOLATION] = pairs[0, 0] / city[0] if city[0] > 0.0 else math.nan
    out[EXPOSURE] = pairs[0, 1] / city[0] if city[0] > 0.0 else math.nan
    out[NORMALISED] = 0.0
    for m in range(len(city)):
        if city[m] < 1.0:
            noise = (city[m] - pairs[m, m]) / total  # of the city's share, squared
            out[NORMALISED] += (pairs[m, m] - city[m] * city[m] + noise) / (1.0 - city[m])


@njit(cache=True)
def corrected_statistics(  # noqa: PLR0917  (compiled: no keywords)
    counts: Floats, people: Floats, gini: bool, distance: bool, constrained: Floats, out: Floats
) -> float:
    """All indices corrected for small counts; ``constrained`` receives the constrained shares."""
    sign = 1.0
    out[:] = math.nan
    if distance:
        sign = constrained_shares(counts, people, constrained)
        plain_statistics(constrained, people, gini, True, out)
        out[DISSIMILARITY] *= sign
        out[GINI] *= sign
        out[ATKINSON] *= sign
    model_free_statistics(counts, people, out)
    return sign


@njit(cache=True)
def even_where_negative(shares: Floats, counts: Floats, people: Floats, sign: float) -> None:
    """Areas that vary less than chance are taken to be all alike."""
    if sign < 0.0:
        city = np.zeros(shares.shape[1])
        for i in range(len(people)):
            for m in range(len(city)):
                city[m] += counts[i, m]
        city /= people.sum()
        for i in range(len(people)):
            for m in range(len(city)):
                shares[i, m] = city[m]


@njit(cache=True)
def draw(state: State, shares: Floats, people: Floats, out: Floats) -> None:
    """Draw the people of every area from its ``shares``: (n, g) counts into ``out``."""
    for i in range(len(people)):
        multinomial(state, int(people[i]), shares[i], out[i])


@njit(parallel=True, cache=True)
def drawn_statistics(  # noqa: PLR0917  (compiled: no keywords)
    shares: Floats, people: Floats, key: np.uint64, replicates: int, gini: bool, distance: bool, inner: int
) -> Floats:
    """(replicates, 2 + inner, STATISTICS) corrected indices of counts drawn from ``shares``.

    Row 0 of a replicate is of the draw itself; row 1 what the constrained shares of that draw have; the
    others are of counts drawn once more from these.
    """
    n, g = shares.shape
    out = np.empty((replicates, 2 + inner, STATISTICS))
    for r in prange(replicates):
        state = stream(key, r)
        counts, constrained = np.empty((n, g)), np.empty((n, g))
        draw(state, shares, people, counts)
        sign = corrected_statistics(counts, people, gini, distance, constrained, out[r, 0])
        kept = 1.0 if sign > 0.0 else 0.0
        for j in range(STATISTICS):
            out[r, 1, j] = out[r, 0, j] * kept
        if inner > 0:
            even_where_negative(constrained, counts, people, sign)
            again = np.empty((n, g))
            for k in range(inner):
                draw(state, constrained, people, counts)
                corrected_statistics(counts, people, gini, distance, again, out[r, 2 + k])
    return out


@njit(cache=True)
def drawn_counts(
    shares: Floats, people: Floats, key: np.uint64, replicate: int, inner: int
) -> tuple[Floats, Floats]:
    """The draws of one replicate: (1 + inner, n, g) constrained shares and their (1 + inner,) signs."""
    n, g = shares.shape
    state = stream(key, replicate)
    counts = np.empty((n, g))
    constrained, signs = np.empty((1 + inner, n, g)), np.empty(1 + inner)
    draw(state, shares, people, counts)
    signs[0] = constrained_shares(counts, people, constrained[0])
    if inner > 0:
        again = constrained[0].copy()
        even_where_negative(again, counts, people, signs[0])
        for k in range(inner):
            draw(state, again, people, counts)
            signs[1 + k] = constrained_shares(counts, people, constrained[1 + k])
    return constrained, signs
