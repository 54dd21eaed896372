"""The rows of an opened file, without what is not a row of data: empty rows, footnotes, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.formats.delimited import OddRow, read_text
from isopolis.measure.areas.formats.format import Kind, Note, OpenedFile
from isopolis.measure.areas.formats.header import JOINT
from isopolis.measure.areas.formats.parquet import read_parquet
from isopolis.measure.areas.formats.vector import read_vector
from isopolis.measure.areas.formats.workbook import read_workbook

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class RawTable:
    """Rows as they are in the file.

    ``frame`` has text or typed columns and, as index, the row in the file; ``geometry`` has a shape for
    each row (by position), or is None; ``notes`` say what was left out.
    """

    file: OpenedFile
    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None = None
    notes: tuple[Note, ...] = ()

    def keep(self, rows: npt.NDArray[np.bool_], *notes: Note) -> RawTable:
        """The rows where ``rows`` is true."""
        geometry = None if self.geometry is None else self.geometry[rows].reset_index(drop=True)
        return RawTable(self.file, self.frame[rows], geometry, (*self.notes, *notes))


def read_table(file: OpenedFile) -> RawTable:
    """Read the rows of an opened file.

    Raises
    ------
    InputError
        The file is damaged, a row has too few or too many cells, or there are no rows.
    """
    geometry, odd = None, list[OddRow]()
    if file.kind is Kind.TEXT:
        frame, odd = read_text(file)
    elif file.kind is Kind.WORKBOOK:
        frame = read_workbook(file)
    elif file.kind is Kind.PARQUET:
        frame, geometry = read_parquet(file)
    else:
        frame, geometry = read_vector(file)
    table = RawTable(file, frame, geometry, file.notes)
    if file.kind in (Kind.TEXT, Kind.WORKBOOK):
        table = _without_margins(table, odd)
    if table.frame.empty:
        raise InputError(
            "there is a heading but no row of data below it",
            file=file.path,
            expected="one row for each area",
            remedy="check that this is the right file and that it is complete",
        )
    return table


def filled(column: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Which cells of a column are not empty."""
    there = column.notna()
    if isinstance(column.dtype, pd.StringDtype):
        there &= column.str.strip() != ""
    return there.to_numpy(dtype=bool)


def _without_margins(table: RawTable, odd: Sequence[OddRow]) -> RawTable:
    frame, columns = table.frame, list(table.frame.columns)
    there = np.column_stack([filled(frame[name]) for name in columns])
    often = there.sum(axis=1)
    keep = often > 0
    last = _last_row_of_data(frame, there, often)
    footnotes = keep & (np.arange(len(frame)) > last)
    keep &= ~footnotes
    end = int(frame.index[last]) if last >= 0 else 0
    _check_odd(odd, end, table)
    repeated = keep & _repeats_header(frame)
    notes = []
    if number := int(footnotes.sum()) + len(odd):
        notes.append(Note(message("Lines below the table, read as footnotes: {n}."), {"n": number}))
    if repeated.any():
        notes.append(Note(message("Repetitions of the heading, left out: {n}."), {"n": int(repeated.sum())}))
    kept = table.keep(keep & ~repeated, *notes)
    empty = [name for i, name in enumerate(columns) if name == f"column {i + 1}" and not there[keep, i].any()]
    return RawTable(kept.file, kept.frame.drop(columns=empty), None, kept.notes)


def _last_row_of_data(frame: pd.DataFrame, there: npt.NDArray[np.bool_], often: npt.NDArray[np.intp]) -> int:
    """Position of the last row that is not a footnote: a sentence alone in its row."""
    position = len(frame) - 1
    while position >= 0:
        if often[position] > 1:
            return position
        if often[position] == 1:
            cell = str(frame.iloc[position, int(there[position].argmax())])
            if not _is_sentence(cell):
                return position
        position -= 1
    return position


def _is_sentence(cell: str) -> bool:
    """A footnote has several words, or begins with a sign; the code of an area does neither."""
    text = cell.strip()
    return bool(re.search(r"\S\s+\S", text)) or re.match(r"[*©¹²³()\[–—-]|\w+:$", text) is not None


def _check_odd(odd: Sequence[OddRow], end: int, table: RawTable) -> None:
    """Rows with too few or too many cells are footnotes below the table, or an error."""
    width = len(table.file.columns)
    for record in odd:
        if record.row > end and record.cells == 1 and _is_sentence(record.text):
            continue
        at_end = record.row >= max(end, *(other.row for other in odd))
        raise InputError(
            "the row has {cells} cells instead of {width} (it is the last one: the file may be cut off)"
            if at_end and record.cells < width
            else "the row has {cells} cells instead of {width}",
            file=table.file.path,
            row=record.row,
            expected="{width} cells in each row, separated by “{delimiter}”",
            remedy="get the whole file again"
            if at_end and record.cells < width
            else "put text that holds the separator in quotes, or save the table as XLSX",
            cells=record.cells,
            width=width,
            delimiter=table.file.delimiter,
        )


def _repeats_header(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    same = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column):
            return np.zeros(len(frame), dtype=bool)
        last = str(name).rsplit(JOINT, 1)[-1]
        text = column.astype("str").str.strip()
        same &= ((text == name) | (text == last)).fillna(False).to_numpy(dtype=bool)
        if not same.any():
            break
    return same
