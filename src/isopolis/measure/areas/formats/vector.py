"""Layers with shapes: GeoPackage, GeoJSON, Shapefile, FlatGeobuf."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.formats.format import Kind, Note, OpenedFile

_GDAL_ERRORS = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, RuntimeError)


def open_vector(path: Path, content: Path, layer: str | None, sha256: str) -> OpenedFile:
    """Open the one layer that has columns, or the one named.

    Raises
    ------
    InputError
        There are several layers and none is named; the file is damaged or is not a table of areas.
    """
    _check_parts(path, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [str(name) for name, _ in pyogrio.list_layers(content)]
            chosen = _layer(layers, layer, path)
            info: dict[str, Any] = pyogrio.read_info(content, layer=chosen, force_feature_count=True)
    except _GDAL_ERRORS:
        _refuse_json(path, content)
        raise _damaged(path) from None
    if info["features"] == 0:
        raise InputError(
            "the layer “{chosen}” is empty",
            file=path,
            expected="one feature for each area",
            remedy="check that this is the right file and that it is complete",
            chosen=chosen,
        )
    columns = tuple(str(name) for name in info["fields"])
    notes: tuple[Note, ...] = ()
    if len(layers) > 1:
        notes = (Note(message("The layer “{layer}” was read."), {"layer": chosen}),)
    return OpenedFile(path, content, Kind.VECTOR, columns, sha256, chosen, header_rows=0, notes=notes)


def _layer(layers: list[str], wanted: str | None, path: Path) -> str:
    names = ", ".join(f"“{name}”" for name in layers[:20])
    if wanted is not None:
        found = [name for name in layers if name.casefold() == wanted.casefold()]
        if not found and len(layers) > 1:
            raise InputError(
                "there is no layer “{wanted}”",
                file=path,
                expected="one of {names}",
                remedy="choose one of these with --layer",
                wanted=wanted,
                names=names,
            )
        return found[0] if found else layers[0]
    if not layers:
        raise _damaged(path)
    if len(layers) > 1:
        raise InputError(
            "the file has {number} layers: {names}",
            file=path,
            expected="one layer",
            remedy="choose one of them with --layer NAME",
            number=len(layers),
            names=names,
        )
    return layers[0]


def _check_parts(path: Path, content: Path) -> None:
    """A Shapefile is several files; its .dbf holds the table, its .shx says where shapes are."""
    with content.open("rb") as stream:
        if stream.read(4) != b"\x00\x00\x27\x0a":
            return
    there = {part.suffix.casefold() for part in content.parent.iterdir() if part.stem == content.stem}
    missing = [suffix for suffix in (".shx", ".dbf") if suffix not in there]
    if missing:
        raise InputError(
            "the Shapefile is incomplete: {missing} missing beside the .shp",
            file=path,
            expected="the .shp with its .shx, .dbf and .prj in the same folder, or all of them in one .zip",
            remedy="copy the missing parts beside it",
            missing=" and ".join(missing),
        )


def _refuse_json(path: Path, content: Path) -> None:
    """Say of JSON without shapes what it is."""
    with content.open("rb") as stream:
        if stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in (b"{", b"["):
            return
    try:
        json.loads(content.read_bytes())
    except (ValueError, RecursionError):
        raise InputError(
            "this looks like JSON or GeoJSON but is truncated or damaged",
            file=path,
            expected="GeoJSON with one feature for each area",
            remedy="download or copy the file again",
        ) from None
    raise InputError(
        "this is JSON but not GeoJSON",
        file=path,
        expected="GeoJSON with one feature for each area",
        remedy="save the table as CSV (UTF-8) or XLSX",
    )


def _damaged(path: Path) -> InputError:
    return InputError(
        "the file is truncated or damaged: it has no layer that can be read",
        file=path,
        remedy="download or copy the file again",
    )


def read_vector(file: OpenedFile) -> tuple[pd.DataFrame, gpd.GeoSeries | None]:
    """All features (the index is their number, from 1) and their shapes if there are any."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            both = pyogrio.read_dataframe(file.content, layer=file.layer)
    except shapely.errors.ShapelyError as error:
        raise InputError(
            "a shape is damaged ({problem})",
            file=file.path,
            expected="closed polygons",
            remedy="open the file in a GIS, repair its shapes and save it again",
            problem=str(error).splitlines()[0][:80],
        ) from None
    except _GDAL_ERRORS:
        raise _damaged(file.path) from None
    index = pd.RangeIndex(1, len(both) + 1)
    if not isinstance(both, gpd.GeoDataFrame):
        both.index = index
        return both, None
    geometry = both.geometry.reset_index(drop=True)
    frame = pd.DataFrame(both.drop(columns=both.geometry.name))
    frame.index = index
    return frame, geometry
