"""Which shapes lie in which others, and with how much of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from isopolis.errors import InputError
from isopolis.measure.areas.areas import Areas

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Pairs of shapes that share some ground.

    Attributes
    ----------
    first, second
        (k,) rows of the two shapes of each pair, sorted.
    area
        (k,) area that they share, in the unit of the coordinates squared.
    shape
        (k,) the ground that they share; None where it was not asked for.
    """

    first: Rows
    second: Rows
    area: Floats
    shape: Shapes


def valid(shapes: Any) -> Shapes:
    """The shapes as an array, those that cross themselves mended."""
    array = np.asarray(shapes, dtype=object)
    broken = ~shapely.is_valid(array) & ~shapely.is_missing(array)
    if not broken.any():
        return array
    array = array.copy()
    array[broken] = shapely.make_valid(array[broken])
    return array


def overlay(first: Shapes, second: Shapes, *, shapes: bool = False) -> Overlay:
    """Intersect two sets of polygons; pairs that only touch are left out.

    Parameters
    ----------
    first, second
        Valid polygons in one projection; None is nowhere.
    shapes
        Whether the shared ground itself is wanted, not its area alone.

    >>> two = np.array([shapely.box(0, 0, 2, 1), shapely.box(2, 0, 4, 1)])
    >>> found = overlay(two, np.array([shapely.box(0, 0, 3, 1)]))
    >>> found.first.tolist(), found.area.tolist()
    ([0, 1], [2.0, 1.0])
    """
    tree = shapely.STRtree(second)
    one, other = tree.query(first, predicate="intersects")
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    # What lies wholly inside needs no intersection: most areas of a division do.
    shapely.prepare(second)
    inside = np.asarray(shapely.covers(second[other], first[one]))
    shape = np.full(len(one), None, dtype=object)
    area = np.asarray(shapely.area(first[one]), dtype=np.float64)
    cut = np.flatnonzero(~inside)
    parts = shapely.intersection(first[one[cut]], second[other[cut]])
    mixed = shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION
    parts[mixed] = shapely.buffer(parts[mixed], 0)  # ground and a line where they only touch: the ground
    area[cut] = shapely.area(parts)
    if shapes:
        shape[inside] = first[one[inside]]
        shape[cut] = parts
    real = area > 0
    return Overlay(one[real], other[real], area[real], shape[real])


def shapes_of(areas: Areas, what: str) -> gpd.GeoSeries:
    """Shapes of areas, with a coordinate reference system; ``what`` names them in the message if not."""
    shapes = areas.with_geometry().geometry
    if shapes is None:
        raise InputError(
            "{what} have no shapes",
            file=areas.source.file or None,
            remedy="join them to their polygons first",
            what=what,
        )
    return with_crs(shapes, what, areas.source.file)


def with_crs(shapes: gpd.GeoSeries, what: str, file: str = "") -> gpd.GeoSeries:
    """The shapes, if they have a coordinate reference system; else an :class:`InputError`."""
    if shapes.crs is None:
        raise InputError(
            "{what} have no coordinate reference system",
            file=file or None,
            expected="the CRS that the coordinates are in",
            remedy="read the file with crs='EPSG:...'",
            what=what,
        )
    return shapes
