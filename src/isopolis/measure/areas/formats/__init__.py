"""Read a city's own file: formats are recognised by what a file contains, not by what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from isopolis.language import SOURCE_LANGUAGE, Language
from isopolis.measure.areas.areas import REST, Areas
from isopolis.measure.areas.formats.format import Format, Kind, Note, OpenedFile
from isopolis.measure.areas.formats.join import join
from isopolis.measure.areas.formats.known import PROFILES, known_profile, recognise
from isopolis.measure.areas.formats.opening import open_file
from isopolis.measure.areas.formats.overview import columns, propose_profile, reasons, undecided
from isopolis.measure.areas.formats.profiled import ProfiledFormat, areas_of, read_profiled
from isopolis.measure.areas.formats.proposal import propose
from isopolis.measure.areas.formats.table import read_table
from isopolis.measure.areas.profile import Profile, matching

__all__ = [
    "Format",
    "Kind",
    "Note",
    "OpenedFile",
    "Profile",
    "columns",
    "join",
    "open_file",
    "propose_profile",
    "read",
    "reasons",
]


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
    given, reader = (None, "") if profile is None else _profile(profile)
    with open_file(Path(path), layer) as file:
        if given is not None:
            areas = read_profiled(file, given, reader=reader, columns=columns, language=spoken, crs=crs)
        else:
            areas = _recognised(file, crs, columns, spoken)
    _check_named(areas, columns)
    if geometry is not None:
        return join(areas, geometry, crs=crs, language=language)
    if given is not None and given.geometry is not None and areas.geometry is None:
        folder = Path(profile).parent if isinstance(profile, str | Path) else Path(path).parent
        return join(areas, folder / given.geometry.file, column=given.geometry.column, language=language)
    return areas


def _recognised(file: OpenedFile, crs: str | None, columns: Sequence[str], language: Language) -> Areas:
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
    return _proposed(file, crs, columns, language)


def _proposed(file: OpenedFile, crs: str | None, columns: Sequence[str], language: Language) -> Areas:
    """Read a file that nobody described by the profile that fits, where nothing is doubtful."""
    table = read_table(file)
    wanted = [name for one in columns if one != REST for name in matching(one, list(table.frame.columns))[:1]]
    proposal = propose(table, wanted=wanted)
    if proposal.errors and not wanted:
        raise proposal.errors[0]
    if proposal.profile is None or proposal.doubts:
        raise undecided(proposal, file.path)
    return areas_of(
        table, proposal.profile, reader="proposed profile", columns=columns, language=language, crs=crs
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
