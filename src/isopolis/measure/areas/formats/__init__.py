"""Read a city's own file: formats are recognised by what a file contains, not by what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from isopolis.errors import InputError
from isopolis.language import SOURCE_LANGUAGE, Language
from isopolis.measure.areas.areas import Areas
from isopolis.measure.areas.formats.format import Format, Kind, OpenedFile
from isopolis.measure.areas.formats.known import recognise
from isopolis.measure.areas.formats.opening import open_file

__all__ = ["Format", "Kind", "OpenedFile", "read"]


def read(
    path: Path | str,
    *,
    profile: Path | str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    geometry: Path | str | None = None,
    columns: Sequence[str] = (),
    language: str = SOURCE_LANGUAGE,
) -> Areas:
    """Read the small areas of a file.

    Parameters
    ----------
    path
        CSV/TSV, XLSX, GeoPackage, GeoJSON, Shapefile, Parquet or GeoParquet; also one of them in .gz or .zip.
    profile
        A TOML profile that says which columns are what; without it a known format is recognised.
    layer
        Layer of a GeoPackage, or sheet of a workbook, where there are several.
    crs
        Coordinate reference system (``"EPSG:2154"``) of a file that does not say it.
    geometry
        A file of polygons to join to the table by its ids.
    columns
        Columns of the file that must be among the groups, whatever the profile maps.
    language
        Language of ``Areas.labels`` and ``Source.notes``.

    Raises
    ------
    InputError
        The file cannot be used; says where, what was expected and what to do.
    """
    with open_file(Path(path), layer) as file:
        known = recognise(file.columns)
        if known is None:
            raise InputError(
                "the format of this file is not known",
                file=file.path,
                remedy="run `isopolis measure columns FILE` to see what was found and to save a profile",
            )
        return known.read(file, columns=columns, language=Language(language))
