"""Shapes on a page: north up, true to size, simplified to what print can show, written as SVG paths."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError, ProjError

Shapes = npt.NDArray[np.object_]

FINE = 10
"""Path coordinates are whole tenths of a page unit: finer than any printer, and short to write."""
_TOLERANCE = 0.35
"""Corners that matter less than this (page units, as the root of a triangle's area) are left out."""
_DOT = 3.0
"""Radius of a dot (page units) for an area that is known by a point only."""


@dataclass(frozen=True, slots=True)
class PageShapes:
    """Shapes laid out on a page, y downwards.

    Attributes
    ----------
    shapes
        (n,) polygons in page units; None or empty where an area has no shape.
    width, height
        Size that the shapes take, in page units.
    metres
        Metres that one page unit stands for, or None where the CRS is unknown.
    """

    shapes: Shapes
    width: float
    height: float
    metres: float | None


def local_crs(geometry: gpd.GeoSeries) -> CRS | None:
    """A CRS that shows these shapes north up and true to size.

    It is the CRS that they have, if that is projected, turned by less than 1.5° from true north and
    wrong in scale by less than 1% at their centre; else Lambert's azimuthal equal-area projection
    centred on them. None where the shapes carry no CRS.
    """
    if geometry.crs is None:
        return None
    crs = CRS.from_user_input(geometry.crs)
    west, south, east, north = geometry.total_bounds
    x, y = (west + east) / 2, (south + north) / 2
    lon, lat = (x, y) if crs.is_geographic else _longitude_latitude(crs, x, y)
    if crs.is_projected and _is_upright(crs, lon, lat):
        return crs
    return CRS.from_proj4(f"+proj=laea +lat_0={lat:.5f} +lon_0={lon:.5f} +datum=WGS84 +units=m")


def _longitude_latitude(crs: CRS, x: float, y: float) -> tuple[float, float]:
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = back.transform(x, y)
    return float(lon), float(lat)


def _is_upright(crs: CRS, lon: float, lat: float) -> bool:
    if any(axis.unit_name not in ("metre", "meter") for axis in crs.axis_info):
        return False
    try:
        factors = Proj(crs).get_factors(lon, lat)
    except (CRSError, ProjError):
        return False
    return bool(
        abs(factors.meridian_convergence) < 1.5
        and abs(factors.meridional_scale - 1) < 0.01
        and abs(factors.parallel_scale - 1) < 0.01
    )


def lay_out(geometry: gpd.GeoSeries, width: float, height: float) -> PageShapes:
    """Project, scale and simplify shapes so that they fit a page of ``width`` x ``height`` units.

    Neighbours are simplified together, so that no gap opens between them. Squares and other shapes
    with few corners are left as they are.
    """
    crs = local_crs(geometry)
    if crs is not None and crs != geometry.crs:
        geometry = geometry.to_crs(crs)
    shapes = np.asarray(geometry.array, dtype=object).copy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not there.any():
        return PageShapes(shapes, 0.0, 0.0, None)
    west, south, east, north = shapely.total_bounds(shapes[there])
    scale = min(width / max(east - west, 1e-9), height / max(north - south, 1e-9))
    if east == west and north == south:  # one point
        scale = 1.0

    def to_page(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack([(xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale])

    shapes[there] = shapely.transform(shapes[there], to_page)
    flat = there & (shapely.get_dimensions(shapes) < 2)
    shapes[flat] = shapely.buffer(shapely.centroid(shapes[flat]), _DOT, quad_segs=4)
    if shapely.get_num_coordinates(shapes[there]).sum() > 8 * there.sum():
        shapes[there] = shapely.coverage_simplify(shapes[there], _TOLERANCE)
    return PageShapes(
        shapes=shapes,
        width=float((east - west) * scale),
        height=float((north - south) * scale),
        metres=None if crs is None else 1.0 / scale,
    )


def path_data(shapes: Shapes) -> str:
    """One SVG path for many polygons, in whole :data:`FINE` parts of a page unit.

    >>> path_data(np.array([shapely.box(0, 0, 1, 2)], dtype=object))
    'M10 0l0 20-10 0 0-20z'
    """
    rings = shapely.get_rings(shapely.get_parts(shapes[~shapely.is_missing(shapes)]))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if len(xy) == 0:
        return ""
    points = np.rint(xy * FINE).astype(np.int64)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (np.diff(points, axis=0) != 0).any(axis=1) | (np.diff(ring) != 0)
    points, ring = points[keep], ring[keep]
    starts = np.flatnonzero(np.r_[True, np.diff(ring) != 0])
    ends = np.r_[starts[1:], len(points)]
    steps = np.diff(points, axis=0, prepend=points[:1]).tolist()
    # A sign is separator enough: "l5-3" is shorter than "l5 -3" and means the same.
    words = [f"{dx}{dy}" if dy < 0 else f"{dx} {dy}" for dx, dy in steps]
    corners = points.tolist()
    out: list[str] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start > 3:  # the last point of a ring is its first one
            line = " ".join(words[start + 1 : end - 1]).replace(" -", "-")
            out.append(f"M{corners[start][0]} {corners[start][1]}l{line}z")
    return "".join(out)
