"""The shuffle: people spread over areas at random, each area keeping its size and the city its groups.

It is exact and needs no list of people: independent draws per area give the city's groups up to a few
people; random members of the groups in surplus then change to those that are short. Given its totals every
arrangement is equally likely before, so every arrangement with the right totals is equally likely after.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from isopolis.measure.segregation.inference.inversion import Tables, draw_block, tables_of
from isopolis.measure.segregation.inference.replicates import BLOCK, STATISTICS, plain_statistics
from isopolis.measure.segregation.inference.streams import State, uniform
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out


@njit(nogil=True, cache=True, error_model="numpy")
def _mend(state: State, groups: Floats, running: Floats, out: Floats) -> None:
    """Give counts ``out`` (n, g), drawn area by area, the city's ``groups``; ``running`` (n,) to work in."""
    n, g = out.shape
    drawn = np.zeros(g)
    for i in range(n):
        for m in range(g):
            drawn[m] += out[i, m]
    short = 0
    for m in range(g):
        if drawn[m] <= groups[m]:
            continue
        members = 0.0
        for i in range(n):
            members += out[i, m]
            running[i] = members
        while drawn[m] > groups[m]:
            while drawn[short] >= groups[short]:
                short += 1
            # A random member as they were drawn, if still a member.
            i = _first_above(running, uniform(state) * members)
            before = running[i] - running[i - 1] if i > 0 else running[i]
            if uniform(state) * before < out[i, m]:
                out[i, m] -= 1.0
                out[i, short] += 1.0
                drawn[m] -= 1.0
                drawn[short] += 1.0


@njit(nogil=True, cache=True, error_model="numpy")
def _first_above(running: Floats, number: float) -> int:
    """Position of the first running sum above a number."""
    low, high = 0, len(running) - 1
    while low < high:
        middle = (low + high) // 2
        if running[middle] <= number:
            low = middle + 1
        else:
            high = middle
    return low


@njit(nogil=True, cache=True, error_model="numpy")
def _shuffle_range(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    people: Floats,
    groups: Floats,
    tables: Tables,
    key: np.uint64,
    gini: bool,
    out: Floats,
) -> None:
    n, g = len(people), len(groups)
    counts, running = np.empty((BLOCK, n, g)), np.empty(n)
    states = np.empty((BLOCK, 4), np.uint64)
    for r in range(first, stop, BLOCK):
        some = min(BLOCK, stop - r)
        draw_block(key, r, some, people, tables, states, counts)
        for b in range(some):
            found = counts[b]
            _mend(states[b], groups, running, found)
            for i in range(n):
                for m in range(g):
                    found[i, m] /= people[i]
            plain_statistics(found, people, gini, out[r + b])


@njit(nogil=True, cache=True, error_model="numpy")
def _shuffle_one(  # noqa: PLR0917  (compiled: no keywords)
    people: Floats, groups: Floats, tables: Tables, key: np.uint64, replicate: int, out: Floats
) -> None:
    states = np.empty((1, 4), np.uint64)
    draw_block(key, replicate, 1, people, tables, states, out)
    _mend(states[0], groups, np.empty(len(people)), out[0])


def shuffled_statistics(
    people: Floats, groups: Floats, key: np.uint64, replicates: int, *, gini: bool
) -> Floats:
    """(replicates, STATISTICS) fused indices of shuffled people: (n,) of each area, (g,) of each group."""
    out = np.empty((replicates, STATISTICS))
    work = replicates * len(people) * len(groups)
    tables = even_tables(people, groups)
    share_out(_shuffle_range, replicates, work, people, groups, tables, key, gini, out)
    return out


def shuffled_counts(people: Floats, groups: Floats, tables: Tables, key: np.uint64, replicate: int) -> Floats:
    """(n, g) counts of one shuffle; ``tables`` of :func:`even_tables`."""
    out = np.empty((1, len(people), len(groups)))
    _shuffle_one(people, groups, tables, key, replicate, out)
    return np.asarray(out[0])


def even_tables(people: Floats, groups: Floats) -> Tables:
    """Tables of the city's shares in every area."""
    return tables_of(np.broadcast_to(groups / groups.sum(), (len(people), len(groups))), people)
