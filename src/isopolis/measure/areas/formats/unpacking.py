"""Unpack one table from .zip or .gz, never more than the limit and never outside the folder given."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from isopolis.errors import InputError, Phrase

LIMIT_BYTES = 2_000_000_000
"""No more than this is unpacked."""
RATIO_FROM_BYTES, LIMIT_RATIO = 50_000_000, 250
"""From this size on, something that shrinks more than so many times is taken for an attack."""
WORKBOOK_BYTES = 200_000_000
"""No more than this has a workbook that is read where somebody waits for it."""
_DATA = {
    ".csv", ".tsv", ".txt", ".tab", ".xlsx", ".gpkg", ".geojson", ".json", ".shp", ".parquet", ".geoparquet",
    ".fgb",
}  # fmt: skip
_SHAPEFILE = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx"}
_CHUNK = 1 << 20


def is_workbook(path: Path) -> bool:
    """Whether a zip is an XLSX workbook."""
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith("xl/workbook") for name in archive.namelist())


def gunzip(path: Path, folder: Path) -> Path:
    """Unpack a .gz into ``folder``; the unpacked file.

    Raises
    ------
    InputError
        It is truncated or damaged, or unpacks to more than the limit.
    """
    out = folder / (path.stem or "unpacked")
    packed = path.stat().st_size
    try:
        with gzip.open(path) as stream:
            _copy(stream, out, path, packed)
    except (EOFError, OSError, zlib.error):
        raise InputError(
            "the .gz is truncated or damaged: it cannot be unpacked",
            file=path,
            remedy="download or copy the file again",
        ) from None
    return out


def check_zip(path: Path) -> None:
    """Refuse a zip that is damaged, encrypted, reaches outside its folder or declares too much."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise _damaged(path) from None
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[:1]:
            raise InputError(
                "the archive holds a file that would be written outside its folder (“{inside}”)",
                file=path,
                remedy="do not use this archive; ask the publisher for the table itself",
                inside=entry.filename,
            )
        if entry.flag_bits & 1:
            raise InputError(
                "“{inside}” in the archive is protected by a password",
                file=path,
                remedy="unpack it with the password and give the file inside",
                inside=entry.filename,
            )
    declared = sum(entry.file_size for entry in entries)
    _check_size(declared, path.stat().st_size, path)


def check_workbook(content: bytes, name: Path, most: int = WORKBOOK_BYTES) -> None:
    """Refuse a workbook that swells: a zip whose parts say that they are more than ``most`` bytes.

    What reads a part of a zip stops at the size that the part says it has.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            declared = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return  # whoever opens it says so
    if declared > most:
        raise InputError(
            "the workbook unpacks to {number} MB",
            file=name,
            expected="at most {most} MB",
            remedy="save the table alone, without pictures and other sheets",
            number=declared // 1_000_000,
            most=most // 1_000_000,
        )


def unzip(path: Path, folder: Path) -> Path:
    """Unpack the one table of a checked zip into ``folder``; the unpacked file (of a Shapefile, its .shp).

    Raises
    ------
    InputError
        There is no table or more than one, or the zip is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        entries = [
            entry
            for entry in archive.infolist()
            if not entry.is_dir()
            and not entry.filename.startswith("__MACOSX/")
            and not PurePosixPath(entry.filename).name.startswith(".")
        ]
        tables = [entry for entry in entries if _suffix(entry) in _DATA]
        chosen = tables if tables else entries if len(entries) == 1 else []
        if len(chosen) != 1:
            names = ", ".join(f"“{entry.filename}”" for entry in chosen[:8])
            raise InputError(
                "the archive holds {number} tables: {names}"
                if chosen
                else _other_kind({entry.filename for entry in entries}),
                file=path,
                expected="one table (or one Shapefile) in the archive",
                remedy="unpack it and give the file that you want; save a spreadsheet as XLSX or CSV (UTF-8)",
                number=len(chosen),
                names=names,
            )
        main = chosen[0]
        wanted = [main]
        if _suffix(main) == ".shp":
            stem = PurePosixPath(main.filename).with_suffix("").as_posix().casefold()
            wanted = [
                entry
                for entry in entries
                if _suffix(entry) in _SHAPEFILE
                and PurePosixPath(entry.filename).with_suffix("").as_posix().casefold() == stem
            ]
        try:
            for entry in wanted:
                with archive.open(entry) as stream:
                    _copy(stream, folder / _target(entry), path, path.stat().st_size)
        except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, RuntimeError):
            raise _damaged(path) from None
    return folder / _target(main)


def _other_kind(names: set[str]) -> str:
    """What an archive without a table is: office documents are archives too."""
    if "content.xml" in names and "mimetype" in names:
        return Phrase("this is an OpenDocument file (ODS), which is not read")
    if "word/document.xml" in names:
        return Phrase("this is a Word document")
    return Phrase("the archive holds no table")


def _suffix(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).suffix.casefold()


def _target(entry: zipfile.ZipInfo) -> str:
    """A plain name in one folder; lower-case suffixes, so that the parts of a Shapefile find each other."""
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    return name.stem + name.suffix.casefold()


def _copy(stream: IO[bytes] | gzip.GzipFile, out: Path, path: Path, packed: int) -> None:
    written = 0
    with out.open("wb") as target:
        while chunk := stream.read(_CHUNK):
            written += len(chunk)
            _check_size(written, packed, path)
            target.write(chunk)


def _check_size(size: int, packed: int, path: Path) -> None:
    if size > LIMIT_BYTES or (size > RATIO_FROM_BYTES and size > LIMIT_RATIO * max(packed, 1)):
        raise InputError(
            "the archive would unpack to more than {size:,.0f} MB (it has {packed:,.1f} MB)",
            file=path,
            expected="at most {limit:.0f} GB, and not more than {ratio} times the archive",
            remedy="unpack it yourself if you trust it, and give the file inside",
            size=size / 1e6,
            packed=packed / 1e6,
            limit=LIMIT_BYTES / 1e9,
            ratio=LIMIT_RATIO,
        )


def _damaged(path: Path) -> InputError:
    return InputError(
        "the archive is truncated or damaged: it cannot be unpacked",
        file=path,
        remedy="download or copy the file again",
    )
