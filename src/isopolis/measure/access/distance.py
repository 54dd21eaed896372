"""Straight-line distance from where people live to the nearest place."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each area the nearest place.

    Attributes
    ----------
    distance
        (n,) metres; infinite where there is no place at all.
    place
        (n,) position of that place among the places; -1 where there is none.
    """

    distance: Floats
    place: npt.NDArray[np.intp]


def nearest(areas: Floats, places: Floats) -> Nearest:
    r"""The nearest place of each area, as the crow flies.

    .. math:: d_i = \min_j \lVert x_i - y_j \rVert

    Roads, rivers and stairs make every way longer: a distance found here is the least that somebody must go.

    Parameters
    ----------
    areas, places
        (n, 2) and (m, 2) points in metres of one coordinate reference system.

    >>> nearest(np.array([[0.0, 0.0], [9.0, 0.0]]), np.array([[3.0, 4.0], [9.0, 1.0]])).distance.tolist()
    [5.0, 1.0]
    """
    if len(places) == 0:
        return Nearest(np.full(len(areas), np.inf), np.full(len(areas), -1, dtype=np.intp))
    distance, place = KDTree(places).query(areas, workers=1)
    return Nearest(np.asarray(distance, dtype=np.float64), np.asarray(place, dtype=np.intp))


def common_metres(geometry: gpd.GeoSeries, lonlat: Floats) -> tuple[Floats, Floats]:
    """Areas and places in metres of one system: (n, 2) points on the areas' surfaces, (m, 2) places.

    The system is that of the areas where it is in metres, else the UTM zone of the areas. A point of an area
    is one on its surface, near its middle: in a large area, people live nearer or farther.
    """
    crs = geometry.crs
    if crs is None:
        raise ValueError("the areas do not say what their coordinates mean")
    if crs.is_geographic or {axis.unit_name for axis in crs.axis_info} != {"metre"} or crs.to_epsg() == 3857:
        geometry = geometry.to_crs(geometry.estimate_utm_crs())
    points = gpd.GeoSeries(gpd.points_from_xy(lonlat[:, 0], lonlat[:, 1]), crs="EPSG:4326")
    inside = geometry.representative_point()
    there = points.to_crs(geometry.crs)
    return np.column_stack([inside.x, inside.y]), np.column_stack([there.x, there.y])
