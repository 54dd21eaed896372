"""Neighbours: which cells of a grid are around each area of a city, seen from there and from the cells."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.locations import Lattice
from isopolis.measure.segregation.environments.scale import Kernel, NearestPeople

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    r"""The weights :math:`w_{ij}` of a scale, to be added up in both directions; never an n x n array.

    Attributes
    ----------
    rows
        (c,) positions of the city's areas among all, the halo included.
    place
        (height, width) position of the area in each cell of the box, -1 where there is none.
    row, column
        (n,) cell of every area.
    down, right, square
        (k,) offsets within reach, the nearest first, and their squared length in cells.
    weight
        (k,) weight of each offset.
    last, share
        (c,) squared length of the farthest offsets that belong to each area, and the share of their weight
        that does.
    """

    rows: Integers
    place: Integers
    row: Integers
    column: Integers
    down: Integers
    right: Integers
    square: Integers
    weight: Floats
    last: Integers
    share: Floats

    @classmethod
    def of(
        cls, lattice: Lattice | None, people: Floats, found: Environment, inside: npt.NDArray[np.bool_]
    ) -> Neighbours | None:
        """Those of the areas ``inside`` at the scale of an environment.

        None where the areas are no grid or share a cell, or the scale is neither a kernel nor a number of
        people; ``people`` (n,) are those that such a number counts.
        """
        if lattice is None:
            return None
        rows = np.flatnonzero(inside)
        place = np.full((lattice.height, lattice.width), -1, dtype=np.int64)
        place[lattice.row, lattice.column] = np.arange(len(lattice.row))
        if len(rows) == 0 or (place >= 0).sum() < len(lattice.row):
            return None
        scale, some = found.scale, (rows, place, lattice.row, lattice.column)
        if isinstance(scale, Kernel):
            offsets = _offsets(scale.reach / lattice.cell)
            weight = scale.weight(np.sqrt(offsets[2]) * lattice.cell)
            return cls(*some, *offsets, weight, np.full(len(rows), offsets[2][-1]), np.ones(len(rows)))
        if isinstance(scale, NearestPeople) and found.reach is not None:
            last = np.rint((found.reach[rows] / lattice.cell) ** 2).astype(np.int64)
            offsets = _offsets(math.sqrt(last.max()))
            discs = cls(*some, *offsets, np.ones(len(offsets[0])), last, np.ones(len(rows)))
            return discs._holding(people[:, None], scale.k)
        return None

    def _holding(self, people: Floats, k: float) -> Neighbours:
        """The discs with so much of their last ring that they hold k people."""
        within = replace(self, last=self.last - 1).around(people)[:, 0]
        ring = self.around(people)[:, 0] - within
        share = np.divide(k - within, ring, out=np.ones_like(ring), where=ring > 0)
        return replace(self, share=np.clip(share, 0.0, 1.0))

    @property
    def own_weight(self) -> Floats:
        """(c,) weight of an area in its own environment."""
        return np.asarray(np.where(self.last == 0, self.share, 1.0) * self.weight[0])

    def around(self, values: Floats, *, squared: bool = False) -> Floats:
        r"""(c, g) sums :math:`\sum_j w_{ij} z_{jm}` of (n, g) values; with the weights squared at will."""
        out = np.zeros((len(self.rows), values.shape[1]))
        self._walk(np.ascontiguousarray(values), out, gather=True, power=2 if squared else 1)
        return out

    def back(self, values: Floats) -> Floats:
        r"""(n, g) sums :math:`\sum_i w_{ij} z_{im}` of (c, g) values of the city's areas."""
        out = np.zeros((len(self.row), values.shape[1]))
        self._walk(out, np.ascontiguousarray(values), gather=False, power=1)
        return out

    def _walk(self, every: Floats, city: Floats, *, gather: bool, power: int) -> None:
        where = self.rows, self.place, self.row, self.column, self.down, self.right, self.square
        _walk(*where, self.weight**power, self.last, self.share**power, every, city, gather)


@lru_cache(maxsize=64)
def _offsets(reach: float) -> tuple[Integers, Integers, Integers]:
    """Rows and columns to every cell within ``reach`` cells, and the squared distance, the nearest first."""
    radius = int(reach * (1.0 + 1e-9))
    down, right = np.mgrid[-radius : radius + 1, -radius : radius + 1].reshape(2, -1)
    square = down * down + right * right
    order = np.argsort(square, kind="stable")
    order = order[square[order] <= (reach * (1.0 + 1e-9)) ** 2]
    return down[order].astype(np.int64), right[order].astype(np.int64), square[order].astype(np.int64)


@njit(nogil=True, cache=True)
def _walk(  # noqa: PLR0917  (compiled: no keywords)
    rows: Integers,
    place: Integers,
    row: Integers,
    column: Integers,
    down: Integers,
    right: Integers,
    square: Integers,
    weight: Floats,
    last: Integers,
    share: Floats,
    every: Floats,
    city: Floats,
    gather: bool,
) -> None:
    """Add ``every`` area (n, g) within reach to those of the ``city`` (c, g), or the other way round."""
    height, width = place.shape
    for c in range(len(rows)):
        for k in range(len(square)):
            if square[k] > last[c]:
                break
            y, x = row[rows[c]] + down[k], column[rows[c]] + right[k]
            if y < 0 or x < 0 or y >= height or x >= width or place[y, x] < 0:
                continue
            j = place[y, x]
            w = weight[k] * share[c] if square[k] == last[c] else weight[k]
            for m in range(every.shape[1]):
                if gather:
                    city[c, m] += w * every[j, m]
                else:
                    every[j, m] += w * city[c, m]
