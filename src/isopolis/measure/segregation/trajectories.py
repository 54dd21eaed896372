"""Trajectories of divergence: the city coming into view around each area, ring by ring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.cell_list import CellList
from isopolis.measure.segregation.environments.kernel import is_dense
from isopolis.measure.segregation.environments.locations import Locations
from isopolis.measure.segregation.environments.nearest import sort_by_distance
from isopolis.measure.segregation.environments.rings import squared_radii
from isopolis.measure.segregation.logarithm import ln
from isopolis.measure.segregation.registry import Floats
from isopolis.measure.segregation.threads import share_out

Integers = npt.NDArray[np.int64]


def every_step(
    counts: Floats, places: Locations, shares: Floats, limits: Floats
) -> tuple[Floats, Floats, Floats]:
    """Distortion (n,), focal shares and focal distances (n, k) from every ring of every trajectory.

    ``shares`` (g,) are the city's, ``limits`` (k,) the divergences of the focal distances.
    """
    logarithms = np.log(np.where(shares > 0, shares, 1.0))
    lattice = places.lattice
    if lattice is not None and is_dense(lattice, len(counts)):
        rings = squared_radii(lattice)
        ring_of = np.cumsum(rings) - 1
        radius = np.sqrt(np.flatnonzero(rings)) * lattice.cell
        where = lattice.row, lattice.column, ring_of, radius
        return _shared(_by_rings, counts, limits, counts, *where, logarithms, limits)
    cells = CellList.of(places)
    ordered = np.ascontiguousarray(counts[cells.order])
    away, share, distance = _shared(_by_points, counts, limits, cells.x, cells.y, ordered, logarithms, limits)
    place = np.argsort(cells.order)
    return away[place], share[place], distance[place]


def _shared(
    kernel: Callable[..., None], counts: Floats, limits: Floats, *arguments: Any
) -> tuple[Floats, Floats, Floats]:
    """What a kernel writes for every area: distortion (n,), focal shares and focal distances (n, k)."""
    n = len(counts)
    out = np.empty(n), np.zeros((n, len(limits))), np.zeros((n, len(limits)))
    share_out(kernel, n, n * counts.size, *arguments, *out)
    return out


@njit(cache=True, error_model="numpy")
def _add_group(group: Floats, logarithm: float, people: Floats, away: Floats) -> None:
    """Add one group to the people in view, and its part to the divergence."""
    for j in range(len(group)):
        people[j] += group[j]
        away[j] += group[j] * (ln(group[j]) - logarithm)


@njit(cache=True, error_model="numpy")
def _look(  # noqa: PLR0917  (compiled: no keywords)
    seen: Floats,
    m: int,
    radius: Floats,
    logarithms: Floats,
    limits: Floats,
    focal_share: Floats,
    focal_distance: Floats,
) -> float:
    """Distortion from the people in view at each of m steps, (g + 2, m) with two rows to work in."""
    g = len(logarithms)
    people, away = seen[g, :m], seen[g + 1, :m]
    people[:] = 0.0
    away[:] = 0.0
    for k in range(g):
        _add_group(seen[k, :m], logarithms[k], people, away)
    for j in range(m):
        away[j] = away[j] / people[j] - ln(people[j])
    whole = people[m - 1]
    highest, distorted = 0.0, 0.0
    for j in range(m - 1, -1, -1):
        if people[j] <= 0.0:
            break
        before = people[j - 1] if j > 0 else 0.0
        if people[j] == before:
            continue  # a ring where nobody lives
        if away[j] > highest:
            highest = away[j]
            for t in range(len(limits)):
                if focal_share[t] == 0.0 and highest > limits[t]:
                    focal_share[t] = people[j] / whole
                    focal_distance[t] = radius[j]
        distorted += highest * (people[j] - before)
    return float(distorted / whole)


@njit(nogil=True, cache=True)
def _by_rings(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    counts: Floats,
    row: Integers,
    column: Integers,
    ring_of: Integers,
    radius: Floats,
    logarithms: Floats,
    limits: Floats,
    distortion: Floats,
    focal_share: Floats,
    focal_distance: Floats,
) -> None:
    n, g = counts.shape
    dealt = np.empty((len(radius), g))
    seen = np.empty((g + 2, len(radius)))
    for i in range(first, stop):
        last = 0
        dealt[:] = 0.0
        for j in range(n):
            ring = ring_of[(row[j] - row[i]) ** 2 + (column[j] - column[i]) ** 2]
            last = max(last, ring)
            for k in range(g):
                dealt[ring, k] += counts[j, k]
        for k in range(g):
            running = 0.0
            for j in range(last + 1):
                running += dealt[j, k]
                seen[k, j] = running
        distortion[i] = _look(seen, last + 1, radius, logarithms, limits, focal_share[i], focal_distance[i])


@njit(nogil=True, cache=True)
def _by_points(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    x: Floats,
    y: Floats,
    counts: Floats,
    logarithms: Floats,
    limits: Floats,
    distortion: Floats,
    focal_share: Floats,
    focal_distance: Floats,
) -> None:
    n, g = counts.shape
    far2, sorted2, radius = np.empty(n), np.empty(n), np.empty(n)
    who, member = np.arange(n), np.empty(n, dtype=np.int64)
    bins = np.empty(n + 1, dtype=np.int64)
    seen = np.empty((g + 2, n))
    for i in range(first, stop):
        for j in range(n):
            far2[j] = (x[j] - x[i]) ** 2 + (y[j] - y[i]) ** 2
        sort_by_distance(far2, who, n, sorted2, member, bins)
        step, first2 = -1, 0.0
        running = np.zeros(g)
        for j in range(n):
            # Points at one distance, but for the rounding of coordinates, are one step.
            if step < 0 or sorted2[j] > first2 * (1.0 + 1e-9):
                step += 1
                first2 = sorted2[j]
                radius[step] = np.sqrt(first2)
            for k in range(g):
                running[k] += counts[member[j], k]
                seen[k, step] = running[k]
        distortion[i] = _look(seen, step + 1, radius, logarithms, limits, focal_share[i], focal_distance[i])
