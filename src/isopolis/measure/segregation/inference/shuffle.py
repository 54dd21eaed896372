"""The shuffle: people spread over areas at random, each area keeping its size and the city its groups.

It is exact and needs no list of people: independent draws per area give the city's groups up to a few
people; random members of the groups in surplus then change to those that are short. Given its totals every
arrangement is equally likely before, so every arrangement with the right totals is equally likely after.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from isopolis.measure.segregation.inference.replicates import (
    ATKINSON,
    DISSIMILARITY,
    EXPOSURE,
    GINI,
    INFORMATION,
    ISOLATION,
    NORMALISED,
    STATISTICS,
    THEIL_H,
    atkinson_of,
    gini_of,
)
from isopolis.measure.segregation.inference.streams import State, binomial, stream, uniform
from isopolis.measure.segregation.registry import Floats

_LOG_LENGTH = 4096
_X_LN_X = np.concatenate([[0.0], np.arange(1.0, _LOG_LENGTH) * np.log(np.arange(1.0, _LOG_LENGTH))])
_RARE = 0.02  # share of a group below which counting through the areas beats trying random people


@njit(cache=True, inline="always")
def _x_ln_x(x: float) -> float:
    return _X_LN_X[int(x)] if x < _LOG_LENGTH else x * math.log(x)


@njit(cache=True)
def shuffle(  # noqa: PLR0917  (compiled: no keywords)
    state: State, people: Floats, upto: Floats, groups: Floats, order: npt.NDArray[np.intp], out: Floats
) -> None:
    """Write (n, g) counts with margins ``people`` and ``groups`` into ``out``.

    ``upto`` (n,) are running sums of ``people``; ``order`` the groups from the smallest to the largest.
    """
    n, g = out.shape
    total = upto[n - 1]
    chance, rest = np.empty(g), total
    for k in range(g):
        group = groups[order[k]]
        chance[k] = group / rest if rest > 0.0 else 0.0
        rest -= group
    drawn = np.zeros(g)
    for i in range(n):
        left = int(people[i])
        for k in range(g - 1):
            taken = binomial(state, left, chance[k])
            out[i, order[k]] = taken
            drawn[order[k]] += taken
            left -= taken
        out[i, order[g - 1]] = left
        drawn[order[g - 1]] += left
    short = 0
    for m in range(g):
        while drawn[m] > groups[m]:
            while drawn[short] >= groups[short]:
                short += 1
            i = _area_of_a_member(state, m, drawn[m], upto, people, out)
            out[i, m] -= 1.0
            out[i, short] += 1.0
            drawn[m] -= 1.0
            drawn[short] += 1.0


@njit(cache=True)
def _area_of_a_member(  # noqa: PLR0917  (compiled: no keywords)
    state: State, group: int, members: float, upto: Floats, people: Floats, counts: Floats
) -> int:
    """The area of a random member of the group."""
    n = len(people)
    total = upto[n - 1]
    if members < _RARE * total:
        number = math.floor(uniform(state) * members)
        i = 0
        while number >= counts[i, group]:
            number -= counts[i, group]
            i += 1
        return i
    while True:
        i = int(np.searchsorted(upto, uniform(state) * total, side="right"))
        if i < n and uniform(state) * people[i] < counts[i, group]:
            return i


@njit(cache=True)
def count_statistics(counts: Floats, people: Floats, city: Floats, gini: bool, out: Floats) -> None:
    """The fused indices of whole counts (n, g) whose city shares are ``city``, into ``out``."""
    n, g = counts.shape
    total, interaction, entropy = 0.0, 0.0, 0.0
    for m in range(g):
        interaction += city[m] * (1.0 - city[m])
        if city[m] > 0.0:
            entropy -= city[m] * math.log(city[m])
    distance, inside, meeting, overlap = 0.0, 0.0, 0.0, 0.0
    same = np.zeros(g)
    for i in range(n):
        t = people[i]
        total += t
        inside += _x_ln_x(t)
        inverse = 1.0 / t
        for m in range(g):
            x = counts[i, m]
            distance += abs(x - t * city[m])
            inside -= _x_ln_x(x)
            same[m] += x * x * inverse
        meeting += counts[i, 0] * counts[i, 1] * inverse
        overlap += math.sqrt(max(counts[i, 0] * (t - counts[i, 0]), 0.0))
    out[DISSIMILARITY] = distance / (2.0 * total * interaction)
    out[ATKINSON] = atkinson_of(overlap / total, city[0])
    out[GINI] = math.nan
    if gini:
        shares = np.empty((n, g))
        for i in range(n):
            for m in range(g):
                shares[i, m] = counts[i, m] / people[i]
        out[GINI] = gini_of(shares, people, total, interaction)
    out[INFORMATION] = entropy - inside / total
    out[THEIL_H] = 1.0 - inside / (total * entropy)
    out[ISOLATION] = same[0] / (total * city[0]) if city[0] > 0.0 else math.nan
    out[EXPOSURE] = meeting / (total * city[0]) if city[0] > 0.0 else math.nan
    out[NORMALISED] = 0.0
    for m in range(g):
        if city[m] < 1.0:
            out[NORMALISED] += (same[m] / total - city[m] * city[m]) / (1.0 - city[m])


@njit(parallel=True, cache=True)
def shuffled_statistics(  # noqa: PLR0917  (compiled: no keywords)
    people: Floats, groups: Floats, order: npt.NDArray[np.intp], key: np.uint64, replicates: int, gini: bool
) -> Floats:
    """(replicates, STATISTICS) fused indices of shuffled people."""
    n, g = len(people), len(groups)
    out = np.empty((replicates, STATISTICS))
    upto = np.cumsum(people)
    city = groups / upto[n - 1]
    for r in prange(replicates):
        counts = np.empty((n, g))
        shuffle(stream(key, r), people, upto, groups, order, counts)
        count_statistics(counts, people, city, gini, out[r])
    return out


@njit(cache=True)
def shuffled_counts(
    people: Floats, groups: Floats, order: npt.NDArray[np.intp], key: np.uint64, replicate: int
) -> Floats:
    """(n, g) counts of one shuffle."""
    counts = np.empty((len(people), len(groups)))
    shuffle(stream(key, replicate), people, np.cumsum(people), groups, order, counts)
    return counts
