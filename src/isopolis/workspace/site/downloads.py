"""Files that a page hands out."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.http import HttpResponse, StreamingHttpResponse

Row = TypeVar("Row")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell that begins with one of these signs."""
AT_ONCE = 2_000
"""Rows that are written together where a file is sent while it is made."""


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """An answer that browsers save under ``name``."""
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def sent_while_made(parts: Iterable[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """The same of a file that is never held whole."""
    return StreamingHttpResponse(
        parts, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def csv_parts(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as CSV, some thousand at a time."""
    for some in batches(rows):
        yield csv_text(some)


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows, some thousand at a time."""
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def zip_parts(files: Mapping[str, Iterable[Sequence[Any]]]) -> Iterator[bytes]:
    """An archive of CSV files, part by part as their rows are made."""
    out = _Outgoing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            with archive.open(name, "w", force_zip64=True) as file:
                for part in csv_parts(rows):
                    file.write(part.encode())
                    yield out.take()
            yield out.take()
    yield out.take()


class _Outgoing(io.RawIOBase):
    """What an archive has written, until it is taken; there is no way back in it."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._waiting += part
        return len(part)

    def take(self) -> bytes:
        """What waits to be sent."""
        part = bytes(self._waiting)
        self._waiting.clear()
        return part


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV; texts that a spreadsheet would run are kept from it by an apostrophe."""
    out = io.StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def csv_file(rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """Rows as a CSV file; with a mark of its encoding, so that spreadsheets show accents."""
    return download(("\ufeff" + csv_text(rows)).encode(), name, "text/csv; charset=utf-8")
