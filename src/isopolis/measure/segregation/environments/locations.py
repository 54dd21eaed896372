"""Where the areas are: a point for each, its surface, and the square lattice they form if they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.errors import InputError
from isopolis.measure.areas import Areas
from isopolis.measure.segregation.margins import contiguous

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_TOLERANCE_IN_CELLS, _TOLERANCE_IN_METRES = 1e-4, 0.5
"""How far a centroid may be from its node of a lattice: the rounding in a file, not another place."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """A square grid on which every area has its cell.

    Attributes
    ----------
    row, column
        (n,) position of each area's cell, from 0.
    cell
        Side of a cell, in metres.
    height, width
        Number of rows and columns of the box around the areas.
    """

    row: Integers
    column: Integers
    cell: float
    height: int
    width: int

    @property
    def size(self) -> int:
        """Number of cells of the box, populated or not."""
        return self.height * self.width

    def spread(self, counts: Floats) -> Floats:
        """(n, g) counts on the box as (g, height, width); areas that share a cell are added."""
        out = np.zeros((counts.shape[1], self.height, self.width))
        _add_to_cells(self.row, self.column, contiguous(counts), out)
        return out


@njit(nogil=True, cache=True)
def _add_to_cells(row: Integers, column: Integers, counts: Floats, out: Floats) -> None:
    for i in range(len(row)):
        for m in range(counts.shape[1]):
            out[m, row[i], column[i]] += counts[i, m]


@dataclass(frozen=True, slots=True)
class Locations:
    """Points that stand for the areas.

    Attributes
    ----------
    x, y
        (n,) coordinates in metres.
    surface
        (n,) square metres, or None.
    lattice
        The grid of the areas, or None where they do not form one.
    """

    x: Floats
    y: Floats
    surface: Floats | None = None
    lattice: Lattice | None = None

    def __len__(self) -> int:
        return len(self.x)

    def take(self, rows: Integers) -> Locations:
        """The locations at these positions; all of them as they are."""
        if len(rows) == len(self):
            return self
        return at_points(self.x[rows], self.y[rows], None if self.surface is None else self.surface[rows])


def find_lattice(x: Floats, y: Floats) -> Lattice | None:
    """The square grid that points lie on, or None.

    >>> found = find_lattice(np.array([50.0, 150.0, 150.0]), np.array([50.0, 50.0, 250.0]))
    >>> found.cell, found.height, found.width
    (100.0, 3, 2)
    """
    if len(x) < 2:
        return None
    steps = np.concatenate([np.diff(np.unique(x)), np.diff(np.unique(y))])
    extent = max(np.ptp(x), np.ptp(y))
    # Coordinates that should be equal may differ by rounding: such steps are no side of a cell.
    for rounding in (1e-9, 1e-7, 1e-5):
        sides = steps[steps > rounding * extent]
        if len(sides) and (found := _on_cells_of(x, y, sides.min())) is not None:
            return found
    return None


def _on_cells_of(x: Floats, y: Floats, side: float) -> Lattice | None:
    """The lattice of this side, or None where a point is away from its nodes."""
    extent = max(np.ptp(x), np.ptp(y))
    if extent / side > 2**31:
        return None
    # The mean over the whole extent is a better cell than one difference of rounded numbers.
    cell = extent / round(extent / side)
    column, row = (x - x.min()) / cell, (y - y.min()) / cell
    nearest_column, nearest_row = np.rint(column), np.rint(row)
    off = max(np.abs(column - nearest_column).max(), np.abs(row - nearest_row).max())
    if off > min(_TOLERANCE_IN_CELLS, _TOLERANCE_IN_METRES / cell):
        return None
    return Lattice(
        row=nearest_row.astype(np.int64),
        column=nearest_column.astype(np.int64),
        cell=float(cell),
        height=int(nearest_row.max()) + 1,
        width=int(nearest_column.max()) + 1,
    )


def at_points(x: npt.ArrayLike, y: npt.ArrayLike, surface: npt.ArrayLike | None = None) -> Locations:
    """Locations from coordinates in metres, with the grid that they form if they do.

    >>> at_points([0.0, 100.0], [0.0, 0.0]).lattice.cell
    100.0

    Raises
    ------
    InputError
        A coordinate is missing or infinite.
    """
    xs, ys = np.ascontiguousarray(x, dtype=np.float64), np.ascontiguousarray(y, dtype=np.float64)
    if xs.shape != ys.shape or xs.ndim != 1:
        raise ValueError(f"x has shape {xs.shape} and y {ys.shape}; expected two equal vectors")
    if not (np.isfinite(xs).all() and np.isfinite(ys).all()):
        raise InputError(
            f"{int((~np.isfinite(xs) | ~np.isfinite(ys)).sum())} areas have no position",
            expected="a coordinate for every area",
            remedy="give the missing geometries, or leave these areas out",
        )
    size = None if surface is None else np.ascontiguousarray(surface, dtype=np.float64)
    return Locations(xs, ys, size, find_lattice(xs, ys))


def locate(place: Areas | gpd.GeoDataFrame | gpd.GeoSeries | npt.ArrayLike) -> Locations:
    """Centroids of areas, in metres whatever the unit of the map.

    Parameters
    ----------
    place
        :class:`Areas` or a GeoPandas table with a projected coordinate system, or an (n, 2) array of
        x and y in metres.

    Raises
    ------
    InputError
        No geometry, no coordinate system, or one in degrees.

    >>> locate([[0.0, 0.0], [100.0, 50.0]]).y.tolist()
    [0.0, 50.0]
    """
    if isinstance(place, Areas):
        if place.geometry is None and place.cells is not None:
            centres, sides = place.cells.centres(), place.cells.size.astype(np.float64)
            return at_points(
                centres[:, 0], centres[:, 1], sides**2 if place.surface is None else place.surface
            )
        if place.geometry is None:
            raise InputError(
                "the areas have no geometry",
                file=place.source.file or None,
                expected="the shape or the centre of every area",
                remedy="join the table to a file of polygons; figures without a scale need none",
            )
        located = _centroids(place.geometry)
        return located if place.surface is None else _with_surface(located, place.surface)
    if hasattr(place, "geom_type"):
        return _centroids(cast("gpd.GeoDataFrame", place).geometry)
    points = np.asarray(place, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise InputError(f"points have the shape {points.shape}", expected="(n, 2), x and y of each area")
    return at_points(points[:, 0], points[:, 1])


def _with_surface(located: Locations, surface: Floats) -> Locations:
    return Locations(located.x, located.y, surface, located.lattice)


def metres_of(geometry: Any) -> float:
    """Metres in a unit of a GeoSeries' coordinates; refused where they are not lengths."""
    crs = geometry.crs
    if crs is None or crs.is_geographic:
        found = "no coordinate system" if crs is None else f"coordinates in degrees ({crs.name})"
        raise InputError(
            f"the map has {found}",
            expected="a projected coordinate system, because distances are measured in metres",
            remedy="state it with set_crs(), then to_crs(), for Europe for example to EPSG:3035",
        )
    return float(crs.axis_info[0].unit_conversion_factor)


def _centroids(geometry: Any) -> Locations:
    """Centroids and surfaces of a GeoSeries, in metres."""
    metres = metres_of(geometry)
    centroid = geometry.centroid
    surface = geometry.area.to_numpy() * metres**2
    return at_points(
        centroid.x.to_numpy() * metres,
        centroid.y.to_numpy() * metres,
        surface if (surface > 0).any() else None,
    )
