"""A workbook as lines of values, for files that people made by hand: damaged, too long, never calculated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

from isopolis.errors import InputError
from isopolis.measure.areas.formats.unpacking import check_workbook
from isopolis.measure.areas.formats.workbook import has_formulas

MOST_ROWS = 5_000
"""Of a sheet, below its heading."""
_EMPTY_TEXT = "str"
"""How openpyxl types the result of a formula that is a text without letters, which it gives as None."""


class Book:
    """The sheets of a workbook, each read while its lines are asked for."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises
        ------
        InputError
            It is not there, is no workbook, or unpacks to too much.
        """
        self.path = path
        try:
            packed = path.read_bytes()
        except FileNotFoundError:
            raise InputError("is not there", file=path, remedy="check the name") from None
        check_workbook(packed, path)
        self._values = self._opened(packed)
        # Most workbooks have no formula and need no second reading.
        self._written = self._opened(packed, formulas=True) if self._has_formulas() else None
        self.titles = [sheet.title for sheet in self._values.worksheets]

    def lines(self, number: int) -> Iterator[tuple[Any, ...]]:
        """The values of each row of a sheet, the heading first.

        Raises
        ------
        InputError
            A damaged sheet, one of too many rows, or a formula that has no result: it would read as empty.
        """
        cells = self._cells(self._values, number)
        written = self._cells(self._written, number) if self._written else iter(())
        for row, (line, formulas) in enumerate(zip_longest(cells, written, fillvalue=()), 1):
            if row > MOST_ROWS + 1:
                if any(cell.value is not None for cell in line):
                    raise InputError(
                        "there are more than {number} rows",
                        file=self.path,
                        row=row,
                        remedy="give a smaller extract of it",
                        number=MOST_ROWS,
                    )
                return
            for at, (cell, formula) in enumerate(zip(line, formulas, strict=False), 1):
                if formula.data_type == "f" and cell.value is None and cell.data_type != _EMPTY_TEXT:
                    raise InputError(
                        "the cell holds a formula whose result was never saved (“{formula}”)",
                        file=self.path,
                        row=row,
                        column=get_column_letter(at),
                        remedy="open the workbook in a spreadsheet, save it, and give it again",
                        formula=str(formula.value)[:40],
                    )
            yield tuple(cell.value for cell in line)

    def _opened(self, packed: bytes, *, formulas: bool = False) -> Workbook:
        with self._told():
            book = load_workbook(BytesIO(packed), read_only=True, data_only=not formulas)
            _first = book.worksheets[0]
        return book

    def _has_formulas(self) -> bool:
        with self._told():
            return has_formulas(self.path)

    def _cells(self, book: Workbook, number: int) -> Iterator[tuple[Any, ...]]:
        with self._told():
            yield from book.worksheets[number].iter_rows(max_row=MOST_ROWS + 2)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A damaged part provokes whatever it provokes in openpyxl; too little memory is another matter."""
        try:
            yield
        except (MemoryError, GeneratorExit):
            raise
        except Exception:
            raise InputError("is not a workbook", file=self.path, expected="a file saved as .xlsx") from None
