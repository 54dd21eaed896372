"""A table of texts from CSV, XLSX or JSON: headings, and rows that know where they stand in the file."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from isopolis.decide.similarity.words import plain
from isopolis.errors import InputError
from isopolis.measure.areas.formats.delimited import find_encoding

DELIMITERS = ",;\t|"


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

    file: Path
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
            there = ", ".join(f"“{one}”" for one in self.headings)
            raise InputError(
                f"no column is called “{names[0]}”; there are {there}",
                file=self.file,
                row=1,
                expected="a column “" + "” or “".join(names) + "”",
                remedy="name the column so in the first row",
            )
        return found

    def __iter__(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        return iter(zip(self.lines, self.rows, strict=True))


def key_of(heading: str) -> str:
    """A heading without case, accents and signs.

    >>> key_of("  Whom it serves? "), key_of("comment-id")
    ('whomitserves', 'commentid')
    """
    return "".join(one for one in plain(heading) if one.isalnum())


def read_table(path: Path) -> Table:
    """Read a table; the first row holds the headings. JSON is a list of records, or a record that holds one.

    Raises
    ------
    InputError
        A file that is missing, empty, damaged or of another kind; two columns of one name; a row that is
        too long.
    """
    if not path.is_file():
        raise InputError("there is no such file", file=path)
    ending = path.suffix.lower()
    if ending == ".xlsx":
        records = _workbook(path)
    elif ending in {".json", ".geojson"}:
        records = _json(path)
    elif ending in {".csv", ".tsv", ".txt"}:
        records = _text(path)
    else:
        raise InputError(
            f"files that end with “{ending}” are not read here", file=path, expected="CSV, XLSX or JSON"
        )
    filled = [(line, row) for line, row in records if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        raise InputError(
            "there is no row below the headings", file=path, expected="a heading and a row or more"
        )
    headings = tuple(cell.strip() for cell in filled[0][1])
    while headings and not headings[-1]:
        headings = headings[:-1]
    keys = [key_of(one) or f"column {place}" for place, one in enumerate(headings)]
    twice = next((one for place, one in enumerate(keys) if one in keys[:place]), None)
    if twice is not None:
        raise InputError(
            f"two columns are called “{headings[keys.index(twice)]}”", file=path, row=filled[0][0],
            remedy="give each its own name",
        )  # fmt: skip
    rows, lines = [], []
    for line, row in filled[1:]:
        if any(cell.strip() for cell in row[len(headings) :]):
            raise InputError(
                f"{len(row)} cells", file=path, row=line, expected=f"{len(headings)}, as in the headings",
                remedy="put texts that hold the separator in quotes",
            )  # fmt: skip
        cells = [cell.strip() for cell in row[: len(headings)]]
        rows.append(tuple(cells + [""] * (len(headings) - len(cells))))
        lines.append(line)
    return Table(path, headings, tuple(rows), tuple(lines))


def _text(path: Path) -> list[tuple[int, list[str]]]:
    if path.stat().st_size == 0:
        raise InputError("the file is empty", file=path)
    try:
        text = path.read_text(encoding=find_encoding(path, path))
    except UnicodeDecodeError:
        raise InputError("the text cannot be read", file=path, remedy="save it as CSV UTF-8") from None
    text = text.removeprefix("\ufeff")
    first = text.splitlines()[0] if text else ""
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    out = []
    line = 1
    try:
        for row in reader:
            out.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"the row cannot be read ({error})", file=path, row=line) from None
    return out


def _workbook(path: Path) -> list[tuple[int, list[str]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            rows = [
                (number, [_cell(value) for value in row])
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            ]
            book.close()
    except Exception:  # openpyxl lets through whatever a damaged part provokes
        raise InputError(
            "the workbook cannot be read",
            file=path,
            remedy="open it in a spreadsheet and save it again as XLSX",
        ) from None
    return rows


def _json(path: Path) -> list[tuple[int, list[str]]]:
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"this is no JSON ({error})", file=path) from None
    records = _records(whole)
    if not records:
        raise InputError("there is no list of records", file=path, expected="[{…}, {…}]")
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
