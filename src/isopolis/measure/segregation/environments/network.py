"""Environments on foot: everybody within a walking distance along the streets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.locations import Locations
from isopolis.measure.segregation.environments.scale import SHAPES, Walk
from isopolis.measure.segregation.environments.streets import Streets, doorsteps
from isopolis.measure.segregation.threads import share_out

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_STREETS = 1000
"""Guess of the steps of a search from one area, to tell work that is worth two threads."""
_NUMBERS_AT_ONCE = 32_000_000
"""Distances are taken together as long as their results stay below a quarter of a gigabyte."""


def walking_environments(
    counts: Floats, locations: Locations, graph: Streets, scales: Sequence[Walk]
) -> Iterator[Environment]:
    r"""Everybody within walking distance of every area, for several distances in one pass.

    .. math:: d_{ij} = a_i + s_{ij} + a_j, \qquad d_{ii} = 0

    with a the way from the centroid to the street and s the shortest way along the streets between the
    two points where these meet the street, on an edge and not at its end: areas on one street, or at
    one crossing, all count, each at its own distance. From each area the streets are searched
    (Dijkstra) as far as the largest distance and no farther; nothing of size n x n is kept.

    Parameters
    ----------
    counts
        (n, g) people.
    graph
        The streets; see :func:`streets`.
    scales
        Distances and shapes of the weight.

    Yields
    ------
    An :class:`Environment` for each walk, in the order given.

    >>> from isopolis.measure.segregation.environments.locations import at_points
    >>> from isopolis.measure.segregation.environments.streets import streets
    >>> u_turn = streets([[0, 0], [500, 0], [500, 50], [0, 50]], [[0, 1], [1, 2], [2, 3]])
    >>> homes = at_points([0.0, 0.0, 100.0], [0.0, 50.0, 0.0])
    >>> (found,) = walking_environments(np.array([[1.0], [10.0], [100.0]]), homes, u_turn, [Walk(400)])
    >>> found.people.ravel().tolist()  # the second home is 50 m away, and 1,050 m on foot
    [101.0, 10.0, 101.0]
    """
    counts = np.ascontiguousarray(counts, dtype=np.float64)
    if len(counts) != len(locations):
        raise ValueError(f"counts have shape {counts.shape} for {len(locations)} areas")
    doors = doorsteps(locations, graph)
    resident = np.argsort(doors.edge, kind="stable").astype(np.int64)
    first = np.searchsorted(doors.edge[resident], np.arange(len(graph.length) + 1)).astype(np.int64)
    together = max(1, _NUMBERS_AT_ONCE // max(1, counts.size))
    for begin in range(0, len(scales), together):
        some = scales[begin : begin + together]
        kernels = [walk.kernel for walk in some]
        shapes = np.array([SHAPES.index(kernel.shape) for kernel in kernels])
        measures = np.array([[one.bandwidth, one.reach * (1.0 + 1e-9), one.squared] for one in kernels])
        sums = np.zeros((len(counts), len(some), counts.shape[1]))
        share_out(
            _walk,
            len(counts),
            len(counts) * _STREETS,
            counts,
            (doors.edge, doors.offset, doors.access),
            (first, resident),
            (graph.start, graph.edge, graph.tail, graph.head, graph.length),
            shapes,
            measures,
            sums,
        )
        for k, walk in enumerate(some):
            yield Environment(walk, np.ascontiguousarray(sums[:, k]))


@njit(cache=True)
def _weight(shape: int, distance: float, bandwidth: float, reach: float) -> float:
    """Weight at one distance; shapes in the order of ``SHAPES``."""
    if distance > reach:
        return 0.0
    u = distance / bandwidth
    if shape == 0:
        return 1.0
    if shape == 1:
        return max(0.0, 1.0 - u)
    if shape == 2:
        return max(0.0, 1.0 - u * u) ** 2
    return math.exp(-0.5 * u * u) if shape == 3 else math.exp(-u)


@njit(cache=True)
def _push(heap: Floats, nodes: Integers, size: int, distance: float, node: int) -> int:
    """Add to a binary heap; its new size."""
    child = size
    while child > 0:
        parent = (child - 1) // 2
        if heap[parent] <= distance:
            break
        heap[child], nodes[child] = heap[parent], nodes[parent]
        child = parent
    heap[child], nodes[child] = distance, node
    return size + 1


@njit(cache=True)
def _pop(heap: Floats, nodes: Integers, size: int) -> int:
    """Take the first off a binary heap; its new size."""
    size -= 1
    distance, node = heap[size], nodes[size]
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= distance:
            break
        heap[parent], nodes[parent] = heap[child], nodes[child]
        parent = child
    heap[parent], nodes[parent] = distance, node
    return size


@njit(cache=True)
def _search(  # noqa: PLR0917  (compiled: no keywords)
    graph: tuple[Integers, Integers, Integers, Integers, Floats],
    size: int,
    limit: float,
    heap: Floats,
    queue: Integers,
    distance: Floats,
    reached: Integers,
) -> int:
    """Dijkstra from the nodes on the heap up to the limit; writes who was reached, and how many."""
    start, edge, tail, head, length = graph
    found = 0
    while size > 0:
        d, node = heap[0], queue[0]
        size = _pop(heap, queue, size)
        if d >= distance[node]:
            continue
        distance[node] = d
        reached[found] = node
        found += 1
        for k in range(start[node], start[node + 1]):
            e = edge[k]
            other = head[e] if tail[e] == node else tail[e]
            onward = d + length[e]
            if onward <= limit and onward < distance[other]:
                size = _push(heap, queue, size, onward, other)
    return found


@njit(nogil=True, cache=True)
def _walk(  # noqa: PLR0917  (compiled: no keywords)
    first_home: int,
    stop: int,
    counts: Floats,
    doors: tuple[Integers, Floats, Floats],
    residents: tuple[Integers, Integers],
    graph: tuple[Integers, Integers, Integers, Integers, Floats],
    shapes: Integers,
    measures: Floats,
    out: Floats,
) -> None:
    g = counts.shape[1]
    at, offset, access = doors
    first, resident = residents
    start, edge, tail, head, length = graph
    limit = measures[:, 1].max()
    distance = np.full(len(start) - 1, np.inf)
    reached = np.empty(len(start) - 1, dtype=np.int64)
    heap, queue = np.empty(len(edge) + 2), np.empty(len(edge) + 2, dtype=np.int64)
    last_seen = np.full(len(length), -1)
    for i in range(first_home, stop):
        home = at[i]
        size = _push(heap, queue, 0, access[i] + offset[i], tail[home])
        size = _push(heap, queue, size, access[i] + length[home] - offset[i], head[home])
        found = _search(graph, size, limit, heap, queue, distance, reached)
        # The home street first, even where it is too long for its ends to be reached.
        for r in range(-1, found):
            begin, end = (0, 1) if r < 0 else (start[reached[r]], start[reached[r] + 1])
            for k in range(begin, end):
                e = home if r < 0 else edge[k]
                if last_seen[e] == i:
                    continue
                last_seen[e] = i
                for q in range(first[e], first[e + 1]):
                    j = resident[q]
                    d = min(distance[tail[e]] + offset[j], distance[head[e]] + length[e] - offset[j])
                    if e == home:
                        d = min(d, access[i] + abs(offset[i] - offset[j]))
                    d = 0.0 if j == i else d + access[j]
                    for s in range(len(shapes)):
                        weight = _weight(shapes[s], d, measures[s, 0], measures[s, 1])
                        if measures[s, 2] > 0.0:
                            weight *= weight
                        if weight > 0.0:
                            for m in range(g):
                                out[i, s, m] += weight * counts[j, m]
        for r in range(found):
            distance[reached[r]] = np.inf
