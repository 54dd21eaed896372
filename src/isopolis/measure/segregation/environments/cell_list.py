"""Points sorted into square buckets, so that neighbours are found without comparing all pairs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.locations import Locations
from isopolis.measure.segregation.environments.scale import SHAPES, Kernel
from isopolis.measure.segregation.exponential import decay
from isopolis.measure.segregation.threads import share_out

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_POINTS_A_BUCKET = 4.0
_NEIGHBOURS = 50
"""Guess of the neighbours of a point, to tell work that is worth two threads."""
_PARTS = 16
"""Parts that the points are cut into, whatever the number of threads."""


@dataclass(frozen=True, slots=True)
class CellList:
    """Points in the order of their buckets, row of buckets after row.

    Attributes
    ----------
    order
        (n,) original position of each sorted point.
    x, y
        (n,) sorted coordinates.
    start
        (rows * columns + 1,) where each bucket begins among the sorted points.
    left, bottom, side
        Corner of the buckets, and the side of one, in metres.
    rows, columns
        Number of buckets.
    """

    order: Integers
    x: Floats
    y: Floats
    start: Integers
    left: float
    bottom: float
    side: float
    rows: int
    columns: int

    @classmethod
    def of(cls, locations: Locations) -> CellList:
        """Sort points into buckets of about four."""
        x, y = locations.x, locations.y
        width, height = np.ptp(x), np.ptp(y)
        extent = max(width, height, 1e-9)
        # Never more buckets than points, however long and thin the city.
        side = max(np.sqrt(width * height * _POINTS_A_BUCKET / len(x)), extent / len(x))
        columns, rows = int(width / side) + 1, int(height / side) + 1
        column = np.minimum(((x - x.min()) / side).astype(np.int64), columns - 1)
        row = np.minimum(((y - y.min()) / side).astype(np.int64), rows - 1)
        bucket = row * columns + column
        order = np.argsort(bucket, kind="stable")
        start = np.searchsorted(bucket[order], np.arange(rows * columns + 1))
        return cls(
            order.astype(np.int64),
            np.ascontiguousarray(x[order]),
            np.ascontiguousarray(y[order]),
            start.astype(np.int64),
            float(x.min()),
            float(y.min()),
            float(side),
            rows,
            columns,
        )

    def sum_within(self, channels: Floats, kernel: Kernel) -> Floats:
        r"""Weighted sums of (n, c) channels around every point: :math:`\sum_j \varphi(d_{ij})\, z_{jc}`.

        Points are compared with those of the buckets that the kernel reaches, one row of buckets at a
        time, whose points lie side by side in memory. A pair is weighed once for both of its points. Time
        is n x (points within reach) x c / 2, memory a few times n x c. The points are always cut into the
        same parts, whose sums are added in the same order: the same bits for any number of threads.
        """
        columns = np.ascontiguousarray(channels[self.order].T)
        measures = np.array([self.left, self.bottom, self.side, kernel.bandwidth, kernel.reach])
        ends = np.arange(_PARTS + 1) * len(channels) // _PARTS
        reached = self._reached(ends, kernel.reach)
        room = np.concatenate([[0], np.cumsum(reached - ends[:-1])])
        sums, ahead = columns.copy(), np.zeros((len(columns), room[-1]))  # a point has its own full weight
        share_out(
            _sum_pairs,
            _PARTS,
            columns.size * _NEIGHBOURS,
            ends,
            room,
            self.x,
            self.y,
            columns,
            self.start,
            measures,
            self.rows,
            self.columns,
            SHAPES.index(kernel.shape),
            kernel.squared,
            sums,
            ahead,
        )
        for part in range(_PARTS):
            sums[:, ends[part] : reached[part]] += ahead[:, room[part] : room[part + 1]]
        out = np.empty(channels.shape)
        out[self.order] = sums.T
        return out

    def _reached(self, ends: Integers, reach: float) -> Integers:
        """Where the points end that lie in a row of buckets within reach of each part's last point."""
        last = np.array([self.y[first:stop].max(initial=self.bottom) for first, stop in pairwise(ends)])
        row = np.minimum((last + reach - self.bottom) / self.side, self.rows - 1).astype(np.int64)
        return np.maximum(self.start[(row + 1) * self.columns], ends[1:])


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def weigh(distance2: Floats, n: int, shape: int, bandwidth: float, reach: float) -> None:
    """Replace the first n squared distances by weights; shapes in the order of ``SHAPES``."""
    limit = (reach * (1.0 + 1e-9)) ** 2
    scale = 1.0 / (bandwidth * bandwidth)
    if shape == 0:
        for j in range(n):
            distance2[j] = 1.0 if distance2[j] <= limit else 0.0
    elif shape == 1:
        for j in range(n):
            distance2[j] = max(0.0, 1.0 - np.sqrt(distance2[j] * scale))
    elif shape == 2:
        for j in range(n):
            rest = max(0.0, 1.0 - distance2[j] * scale)
            distance2[j] = rest * rest
    elif shape == 3:
        for j in range(n):
            weight = decay(0.5 * distance2[j] * scale)
            distance2[j] = weight if distance2[j] <= limit else 0.0
    else:
        for j in range(n):
            weight = decay(np.sqrt(distance2[j] * scale))
            distance2[j] = weight if distance2[j] <= limit else 0.0


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def _squares(x: Floats, y: Floats, x0: float, y0: float, out: Floats) -> None:
    for j in range(len(x)):
        out[j] = (x[j] - x0) ** 2 + (y[j] - y0) ** 2


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def _weighted_sum(values: Floats, weights: Floats) -> float:
    total = 0.0
    for j in range(len(values)):
        total += weights[j] * values[j]
    return total


@njit(cache=True, fastmath={"reassoc", "contract", "nsz"})
def _spread(weights: Floats, value: float, out: Floats) -> None:
    for j in range(len(out)):
        out[j] += weights[j] * value


@njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})
def _sum_pairs(  # noqa: PLR0917  (compiled: no keywords)
    first_part: int,
    last_part: int,
    ends: Integers,
    room: Integers,
    x: Floats,
    y: Floats,
    channels: Floats,
    start: Integers,
    measures: Floats,
    rows: int,
    columns: int,
    shape: int,
    squared: bool,
    sums: Floats,
    ahead: Floats,
) -> None:
    """Every point of a part with all points after it: what it gets into ``sums``, they into ``ahead``."""
    c = len(channels)
    widest = 0
    for row in range(rows):
        widest = max(widest, start[(row + 1) * columns] - start[row * columns])
    left, bottom, side, bandwidth, reach = measures
    weights = np.empty(widest)
    for part in range(first_part, last_part):
        offset = room[part] - ends[part]
        for i in range(ends[part], ends[part + 1]):
            own_row = int((y[i] - bottom) / side)
            last_row = min(rows - 1, int((y[i] + reach - bottom) / side))
            for row in range(min(own_row, rows - 1), last_row + 1):
                # Half the chord that the disc cuts from the nearer side of this row of buckets.
                away = max(0.0, bottom + row * side - y[i]) * (1.0 - 1e-9)
                chord = np.sqrt(max(0.0, reach * reach - away * away)) * (1.0 + 1e-9)
                first = max(0, int((x[i] - chord - left) / side))
                last = min(columns - 1, int((x[i] + chord - left) / side))
                begin = max(start[row * columns + first], i + 1)
                stop = start[row * columns + last + 1]
                if stop <= begin:
                    continue
                # Slices: indices that count from 0 let the compiler work on four points at a time.
                _squares(x[begin:stop], y[begin:stop], x[i], y[i], weights)
                weigh(weights, stop - begin, shape, bandwidth, reach)
                if squared:
                    for j in range(stop - begin):
                        weights[j] *= weights[j]
                for k in range(c):
                    sums[k, i] += _weighted_sum(channels[k, begin:stop], weights)
                    _spread(weights, channels[k, i], ahead[k, offset + begin : offset + stop])
