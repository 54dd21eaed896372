"""Trajectories of divergence: the city coming into view around each area, ring by ring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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

_BLOCK = 512
"""Steps whose logarithms are taken in one sweep, while their people are near at hand."""


def every_step(
    counts: Floats, places: Locations, shares: Floats, limits: Floats
) -> tuple[Floats, Floats, Floats]:
    """Distortion (n,), focal shares and focal distances (n, k) from every ring of every trajectory.

    ``shares`` (g,) are the city's, ``limits`` (k,) the divergences of the focal distances.
    """
    logarithms = _logarithms(shares)
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


def in_view(people: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """(n,) all people in view and (n,) their divergence from the city, 0 where nobody is."""
    total, away = np.empty(len(people)), np.empty(len(people))
    share_out(_view, len(people), people.size, people, _logarithms(shares), total, away)
    return total, away


@dataclass(frozen=True, slots=True)
class WalkInwards:
    """The trajectories of all areas, followed from the whole city in view to the area alone.

    Attributes
    ----------
    logarithms, whole, limits
        ln of the city's shares (g,), its people, and the divergences of the focal distances (k,).
    outer, highest
        (n,) share of the people in view at the last step, and the highest divergence so far.
    distortion
        (n,) the integral of the highest divergence from the last step outwards.
    focal_share, focal_distance
        (n, k) share and radius of the first step that was above each limit, 0 so far where none was.
    """

    logarithms: Floats
    whole: float
    limits: Floats
    outer: Floats
    highest: Floats
    distortion: Floats
    focal_share: Floats
    focal_distance: Floats

    @classmethod
    def of(cls, shares: Floats, n: int, whole: float, limits: Floats) -> WalkInwards:
        """Before the first step."""
        nothing = [np.zeros((n, len(limits))) for _ in range(2)]
        return cls(_logarithms(shares), whole, limits, np.ones(n), np.zeros(n), np.zeros(n), *nothing)

    def step(self, radius: float, people: Floats) -> None:
        """Go on to the (n, g) people within a smaller radius."""
        share_out(
            _step_inwards,
            len(people),
            people.size,
            radius,
            people,
            self.logarithms,
            self.whole,
            self.limits,
            self.outer,
            self.highest,
            self.distortion,
            self.focal_share,
            self.focal_distance,
        )


def _logarithms(shares: Floats) -> Floats:
    return np.log(np.where(shares > 0, shares, 1.0))


def _shared(
    kernel: Callable[..., None], counts: Floats, limits: Floats, *arguments: Any
) -> tuple[Floats, Floats, Floats]:
    """What a kernel writes for every area: distortion (n,), focal shares and focal distances (n, k)."""
    n = len(counts)
    out = np.empty(n), np.zeros((n, len(limits))), np.zeros((n, len(limits)))
    share_out(kernel, n, n * counts.size, *arguments, *out)
    return out


@njit(cache=True, error_model="numpy", fastmath={"contract"})
def _add_group(group: Floats, logarithm: float, people: Floats, away: Floats) -> None:
    """Add one group to the people in view, and its part to the divergence."""
    for j in range(len(group)):
        people[j] += group[j]
        away[j] += group[j] * (ln(group[j]) - logarithm)


@njit(cache=True, error_model="numpy", fastmath={"contract"})
def _diverge(seen: Floats, logarithms: Floats, people: Floats, away: Floats) -> None:
    """All people and the divergence from the city at some steps, from those in view of each group, (g, m)."""
    m = len(people)
    people[:] = 0.0
    away[:] = 0.0
    for k in range(len(logarithms)):
        _add_group(seen[k, :m], logarithms[k], people, away)
    for j in range(m):
        away[j] = away[j] / people[j] - ln(people[j])


@njit(nogil=True, cache=True, error_model="numpy")
def _view(  # noqa: PLR0917  (compiled: no keywords)
    first: int, stop: int, people: Floats, logarithms: Floats, total: Floats, away: Floats
) -> None:
    """All people and their divergence from the city, from the (n, g) people of some rows."""
    g = people.shape[1]
    seen = np.empty((g, _BLOCK))
    for begin in range(first, stop, _BLOCK):
        end = min(begin + _BLOCK, stop)
        for k in range(g):
            for i in range(begin, end):
                seen[k, i - begin] = people[i, k]
        _diverge(seen, logarithms, total[begin:end], away[begin:end])
        for i in range(begin, end):
            away[i] = max(away[i], 0.0) if total[i] > 0.0 else 0.0


@njit(nogil=True, cache=True)
def _step_inwards(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    radius: float,
    people: Floats,
    logarithms: Floats,
    whole: float,
    limits: Floats,
    outer: Floats,
    highest: Floats,
    distortion: Floats,
    focal_share: Floats,
    focal_distance: Floats,
) -> None:
    total, away = np.empty(stop - first), np.empty(stop - first)
    _view(0, stop - first, people[first:stop], logarithms, total, away)
    for i in range(first, stop):
        seen, before, here = min(total[i - first] / whole, outer[i]), highest[i], away[i - first]
        highest[i] = max(before, here)
        distortion[i] += 0.5 * (before + highest[i]) * (outer[i] - seen)
        outer[i] = seen
        for t in range(len(limits)):
            if here > limits[t] and focal_share[i, t] == 0.0:
                focal_share[i, t], focal_distance[i, t] = seen, radius


@njit(cache=True, error_model="numpy")
def _look_back(  # noqa: PLR0917  (compiled: no keywords)
    people: Floats,
    away: Floats,
    m: int,
    radius: Floats,
    limits: Floats,
    focal_share: Floats,
    focal_distance: Floats,
) -> float:
    """Distortion from the people in view and their divergence at each of m steps, the last one first."""
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
    dealt, seen = np.empty((len(radius), g)), np.empty((g, _BLOCK))
    people, away = np.empty(len(radius)), np.empty(len(radius))
    for i in range(first, stop):
        last = 0
        dealt[:] = 0.0
        for j in range(n):
            ring = ring_of[(row[j] - row[i]) ** 2 + (column[j] - column[i]) ** 2]
            last = max(last, ring)
            for k in range(g):
                dealt[ring, k] += counts[j, k]
        running = np.zeros(g)
        for begin in range(0, last + 1, _BLOCK):
            end = min(begin + _BLOCK, last + 1)
            for k in range(g):
                total = running[k]
                for j in range(begin, end):
                    total += dealt[j, k]
                    seen[k, j - begin] = total
                running[k] = total
            _diverge(seen, logarithms, people[begin:end], away[begin:end])
        distortion[i] = _look_back(people, away, last + 1, radius, limits, focal_share[i], focal_distance[i])


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
    seen, people, away = np.empty((g, _BLOCK)), np.empty(n), np.empty(n)
    for i in range(first, stop):
        for j in range(n):
            far2[j] = (x[j] - x[i]) ** 2 + (y[j] - y[i]) ** 2
        sort_by_distance(far2, who, n, sorted2, member, bins)
        step, begin, first2 = -1, 0, 0.0
        running = np.zeros(g)
        for j in range(n):
            # Points at one distance, but for the rounding of coordinates, are one step.
            if step < 0 or sorted2[j] > first2 * (1.0 + 1e-9):
                step += 1
                first2 = sorted2[j]
                radius[step] = np.sqrt(first2)
                if step - begin == _BLOCK:
                    _diverge(seen, logarithms, people[begin:step], away[begin:step])
                    begin = step
            for k in range(g):
                running[k] += counts[member[j], k]
                seen[k, step - begin] = running[k]
        step += 1
        _diverge(seen, logarithms, people[begin:step], away[begin:step])
        distortion[i] = _look_back(people, away, step, radius, limits, focal_share[i], focal_distance[i])
