"""Open a file by what it contains, not by what it is called."""

from __future__ import annotations

import csv
import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio

from isopolis.errors import InputError
from isopolis.measure.areas.formats.format import Kind, OpenedFile


@contextmanager
def open_file(path: Path, layer: str | None = None) -> Iterator[OpenedFile]:
    """Find out what ``path`` is and what columns it has; unpacked bytes are removed at the end.

    Raises
    ------
    InputError
        The file is not there, cannot be read, or is not a table.
    """
    if not path.is_file():
        raise InputError("there is no such file", file=path, remedy="check the path")
    with tempfile.TemporaryDirectory(prefix="isopolis-") as folder:
        sha256 = _sha256(path)
        content = _unpack(path, Path(folder))
        head = _head(content)
        if head.startswith(b"PAR1"):
            names = tuple(name for name in pq.read_schema(content).names if name != "geometry")
            yield OpenedFile(path, content, Kind.PARQUET, names, sha256)
        elif head.startswith(b"SQLite format 3"):
            info = pyogrio.read_info(content, layer=layer)
            yield OpenedFile(path, content, Kind.VECTOR, tuple(info["fields"]), sha256, layer)
        else:
            with content.open(encoding="utf-8-sig", newline="") as stream:
                line = stream.readline()
            delimiter = max(",;\t|", key=line.count)
            names = tuple(next(csv.reader([line], delimiter=delimiter)))
            yield OpenedFile(path, content, Kind.TEXT, names, sha256, delimiter=delimiter)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(16)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unpack(path: Path, folder: Path) -> Path:
    if not _head(path).startswith(b"\x1f\x8b"):
        return path
    content = folder / path.with_suffix("").name
    with gzip.open(path) as packed, content.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return content
