"""Excel workbooks (XLSX): find the sheet and its header, and read it."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.formats.format import Kind, Note, OpenedFile
from isopolis.measure.areas.formats.header import SAMPLE_ROWS, Header, find_header

_LAST_EMPTY = 2000
"""After so many empty rows a sheet is taken to have ended (some declare a million)."""


@contextmanager
def _opened(content: Path, named: Path, *, formulas: bool = False) -> Iterator[Workbook]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(content, read_only=True, data_only=not formulas)
    except Exception:  # openpyxl lets through whatever a damaged part provokes
        raise _damaged(named) from None
    try:
        yield book
    finally:
        book.close()


def _damaged(named: Path) -> InputError:
    return InputError(
        "the workbook is truncated or damaged",
        file=named,
        remedy="open it in a spreadsheet and save it again as XLSX, or download it again",
    )


def open_workbook(path: Path, content: Path, layer: str | None, sha256: str) -> OpenedFile:
    """Open the one sheet that holds a table, or the one named.

    Raises
    ------
    InputError
        No sheet or several sheets hold a table; the workbook is damaged.
    """
    with _opened(content, path) as book:
        visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        every = [sheet.title for sheet in book.worksheets]
        names = _named(visible, every, layer, path)
        headers: dict[str, Header] = {}
        problem: InputError | None = None
        for name in names:
            try:
                header = find_header(_texts(_rows(book, name, path, SAMPLE_ROWS)), path)
            except InputError as error:
                problem = problem or error
                continue
            if len(header.names) > 1:
                headers[name] = header
    hidden = [sheet for sheet in every if sheet not in visible]
    if not headers and hidden and layer is None:
        raise InputError(
            "no sheet that can be seen holds a table, and some sheets are hidden",
            file=path,
            expected="a sheet with a column of area codes and columns of counts",
            remedy="choose one of these with --layer: {choices}",
            choices=", ".join(f"“{sheet}”" for sheet in hidden[:10]),
        )
    if not headers:
        raise problem or InputError(
            "no sheet of the workbook holds a table",
            file=path,
            expected="a sheet with a column of area codes and columns of counts",
            remedy="check that this is the right file",
        )
    if len(headers) > 1:
        listed = ", ".join(f"“{name}”" for name in list(headers)[:20])
        raise InputError(
            "the workbook has {number} sheets with a table: {listed}",
            file=path,
            expected="one table",
            remedy="choose one of them with --layer NAME",
            number=len(headers),
            listed=listed,
        )
    name, header = next(iter(headers.items()))
    notes = header.notes
    if len(visible) > 1:
        notes = (Note(message("The sheet “{sheet}” was read."), {"sheet": name}), *notes)
    columns = tuple(title or f"column {i + 1}" for i, title in enumerate(header.names))
    return OpenedFile(
        path, content, Kind.WORKBOOK, columns, sha256, name,
        header_rows=header.records, labels=header.labels, units=header.units, notes=notes,
    )  # fmt: skip


def _named(visible: list[str], every: list[str], wanted: str | None, path: Path) -> list[str]:
    if wanted is None:
        return visible
    found = [name for name in every if name.casefold().strip() == wanted.casefold().strip()]
    if not found and len(visible) > 1:
        raise InputError(
            "there is no sheet “{wanted}”",
            file=path,
            expected="one of {choices}",
            remedy="choose one of these with --layer",
            wanted=wanted,
            choices=", ".join(f"“{name}”" for name in visible[:20]),
        )
    return found or visible


def _rows(book: Workbook, name: str, path: Path, most: int | None = None) -> list[tuple[Any, ...]]:
    """Rows of a sheet as tuples of cells, without the empty ones at its end."""
    sheet: Any = book[name]
    if not hasattr(sheet, "iter_rows"):
        return []
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()
    out: list[tuple[Any, ...]] = []
    empty = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for row in islice(sheet.iter_rows(values_only=True), most):
                out.append(row)
                empty = empty + 1 if all(cell is None for cell in row) else 0
                if empty > _LAST_EMPTY:
                    break
    except Exception:  # as above
        raise _damaged(path) from None
    return out[: len(out) - empty] if empty else out


def _texts(rows: list[tuple[Any, ...]]) -> list[list[str]]:
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def read_workbook(file: OpenedFile) -> pd.DataFrame:
    """All rows below the header; the index is the row of the sheet.

    A column where every cell is a number has that type; one where every cell is text is text; any other
    keeps its cells as they are.
    """
    with _opened(file.content, file.path) as book:
        rows = _rows(book, str(file.layer), file.path)[file.header_rows :]
    width = len(file.columns)
    frame = pd.DataFrame(index=pd.RangeIndex(file.header_rows + 1, file.header_rows + 1 + len(rows)))
    columns = {
        name: _column([row[i] if i < len(row) else None for row in rows], frame.index)
        for i, name in enumerate(file.columns)
    }
    _check_outside(rows, width, file)
    _check_formulas(rows, file)
    return pd.DataFrame(columns, index=frame.index)


def _column(cells: list[Any], index: pd.Index[Any]) -> pd.Series[Any]:
    cells = [None if isinstance(cell, str) and not cell.strip() else _plain(cell) for cell in cells]
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int, float}:
        return pd.Series(
            [np.nan if cell is None else float(cell) for cell in cells], index=index, dtype=np.float64
        )
    if kinds == {str}:
        return pd.Series(cells, index=index, dtype="str")
    return pd.Series(cells, index=index, dtype=object)


def _plain(cell: Any) -> Any:
    """Dates as a person reads them; everything else as it is."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        return str(cell)
    return cell


def _check_outside(rows: list[tuple[Any, ...]], width: int, file: OpenedFile) -> None:
    for i, row in enumerate(rows):
        extra = next((cell for cell in row[width:] if cell is not None and str(cell).strip()), None)
        if extra is not None and sum(cell is not None for cell in row) > 1:
            raise InputError(
                "found “{extra}” in a column that has no heading",
                file=file.path,
                row=file.header_rows + 1 + i,
                expected="{width} columns, each with a name",
                remedy="give the column a name or remove it",
                extra=extra,
                width=width,
            )


def _check_formulas(rows: list[tuple[Any, ...]], file: OpenedFile) -> None:
    """A formula whose result was never saved reads as empty: say so instead of losing the number."""
    if not has_formulas(file.content):
        return
    with _opened(file.content, file.path, formulas=True) as book:
        written = _rows(book, str(file.layer), file.path)[file.header_rows :]
    for i, (row, values) in enumerate(zip(written, rows, strict=False)):
        for j, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("=") and (j >= len(values) or values[j] is None):
                raise InputError(
                    "the cell holds a formula whose result was never saved (“{formula}”)",
                    file=file.path,
                    row=file.header_rows + 1 + i,
                    column=file.columns[j] if j < len(file.columns) else get_column_letter(j + 1),
                    expected="a number",
                    remedy="open the workbook in a spreadsheet, save it, and give it again",
                    formula=cell[:40],
                )


def has_formulas(content: Path) -> bool:
    """Whether a sheet of the workbook has a formula at all: most have none, and need no second reading."""
    with zipfile.ZipFile(content) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                end = b""
                with archive.open(name) as stream:
                    while chunk := stream.read(1 << 20):
                        if b"<f>" in end + chunk or b"<f " in end + chunk:
                            return True
                        end = chunk[-2:]
    return False
