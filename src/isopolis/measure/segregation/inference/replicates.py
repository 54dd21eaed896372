"""Replicates: counts drawn again from underlying shares, and the indices of each draw in the same pass."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from isopolis.measure.segregation.inference.inversion import Tables, draw_block
from isopolis.measure.segregation.inference.shrinkage import add_pairs, constrain
from isopolis.measure.segregation.inference.small_counts import mean_entropy
from isopolis.measure.segregation.inference.streams import State, multinomial, stream
from isopolis.measure.segregation.logarithm import ln
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

DISSIMILARITY, GINI, ATKINSON, INFORMATION, THEIL_H, ISOLATION, EXPOSURE, NORMALISED, SHARE = range(9)
STATISTICS = 9
BLOCK = 16
"""Replicates that are drawn side by side."""
DISTANCES = 3
"""The first so many come from the constrained shares; the others have estimators of their own."""

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
    "share": SHARE,
}
"""Indices that are computed while drawing; any other is computed by the function in its registry entry."""


@njit(nogil=True, cache=True, error_model="numpy")
def sort_pairs(keys: Floats, weights: Floats, spare: Floats, n: int) -> None:
    """Sort the first n ``keys`` with their ``weights``, by merging; ``spare`` has room for twice n.

    A library's sort gives an order, which is then looked up at random, and takes three times as long to
    compile.
    """
    for first in range(0, n, 8):  # runs of eight by insertion
        for i in range(first + 1, min(first + 8, n)):
            key, weight = keys[i], weights[i]
            k = i
            while k > first and keys[k - 1] > key:
                keys[k], weights[k] = keys[k - 1], weights[k - 1]
                k -= 1
            keys[k], weights[k] = key, weight
    width = 8
    while width < n:
        for first in range(0, n - width, 2 * width):
            middle, stop = first + width, min(first + 2 * width, n)
            if keys[middle - 1] <= keys[middle]:
                continue
            for i in range(width):  # the left half moves out of the way
                spare[i], spare[n + i] = keys[first + i], weights[first + i]
            i, j, k = 0, middle, first
            while i < width:
                if j < stop and keys[j] < spare[i]:
                    keys[k], weights[k] = keys[j], weights[j]
                    j += 1
                else:
                    keys[k], weights[k] = spare[i], spare[n + i]
                    i += 1
                k += 1
        width *= 2


@njit(nogil=True, cache=True, error_model="numpy")
def gini_of(shares: Floats, people: Floats, total: float, interaction: float) -> float:
    """Gini index of areas with these ``shares`` (n, g), by sorting."""
    n, g = shares.shape
    keys, weights, spare = np.empty(n), np.empty(n), np.empty(2 * n)
    out = 0.0
    for m in range(1 if g == 2 else g):
        for i in range(n):
            keys[i], weights[i] = shares[i, m], people[i]
        sort_pairs(keys, weights, spare, n)
        below, moment = 0.0, 0.0
        for k in range(n):
            w = weights[k]
            out += w * (keys[k] * below - moment)
            below += w
            moment += w * keys[k]
    return out * (2.0 if g == 2 else 1.0) / (total * total * interaction)


@njit(nogil=True, cache=True, error_model="numpy")
def distance_statistics(shares: Floats, people: Floats, gini: bool, sign: float, out: Floats) -> None:
    """D, Gini and Atkinson (b = 1/2) of areas with exactly these ``shares`` (n, g), times ``sign``."""
    n, g = shares.shape
    city = np.zeros(g)
    total, interaction = 0.0, 0.0
    for i in range(n):
        total += people[i]
        for m in range(g):
            city[m] += people[i] * shares[i, m]
    for m in range(g):
        city[m] /= total
        interaction += city[m] * (1.0 - city[m])
    distance, overlap = 0.0, 0.0
    for i in range(n):
        overlap += people[i] * math.sqrt(max(shares[i, 0] * (1.0 - shares[i, 0]), 0.0))
        apart = 0.0
        for m in range(g):
            apart += abs(shares[i, m] - city[m])
        distance += people[i] * apart
    overlap /= total
    out[DISSIMILARITY] = sign * distance / (2.0 * total * interaction)
    out[GINI] = sign * gini_of(shares, people, total, interaction) if gini else math.nan
    odds = city[0] * (1.0 - city[0])
    out[ATKINSON] = sign * (1.0 - overlap * overlap / odds) if odds > 0.0 else math.nan


@njit(nogil=True, cache=True, error_model="numpy")
def plain_statistics(shares: Floats, people: Floats, gini: bool, out: Floats) -> None:
    """Indices of areas with exactly these ``shares`` (n, g) and ``people`` (n,), into ``out``."""
    n, g = shares.shape
    distance_statistics(shares, people, gini, 1.0, out)
    city, same = np.zeros(g), np.zeros(g)
    total, inside, meeting = 0.0, 0.0, 0.0
    for i in range(n):
        t = people[i]
        total += t
        own = 0.0
        for m in range(g):
            p = shares[i, m]
            city[m] += t * p
            same[m] += t * p * p
            own += p * ln(p)
        inside += t * own
        meeting += t * shares[i, 0] * shares[i, 1]
    entropy, normalised = 0.0, 0.0
    for m in range(g):
        p = city[m] / total
        entropy -= p * ln(p)
        if p < 1.0:
            normalised += (same[m] / total - p * p) / (1.0 - p)
    out[INFORMATION] = entropy + inside / total
    out[THEIL_H] = out[INFORMATION] / entropy
    out[ISOLATION] = same[0] / city[0]
    out[EXPOSURE] = meeting / city[0]
    out[NORMALISED] = normalised
    out[SHARE] = city[0] / total


@njit(nogil=True, cache=True, error_model="numpy")
def corrected_statistics(  # noqa: PLR0917  (compiled: no keywords)
    counts: Floats, people: Floats, gini: bool, distance: bool, constrained: Floats, out: Floats
) -> float:
    """All indices corrected for small counts; ``constrained`` receives the constrained shares.

    Returns the sign of the variance beyond chance; the distances carry it.
    """
    g = counts.shape[1]
    city, pairs = np.empty(g), np.empty((g, g))
    known = add_pairs(counts, people, city, pairs)
    whole, areas = mean_entropy(counts, people, city)
    out[INFORMATION] = whole - areas
    out[THEIL_H] = (whole - areas) / whole if whole > 0.0 else math.nan
    total = 0.0
    for m in range(g):
        total += city[m]
    out[ISOLATION] = pairs[0, 0] / known * total / city[0]
    out[EXPOSURE] = pairs[0, 1] / known * total / city[0]
    out[NORMALISED] = 0.0
    out[SHARE] = city[0] / total
    for m in range(g):
        p, pair = city[m] / total, pairs[m, m] / known
        if p < 1.0:
            noise = (p - pair) / total  # of the city's share, squared
            out[NORMALISED] += (pair - p * p + noise) / (1.0 - p)
    if not distance:
        for j in range(DISTANCES):
            out[j] = math.nan
        return 1.0
    sign = constrain(counts, people, city, pairs, known, constrained)
    distance_statistics(constrained, people, gini, sign, out)
    return sign


@njit(nogil=True, cache=True, error_model="numpy")
def even_where_negative(shares: Floats, counts: Floats, people: Floats, sign: float) -> None:
    """Areas that vary less than chance are taken to be all alike."""
    if sign < 0.0:
        n, g = shares.shape
        total = 0.0
        for i in range(n):
            total += people[i]
        for m in range(g):
            group = 0.0
            for i in range(n):
                group += counts[i, m]
            for i in range(n):
                shares[i, m] = group / total


@njit(nogil=True, cache=True, error_model="numpy")
def draw(state: State, shares: Floats, people: Floats, out: Floats) -> None:
    """Draw the people of every area from its ``shares``: (n, g) counts into ``out``."""
    for i in range(len(people)):
        multinomial(state, int(people[i]), shares, i, out)


@njit(nogil=True, cache=True, error_model="numpy")
def _draw_outer(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    people: Floats,
    tables: Tables,
    key: np.uint64,
    gini: bool,
    distance: bool,
    out: Floats,
) -> None:
    n, g = len(people), len(tables[0])
    counts, constrained = np.empty((BLOCK, n, g)), np.empty((n, g))
    states = np.empty((BLOCK, 4), np.uint64)
    for r in range(first, stop, BLOCK):
        some = min(BLOCK, stop - r)
        draw_block(key, r, some, people, tables, states, counts)
        for b in range(some):
            corrected_statistics(counts[b], people, gini, distance, constrained, out[r + b])


@njit(nogil=True, cache=True, error_model="numpy")
def _draw_inner(  # noqa: PLR0917  (compiled: no keywords)
    first: int, stop: int, people: Floats, tables: Tables, key: np.uint64, gini: bool, out: Floats
) -> None:
    n, g = len(people), len(tables[0])
    counts, constrained, again = np.empty((BLOCK, n, g)), np.empty((n, g)), np.empty((n, g))
    city, pairs = np.empty(g), np.empty((g, g))
    states = np.empty((BLOCK, 4), np.uint64)
    for r in range(first, stop, BLOCK):
        some = min(BLOCK, stop - r)
        draw_block(key, r, some, people, tables, states, counts)
        for b in range(some):
            found = counts[b]
            known = add_pairs(found, people, city, pairs)
            sign = constrain(found, people, city, pairs, known, constrained)
            out[r + b, 0, 0] = 1.0 if sign > 0.0 else 0.0
            even_where_negative(constrained, found, people, sign)
            for k in range(1, 3):
                draw(states[b], constrained, people, found)
                known = add_pairs(found, people, city, pairs)
                sign = constrain(found, people, city, pairs, known, again)
                distance_statistics(again, people, gini, sign, out[r + b, k])


def drawn_statistics(
    people: Floats, tables: Tables, key: np.uint64, replicates: int, *, gini: bool, distance: bool
) -> Floats:
    """(replicates, STATISTICS) corrected indices of counts drawn from ``tables``; distances at will."""
    out = np.empty((replicates, STATISTICS))
    work = tables.chance.size * replicates
    share_out(_draw_outer, replicates, work, people, tables, key, gini, distance, out)
    return out


def drawn_twice(people: Floats, tables: Tables, key: np.uint64, outer: Floats, *, gini: bool) -> Floats:
    """(replicates, 4, DISTANCES): the draws of ``outer``, once more with what was found in each.

    Row 0 of a replicate is of the draw itself; row 1 what its constrained shares have; the others are of
    counts drawn once more from these.
    """
    replicates = len(outer)
    found = np.empty((replicates, 3, DISTANCES))
    work = 3 * tables.chance.size * replicates
    share_out(_draw_inner, replicates, work, people, tables, key, gini, found)
    out = np.empty((replicates, 4, DISTANCES))
    out[:, 0] = outer[:, :DISTANCES]
    out[:, 1] = outer[:, :DISTANCES] * found[:, 0, :1]
    out[:, 2:] = found[:, 1:]
    return out


@njit(nogil=True, cache=True, error_model="numpy")
def _draw_pairs(  # noqa: PLR0917  (compiled: no keywords)
    first: int, stop: int, people: Floats, tables: Tables, key: np.uint64, out: Floats
) -> None:
    g = len(tables[0])
    counts, city = np.empty((BLOCK, len(people), g)), np.empty(g)
    states = np.empty((BLOCK, 4), np.uint64)
    for r in range(first, stop, BLOCK):
        some = min(BLOCK, stop - r)
        draw_block(key, r, some, people, tables, states, counts)
        for b in range(some):
            known = add_pairs(counts[b], people, city, out[r + b])
            total = 0.0
            for m in range(g):
                total += city[m]
            for m in range(g):
                for k in range(g):
                    out[r + b, m, k] *= total / (known * city[m])


def drawn_exposures(people: Floats, tables: Tables, key: np.uint64, replicates: int) -> Floats:
    """(replicates, g, g) exposure of each group to each, from counts drawn from ``tables``."""
    g = len(tables.order)
    out = np.empty((replicates, g, g))
    share_out(_draw_pairs, replicates, tables.chance.size * replicates, people, tables, key, out)
    return out


@njit(nogil=True, cache=True, error_model="numpy")
def _draw_shares(  # noqa: PLR0917  (compiled: no keywords)
    shares: Floats, people: Floats, key: np.uint64, replicate: int, constrained: Floats, signs: Floats
) -> None:
    state = stream(key, replicate)
    counts, again = np.empty(shares.shape), np.empty(shares.shape)
    g = shares.shape[1]
    city, pairs = np.empty(g), np.empty((g, g))
    draw(state, shares, people, counts)
    known = add_pairs(counts, people, city, pairs)
    signs[0] = constrain(counts, people, city, pairs, known, constrained[0])
    constrain(counts, people, city, pairs, known, again)
    even_where_negative(again, counts, people, signs[0])
    for k in range(1, len(signs)):
        draw(state, again, people, counts)
        known = add_pairs(counts, people, city, pairs)
        signs[k] = constrain(counts, people, city, pairs, known, constrained[k])


def drawn_shares(
    shares: Floats, people: Floats, key: np.uint64, replicate: int, inner: int
) -> tuple[Floats, Floats]:
    """The draws of one replicate: (1 + inner, n, g) constrained shares and their (1 + inner,) signs."""
    constrained, signs = np.empty((1 + inner, *shares.shape)), np.empty(1 + inner)
    _draw_shares(shares, people, key, replicate, constrained, signs)
    return constrained, signs
