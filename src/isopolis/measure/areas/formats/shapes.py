"""Shapes of areas: their coordinate reference system is checked, invalid ones are repaired and said."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.formats.format import Note

EQUAL_AREA = "EPSG:6933"
"""Cylindrical equal-area of the world: surfaces are measured in it, whatever the file's system."""
_MARGIN_DEGREES = 3.0
_NATIONAL = {
    "EPSG:2154": "France (Lambert-93)", "EPSG:28992": "the Netherlands (RD New)",
    "EPSG:25833": "Germany, Austria, Poland (UTM 33)", "EPSG:25832": "Germany, Denmark, Italy (UTM 32)",
    "EPSG:27700": "Great Britain (National Grid)", "EPSG:31370": "Belgium (Lambert 72)",
    "EPSG:3812": "Belgium (Lambert 2008)", "EPSG:2056": "Switzerland (LV95)",
    "EPSG:3067": "Finland (TM35FIN)",
    "EPSG:3006": "Sweden (SWEREF 99 TM)", "EPSG:2180": "Poland (CS92)", "EPSG:25830": "Spain (UTM 30)",
    "EPSG:25831": "Spain, France (UTM 31)", "EPSG:3763": "Portugal (TM06)", "EPSG:5514": "Czechia (Krovak)",
    "EPSG:3301": "Estonia (L-EST97)", "EPSG:3346": "Lithuania (LKS-94)", "EPSG:3059": "Latvia (LKS-92)",
    "EPSG:31287": "Austria (Lambert)", "EPSG:2157": "Ireland (ITM)", "EPSG:7801": "Bulgaria (BGS2005)",
    "EPSG:3035": "Europe (LAEA, statistical grids)", "EPSG:3857": "web maps (Mercator)",
}  # fmt: skip


_SWAPPED = message(
    "The shapes lie at {north} degrees north and {east} degrees east. If the city does not, longitude and "
    "latitude are swapped in the file: surfaces, distances and the map are then wrong."
)


def _check_kinds(shapes: npt.NDArray[np.object_], file: Path) -> None:
    """Areas are polygons, or points of them; lines are streets or borders."""
    lines = np.isin(shapely.get_type_id(shapes), (1, 2, 5))
    if lines.any():
        raise InputError(
            "{lines} of {shapes} shapes are lines",
            file=file,
            expected="polygons of the areas, or points",
            remedy="give the layer that has the areas themselves",
            lines=int(lines.sum()),
            shapes=len(lines),
        )


def _may_be_swapped(system: pyproj.CRS, bounds: tuple[float, float, float, float]) -> bool:
    """Whether degrees lie outside of Europe and would lie in it the other way round."""
    west, south, east, north = bounds
    there = 34 <= west <= east <= 72 and -25 <= south <= north <= 45
    return bool(system.is_geographic and there and not (-25 <= west <= east <= 45 and south >= 34))


def checked_shapes(
    geometry: gpd.GeoSeries, crs: str | None, file: Path
) -> tuple[gpd.GeoSeries | None, list[Note]]:
    """Shapes with a plausible coordinate reference system, all valid; and what was done to them.

    Raises
    ------
    InputError
        No system is known, or the coordinates lie outside the area where it is used.
    """
    shapes = np.asarray(geometry.array)
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    notes: list[Note] = []
    if absent.all():
        return None, [Note(message("The file has no shapes."))]
    _check_kinds(shapes[~absent], file)
    bounds = _bounds(shapes[~absent], file)
    system = _system(geometry, crs, bounds, file)
    _check_bounds(system, bounds, file)
    if crs is None and _may_be_swapped(system, bounds):
        notes.append(Note(_SWAPPED, {"north": round(bounds[1]), "east": round(bounds[0])}))
    if absent.any():
        notes.append(Note(message("Areas without a shape: {n}."), {"n": int(absent.sum())}))
    shapes = shapely.force_2d(shapes)
    invalid = ~absent & ~shapely.is_valid(shapes)
    if invalid.any():
        shapes = shapes.copy()
        shapes[invalid] = _repaired(shapes[invalid])
        notes.append(
            Note(
                message("Areas whose shape crossed itself and was repaired: {n}."),
                {"n": int(invalid.sum())},
            )
        )
    if crs is not None and geometry.crs is not None and geometry.crs != system:
        notes.append(Note(message("The coordinates were read as {crs}, as told."), {"crs": crs}))
    return gpd.GeoSeries(shapes, crs=system), notes


def surfaces(geometry: gpd.GeoSeries) -> Floats | None:
    """(n,) square metres, NaN where an area has no shape; None where shapes are no polygons."""
    kinds = set(geometry.geom_type.dropna())
    if not kinds or not kinds <= {"Polygon", "MultiPolygon"}:
        return None
    missing = geometry.isna() | geometry.is_empty
    area: Floats = np.array(geometry.to_crs(EQUAL_AREA).area, dtype=np.float64)
    area[missing.to_numpy()] = np.nan
    return area


def _repaired(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Valid shapes that cover the same ground; of lines that are left over, only the polygons are kept."""
    made = shapely.make_valid(shapes)
    for i in np.flatnonzero(shapely.get_type_id(made) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapely.get_parts(made[i]))
        made[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return np.asarray(made)


def _bounds(shapes: npt.NDArray[np.object_], file: Path) -> tuple[float, float, float, float]:
    box = shapely.total_bounds(shapes)
    if not np.isfinite(box).all():
        raise InputError(
            "the shapes have coordinates that are not numbers",
            file=file,
            remedy="open the file in a GIS, repair it and save it again",
        )
    return tuple(float(side) for side in box)  # type: ignore[return-value]  # four of them


def _system(
    geometry: gpd.GeoSeries, crs: str | None, bounds: tuple[float, float, float, float], file: Path
) -> pyproj.CRS:
    if crs is not None:
        return parsed_crs(crs, file)
    if geometry.crs is not None:
        return pyproj.CRS(geometry.crs)
    codes = plausible_systems(bounds)
    raise InputError(
        "the file does not say its coordinate reference system; its coordinates run from {least} to {most}",
        file=file,
        expected="a coordinate reference system (of a Shapefile: the .prj beside it)",
        remedy="add {options}" if codes else "ask the publisher for it and add --crs EPSG:NUMBER",
        options=_options(codes),
        least=_point(bounds[:2]),
        most=_point(bounds[2:]),
    )


def parsed_crs(crs: str, file: Path | None = None) -> pyproj.CRS:
    """A coordinate reference system by its code; an unknown one is an :class:`InputError`."""
    try:
        return pyproj.CRS.from_user_input(int(crs) if crs.isdigit() else crs)
    except CRSError:
        raise InputError(
            "“{crs}” is not a coordinate reference system that is known",
            file=file,
            expected="a code such as EPSG:2154",
            remedy="look it up with the publisher or at epsg.io",
            crs=crs,
        ) from None


def plausible_systems(bounds: tuple[float, float, float, float]) -> list[str]:
    """Systems in whose area of use coordinates with these bounds would lie, the most special first."""
    west, south, east, north = bounds
    if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
        return ["EPSG:4326"]
    found = []
    for code in _NATIONAL:
        use = pyproj.CRS(code).area_of_use
        if use is None:
            continue
        box = pyproj.Transformer.from_crs("EPSG:4326", code, always_xy=True).transform_bounds(
            use.west, max(use.south, -80), use.east, min(use.north, 84)
        )
        if box[0] <= west and box[1] <= south and east <= box[2] and north <= box[3]:
            found.append(code)
    return found


def _options(codes: list[str]) -> str:
    special = codes[:4] if len(codes) > 1 else codes
    return " or ".join(
        f"--crs {code}" + (f" ({_NATIONAL[code]})" if code in _NATIONAL else " (longitude, latitude)")
        for code in special
    )


def _point(pair: tuple[float, ...]) -> str:
    x, y = (f"{value:.0f}" if abs(value) > 360 else f"{value:.6g}" for value in pair[:2])
    return f"({x}, {y})"


def _check_bounds(system: pyproj.CRS, bounds: tuple[float, float, float, float], file: Path) -> None:
    """Refuse coordinates that lie outside the area where the system is used (three degrees allowed)."""
    use = system.area_of_use
    try:
        west, south, east, north = pyproj.Transformer.from_crs(
            system, "EPSG:4326", always_xy=True
        ).transform_bounds(*bounds)
    except ProjError:
        west = south = east = north = np.inf
    inside = bool(np.isfinite([west, south, east, north]).all())
    if system.is_geographic:
        inside = inside and -180.001 <= bounds[0] <= bounds[2] <= 180.001
        inside = inside and -90.001 <= bounds[1] <= bounds[3] <= 90.001
    if inside and use is not None and use.west <= use.east:
        middle = ((west + east) / 2, (south + north) / 2)
        inside = (
            use.west - _MARGIN_DEGREES <= middle[0] <= use.east + _MARGIN_DEGREES
            and use.south - _MARGIN_DEGREES <= middle[1] <= use.north + _MARGIN_DEGREES
        )
    if not inside:
        codes = plausible_systems(bounds)
        raise InputError(
            "the coordinates, from {least} to {most}, lie outside the area of {system}"
            if use is None
            else "the coordinates, from {least} to {most}, lie outside the area of {system}, "
            "which is used in: {where}",
            file=file,
            expected="coordinates in the system that the file says",
            remedy="tell the right system: {options}"
            if codes
            else "ask the publisher for the right system and add --crs EPSG:NUMBER",
            least=_point(bounds[:2]),
            most=_point(bounds[2:]),
            system=system.name,
            where="" if use is None else use.name,
            options=_options(codes),
        )
