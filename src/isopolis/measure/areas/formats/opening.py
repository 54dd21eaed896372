"""Open a file by what it contains, not by what it is called."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from isopolis.errors import InputError
from isopolis.measure.areas.formats import delimited, parquet, vector, workbook
from isopolis.measure.areas.formats.format import Kind, OpenedFile
from isopolis.measure.areas.formats.signature import READABLE, signature
from isopolis.measure.areas.formats.unpacking import check_zip, gunzip, is_workbook, unzip

_OPEN = {
    Kind.TEXT: delimited.open_text,
    Kind.WORKBOOK: workbook.open_workbook,
    Kind.PARQUET: parquet.open_parquet,
    Kind.VECTOR: vector.open_vector,
}


@contextmanager
def open_file(path: Path, layer: str | None = None) -> Iterator[OpenedFile]:
    """Find out what ``path`` is and what columns it has; unpacked bytes are removed at the end.

    Raises
    ------
    InputError
        The file is not there, cannot be read, or is not a table.
    """
    _check_there(path)
    with tempfile.TemporaryDirectory(prefix="isopolis-") as folder:
        try:
            sha256 = _sha256(path)
            content, kind = _unpacked(path, Path(folder))
            opened = _OPEN[kind](path, content, layer, sha256)
        except OSError as error:
            raise InputError(
                "the file cannot be read ({problem})",
                file=path,
                remedy="check that you may read it and that the disk has room",
                problem=error.strerror or error,
            ) from None
        yield opened


def _check_there(path: Path) -> None:
    if path.is_dir():
        raise InputError(
            "this is a folder",
            file=path,
            expected="one file: {readable}",
            remedy="name the file in it that you want",
            readable=READABLE,
        )
    if not path.exists():
        raise InputError("there is no such file", file=path, expected=READABLE, remedy="check the path")
    if not path.is_file():
        raise InputError(
            "this is not an ordinary file", file=path, expected=READABLE, remedy="copy it to a file first"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unpacked(path: Path, folder: Path) -> tuple[Path, Kind]:
    """Where the bytes are and what they are, after at most one unpacking."""
    kind = signature(path, named=path)
    if kind == "zip":
        check_zip(path)
        if is_workbook(path):
            return path, Kind.WORKBOOK
        content = unzip(path, folder)
    elif kind == "gzip":
        content = gunzip(path, folder)
    else:
        return path, Kind(kind)
    inner = signature(content, named=path)
    if inner == "zip":
        check_zip(content)
        if is_workbook(content):
            return content, Kind.WORKBOOK
    if inner in ("zip", "gzip"):
        raise InputError(
            "there is an archive in the archive",
            file=path,
            expected="one table in the archive",
            remedy="unpack it and give the table inside",
        )
    return content, Kind(inner)
