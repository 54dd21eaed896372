"""Environments by contiguity: the areas that are few borders away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.borders import Borders
from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.scale import ContiguityOrder
from isopolis.measure.segregation.threads import share_out

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def contiguous_environments(
    counts: Floats, borders: Borders, scales: Sequence[ContiguityOrder]
) -> Iterator[Environment]:
    """Everybody in the area and in the areas at most ``order`` borders away, all with the same weight.

    The graph is walked outwards from each area, one ring of neighbours an order; nothing of size n x n
    is built. Use ``borders.sides()`` to cross sides only.

    Yields
    ------
    An :class:`Environment` for each order, in the order given.

    >>> chain = Borders(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]), np.ones(4))
    >>> counts = np.array([[1.0], [10.0], [100.0]])
    >>> orders = [ContiguityOrder(q) for q in (0, 1, 2)]
    >>> [found.people.ravel().tolist() for found in contiguous_environments(counts, chain, orders)]
    [[1.0, 10.0, 100.0], [11.0, 111.0, 110.0], [111.0, 111.0, 111.0]]
    """
    if len(borders) != len(counts):
        raise ValueError(f"borders of {len(borders)} areas for {len(counts)}")
    counts = np.ascontiguousarray(counts, dtype=np.float64)
    for scale in scales:
        people = np.zeros(counts.shape)
        work = counts.size * 6 * scale.order
        share_out(_walk, len(counts), work, counts, borders.start, borders.neighbour, scale.order, people)
        yield Environment(scale, people)


@njit(nogil=True, cache=True)
def _walk(  # noqa: PLR0917  (compiled: no keywords)
    first: int, stop: int, counts: Floats, start: Integers, neighbour: Integers, order: int, out: Floats
) -> None:
    n, g = counts.shape
    # Who was met from which area: one mark an area, never cleared.
    met = np.full(n, -1)
    queue = np.empty(n, dtype=np.int64)
    for i in range(first, stop):
        queue[0], met[i] = i, i
        done, known = 0, 1
        for _ in range(order):
            ring = known
            while done < ring:
                a = queue[done]
                done += 1
                for e in range(start[a], start[a + 1]):
                    b = neighbour[e]
                    if met[b] != i:
                        met[b] = i
                        queue[known] = b
                        known += 1
        for q in range(known):
            for m in range(g):
                out[i, m] += counts[queue[q], m]
