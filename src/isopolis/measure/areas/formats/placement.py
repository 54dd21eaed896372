"""Where the areas of a table lie: its shapes, columns of coordinates or of WKT, or codes of grid cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from isopolis.errors import InputError
from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.formats.counts import numbers_of, one_column
from isopolis.measure.areas.formats.decimal_sign import Notation
from isopolis.measure.areas.formats.format import Note
from isopolis.measure.areas.formats.shapes import checked_shapes, parsed_crs, surfaces
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.grid import Cells, is_cell_id, parse_cells
from isopolis.measure.areas.profile import Profile

SQUARE_METRES = {"m2": 1.0, "ha": 1e4, "km2": 1e6}
DRAWN_AT_ONCE = 100_000
"""A grid of up to so many cells has its squares from the start; of a larger one they are drawn on demand."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Shapes, surfaces (m²) and cells of the areas, as far as they are known, and what was done to them."""

    geometry: gpd.GeoSeries | None = None
    surface: Floats | None = None
    cells: Cells | None = None
    notes: tuple[Note, ...] = ()


def placed(
    table: RawTable, profile: Profile, ids: npt.NDArray[np.object_], crs: str | None, notation: Notation
) -> Placement:
    """Where the areas lie; ``crs`` is what the user says, and comes before what file and profile say.

    Raises
    ------
    InputError
        Coordinates without a coordinate reference system, or outside its area.
    """
    shapes = table.geometry
    if shapes is None:
        shapes = _written(table, profile)
    if shapes is None and profile.coordinates is not None:
        shapes = _points(table, profile, notation)
    stated = _surface(table, profile, notation)
    if shapes is not None:
        system = crs or (profile.crs if shapes.crs is None else None)
        geometry, notes = checked_shapes(shapes, system, table.file.path)
        measured = None if geometry is None else surfaces(geometry)
        return Placement(geometry, stated if measured is None else measured, None, tuple(notes))
    cells = _cells(ids)
    if cells is not None:
        drawn = cells.polygons() if len(cells) <= DRAWN_AT_ONCE else None
        return Placement(drawn, cells.size.astype(np.float64) ** 2, cells)
    if crs is not None:
        parsed_crs(crs, table.file.path)
    return Placement(surface=stated)


def _surface(table: RawTable, profile: Profile, notation: Notation) -> Floats | None:
    if profile.surface is None:
        return None
    name = one_column(table, profile.surface.column, lenient=True, what="the surface")
    if name is None:
        return None
    return numbers_of(table, name, notation).data * SQUARE_METRES[profile.surface.unit]


def _written(table: RawTable, profile: Profile) -> gpd.GeoSeries | None:
    """Shapes that stand in a column as text (WKT) or as bytes (WKB)."""
    name = one_column(table, profile.shape, lenient=True, what="the shape")
    if name is None:
        return None
    cells: Any = table.frame[name].to_numpy(dtype=object)
    empty = table.frame[name].isna().to_numpy()
    cells = np.where(empty, None, cells)
    binary = any(isinstance(cell, bytes) for cell in cells[:100])
    try:
        shapes = shapely.from_wkb(cells) if binary else shapely.from_wkt(cells)
    except shapely.errors.ShapelyError as error:
        raise InputError(
            "a shape cannot be read ({problem})",
            file=table.file.path,
            column=name,
            expected="shapes as WKT, such as POLYGON ((0 0, 1 0, 1 1, 0 0))",
            remedy="mend the shape, or leave the column out of the profile",
            problem=str(error).splitlines()[0][:80],
        ) from None
    return gpd.GeoSeries(shapes)


def _points(table: RawTable, profile: Profile, notation: Notation) -> gpd.GeoSeries:
    assert profile.coordinates is not None  # noqa: S101  # the caller has checked
    x, y = (
        numbers_of(
            table,
            str(one_column(table, wanted, lenient=False, what="a coordinate")),
            notation,
            signed=True,
        ).data
        for wanted in (profile.coordinates.x, profile.coordinates.y)
    )
    there = np.isfinite(x) & np.isfinite(y)
    points = np.full(len(x), None, dtype=object)
    points[there] = shapely.points(x[there], y[there])
    return gpd.GeoSeries(points)


def _cells(ids: npt.NDArray[np.object_]) -> Cells | None:
    """Grid cells, where every code is the code of one."""
    if not re.match(r"CRS\d|\d+k?m[NS]", str(ids[0])) or not is_cell_id(str(ids[0])):
        return None
    try:
        return parse_cells(ids)
    except InputError:
        return None
