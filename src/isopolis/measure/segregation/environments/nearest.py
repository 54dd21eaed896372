"""Growing discs around scattered points until they hold a given number of people, or of areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.cell_list import CellList
from isopolis.measure.segregation.environments.locations import Locations
from isopolis.measure.segregation.environments.rings import NUMBERS_AT_ONCE
from isopolis.measure.segregation.threads import share_out

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_NEIGHBOURS = 100
"""Guess of the points to put in order around each, to tell work that is worth two threads."""


def grow_among_points(
    size: Floats, counts: Floats, locations: Locations, targets: Sequence[float]
) -> Iterator[tuple[Floats, Floats]]:
    """What the smallest disc around each area holds when its size reaches a target.

    As ``rings.grow_discs``, for areas that do not form a grid. Around each point the buckets of a
    block are searched that is large enough for the largest target; the points found are put in order
    of distance once, for all targets. Points at the same distance are taken in the same proportion.

    Yields
    ------
    ((n, g) sums, (n,) radius in metres) for each target, in the order given.
    """
    cells = CellList.of(locations)
    sorted_size = np.ascontiguousarray(size[cells.order])
    sorted_counts = np.ascontiguousarray(counts[cells.order])
    whole = float(size.sum())
    together = max(1, NUMBERS_AT_ONCE // max(1, counts.size))
    for begin in range(0, len(targets), together):
        wanted = np.minimum(np.array(targets[begin : begin + together], dtype=np.float64), whole)
        ascending = np.argsort(wanted, kind="stable")
        blocks = _block_sums(cells, sorted_size)
        frame = np.array([cells.left, cells.bottom, cells.side])
        found, radius = (
            np.zeros((len(counts), len(wanted), counts.shape[1])),
            np.zeros((len(counts), len(wanted))),
        )
        share_out(
            _grow,
            len(counts),
            counts.size * _NEIGHBOURS,
            cells.x,
            cells.y,
            sorted_size,
            sorted_counts,
            cells.start,
            blocks,
            frame,
            wanted[ascending],
            found,
            radius,
        )
        place = np.empty_like(ascending)
        place[ascending] = np.arange(len(ascending))
        for k in place:
            sums, reach = np.empty_like(counts), np.empty(len(size))
            sums[cells.order] = found[:, k]
            reach[cells.order] = radius[:, k]
            yield sums, reach


def _block_sums(cells: CellList, size: Floats) -> Floats:
    """(rows + 1, columns + 1) sums of size over all buckets below and left."""
    running = np.concatenate([[0.0], np.cumsum(size)])
    buckets = np.diff(running[cells.start]).reshape(cells.rows, cells.columns)
    return np.pad(buckets.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


@njit(cache=True)
def _collect(  # noqa: PLR0917  (compiled: no keywords)
    x: Floats,
    y: Floats,
    start: Integers,
    frame: Floats,
    rows: int,
    columns: int,
    i: int,
    reach: float,
    distance2: Floats,
    member: Integers,
) -> int:
    """Write the points within reach of point i, in the order of their buckets; how many there are."""
    left, bottom, side = frame
    found = 0
    limit = reach * reach
    first_row = max(0, int(max(-1.0, (y[i] - reach - bottom) / side)))
    last_row = min(rows - 1, int(min(float(rows), (y[i] + reach - bottom) / side)))
    first = max(0, int(max(-1.0, (x[i] - reach - left) / side)))
    last = min(columns - 1, int(min(float(columns), (x[i] + reach - left) / side)))
    for row in range(first_row, last_row + 1):
        for j in range(start[row * columns + first], start[row * columns + last + 1]):
            d = (x[j] - x[i]) ** 2 + (y[j] - y[i]) ** 2
            if d <= limit:
                distance2[found] = d
                member[found] = j
                found += 1
    return found


@njit(cache=True)
def sort_by_distance(  # noqa: PLR0917  (compiled: no keywords)
    distance2: Floats, member: Integers, m: int, sorted2: Floats, sorted_member: Integers, bins: Integers
) -> None:
    """Put m points in order of distance; equal distances stay in the order given.

    A first pass deals them into m bins of equal width, which holds about one each where points are
    evenly spread; a second one mends the order within the bins.
    """
    farthest = 0.0
    for j in range(m):
        farthest = max(farthest, distance2[j])
    scale = (m - 1) / farthest if farthest > 0.0 else 0.0
    for b in range(m + 1):
        bins[b] = 0
    for j in range(m):
        bins[int(distance2[j] * scale) + 1] += 1
    for b in range(m):
        bins[b + 1] += bins[b]
    for j in range(m):
        b = int(distance2[j] * scale)
        sorted2[bins[b]] = distance2[j]
        sorted_member[bins[b]] = member[j]
        bins[b] += 1
    for j in range(1, m):
        d, who = sorted2[j], sorted_member[j]
        k = j
        while k > 0 and sorted2[k - 1] > d:
            sorted2[k], sorted_member[k] = sorted2[k - 1], sorted_member[k - 1]
            k -= 1
        sorted2[k], sorted_member[k] = d, who


@njit(cache=True)
def _half_block(blocks: Floats, row: int, column: int, wanted: float) -> int:
    """Buckets to each side of a bucket so that the block around it holds what is wanted."""
    rows, columns = blocks.shape[0] - 1, blocks.shape[1] - 1
    half = 0
    while half < max(rows, columns):
        top, low = min(rows, row + half + 1), max(0, row - half)
        right, first = min(columns, column + half + 1), max(0, column - half)
        if blocks[top, right] - blocks[low, right] - blocks[top, first] + blocks[low, first] >= wanted:
            break
        half += 1
    return half


@njit(cache=True)
def _cut_at_targets(  # noqa: PLR0917  (compiled: no keywords)
    sorted2: Floats,
    members: Integers,
    m: int,
    size: Floats,
    counts: Floats,
    targets: Floats,
    out: Floats,
    radius: Floats,
) -> None:
    """Walk outwards ring by ring and write the sums and the radius at every target."""
    g = counts.shape[1]
    inside, ring = np.zeros(g), np.empty(g)
    before = 0.0
    j, target = 0, 0
    while target < len(targets):
        # The next ring: points at one distance, but for the rounding of coordinates.
        ring[:] = 0.0
        added = 0.0
        end = j
        while end < m and sorted2[end] <= sorted2[j] * (1.0 + 1e-9):
            added += size[members[end]]
            for k in range(g):
                ring[k] += counts[members[end], k]
            end += 1
        while target < len(targets) and (before + added >= targets[target] * (1.0 - 1e-12) or end >= m):
            share = min(1.0, (targets[target] - before) / added) if added > 0.0 else 1.0
            for k in range(g):
                out[target, k] = inside[k] + share * ring[k]
            radius[target] = np.sqrt(sorted2[j])
            target += 1
        before += added
        for k in range(g):
            inside[k] += ring[k]
        j = end


@njit(nogil=True, cache=True)
def _grow(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    x: Floats,
    y: Floats,
    size: Floats,
    counts: Floats,
    start: Integers,
    blocks: Floats,
    frame: Floats,
    targets: Floats,
    out: Floats,
    radius: Floats,
) -> None:
    n = len(counts)
    rows, columns = blocks.shape[0] - 1, blocks.shape[1] - 1
    left, bottom, side = frame
    largest = targets[len(targets) - 1] * (1.0 - 1e-12)
    near2, sorted2 = np.empty(n), np.empty(n)
    near, members = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    bins = np.empty(n + 1, dtype=np.int64)
    for i in range(first, stop):
        row = min(rows - 1, int((y[i] - bottom) / side))
        column = min(columns - 1, int((x[i] - left) / side))
        # The disc within a block leaves out its corners: look in one that holds a little more.
        half = _half_block(blocks, row, column, 1.2 * largest)
        while True:
            everything = half >= max(rows, columns)
            reach = np.inf if everything else (half + 0.5) * side
            m = _collect(x, y, start, frame, rows, columns, i, reach, near2, near)
            held = 0.0
            for j in range(m):
                held += size[near[j]]
            if held >= largest or everything:
                break
            half += max(1, half // 8)
        sort_by_distance(near2, near, m, sorted2, members, bins)
        _cut_at_targets(sorted2, members, m, size, counts, targets, out[i], radius[i])
