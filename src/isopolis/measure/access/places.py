"""Tables of places with coordinates: the French schema of digital help (mednum), or any table of the kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas import Source
from isopolis.measure.areas.formats import Note, open_file
from isopolis.measure.areas.formats.decimal_sign import Notation, decimal_evidence
from isopolis.measure.areas.formats.numbers import parse_numbers
from isopolis.measure.areas.formats.table import RawTable, filled, read_table
from isopolis.measure.areas.formats.words import AXES, IDS, NAMES, words

Floats = npt.NDArray[np.float64]

MEDNUM = frozenset({"id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj"})
"""Columns that a table of the schema “Lieux de médiation numérique” (v1.0.2) must have."""
SERVICES = frozenset({
    "services", "service", "type", "types", "category", "categorie", "catégorie", "kind", "art", "soort",
    "amenity", "tipo", "format_fs", "thematique", "thématique",
})  # fmt: skip
HOURS = frozenset({"horaires", "opening_hours", "hours", "horaire", "öffnungszeiten", "openingstijden"})
JOINT = "|"
"""What separates several values in one cell of the schema."""


@dataclass(frozen=True, slots=True)
class Places:
    """Places where something is offered.

    Attributes
    ----------
    ids, names
        (m,) codes and names; a place without a code has its row as code.
    points
        (m, 2) longitude and latitude (WGS 84), in degrees.
    services
        m tuples of what each place offers, in the words of the file; empty where it does not say.
    hours
        (m,) opening hours as written (the schema writes them as OpenStreetMap does), or empty.
    source, notes
        Where the table came from; sentences on what was left out.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    points: Floats
    services: tuple[tuple[str, ...], ...]
    hours: tuple[str, ...]
    source: Source = field(default_factory=Source)
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def offered(self) -> list[str]:
        """Everything that some place offers, in alphabetical order."""
        return sorted({one for offers in self.services for one in offers})

    def offering(self, service: str) -> Floats:
        """(k, 2) longitude and latitude of the places that offer a service."""
        return self.points[[service in offers for offers in self.services]]


def read_places(path: Path | str, *, layer: str | None = None) -> Places:
    """Read a table of places: CSV, XLSX, GeoJSON, GeoPackage or Parquet.

    Columns are found by their names: latitude and longitude (``lat``, ``lon``, ``lng``, ...), name, code and
    what is offered (``services``, ``type``, ...); several services in a cell are separated by “|”.
    A layer of points needs no columns of coordinates. Places without coordinates are left out and counted in
    ``notes``.

    Raises
    ------
    InputError
        There are no coordinates, they are not degrees, or they lie in the sea off Africa (0, 0).
    """
    with open_file(Path(path), layer) as file:
        table = read_table(file)
    frame = table.frame
    mednum = set(frame.columns) >= MEDNUM
    points = _points(table)
    there = np.isfinite(points).all(axis=1)
    if not there.any():
        raise InputError("no place has coordinates", file=path, expected="latitude and longitude in degrees")
    _check_degrees(points, frame.index.to_numpy(), path)
    ids = _texts(frame, _column(frame, IDS, exact=True) if not mednum else "id")
    names = _texts(frame, _column(frame, NAMES) if not mednum else "nom")
    offers = _texts(
        frame, _column(frame, SERVICES, exact=True) if not mednum else _if_there(frame, "services")
    )
    hours = _texts(frame, _column(frame, HOURS, exact=True))
    rows = [str(row) for row in frame.index]
    kept = np.flatnonzero(there).tolist()
    missing = len(points) - len(kept)
    notes = (Note(_LEFT_OUT, {"number": missing}),) if missing else ()
    return Places(
        ids=_distinct([ids[i] or rows[i] for i in kept], path, [rows[i] for i in kept]),
        names=tuple(names[i] or ids[i] or rows[i] for i in kept),
        points=points[there],
        services=tuple(_parts(offers[i]) for i in kept),
        hours=tuple(hours[i] for i in kept),
        source=Source(
            file=Path(path).name, sha256=table.file.sha256, reader="mednum" if mednum else "places"
        ),
        notes=(*table.notes, *notes),
    )


def check_near(places: Places, geometry: gpd.GeoSeries) -> None:
    """Refuse places of another part of the world.

    Raises
    ------
    InputError
        No place lies within a degree of the areas; says so if latitude and longitude are exchanged.
    """
    west, south, east, north = geometry.to_crs("EPSG:4326").total_bounds
    low, high = np.array([west - 1, south - 1]), np.array([east + 1, north + 1])

    def some_lie_there(points: Floats) -> bool:
        return bool(((points >= low) & (points <= high)).all(axis=1).any())

    if some_lie_there(places.points):
        return
    exchanged = some_lie_there(places.points[:, ::-1])
    longitude, latitude = places.points[0]
    raise InputError(
        "no place lies near the city; the first is at latitude {latitude:g}, longitude {longitude:g}",
        file=places.source.file or None,
        expected="latitude about {latitude_here:.1f}, longitude about {longitude_here:.1f}",
        remedy="exchange the columns of latitude and longitude"
        if exchanged
        else "choose the table of this city",
        latitude=latitude,
        longitude=longitude,
        latitude_here=(south + north) / 2,
        longitude_here=(west + east) / 2,
    )


_LEFT_OUT = message("{number} places without coordinates are left out.")


def _points(table: RawTable) -> Floats:
    """(n, 2) longitude and latitude; NaN where a row has none."""
    if table.geometry is not None:
        shapes = table.geometry if table.geometry.crs is None else table.geometry.to_crs("EPSG:4326")
        out = np.full((len(shapes), 2), np.nan)
        there = ~(shapes.isna() | shapes.is_empty).to_numpy()
        out[there] = shapely.get_coordinates(shapely.point_on_surface(shapes.to_numpy()[there]))
        return out
    axes = [_axis(table, axis) for axis in ("longitude", "latitude")]
    shown = {sign for axis in axes for sign in decimal_evidence(table.frame[axis])[0]}
    notation = Notation(decimal=next(iter(shown)) if len(shown) == 1 else ".")
    columns = [
        parse_numbers(table.frame[axis], notation, file=table.file.path, name=axis, signed=True).data
        for axis in axes
    ]
    return np.column_stack(columns)


def _axis(table: RawTable, axis: str) -> str:
    found = _column(table.frame, AXES[axis])
    if found is None:
        raise InputError(
            "there is no column for the {axis}",
            file=table.file.path,
            expected="a column named {axis} in degrees; found {columns}",
            remedy="rename the column to {axis}; turn metres of a national grid into degrees first",
            axis=axis,
            columns=", ".join(map(str, table.frame.columns[:12])),
        )
    return found


def _column(frame: pd.DataFrame, wanted: frozenset[str], *, exact: bool = False) -> str | None:
    """The column that is called so, else (unless ``exact``) the first with such a word in its name."""
    names = [str(name) for name in frame.columns]
    called = [name for name in names if name.strip().casefold() in wanted]
    worded = [] if exact else [name for name in names if not wanted.isdisjoint(words(name))]
    return next(iter(called + worded), None)


def _if_there(frame: pd.DataFrame, name: str) -> str | None:
    return name if name in frame.columns else None


def _texts(frame: pd.DataFrame, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(frame)
    cells: Any = frame[column]
    return [str(cell).strip() if there else "" for cell, there in zip(cells, filled(cells), strict=True)]


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(JOINT) if part.strip()))


def _distinct(ids: Sequence[str], path: Path | str, rows: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for one, row in zip(ids, rows, strict=True):
        if one in seen:
            raise InputError(
                "the place “{one}” occurs more than once, first in row {first}",
                file=path,
                row=int(row),
                expected="one row for each place",
                remedy="remove the repeated row, or give each place a code of its own",
                one=one,
                first=seen[one],
            )
        seen[one] = row
    return tuple(ids)


def _check_degrees(points: Floats, rows: npt.NDArray[Any], path: Path | str) -> None:
    longitude, latitude = points[:, 0], points[:, 1]
    for wrong, found, expected, remedy in (
        (
            (np.abs(latitude) > 90) | (np.abs(longitude) > 180),
            message("these are not degrees: {point}"),
            message("latitude from -90 to 90, longitude from -180 to 180"),
            message("turn metres of a national grid into degrees (WGS 84) first"),
        ),
        (
            (latitude == 0) & (longitude == 0),
            message("the point 0, 0 lies in the sea off Africa"),
            message("the coordinates of the place, or empty cells where they are not known"),
            message("empty the two cells, or look the address up"),
        ),
    ):
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            raise InputError(
                found,
                file=path,
                row=int(rows[at]),
                expected=expected,
                remedy=remedy,
                point=f"{latitude[at]:g}, {longitude[at]:g}",
            )
