"""Discs around the areas of a city that hold a number of people or of areas, added up in both directions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.cell_list import CellList
from isopolis.measure.segregation.environments.kernel import is_dense
from isopolis.measure.segregation.environments.locations import Locations
from isopolis.measure.segregation.threads import share_out

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_PARTS = 16
"""Parts that the discs are cut into, whatever the number of threads."""
_NEIGHBOURS = 50
"""Guess of the areas in a disc, to tell work that is worth two threads."""
_NUMBERS_AT_ONCE = 8_000_000
"""Columns are added back together as long as the parts of their sums take 64 MB."""


@dataclass(frozen=True, slots=True)
class Discs:
    """What is nearer to each area of a city than the last ring, and a share of that ring.

    Attributes
    ----------
    cells
        All areas, sorted.
    rows
        (c,) positions of the city's areas among all, the halo included.
    place
        (c,) where each of the following is among ``rows``.
    middle
        (c,) sorted positions of the city's areas, ascending.
    square, share
        (c,) squared radius of the last ring, and how much of that ring belongs to the disc.
    """

    cells: CellList
    rows: Integers
    place: Integers
    middle: Integers
    square: Floats
    share: Floats

    @classmethod
    def of(cls, locations: Locations, counted: Floats, k: float, reach: Floats, rows: Integers) -> Discs:
        """Those that reach so far as to hold k of what is ``counted`` (n,)."""
        lattice = locations.lattice
        square = reach**2
        if lattice is not None and is_dense(lattice, len(locations)):
            # Squared distances in cells are whole numbers: rings are told apart without rounding.
            locations = Locations(lattice.column.astype(np.float64), lattice.row.astype(np.float64))
            square = np.rint((reach / lattice.cell) ** 2)
        cells = CellList.of(locations)
        rank = np.empty(len(cells.order), dtype=np.int64)
        rank[cells.order] = np.arange(len(rank))
        place = np.argsort(rank[rows])
        whole = cls(cells, rows, place, rank[rows][place], square[rows][place], np.ones(len(rows)))
        with_ring = whole.around(counted[:, None])[place, 0]
        within = replace(whole, share=np.zeros(len(rows))).around(counted[:, None])[place, 0]
        ring = with_ring - within
        share = np.divide(k - within, ring, out=np.ones(len(rows)), where=ring > 0)
        return replace(whole, share=np.clip(share, 0.0, 1.0))

    @property
    def own_weight(self) -> Floats:
        """(c,) weight of an area in its own disc."""
        out = np.empty(len(self.middle))
        out[self.place] = np.where(self.square == 0, self.share, 1.0)
        return out

    def around(self, values: Floats, *, squared: bool = False) -> Floats:
        """(c, g) sums over each disc of (n, g) values; with the shares squared at will."""
        cells, share = self.cells, self.share**2 if squared else self.share
        sums = np.zeros((len(self.middle), values.shape[1]))
        share_out(
            _gather,
            len(sums),
            sums.size * _NEIGHBOURS,
            (cells.x, cells.y, cells.start, cells.columns),
            self._frame(),
            (self.middle, self.square, share),
            np.ascontiguousarray(values[cells.order]),
            sums,
        )
        out = np.empty(sums.shape)
        out[self.place] = sums
        return out

    def back(self, values: Floats) -> Floats:
        """(n, g) sums over the discs that each area is in of (c, g) values of the city's areas.

        Discs overlap: they are always cut into the same parts, each with sums of its own over the areas that
        it can reach, so that the bits are the same for any number of threads.
        """
        cells, city = self.cells, values[self.place]
        ends = np.arange(_PARTS + 1) * len(city) // _PARTS
        windows = np.array([self._window(first, stop) for first, stop in pairwise(ends)])
        room = np.concatenate([[0], np.cumsum(windows[:, 1] - windows[:, 0])])
        out = np.empty((len(cells.order), city.shape[1]))
        together = max(1, _NUMBERS_AT_ONCE // max(1, int(room[-1])))
        for column in range(0, city.shape[1], together):
            some = np.ascontiguousarray(city[:, column : column + together])
            parts = np.zeros((room[-1], some.shape[1]))
            share_out(
                _scatter,
                _PARTS,
                some.size * _NEIGHBOURS,
                (cells.x, cells.y, cells.start, cells.columns),
                self._frame(),
                (self.middle, self.square, self.share),
                (ends, room[:-1] - windows[:, 0]),
                some,
                parts,
            )
            sums = np.zeros((len(out), some.shape[1]))
            for part, (first, stop) in enumerate(windows):
                sums[first:stop] += parts[room[part] : room[part + 1]]
            out[cells.order, column : column + together] = sums
        return out

    def _frame(self) -> Floats:
        return np.array([self.cells.left, self.cells.bottom, self.cells.side])

    def _window(self, first: Any, stop: Any) -> tuple[int, int]:
        """Sorted positions that the discs of some of the city's areas can reach."""
        if first == stop:
            return 0, 0
        cells, y = self.cells, self.cells.y[self.middle[first:stop]]
        reach = np.sqrt(self.square[first:stop]) * (1.0 + 1e-9)
        below, above = (y - reach).min() - cells.bottom, (y + reach).max() - cells.bottom
        low, high = (int(min(max(end / cells.side, 0.0), cells.rows - 1)) for end in (below, above))
        return int(cells.start[low * cells.columns]), int(cells.start[(high + 1) * cells.columns])


_Sorted = tuple[Floats, Floats, Integers, int]
"""Sorted coordinates, where the buckets begin, and how many there are in a row."""


@njit(cache=True)
def _rows_reached(frame: Floats, rows: int, y: float, reach: float) -> tuple[int, int]:
    _, bottom, side = frame
    first = max(0, int(max(-1.0, (y - reach - bottom) / side)))
    return first, min(rows - 1, int(min(float(rows), (y + reach - bottom) / side)))


@njit(cache=True)
def _points_reached(  # noqa: PLR0917  (compiled: no keywords)
    places: _Sorted, frame: Floats, row: int, x: float, y: float, reach: float
) -> tuple[int, int]:
    """The sorted points in a row of buckets that a disc may hold."""
    start, columns = places[2], places[3]
    left, bottom, side = frame
    low = bottom + row * side
    away = max(0.0, low - y, y - low - side) * (1.0 - 1e-9)
    chord = np.sqrt(max(0.0, reach * reach - away * away)) * (1.0 + 1e-9)
    first = max(0, int(max(-1.0, (x - chord - left) / side)))
    last = min(columns - 1, int(min(float(columns), (x + chord - left) / side)))
    return start[row * columns + first], start[row * columns + last + 1]


@njit(cache=True)
def _weight(distance2: float, square: float, share: float) -> float:
    if distance2 > square * (1.0 + 1e-9):
        return 0.0
    return share if distance2 >= square * (1.0 - 1e-12) else 1.0


@njit(nogil=True, cache=True)
def _gather(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    places: _Sorted,
    frame: Floats,
    discs: tuple[Integers, Floats, Floats],
    values: Floats,
    out: Floats,
) -> None:
    """Add up the values (n, g) of all areas in each disc."""
    x, y, start, columns = places
    middle, square, share = discs
    rows = (len(start) - 1) // columns
    for c in range(first, stop):
        i, reach = middle[c], np.sqrt(square[c]) * (1.0 + 1e-9)
        low, high = _rows_reached(frame, rows, y[i], reach)
        for row in range(low, high + 1):
            begin, end = _points_reached(places, frame, row, x[i], y[i], reach)
            for j in range(begin, end):
                weight = _weight((x[j] - x[i]) ** 2 + (y[j] - y[i]) ** 2, square[c], share[c])
                if weight > 0.0:
                    for m in range(values.shape[1]):
                        out[c, m] += weight * values[j, m]


@njit(nogil=True, cache=True)
def _scatter(  # noqa: PLR0917  (compiled: no keywords)
    first_part: int,
    last_part: int,
    places: _Sorted,
    frame: Floats,
    discs: tuple[Integers, Floats, Floats],
    cut: tuple[Integers, Integers],
    values: Floats,
    out: Floats,
) -> None:
    """Add the value (c, g) of each disc to all areas in it; every part to sums of its own."""
    x, y, start, columns = places
    middle, square, share = discs
    ends, offset = cut
    rows = (len(start) - 1) // columns
    for part in range(first_part, last_part):
        for c in range(ends[part], ends[part + 1]):
            i, reach = middle[c], np.sqrt(square[c]) * (1.0 + 1e-9)
            low, high = _rows_reached(frame, rows, y[i], reach)
            for row in range(low, high + 1):
                begin, end = _points_reached(places, frame, row, x[i], y[i], reach)
                for j in range(begin, end):
                    weight = _weight((x[j] - x[i]) ** 2 + (y[j] - y[i]) ** 2, square[c], share[c])
                    if weight > 0.0:
                        for m in range(values.shape[1]):
                            out[offset[part] + j, m] += weight * values[c, m]
