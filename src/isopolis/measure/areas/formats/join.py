"""Join a table of areas to a file of polygons by their codes, and say what did not match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from isopolis.errors import InputError
from isopolis.language import SOURCE_LANGUAGE, Language, message
from isopolis.measure.areas.areas import Areas
from isopolis.measure.areas.formats.format import Note
from isopolis.measure.areas.formats.opening import open_file
from isopolis.measure.areas.formats.rows import code_texts
from isopolis.measure.areas.formats.shapes import checked_shapes, surfaces
from isopolis.measure.areas.formats.table import RawTable, read_table
from isopolis.measure.areas.profile import matching

_ENOUGH = 0.5
"""A column is taken as the key when so many of the table's codes are in it."""
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class _Key:
    """A column of the polygons as codes; ``share`` of the table's codes are among them."""

    column: str
    codes: npt.NDArray[np.object_]
    share: float
    without_zeros: bool


def join(
    areas: Areas,
    path: Path | str,
    *,
    column: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    language: str = SOURCE_LANGUAGE,
) -> Areas:
    """Give areas the shapes of a file of polygons.

    The key is the column that shares most codes with the table, or ``column``. Where codes match only
    without their leading zeros (a spreadsheet lost them), that is done and said. Several polygons of one
    code become one shape. What does not match, on either side, is said in ``Source.notes``.

    Parameters
    ----------
    areas
        Areas of a table.
    path
        GeoPackage, GeoJSON, Shapefile or GeoParquet.
    column
        Its column of codes.
    layer, crs
        As in :func:`isopolis.measure.areas.formats.read`.

    Raises
    ------
    InputError
        The file has no polygons, or no column of it shares codes with the table.
    """
    with open_file(Path(path), layer) as file:
        table = read_table(file)
    if table.geometry is None:
        raise InputError(
            "the file has no shapes",
            file=path,
            expected="polygons of the areas (GeoPackage, GeoJSON, Shapefile, GeoParquet)",
            remedy="give another file with --geometry",
        )
    shapes, notes = checked_shapes(table.geometry, crs, Path(path))
    key = _key(areas, table, column)
    wanted = _without_zeros(areas.ids) if key.without_zeros else areas.ids
    geometry = _matched(wanted, key.codes, shapes)
    notes += _said(areas, wanted, key)
    spoken = Language(language)
    source = replace(
        areas.source,
        notes=tuple(dict.fromkeys([*areas.source.notes, *(note.said(spoken) for note in notes)])),
    )
    surface = areas.surface if areas.surface is not None else surfaces(geometry)
    return replace(areas, geometry=geometry, surface=surface, source=source)


def _key(areas: Areas, table: RawTable, column: str | None) -> _Key:
    columns = list(table.frame.columns)
    if column is not None:
        columns = matching(column, columns)
        if not columns:
            raise InputError(
                "there is no column “{column_name}” to join by",
                file=table.file.path,
                expected="one of {choices}",
                remedy="name one of these",
                column_name=column,
                choices=", ".join(map(str, table.frame.columns)),
            )
    ids, bare = set(areas.ids), set(_without_zeros(areas.ids))
    keys = []
    for name in columns:
        codes = code_texts(table.frame[name])
        keys.append(_Key(name, codes, len(ids & set(codes)) / len(ids), without_zeros=False))
        stripped = _without_zeros(codes)
        if len(bare) == len(ids):
            keys.append(_Key(name, stripped, len(bare & set(stripped)) / len(ids), without_zeros=True))
    best = max(keys, key=lambda key: (key.share, not key.without_zeros), default=None)
    if best is None or best.share == 0 or (column is None and best.share < _ENOUGH):
        shared = 0.0 if best is None else best.share
        theirs = ", ".join(f"“{code}”" for code in (best.codes[:3] if best is not None else []))
        ours = ", ".join(f"“{code}”" for code in areas.ids[:3])
        raise InputError(
            "no column of the polygons has the codes of the table ({shared:.0%} of them match); "
            "the table has {ours}, the polygons have {theirs}"
            if theirs
            else "the polygons have no column of codes; the table has {ours}",
            file=table.file.path,
            expected="a column with the same codes as the table",
            remedy="check that both are of the same division and year; name the column of codes in the "
            "profile ([geometry] column)",
            shared=shared,
            ours=ours,
            theirs=theirs,
        )
    return best


def _without_zeros(codes: Sequence[str] | npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Codes as a spreadsheet spoils them: without leading zeros."""
    text = pd.Series(codes, dtype="str").str.lstrip("0")
    return text.where(text != "", "0").to_numpy(dtype=object)


def _matched(
    wanted: npt.NDArray[np.object_], codes: npt.NDArray[np.object_], shapes: gpd.GeoSeries | None
) -> gpd.GeoSeries:
    if shapes is None:
        return gpd.GeoSeries([None] * len(wanted))
    places = pd.Series(np.arange(len(codes)), index=pd.Index(codes)).groupby(level=0)
    first = places.first()
    at = first.reindex(wanted).to_numpy(dtype=float)
    found = np.full(len(wanted), None, dtype=object)
    there = ~np.isnan(at)
    array = np.asarray(shapes.array)
    found[there] = array[at[there].astype(int)]
    repeated = places.size()
    for code in repeated.index[repeated > 1].intersection(pd.Index(wanted)):
        parts = array[np.flatnonzero(codes == code)]
        found[np.flatnonzero(wanted == code)[0]] = shapely.union_all(parts)
    return gpd.GeoSeries(found, crs=shapes.crs)


def _said(areas: Areas, wanted: npt.NDArray[np.object_], key: _Key) -> list[Note]:
    notes = [Note(message("Joined to the polygons by their column “{column}”."), {"column": key.column})]
    if key.without_zeros:
        notes.append(Note(message("The codes match only without their leading zeros; joined so.")))
    theirs, ours = dict.fromkeys(key.codes), set(wanted)
    alone = np.array([code not in theirs for code in wanted])
    if alone.any():
        notes.append(
            Note(
                message("Areas of the table without a polygon: {n} ({examples})."),
                {"n": int(alone.sum()), "examples": _examples(areas.ids[alone])},
            )
        )
    others = [code for code in theirs if code not in ours]
    if others:
        notes.append(
            Note(
                message("Polygons without a row in the table: {n} ({examples})."),
                {"n": len(others), "examples": _examples(others)},
            )
        )
    return notes


def _examples(codes: Sequence[str] | npt.NDArray[np.object_]) -> str:
    return ", ".join(map(str, codes[:_EXAMPLES])) + (", …" if len(codes) > _EXAMPLES else "")
