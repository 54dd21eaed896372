"""The figures of a diagnosis as files: CSV, XLSX and JSON, each with where the figures come from."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib.resources import files
from io import StringIO
from pathlib import Path, PureWindowsPath
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from isopolis.language import Language, message
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FIGURE_COLUMNS
from isopolis.plan.documents.records import MOST_RECORDS, figure_records

SCHEMA = "urn:isopolis:figures:1"
"""Name of the schema of ``figures.json``; its number rises when a reader has to change."""
MOST_SHEET_ROWS = 20_000
"""With more areas than this the workbook has no sheet of them: half a table misleads."""
_NUMBERS = ("value", "low", "high", "expected", "corrected")


def figures_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of ``figures.json``."""
    text = files(__package__).joinpath("figures.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def write_figures(
    diagnosis: Diagnosis,
    folder: Path,
    language: Language,
    *,
    day: date | None = None,
    most: int = MOST_RECORDS,
) -> list[Path]:
    """Write ``figures.csv``, ``figures.xlsx``, ``figures.json`` and, of two dates, ``change.csv``.

    CSV and JSON hold one record a figure, of the cities and, up to ``most`` records, of their areas; the
    workbook has one sheet for the cities' figures and one with a row an area. ``day`` is the date that the
    workbook carries in its properties. The same input gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    records = figure_records(diagnosis, language, most=most)
    paths = [folder / f"figures.{suffix}" for suffix in ("csv", "xlsx", "json")]
    paths[0].write_text(to_csv(records), encoding="utf-8", newline="")
    write_workbook(diagnosis, paths[1], language, day=day)
    paths[2].write_text(to_json(diagnosis, records), encoding="utf-8", newline="")
    if diagnosis.comparison is not None:
        paths.append(folder / "change.csv")
        paths[-1].write_text(_csv_of_change(diagnosis.comparison), encoding="utf-8", newline="")
    return paths


def _csv_of_change(comparison: pd.DataFrame) -> str:
    text = comparison.select_dtypes(exclude="number").columns
    safe = comparison.assign(**{name: comparison[name].map(_unarmed) for name in text})
    return str(safe.to_csv(index=False, lineterminator="\r\n"))


def to_csv(records: pd.DataFrame) -> str:
    """Records as RFC 4180 text: commas, full stops, an empty field where there is no value.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIGURE_COLUMNS)
    columns = [
        [_digits(value) for value in records[name].tolist()]
        if name in _NUMBERS
        else [_unarmed(value) for value in records[name].tolist()]
        for name in FIGURE_COLUMNS
    ]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def _digits(value: Any) -> str:
    return "" if pd.isna(value) else repr(float(value))


def _unarmed(value: Any) -> str:
    text = "" if value is None or pd.isna(value) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def to_json(diagnosis: Diagnosis, records: pd.DataFrame) -> str:
    """The whole of ``figures.json``, one record a line, null where there is no value."""
    with_areas = bool(records["area"].notna().any())
    head = {
        "schema": SCHEMA,
        "provenance": _plain(_origin(diagnosis)),
        "groups": [{"name": group, "label": diagnosis.areas.label(group)} for group in diagnosis.groups],
        "threshold": diagnosis.threshold,
        "remarks": list(diagnosis.remarks),
        "areas": {"number": len(diagnosis.local), "included": with_areas, "file": "areas.parquet"},
    }
    top = ",\n".join(f"{json.dumps(key)}: {_json(value)}" for key, value in head.items())
    if diagnosis.comparison is not None:
        top += f',\n"change": {_json(list(_records(diagnosis.comparison)))}'
    rows = ",\n".join(_json(record) for record in _records(records[list(FIGURE_COLUMNS)]))
    return f'{{\n{top},\n"figures": [\n{rows}\n]\n}}\n'


def _origin(diagnosis: Diagnosis) -> dict[str, Any]:
    """The provenance as a mapping; of the file its name only, for folders are the user's own."""
    made = asdict(diagnosis.provenance)
    made["source"]["file"] = PureWindowsPath(made["source"]["file"]).name
    return made


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _records(records: pd.DataFrame) -> Iterable[dict[str, Any]]:
    columns = {
        name: [None if value is None or pd.isna(value) else value for value in records[name].tolist()]
        for name in records.columns
    }
    for row in zip(*columns.values(), strict=True):
        yield dict(zip(columns, row, strict=True))


def _plain(value: Any) -> Any:
    """Only what JSON knows: text, numbers, lists, mappings, null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    return str(value)


def write_workbook(diagnosis: Diagnosis, path: Path, language: Language, *, day: date | None = None) -> None:
    """Write the sheets Figures, Areas, Quality and Provenance; every text is text, never a formula.

    There is no sheet of more than :data:`MOST_SHEET_ROWS` areas: ``areas.parquet`` holds them.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    created = datetime(1980, 1, 1) if day is None else datetime(day.year, day.month, day.day)
    change = () if diagnosis.comparison is None else ((message("Change"), diagnosis.comparison),)
    sheets = (
        (message("Figures"), diagnosis.figures[list(FIGURE_COLUMNS)]),
        *change,
        *([(message("Areas"), diagnosis.local)] if len(diagnosis.local) <= MOST_SHEET_ROWS else []),
        (message("Quality"), diagnosis.quality),
        (message("Provenance"), _provenance(diagnosis, language)),
    )
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": language.text("Figures"), "author": "Isopolis", "created": created})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for name, table in sheets:
            _write_sheet(book.add_worksheet(language.text(name)[:31]), table, bold)


def _write_sheet(sheet: Any, table: pd.DataFrame, bold: Any) -> None:
    for j, name in enumerate(table.columns):
        cells, missing = table[name].tolist(), table[name].isna().tolist()
        sheet.write_string(0, j, str(name), bold)
        widest = len(str(name))
        for i, cell in enumerate(cells, start=1):
            if missing[i - 1]:
                continue
            if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
                if np.isfinite(cell):
                    sheet.write_number(i, j, cell)
            else:
                sheet.write_string(i, j, str(cell)[:32_767])
                widest = max(widest, len(str(cell)))
        sheet.set_column(j, j, min(max(9, widest + 1), 60))
    sheet.freeze_panes(1, 0)


def _provenance(diagnosis: Diagnosis, language: Language) -> pd.DataFrame:
    made = _origin(diagnosis)
    source: dict[str, Any] = made.pop("source")
    notes: Sequence[str] = source.pop("notes")
    rows = [(f"source.{key}", value) for key, value in source.items()]
    rows += [(key, value) for key, value in made.items() if key != "parameters"]
    rows += [(f"parameters.{key}", value) for key, value in made["parameters"].items()]
    rows += [("threshold", diagnosis.threshold)]
    rows += [("group", f"{group} = {diagnosis.areas.label(group)}") for group in diagnosis.groups]
    rows += [("remark", text) for text in (*diagnosis.remarks, *notes)]
    if len(diagnosis.local) > MOST_SHEET_ROWS:
        text = language.text(
            "The {all} areas are too many for a sheet; areas.parquet and areas.gpkg hold every one.",
            all=len(diagnosis.local),
        )
        rows.append(("remark", text))
    written = [(key, value if isinstance(value, (int, float)) else _text(value)) for key, value in rows]
    return pd.DataFrame(written, columns=["what", "value"], dtype=object)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
