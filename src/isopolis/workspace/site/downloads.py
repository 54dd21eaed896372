"""Files that a page hands out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a cell that begins with one of these signs."""


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """An answer that browsers save under ``name``."""
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


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
