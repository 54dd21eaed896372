"""A table of texts from CSV, XLSX or JSON: headings, and rows that know where they stand in the file."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from isopolis.decide.similarity.words import plain
from isopolis.errors import InputError
from isopolis.measure.areas.formats.delimited import encoding_of
from isopolis.measure.areas.formats.unpacking import check_workbook

DELIMITERS = ",;\t|"
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LONGEST = 100_000
"""Letters of the first line that are looked at for the delimiter."""
_A_FILE = "the file"


@dataclass(frozen=True, slots=True)
class Table:
    """Texts in rows.

    Parameters
    ----------
    file
        Where they come from.
    headings
        Names of the columns, as written.
    rows
        One text a heading; an empty cell is an empty text.
    lines
        The row of the file that each stands in, counted from 1.
    """

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def find(self, *names: str) -> int | None:
        """Position of the first column of one of these names; case, accents and signs do not matter."""
        wanted = [key_of(name) for name in names]
        known = [key_of(heading) for heading in self.headings]
        return next((known.index(name) for name in wanted if name in known), None)

    def need(self, *names: str) -> int:
        """The same, or an error that says which columns there are."""
        found = self.find(*names)
        if found is None:
            raise InputError(
                "no column is called “{name}”; there are {columns}",
                file=self.file,
                row=1,
                expected="a column of one of these names: {names}",
                remedy="name the column so in the first row",
                name=names[0],
                names=quoted(names),
                columns=quoted(self.headings),
            )
        return found

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        return iter(zip(self.lines, self.rows, strict=True))


def quoted(names: Iterable[str]) -> str:
    """Names in a row.

    >>> quoted(["a", "b"])
    '“a”, “b”'
    """
    return ", ".join(f"“{one}”" for one in names)


def key_of(heading: str) -> str:
    """A heading without case, accents and signs.

    >>> key_of("  Whom it serves? "), key_of("comment-id")
    ('whomitserves', 'commentid')
    """
    return "".join(one for one in plain(heading) if one.isalnum())


def read_table(source: Path | str | bytes, *, file: str = "") -> Table:
    """Read a table; the first row with a text holds the headings. JSON is a list of records, or a record that
    holds one.

    Parameters
    ----------
    source
        A path, or the bytes of an upload.
    file
        What errors call it.

    Raises
    ------
    InputError
        A file that is missing, empty, damaged or of another kind; two columns of one name; a row that is
        too long.
    """
    named = file or (_A_FILE if isinstance(source, bytes) else str(source))
    content = source if isinstance(source, bytes) else _content(Path(source), named)
    records = _lines(content, named)
    filled = [(line, row) for line, row in records if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        raise InputError(
            "there is no row below the headings", file=named, expected="a heading and a row or more"
        )
    headings = _headings(*filled[0], named)
    rows, lines = [], []
    for line, row in filled[1:]:
        if any(cell.strip() for cell in row[len(headings) :]):
            raise InputError(
                "there are {number} cells", file=named, row=line, expected="{wanted}, as in the headings",
                remedy="put texts that hold the separator in quotes", number=len(row), wanted=len(headings),
            )  # fmt: skip
        cells = [cell.strip() for cell in row[: len(headings)]]
        rows.append(tuple(cells + [""] * (len(headings) - len(cells))))
        lines.append(line)
    return Table(named, headings, tuple(rows), tuple(lines))


def whole_number(text: str, *, file: str, row: int, column: str) -> int:
    """A number of people, from 0; spaces between thousands are allowed."""
    digits = "".join(text.split()).removesuffix(".0")
    if not digits.isascii() or not digits.isdigit():
        raise InputError(
            "“{text}” is not a number of people" if text else "there is no number",
            file=file, row=row, column=column, expected="a whole number from 0", text=text,
        )  # fmt: skip
    return int(digits)


def _content(path: Path, named: str) -> bytes:
    if not path.is_file():
        raise InputError("there is no such file", file=named)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("it cannot be read: {reason}", file=named, reason=str(error.strerror)) from None
    if path.suffix.lower() not in {".csv", ".tsv", ".txt", ".json", ".geojson", *WORKBOOKS}:
        raise InputError(
            "files that end with “{ending}” are not read here", file=named, expected="CSV, XLSX or JSON",
            ending=path.suffix.lower(),
        )  # fmt: skip
    return content


def _lines(content: bytes, named: str) -> list[tuple[int, list[str]]]:
    """Rows by what the file contains, whatever it is called."""
    if not content.strip():
        raise InputError("the file is empty", file=named)
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _workbook(content, named)
    text = _decoded(content, named)
    return _json(text, named) if _is_json(text) else _text(text, named)


def _decoded(content: bytes, named: str) -> str:
    try:
        encoding = encoding_of(io.BytesIO(content), named)
    except InputError:
        raise InputError(
            "this is a binary file of a kind that is not known", file=named, expected="CSV, XLSX or JSON",
            remedy="save the table as CSV (UTF-8) or XLSX",
        ) from None  # fmt: skip
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise InputError("the text cannot be read", file=named, remedy="save it as CSV UTF-8") from None


def _is_json(text: str) -> bool:
    """Whether a text is a JSON object, or a list of them; a heading in brackets is none."""
    return re.match(r"\s*(\{|\[\s*[\[{\]])", text) is not None


def _headings(line: int, row: list[str], named: str) -> tuple[str, ...]:
    headings = tuple(cell.strip() for cell in row)
    while headings and not headings[-1]:
        headings = headings[:-1]
    keys = [key_of(one) or f"column {place}" for place, one in enumerate(headings)]
    twice = next((one for place, one in enumerate(keys) if one in keys[:place]), None)
    if twice is not None:
        raise InputError(
            "two columns are called “{name}”", file=named, row=line, remedy="give each its own name",
            name=headings[keys.index(twice)],
        )  # fmt: skip
    return headings


def _text(text: str, named: str) -> list[tuple[int, list[str]]]:
    declared = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)  # Excel's own first line
    first = next((one for one in text.splitlines()[declared is not None :] if one.strip()), "")
    delimiter = declared[1] if declared else max(DELIMITERS, key=lambda sign: _cells_of(first, sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    out = []
    line = 1
    try:
        for row in reader:
            out.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            "the row cannot be read ({reason})", file=named, row=line,
            remedy="look for a quotation mark that is never closed", reason=str(error),
        ) from None  # fmt: skip
    return out[declared is not None :]


def _cells_of(line: str, delimiter: str) -> int:
    """Cells of a line; a sign within quotation marks parts none."""
    return len(next(csv.reader([line[:LONGEST]], delimiter=delimiter), []))


def _workbook(content: bytes, named: str) -> list[tuple[int, list[str]]]:
    check_workbook(content, Path(named))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            rows = [
                (number, [_cell(value) for value in row])
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            ]
            book.close()
    except Exception:  # openpyxl lets through whatever a damaged part provokes
        raise InputError(
            "the workbook cannot be read",
            file=named,
            remedy="open it in a spreadsheet and save it again as XLSX",
        ) from None
    return rows


def _json(text: str, named: str) -> list[tuple[int, list[str]]]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError("this is no JSON ({reason})", file=named, reason=str(error)) from None
    records = _records(whole)
    if not records:
        raise InputError("there is no list of records", file=named, expected="a list of records in braces")
    flat = [_flat(one) for one in records]
    headings = list(dict.fromkeys(name for one in flat for name in one))
    body = [(place, [one.get(name, "") for name in headings]) for place, one in enumerate(flat, start=2)]
    return [(1, headings), *body]


def _records(whole: Any) -> list[dict[str, Any]]:
    """The first list of records, as deep as GraphQL answers hide it."""
    if isinstance(whole, list):
        if whole and all(isinstance(one, dict) and set(one) == {"node"} for one in whole):
            return [one["node"] for one in whole]
        return whole if whole and all(isinstance(one, dict) for one in whole) else []
    if isinstance(whole, dict):
        for value in whole.values():
            found = _records(value)
            if found:
                return found
    return []


def _flat(record: dict[str, Any], before: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for name, value in record.items():
        key = f"{before}{name}"
        if isinstance(value, dict):
            out |= _flat(value, f"{key}/")
        elif isinstance(value, list):
            out[key] = "|".join(_cell(one) for one in value if not isinstance(one, dict | list))
        else:
            out[key] = _cell(value)
    return out


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
