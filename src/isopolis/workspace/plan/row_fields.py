"""Fields that are lists of records, as rows of a form: which columns they have, shown and read back.

What a row of the form does not show (readings of an indicator, for example) stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from isopolis.language import Language, message
from isopolis.plan.actions.parts import LinkKind
from isopolis.plan.actions.sheet import key_from
from isopolis.plan.actions.vocabulary import GOALS, TITLES, CrossCutting, Degree, Funding
from isopolis.plan.documents.action_plan.action_tables import LINK_TITLES
from isopolis.plan.indicators.indicator import INDICATOR_TITLES, Direction, IndicatorKind

SPARE = 2
"""Empty rows below those that are filled."""
MOST = 60
"""Most rows of a field."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the path in the record, its label, and what one enters.

    ``kind`` is text, long, date, number, choice, tick or lines (several, divided by semicolons).
    ``is_optional``: a choice may be left open.
    """

    path: str
    label: str
    kind: str = "text"
    choices: Mapping[str, str] | None = None
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns of a field; a row is there where its ``leading`` one is filled.

    ``is_keyed``: each row has a key of its own, made from its leading column when the row is new.
    """

    columns: tuple[Column, ...]
    leading: str = "title"
    is_keyed: bool = False

    def label_of(self, path: str, language: Language) -> str:
        """The label of a column; "" where there is none."""
        return next((language.text(one.label) for one in self.columns if one.path == path), "")


def choices_of(kind: type[StrEnum], titles: Mapping[Any, str]) -> dict[str, str]:
    """The members of a closed list and their titles, as a column offers them."""
    return {one.value: titles[one] for one in kind}


ROWS: Mapping[str, Rows] = {
    "steps": Rows(
        (
            Column("title", message("Step")),
            Column("who", message("Who")),
            Column("starts", message("From"), "date"),
            Column("ends", message("To"), "date"),
            Column("needs", message("Needs (keys of steps)"), "lines"),
            Column("done_on", message("Done on"), "date"),
            Column("evidence", message("Evidence")),
        ),
        is_keyed=True,
    ),
    "outputs": Rows(
        (
            Column("title", message("Output")),
            Column("format", message("Form")),
            Column("owner", message("From whom")),
            Column("due", message("By"), "date"),
            Column("delivered_on", message("Delivered on"), "date"),
            Column("address", message("Address on the web")),
        ),
        is_keyed=True,
    ),
    "resources": Rows(
        (
            Column("title", message("Resource")),
            Column("provider", message("From whom")),
            Column("amount", message("Amount in euros"), "number"),
            Column("funding", message("How sure"), "choice", choices_of(Funding, TITLES)),
            Column("note", message("Note")),
        ),
    ),
    "indicators": Rows(
        (
            Column("title", message("Indicator")),
            Column("kind", message("Kind"), "choice", choices_of(IndicatorKind, INDICATOR_TITLES)),
            Column("group", message("Group")),
            Column("unit", message("Unit")),
            Column("direction", message("Direction"), "choice", choices_of(Direction, INDICATOR_TITLES)),
            Column("baseline.value", message("Baseline"), "number"),
            Column("baseline.on", message("Baseline on"), "date"),
            Column("target.value", message("Target"), "number"),
            Column("target.by", message("Target by"), "date"),
            Column("source", message("Source")),
            Column("computed_by.index", message("Computed index")),
            Column("computed_by.groups", message("Computed for the groups")),
            Column("computed_by.city", message("Computed for the city")),
            Column("computed_by.scale", message("Scale")),
        ),
        is_keyed=True,
    ),
    "risks": Rows(
        (
            Column("title", message("Risk")),
            Column("likelihood", message("Likelihood"), "choice", choices_of(Degree, TITLES)),
            Column("impact", message("Impact"), "choice", choices_of(Degree, TITLES)),
            Column("mitigation", message("Answer"), "long"),
        ),
    ),
    "side_effects": Rows(
        (
            Column("title", message("Side effect")),
            Column("who", message("Who could lose")),
            Column("is_displacement", message("It may drive people out"), "tick"),
            Column("check", message("How it is checked"), "long"),
            Column("prevention", message("How it is prevented"), "long"),
        ),
    ),
    "links": Rows(
        (
            Column("kind", message("Link"), "choice", choices_of(LinkKind, LINK_TITLES)),
            Column("title", message("To what")),
            Column("key", message("Its key")),
            Column("note", message("What it says")),
            Column("dated", message("Dated"), "date"),
        ),
        is_keyed=True,
    ),
    "cross_cutting": Rows(
        (
            Column("issue", message("Issue"), "choice", choices_of(CrossCutting, TITLES)),
            Column("text", message("What the action means for it"), "long"),
        ),
        "text",
    ),
    "goals": Rows(
        (
            Column("number", message("Goal"), "choice", {str(i): f"{i}" for i, _goal in enumerate(GOALS, 1)}),
            Column("target", message("Target of the goal, e.g. 11.3")),
        ),
        "number",
    ),
}
_REQUIRED_OF = {"baseline": "value", "target": "value", "computed_by": "index"}


def rows_to_show(
    name: str, rows: Rows, value: list[dict[str, Any]], language: Language
) -> list[dict[str, Any]]:
    """The rows of a form: those that are filled and a few empty ones, each with its cells."""
    filled = list(enumerate(value))
    spare = [(i, {}) for i in range(len(value), min(len(value) + SPARE, MOST))]
    return [
        {
            "number": i + 1,
            "key": record.get("key", ""),
            "is_new": not record,
            "title": str(record.get(rows.leading, "")),
            "cells": [_cell(f"{name}-{i}", rows, column, record, language) for column in rows.columns],
        }
        for i, record in [*filled, *spare]
    ]


def _cell(
    place: str, rows: Rows, column: Column, record: dict[str, Any], language: Language
) -> dict[str, Any]:
    value: Any = record
    for part in column.path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if column.kind == "lines":
        value = "; ".join(value or ())
    choices = [("", "–")] if column.is_optional or column.path == rows.leading else []
    choices += [
        (
            key,
            language.text(title)
            if not title.isdigit()
            else f"{title} {language.text(GOALS[int(title) - 1])}",
        )
        for key, title in (column.choices or {}).items()
    ]
    return {
        "name": f"{place}-{column.path}",
        "label": language.text(column.label),
        "kind": column.kind,
        "value": "" if value is None else f"{value:g}" if isinstance(value, float) else value,
        "choices": [(key, title, str(key) == str(value)) for key, title in choices],
    }


def read_rows(
    name: str, rows: Rows, sent: Mapping[str, str], base: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The records that a form says; a row whose leading column is empty is taken out.

    ``base`` is the value that the form showed: what it did not show is taken from there.
    """
    out = []
    taken = {one["key"] for one in base if "key" in one}
    for i in range(MOST):
        if f"{name}-{i}-{rows.leading}" not in sent:
            break
        if not str(sent[f"{name}-{i}-{rows.leading}"]).strip():
            continue
        record = dict(base[i]) if i < len(base) else {}
        for column in rows.columns:
            _put(record, column, sent.get(f"{name}-{i}-{column.path}", ""))
        _forget_old_interval(record, base[i] if i < len(base) else {})
        for part, needed in _REQUIRED_OF.items():
            nested = record.get(part)
            if isinstance(nested, dict) and nested.get(needed) in (None, ""):
                record[part] = None
        if rows.is_keyed and not record.get("key"):
            record["key"] = key_from(str(record.get(rows.leading, "")), taken)
        out.append(record)
    return out


def _put(record: dict[str, Any], column: Column, text: str) -> None:
    """Write what was entered where its path leads."""
    text = text.strip()
    value: Any = text
    if not text and (column.kind in ("date", "number") or column.is_optional):
        value = None
    elif column.kind == "number":
        value = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
    elif column.kind == "tick":
        value = bool(text)
    elif column.kind == "lines":
        value = [part.strip() for part in text.split(";") if part.strip()]
    head, _, tail = column.path.partition(".")
    if not tail:
        if value is None or value != "" or column.kind != "choice":
            record[head] = value
        return
    nested = dict(record.get(head) or {})
    nested[tail] = value if value != "" or tail not in ("scale",) else None
    record[head] = nested


def _forget_old_interval(record: dict[str, Any], before: dict[str, Any]) -> None:
    """A baseline that was entered by hand has no interval and no method of the one that it replaces."""
    new, old = record.get("baseline"), before.get("baseline")
    if not isinstance(new, dict) or not isinstance(old, dict):
        return
    try:
        is_same = float(new.get("value") or "nan") == old["value"]
    except ValueError:
        is_same = False
    if not is_same:
        record["baseline"] = {name: new[name] for name in ("value", "on") if name in new}
