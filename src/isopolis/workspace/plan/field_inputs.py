"""Each field of the template as a part of a form: what is shown, and what is read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from isopolis.language import Language, message
from isopolis.plan.actions.template import BY_NAME, TEMPLATE, word_count
from isopolis.plan.actions.vocabulary import TITLES, Ground, Level, NewLeipzig, Pillar
from isopolis.workspace.plan.row_fields import ROWS, Rows, read_rows, rows_to_show

CHOICES = {"pillars": Pillar, "grounds": Ground, "levels": Level, "new_leipzig": NewLeipzig}
_LINES = ("groups", "leaders", "members", "stakeholders", "addressees")
CLUSTER = message("Cluster")
OTHERS = {
    "cluster": CLUSTER,
    "state": message("State"),
    "history": message("States so far"),
    "reports": message("Reports of progress"),
}
"""Headings of fields that are not of the template."""
CLUSTER_GUIDANCE = message("Which group of actions it belongs to.")
EDITABLE = ("title", "cluster", *(one.name for one in TEMPLATE[1:]))
"""The fields that have a form, in the order of the template."""


@dataclass(frozen=True, slots=True)
class Input:
    """A field as it stands in a form."""

    name: str
    label: str
    guidance: str
    kind: str
    value: Any
    version: int
    most_words: int | None = None
    words: int = 0
    choices: tuple[tuple[str, str, bool], ...] = ()
    rows: tuple[dict[str, Any], ...] = ()

    @property
    def is_group(self) -> bool:
        """Whether it is several controls, so that its label is a legend."""
        return self.kind in ("choices", "rows")


def label_of(name: str, language: Language) -> str:
    """The heading of a field; other names as they are."""
    if name in OTHERS:
        return language.text(OTHERS[name])
    return language.text(BY_NAME[name].title) if name in BY_NAME else name


def input_of(name: str, value: Any, version: int, language: Language, clusters: Mapping[str, str]) -> Input:
    """The field with its present value, ready for the template of a form."""
    if name == "cluster":
        options = tuple((key, title, key == value) for key, title in (("", "–"), *clusters.items()))
        guidance = language.text(CLUSTER_GUIDANCE)
        return Input(name, language.text(CLUSTER), guidance, "choice", value, version, choices=options)
    template = BY_NAME[name]
    common = (name, language.text(template.title), language.text(template.guidance))
    if name in ROWS:
        return Input(
            *common, "rows", value, version, rows=tuple(rows_to_show(name, ROWS[name], value, language))
        )
    if name in CHOICES:
        options = tuple((one.value, language.text(TITLES[one]), one.value in value) for one in CHOICES[name])
        return Input(*common, "choices", value, version, choices=options)
    if name in _LINES:
        return Input(*common, "lines", "\n".join(value), version)
    if name == "cost":
        return Input(*common, "number", "" if value is None else value, version)
    words = word_count(value)
    return Input(*common, "long" if template.is_long else "text", value, version, template.words, words)


def read_input(name: str, sent: QueryDict, base: Any) -> Any:
    """What a form says about a field; ``base`` is the value that it showed."""
    if name in ROWS:
        return read_rows(name, ROWS[name], sent.dict(), base)
    if name in CHOICES:
        return sent.getlist(name)
    text = sent.get(name, "").replace("\r\n", "\n").strip()
    if name in _LINES:
        return lines_of(text)
    if name == "cost":
        digits = (
            text.replace("\N{NARROW NO-BREAK SPACE}", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
        )
        return digits or None
    return text


def lines_of(text: str) -> list[str]:
    """Several items, one a line; empty lines are none."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def problems(error: ValidationError, title: str, rows: Rows | None, language: Language) -> list[str]:
    """What does not fit into the field of this title, with the row and the column that it stands in."""
    out = []
    for one in error.errors(include_url=False):
        row = next((part + 1 for part in one["loc"] if isinstance(part, int)), None)
        path = ".".join(str(part) for part in one["loc"] if isinstance(part, str))
        place = title if row is None else language.text("{field}, row {row}", field=title, row=row)
        if rows is not None and (label := rows.label_of(path, language)):
            place += f", {label}"
        kind = str(one["type"])
        reason = _REASONS.get(kind.partition("_")[0]) or _REASONS["value"]
        out.append(f"{place}: {language.text(reason)}")
    return list(dict.fromkeys(out))


_REASONS = {
    "date": message("a date is needed, for example 2027-05-31."),
    "missing": message("this must be filled in as well."),
    "int": message("a whole number is needed."),
    "float": message("a number is needed."),
    "string": message("this text is too long or not allowed here."),
    "enum": message("choose one from the list."),
    "value": message("this does not fit here."),
}
