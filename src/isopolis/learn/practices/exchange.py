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
from isopolis.learn.practices.practice import Practice
from isopolis.records.record import record_from, record_from_toml

EXPECTED = "the record of a practice"
HOW = "see the reference page of the practice record"
JOINED = ("collections", "themes", "instruments", "mechanisms", "groups")
"""Fields that hold several words of a closed list."""


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
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is not JSON: {error.msg}", file=file, row=error.lineno, expected="an export of practices"
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
    table.writerows(rows)
    return out.getvalue()


def practices_from_csv(text: str, *, file: Path | None = None) -> list[Practice]:
    """The practices of a CSV table; the delimiter may be a comma or a semicolon."""
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    if "id" not in (table.fieldnames or ()):
        raise InputError("there is no column “id”", file=file, row=1, expected="an export of practices")
    found = []
    for row in table:
        if None in row:
            raise InputError(
                "there are more cells than columns", file=file, row=table.line_num, remedy="quote the commas"
            )
        cells = {name: cell for name, cell in row.items() if cell}
        found.append(practice_from(_nested(cells, file, table.line_num), file=file, row=table.line_num))
    return _once(found, file)


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
        raise InputError(f"cannot be read: {error}", file=path, expected="a text file in UTF-8") from None
    if kind == ".toml":
        return [practice_from_toml(text, file=path)]
    return readers[kind](text, file=path)


def _once(practices: list[Practice], file: Path | None) -> list[Practice]:
    """Refuse two records with one id."""
    seen: set[str] = set()
    for practice in practices:
        if practice.id in seen:
            raise InputError(f"two practices have the id “{practice.id}”", file=file, expected="one each")
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
        place[last] = _value(path, cell, file, row)
    return {name: _lists(part) for name, part in out.items()}


def _value(path: str, cell: str, file: Path | None, row: int) -> Any:
    if path in JOINED:
        return [word.strip() for word in cell.split("|") if word.strip()]
    if path.rpartition(".")[2] in ("intersectional", "observed", "needed"):
        if cell not in ("yes", "no"):
            raise InputError(f"“{cell}” is neither yes nor no", file=file, row=row, column=path)
        return cell == "yes"
    return cell


def _lists(value: Any) -> Any:
    """Turn {"1": ..., "2": ...} into a list, at every depth."""
    if not isinstance(value, dict):
        return value
    parts = {name: _lists(part) for name, part in value.items()}
    if parts and all(name.isdigit() for name in parts):
        return [parts[name] for name in sorted(parts, key=int)]
    return parts


def _column_order(path: str) -> tuple[object, ...]:
    """Fields in the order of the record, numbered parts by number, languages English first."""
    fields = list(Practice.model_fields)
    first, *rest = path.split(".")
    key: list[object] = [fields.index(first)]
    key += [(0, int(part), "") if part.isdigit() else (1, part != "en", part) for part in rest]
    return tuple(key)
