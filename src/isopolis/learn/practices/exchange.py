"""Practices as files: TOML (one a file, for people), JSON (all of it) and CSV (for a spreadsheet).

In CSV a column is a field; what lies deeper has a path (``title.fr``, ``results.1.text.en``), and several
words of a closed list are joined by ``|``. Reading what was written gives the same records.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.learn.practices.practice import Practice
from isopolis.records.record import record_from, record_from_toml

EXPECTED = message("the record of a practice")
HOW = message("see the reference page of the practice record")
JOINED = ("collections", "themes", "instruments", "mechanisms", "groups")
"""Fields that hold several words of a closed list."""
DEEPEST = 3
"""Most steps of a path below a field: ``results.1.text.en``."""


def practice_from(data: Mapping[str, Any], *, file: Path | None = None, row: int | None = None) -> Practice:
    """A practice from plain data.

    Raises
    ------
    InputError
        A field that is missing, unknown or wrong: which one, and why.
    """
    return record_from(Practice, data, expected=EXPECTED, file=file, row=row, remedy=HOW)


def practice_from_toml(text: str, *, file: Path | None = None) -> Practice:
    """The practice that a TOML text describes; InputError where it does not."""
    return record_from_toml(Practice, text, expected=EXPECTED, file=file, remedy=HOW)


def practices_to_json(practices: Iterable[Practice]) -> str:
    """A JSON document with all fields of all records."""
    records = [practice.model_dump(mode="json") for practice in practices]
    return (
        json.dumps({"schema": "urn:isopolis:practice:1", "practices": records}, ensure_ascii=False, indent=1)
        + "\n"
    )


def practices_from_json(text: str, *, file: Path | None = None) -> list[Practice]:
    """The practices of a JSON document: an object with “practices”, or a plain list."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:  # too deep, or a number of thousands of digits
        raise InputError(
            "this is not JSON: {problem}",
            file=file,
            row=getattr(error, "lineno", None),
            expected="an export of practices",
            problem=getattr(error, "msg", error),
        ) from None
    records = data.get("practices") if isinstance(data, dict) else data
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise InputError("there is no list of practices", file=file, expected="an object with “practices”")
    return _once([practice_from(one, file=file, row=number) for number, one in enumerate(records, 1)], file)


def practices_to_csv(practices: Iterable[Practice]) -> str:
    """A CSV table: one row a practice, one column a field that some practice fills."""
    rows = [dict(_flat(practice.model_dump(mode="json"))) for practice in practices]
    header = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    table = csv.DictWriter(out, sorted(header, key=_column_order), restval="", lineterminator="\n")
    table.writeheader()
    table.writerows({name: _kept_from_running(cell) for name, cell in row.items()} for row in rows)
    return out.getvalue()


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would run."""


def _kept_from_running(cell: Any) -> Any:
    """A cell with an apostrophe in front of what a spreadsheet would run; reading takes it off again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def practices_from_csv(text: str, *, file: Path | None = None) -> list[Practice]:
    """The practices of a CSV table; what stands between the cells may be a comma, a semicolon or a tab."""
    header = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    try:
        columns = [name.strip() for name in next(lines, [])]
        _check(columns, file)
        found = []
        for row in lines:
            if len(row) > len(columns):
                raise InputError(
                    "there are more cells than columns",
                    file=file,
                    row=lines.line_num,
                    remedy="put the text with a comma or semicolon between quotation marks",
                )
            texts = (cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell for cell in row)
            cells = {name: cell for name, cell in zip(columns, texts, strict=False) if cell.strip()}
            if cells:
                record = _nested(cells, file, lines.line_num)
                found.append(practice_from(record, file=file, row=lines.line_num))
    except csv.Error as error:
        raise InputError(
            "the row cannot be read ({reason})", file=file, row=lines.line_num, reason=error
        ) from None
    return _once(found, file)


def _check(columns: list[str], file: Path | None) -> None:
    """Refuse a header that leaves open what a cell is."""
    if "id" not in columns:
        raise InputError("there is no column “id”", file=file, row=1, expected="an export of practices")
    for number, name in enumerate(columns):
        field, *way = name.split(".")
        if name and (field not in Practice.model_fields or len(way) > DEEPEST):
            raise InputError("there is no such field", file=file, row=1, column=name, remedy=HOW)
        if name and name in columns[:number]:
            raise InputError("this column is there twice", file=file, row=1, column=name)


def read_practices(path: Path) -> list[Practice]:
    """The practices of a file: ``.toml``, ``.json`` or ``.csv``.

    Raises
    ------
    InputError
        A file that is not there, not text, of another kind, or with a record that is not one.
    """
    readers = {".json": practices_from_json, ".csv": practices_from_csv}
    kind = path.suffix.lower()
    if kind != ".toml" and kind not in readers:
        raise InputError("this kind of file is not read", file=path, expected=".toml, .json or .csv")
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "the file cannot be read: {problem}", file=path, expected="a text file in UTF-8", problem=error
        ) from None
    if "\0" in text or "\\u0000" in text:
        raise InputError("the file has a character zero", file=path, expected="a text file in UTF-8")
    if kind == ".toml":
        return [practice_from_toml(text, file=path)]
    return readers[kind](text, file=path)


def _once(practices: list[Practice], file: Path | None) -> list[Practice]:
    """Refuse a file without records, and two records with one id."""
    if not practices:
        raise InputError("there is no practice in the file", file=file, expected="an export of practices")
    seen: set[str] = set()
    for practice in practices:
        if practice.id in seen:
            raise InputError(
                "two practices have the id “{name}”", file=file, expected="one each", name=practice.id
            )
        seen.add(practice.id)
    return practices


def _flat(value: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """Path and text of every value that is there."""
    if path in JOINED:
        yield path, "|".join(value)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            yield from _flat(part, f"{path}.{number}")
    elif isinstance(value, bool):
        yield path, "yes" if value else "no"
    elif value is not None and value != "":
        yield path, str(value)


def _nested(cells: Mapping[str, str], file: Path | None, row: int) -> dict[str, Any]:
    """The record whose paths and texts these are; numbers and booleans are read where the record has them."""
    out: dict[str, Any] = {}
    for path, cell in cells.items():
        *way, last = path.split(".")
        place = out
        for part in way:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise InputError("this column and a shorter one exclude each other", file=file, column=path)
        if last in place:
            raise InputError("this column and a longer one exclude each other", file=file, column=path)
        place[last] = _value(path, cell, file, row)
    return {name: _lists(part) for name, part in out.items()}


def _value(path: str, cell: str, file: Path | None, row: int) -> Any:
    if path in JOINED:
        return [word.strip() for word in cell.split("|") if word.strip()]
    if path.rpartition(".")[2] in ("intersectional", "observed", "needed"):
        if cell not in ("yes", "no"):
            raise InputError("“{cell}” is neither yes nor no", file=file, row=row, column=path, cell=cell)
        return cell == "yes"
    return cell


def _lists(value: Any) -> Any:
    """Turn {"1": ..., "2": ...} into a list, at every depth."""
    if not isinstance(value, dict):
        return value
    parts = {name: _lists(part) for name, part in value.items()}
    if parts and all(name.isdecimal() for name in parts):
        return [parts[name] for name in sorted(parts, key=int)]
    return parts


def _column_order(path: str) -> tuple[object, ...]:
    """Fields in the order of the record, numbered parts by number, languages English first."""
    fields = list(Practice.model_fields)
    first, *rest = path.split(".")
    key: list[object] = [fields.index(first)]
    key += [(0, int(part), "") if part.isdigit() else (1, part != "en", part) for part in rest]
    return tuple(key)
