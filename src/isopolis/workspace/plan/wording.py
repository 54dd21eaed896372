"""A value of an action's field as a person reads it: closed lists and columns by their titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from isopolis.language import Language, message
from isopolis.plan.actions.vocabulary import TITLES, State
from isopolis.workspace.plan.field_inputs import CHOICES
from isopolis.workspace.plan.row_fields import ROWS, Column, Rows, choices_of

_MEMBERS = {**CHOICES, "state": State}
_ROWS = {
    **ROWS,
    "history": Rows(
        (
            Column("state", message("State"), "choice", choices_of(State, TITLES)),
            Column("on", message("Date"), "date"),
            Column("by", message("Who")),
            Column("why", message("Why")),
        ),
    ),
    "reports": Rows(
        (
            Column("on", message("Date"), "date"),
            Column("by", message("Who")),
            Column("text", message("Note"), "long"),
            Column("evidence", message("Evidence")),
        ),
    ),
}


def in_words(name: str, value: Any, language: Language) -> Any:
    """The value with titles in place of words of the record; what has none stays as it is."""
    if name in _MEMBERS and value:
        several = [value] if isinstance(value, str) else value
        return [language.text(TITLES[_MEMBERS[name](one)]) for one in several]
    if name in _ROWS and isinstance(value, list):
        return [dict(_record(one, _ROWS[name], language)) for one in value]
    return value


def _record(record: Mapping[str, Any], rows: Rows, language: Language) -> Iterator[tuple[str, Any]]:
    """Its cells under the titles of their columns, those without a column behind them."""
    columns = {one.path: one for one in rows.columns}
    cells = dict(_cells(record))
    for path in sorted(cells, key=[*columns, *cells].index):
        value, column = cells[path], columns.get(path)
        if column and column.choices and value in column.choices:
            value = language.text(column.choices[value])
        elif value is True:
            value = language.text("yes")
        yield rows.label_of(path, language) or path, value


def _cells(record: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{above}{name}.")
        elif not (name == "key" and not above):
            yield f"{above}{name}", value
