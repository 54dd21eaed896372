"""Small tables as people hand them over: CSV of any kind, or the first sheet of an XLSX."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from isopolis.errors import InputError

DELIMITERS = ";,\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number as a person counts (the heading is row 1), and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and rows of text; ``file`` is what errors call it."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, *names: str) -> str | None:
        """The column that has one of these names, however it is written; None where there is none.

        >>> Table("quotas.csv", ("Category ", "MIN"), ()).column("min")
        'MIN'
        """
        wanted = {plain(name) for name in names}
        return next((column for column in self.columns if plain(column) in wanted), None)

    def required(self, *names: str) -> str:
        """The column that has one of these names; an :class:`InputError` where there is none."""
        found = self.column(*names)
        if found is None:
            raise InputError(
                f"there is no column “{names[0]}”",
                file=self.file,
                row=1,
                expected=f"a column {' or '.join(f'“{name}”' for name in names)}; "
                f"the file has {', '.join(f'“{column}”' for column in self.columns)}",
            )
        return found


def plain(text: str) -> str:
    """A word without case, accents and spaces around, to compare what people typed.

    >>> plain("  Éducation ")
    'education'
    """
    spread = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def read_table(source: Path | str | bytes, *, file: str = "") -> Table:
    """Read a table from a path or from the bytes of an upload (then ``file`` names it in errors).

    Raises
    ------
    InputError
        Nothing that can be read, no heading, a column without or with another's name, a row that is longer
        than the heading.
    """
    if isinstance(source, bytes):
        content, named = source, file or "the file"
    else:
        named = file or str(source)
        try:
            content = Path(source).read_bytes()
        except OSError as error:
            raise InputError(
                f"cannot be read: {error.strerror}", file=named, expected="a CSV or XLSX file"
            ) from None
    lines = list(_sheet(content, named) if content.startswith(b"PK") else _text(content, named))
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if len(filled) < 2:
        raise InputError(
            "there are no rows", file=named, expected="a row of headings and a row for each entry"
        )
    columns = _heading(filled[0][1], named)
    return Table(named, columns, tuple(_row(number, cells, columns, named) for number, cells in filled[1:]))


def _text(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content, file)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputError(
            f"is not a table: {error}",
            file=file,
            row=reader.line_num,
            expected="cells separated by commas, semicolons or tabs",
            remedy="look for a quotation mark that is never closed",
        ) from None


def _decoded(content: bytes, file: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096]:
        raise InputError("is not text", file=file, expected="a CSV or XLSX file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _sheet(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise InputError("is not a workbook that can be opened", file=file, expected="CSV or XLSX") from None
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
        yield number, [_cell(value) for value in cells]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _heading(cells: Sequence[str], file: str) -> tuple[str, ...]:
    columns = list(cells)
    while columns and not columns[-1]:
        columns.pop()
    for place, name in enumerate(columns, start=1):
        if not name:
            raise InputError(
                f"column {place} has no heading", file=file, row=1, expected="a name for each column"
            )
    seen: dict[str, str] = {}
    for name in columns:
        if plain(name) in seen:
            raise InputError(
                "two columns have this name", file=file, row=1, column=name, expected="each name once"
            )
        seen[plain(name)] = name
    return tuple(columns)


def _row(number: int, cells: Sequence[str], columns: tuple[str, ...], file: str) -> Row:
    if any(cells[len(columns) :]):
        raise InputError(
            f"there are {len(cells)} cells",
            file=file,
            row=number,
            expected=f"{len(columns)}, as in the heading",
            remedy="put cells that hold the delimiter into quotation marks",
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return Row(number, dict(zip(columns, padded, strict=False)))


def whole_number(text: str, *, file: str, row: int, column: str) -> int:
    """A number of people, from 0; spaces between thousands are allowed."""
    digits = "".join(text.split()).removesuffix(".0")
    if not digits.isascii() or not digits.isdigit():
        raise InputError(
            f"“{text}” is not a number of people" if text else "there is no number",
            file=file,
            row=row,
            column=column,
            expected="a whole number from 0",
        )
    return int(digits)
