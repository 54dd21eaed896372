"""Read a city's own file: formats are recognised by what a file contains, not by what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from isopolis.errors import InputError
from isopolis.language import SOURCE_LANGUAGE, Language
from isopolis.measure.areas.areas import REST, Areas
from isopolis.measure.areas.formats.format import Format, Kind, Note, OpenedFile
from isopolis.measure.areas.formats.known import PROFILES, known_profile, recognise
from isopolis.measure.areas.formats.opening import open_file
from isopolis.measure.areas.formats.profiled import ProfiledFormat, read_profiled
from isopolis.measure.areas.profile import Profile

__all__ = ["Format", "Kind", "Note", "OpenedFile", "Profile", "open_file", "read"]


def read(
    path: Path | str,
    *,
    profile: Profile | Path | str | None = None,
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
        A TOML profile that says which columns are what, or the name of one that comes with Isopolis;
        without it a known format is recognised, else a profile is proposed and used if nothing is doubtful.
    layer
        Layer of a GeoPackage or sheet of a workbook, where there are several; of a table with several
        levels in its rows (CBS: ``Buurt``, ``Wijk``), the level.
    crs
        Coordinate reference system (``"EPSG:2154"``) of a file that does not say it, or says it wrong.
    geometry
        A file of polygons to join to the table by its ids.
    columns
        Groups that the user asks for. A group of the format or ``"rest"`` is there anyway; any other name
        must be a column of the file and becomes a group.
    language
        Language of ``Areas.labels`` and ``Source.notes``.

    Raises
    ------
    InputError
        The file cannot be used; says where, what was expected and what to do.
    """
    spoken = Language(language)
    with open_file(Path(path), layer) as file:
        areas = _read(file, profile, crs, columns, spoken)
    _check_named(areas, columns)
    return areas


def _read(
    file: OpenedFile,
    profile: Profile | Path | str | None,
    crs: str | None,
    columns: Sequence[str],
    language: Language,
) -> Areas:
    if profile is not None:
        given, reader = _profile(profile)
        return read_profiled(file, given, reader=reader, columns=columns, language=language, crs=crs)
    known = recognise(file.columns)
    if isinstance(known, ProfiledFormat):
        return read_profiled(
            file,
            known.profile,
            reader=known.name,
            columns=columns,
            language=language,
            crs=crs,
            lenient=True,
        )
    if known is not None:
        return known.read(file, columns=columns, language=language)
    raise InputError(
        "the format of this file is not known",
        file=file.path,
        remedy="run `isopolis measure columns FILE` to see what was found and to save a profile",
    )


def _profile(profile: Profile | Path | str) -> tuple[Profile, str]:
    if isinstance(profile, Profile):
        return profile, "profile"
    if str(profile) in PROFILES:
        return known_profile(str(profile)), str(profile)
    return Profile.load(Path(profile)), Path(profile).name


def _check_named(areas: Areas, columns: Sequence[str]) -> None:
    """Every group that the user named is there."""
    for name in columns:
        if name != REST:
            areas.column(name)
