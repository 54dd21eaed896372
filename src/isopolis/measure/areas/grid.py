"""Grid cells: from the code of a cell to its place and its square, and back.

European grids name a cell by the projection, the size and the lower left corner, as INSPIRE prescribes
(data specification on geographical grid systems, 2014): ``CRS3035RES1000mN2761000E948000`` is the square
kilometre of EPSG:3035 that begins 2,761 km north and 948 km east. The short spelling ``1kmN2761E948``
drops the projection and the zeros of the size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numba import njit

from isopolis.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd

Integers = npt.NDArray[np.int64]
EUROPEAN_GRID = 3035
"""EPSG code of the grid that short cell codes belong to: ETRS89-LAEA Europe."""
_SHORT_LIMIT = 500_000
"""Short codes are smaller than this in both directions, full ones are metres on the continent."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Square cells of a grid: where they are, without drawing them.

    Attributes
    ----------
    x, y
        (n,) metres east and north of the lower left corner.
    size
        (n,) length of a side in metres; cells of several sizes may stand side by side.
    epsg
        Code of the projection.
    """

    x: Integers
    y: Integers
    size: Integers
    epsg: int = EUROPEAN_GRID

    def __post_init__(self) -> None:
        """Check that the three arrays are of one length."""
        if not self.x.shape == self.y.shape == self.size.shape == (len(self.x),):
            raise ValueError("x, y and size differ in shape")

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: npt.NDArray[Any]) -> Cells:
        """The cells at ``rows`` (positions or a boolean mask), in that order."""
        return Cells(self.x[rows], self.y[rows], self.size[rows], self.epsg)

    def centres(self) -> npt.NDArray[np.float64]:
        """(n, 2) metres east and north of the middle of each cell."""
        return np.column_stack([self.x + self.size / 2, self.y + self.size / 2])

    def ids(self) -> npt.NDArray[np.object_]:
        """(n,) INSPIRE codes.

        >>> Cells(np.array([948000]), np.array([2761000]), np.array([1000])).ids()[0]
        'CRS3035RES1000mN2761000E948000'
        """
        spelled = [
            f"CRS{self.epsg}RES{size}mN{y}E{x}"
            for x, y, size in zip(self.x.tolist(), self.y.tolist(), self.size.tolist(), strict=True)
        ]
        return np.array(spelled, dtype=object)

    def polygons(self) -> gpd.GeoSeries:
        """The squares, in the projection of the grid.

        >>> Cells(np.array([0]), np.array([0]), np.array([200])).polygons().area.item()
        40000.0
        """
        import geopandas as gpd  # noqa: PLC0415  (only those who draw pay for it)
        import shapely  # noqa: PLC0415

        x, y, size = (self.x.astype(float), self.y.astype(float), self.size.astype(float))
        return gpd.GeoSeries(shapely.box(x, y, x + size, y + size), crs=f"EPSG:{self.epsg}")


@njit(cache=True)
def _number(text: npt.NDArray[np.uint8], at: int, end: int) -> tuple[int, int]:
    """Read digits from ``at``; the number and the place behind it."""
    value = 0
    while at < end and 48 <= text[at] <= 57:
        value = value * 10 + (text[at] - 48)
        at += 1
    return value, at


@njit(cache=True)
def _is(text: npt.NDArray[np.uint8], at: int, end: int, capital: int) -> bool:
    """Whether this letter stands at ``at``, as a capital or not."""
    return at < end and (text[at] == capital or text[at] == capital + 32)


@njit(cache=True)
def _parse(
    text: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]
) -> tuple[Integers, Integers, Integers, Integers, int]:
    """Read all codes: projection, size, y, x, and the first row that is none (-1: all are)."""
    n = len(offsets) - 1
    epsg, size = np.empty(n, np.int64), np.empty(n, np.int64)
    y, x = np.empty(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        at, end = offsets[i], offsets[i + 1]
        epsg[i] = 0
        if _is(text, at, end, 67):  # CRS...RES
            epsg[i], at = _number(text, at + 3, end)
            if not _is(text, at, end, 82):
                return epsg, size, y, x, i
            at += 3
        size[i], at = _number(text, at, end)
        if _is(text, at, end, 75):  # km
            size[i] *= 1000
            at += 1
        if size[i] == 0 or not _is(text, at, end, 77) or not _is(text, at + 1, end, 78):  # mN
            return epsg, size, y, x, i
        first = at + 2
        y[i], at = _number(text, first, end)
        if at == first or not _is(text, at, end, 69):  # E
            return epsg, size, y, x, i
        first = at + 1
        x[i], at = _number(text, first, end)
        if at == first or at != end:
            return epsg, size, y, x, i
        if epsg[i] == 0:
            epsg[i] = EUROPEAN_GRID
            if max(x[i], y[i]) < _SHORT_LIMIT:
                zeros = 1
                while size[i] % (zeros * 10) == 0:
                    zeros *= 10
                y[i] *= zeros
                x[i] *= zeros
    return epsg, size, y, x, -1


def _bytes(ids: Sequence[str] | npt.NDArray[Any] | pa.Array) -> tuple[npt.NDArray[np.uint8], Integers]:
    """All texts in one row of bytes, and where each begins; missing ones are empty."""
    array = ids if isinstance(ids, pa.Array | pa.ChunkedArray) else pa.array(ids, type=pa.large_string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    array = array.cast(pa.large_string())
    if array.null_count:
        array = array.fill_null("")
    _, offsets, text = array.buffers()
    begins = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    letters = np.frombuffer(text, dtype=np.uint8) if text is not None else np.empty(0, np.uint8)
    return letters, begins


def is_cell_id(text: str) -> bool:
    """Whether a text is the code of a grid cell.

    >>> is_cell_id("CRS3035RES200mN2029800E4252400"), is_cell_id("1kmN2761E948"), is_cell_id("FR10")
    (True, True, False)
    """
    return bool(text) and _parse(*_bytes([text]))[4] < 0


def parse_cells(
    ids: Sequence[str] | npt.NDArray[Any] | pa.Array, *, file: str | None = None, column: str | None = None
) -> Cells:
    """Read the codes of cells, two million in a blink.

    Parameters
    ----------
    ids
        (n,) codes, long or short; a pyarrow array saves time.
    file, column
        Where they come from, for the message when one is not a code.

    Raises
    ------
    InputError
        A text that is not the code of a cell, or codes of several projections.

    >>> cells = parse_cells(["CRS3035RES200mN2029800E4252400", "1kmN2761E948"])
    >>> cells.x.tolist(), cells.y.tolist(), cells.size.tolist()
    ([4252400, 948000], [2029800, 2761000], [200, 1000])
    """
    if len(ids) == 0:
        none = np.empty(0, np.int64)
        return Cells(none, none, none)
    epsg, size, y, x, wrong = _parse(*_bytes(ids))
    if wrong >= 0:
        raise InputError(
            "“{code}” is not the code of a grid cell",
            file=file,
            row=wrong + 2,
            column=column,
            expected="a code such as CRS3035RES1000mN2761000E948000 or 1kmN2761E948",
            remedy="check the column of cell codes",
            code=ids[wrong],
        )
    if (epsg != epsg[0]).any():
        other = int(np.flatnonzero(epsg != epsg[0])[0])
        raise InputError(
            "the cells are of two projections, EPSG:{one} and EPSG:{other}",
            file=file,
            row=other + 2,
            column=column,
            expected="one projection in a file",
            remedy="make one file for each projection",
            one=epsg[0],
            other=epsg[other],
        )
    return Cells(x, y, size, int(epsg[0]))


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cells of one size numbered row by row, with a margin that no cell is in.

    Sparse: nothing is stored for the empty places between the cells, so a continent costs what its
    populated cells cost.

    Attributes
    ----------
    keys
        (m,) sorted numbers of the occupied places; the neighbour to the east is one more, the one to
        the north ``width`` more.
    of
        (n,) position in ``keys`` of each cell that was given.
    width
        Places in a row, margin included.
    """

    keys: Integers
    of: npt.NDArray[np.intp]
    width: int

    def neighbours(self, diagonals: bool) -> Integers:
        """What to add to a key to reach its four or eight neighbours."""
        w = self.width
        straight = [1, -1, w, -w]
        return np.array(straight + ([w + 1, w - 1, 1 - w, -1 - w] if diagonals else []), dtype=np.int64)

    def xy(self, keys: Integers) -> tuple[Integers, Integers]:
        """Column and row of keys, in places from the margin's corner."""
        return keys % self.width, keys // self.width


def lattice(cells: Cells, size: int | None = None) -> Lattice:
    """Number the places of cells on the grid of ``size`` metres (default: their own).

    Raises
    ------
    InputError
        Cells of several sizes, or larger than ``size``, or that do not fit into it.

    >>> grid = lattice(parse_cells(["1kmN10E20", "1kmN10E21", "1kmN11E20"]))
    >>> grid.keys.tolist(), grid.of.tolist()
    ([14, 15, 20], [0, 1, 2])
    """
    own = int(cells.size[0]) if len(cells) else 1
    target = own if size is None else size
    sizes = np.unique(cells.size)
    if (len(sizes) > 1 and size is None) or any(target % s for s in sizes.tolist()):
        raise InputError(
            "cells of {sizes} do not make a grid of {target} m",
            expected="cells of one size that fits into {target} m",
            remedy="give the cells of one resolution",
            sizes=", ".join(f"{s} m" for s in sizes.tolist()),
            target=target,
        )
    column, row = cells.x // target, cells.y // target
    if len(cells) == 0:
        return Lattice(np.empty(0, np.int64), np.empty(0, np.intp), 5)
    width = int(column.max() - column.min()) + 5
    keys = (row - row.min() + 2) * width + (column - column.min() + 2)
    if np.all(keys[1:] > keys[:-1]):
        return Lattice(keys, np.arange(len(keys)), width)
    unique, inverse = np.unique(keys, return_inverse=True)
    return Lattice(unique, inverse.astype(np.intp), width)


def find(keys: Integers, wanted: Integers) -> npt.NDArray[np.intp]:
    """Positions of ``wanted`` in sorted ``keys``; -1 where there is none.

    >>> find(np.array([2, 5, 9]), np.array([5, 6])).tolist()
    [1, -1]
    """
    if len(keys) == 0:
        return np.full(len(wanted), -1, dtype=np.intp)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


@njit(cache=True)
def _clusters(keys: Integers, steps: Integers) -> Integers:
    """Union-find over sorted keys; the root of a cluster is its first cell."""
    n = len(keys)
    root = np.arange(n)
    for step in steps:
        other = 0
        for here in range(n):
            while other < n and keys[other] < keys[here] + step:
                other += 1
            if other == n:
                break
            if keys[other] != keys[here] + step:
                continue
            a, b = here, other
            while root[a] != a:
                root[a] = root[root[a]]
                a = root[a]
            while root[b] != b:
                root[b] = root[root[b]]
                b = root[b]
            root[max(a, b)] = min(a, b)
    number, count = np.empty(n, np.int64), 0
    for here in range(n):
        if root[here] == here:
            number[here] = count
            count += 1
        else:  # the way to the root leads through earlier cells only, and these are numbered
            number[here] = number[root[here]]
    return number


def contiguous(keys: Integers, width: int, *, diagonals: bool) -> npt.NDArray[np.intp]:
    """Clusters of touching cells: (m,) numbers from 0, in the order of their first cell.

    Parameters
    ----------
    keys, width
        Sorted keys of the cells and the width of their :class:`Lattice`.
    diagonals
        Whether cells that share a corner only touch each other.

    >>> contiguous(np.array([7, 12, 13]), 5, diagonals=False).tolist()
    [0, 0, 0]
    >>> contiguous(np.array([6, 12]), 5, diagonals=False).tolist()
    [0, 1]
    """
    forward = [1, width] + ([width - 1, width + 1] if diagonals else [])
    return np.asarray(_clusters(keys, np.array(forward, dtype=np.int64)), dtype=np.intp)
