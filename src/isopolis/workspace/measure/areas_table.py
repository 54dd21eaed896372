"""The table of a city's areas: one figure of each, sorted, searched and cut into pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.core.paginator import Page, Paginator

from isopolis.language import Language
from isopolis.measure.figures import FigureStatus
from isopolis.plan.documents.classes import Classes
from isopolis.plan.documents.maps import NO_VALUE, NOT_COLLECTED, class_words
from isopolis.plan.documents.maps import WITHHELD as WITHHELD_WORDS
from isopolis.workspace.measure.local import (
    MISSING,
    NOBODY,
    WITHHELD,
    Local,
    classified,
    read_columns,
)
from isopolis.workspace.measure.models import Diagnosis

ON_A_PAGE = 25
MANY = 1000
"""Of more areas than this, a hatching would be smaller than what it fills: greys stand in its place."""
HATCHED = {WITHHELD: "withheld", MISSING: "missing", NOBODY: "nobody"}
GREYS = {WITHHELD: "#cbc7be", MISSING: "#e6e3dc", NOBODY: "#ffffff"}
SORTS = ("high", "low", "name")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: its class in the tiles, its colour or hatching, words and number of areas."""

    number: int
    fill: str
    words: str
    areas: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as a row: where it leads, its people and its figure in words."""

    code: str
    name: str
    query: str
    people: str
    value: str
    why: str
    number: int


@dataclass(frozen=True, slots=True)
class AreasTable:
    """One figure of all areas: its place among the columns, its legend, and the page of the table."""

    column: str
    position: int
    title: str
    choices: list[tuple[str, str, bool]]
    legend: list[Entry]
    rows: list[AreaRow]
    page: Page
    sort: str
    search: str


def chosen_column(diagnosis: Diagnosis, wanted: str) -> str:
    """The figure asked for, else the one that the city's map is about."""
    columns = list(diagnosis.classes)
    standard = f"location_quotient:{diagnosis.mapped}"
    return wanted if wanted in columns else standard if standard in columns else columns[-1]


def areas_table(
    diagnosis: Diagnosis,
    labels: dict[str, str],
    language: Language,
    *,
    figure: str = "",
    sort: str = "",
    search: str = "",
    page: str = "",
) -> AreasTable:
    """The table and the legend of one figure."""
    column = chosen_column(diagnosis, figure)
    columns = list(diagnosis.classes)
    local = Local(column)
    classes = _classes(diagnosis, column)
    wanted = tuple(dict.fromkeys(("area", "name", "people", "status", column)))
    table = read_columns(diagnosis.local, wanted)
    numbers = classified(table, column, classes)
    values = table[column].to_numpy(dtype=float)
    sort = sort if sort in SORTS else "high"
    rows = _order(table, values, sort, search)
    cut = Paginator(rows, ON_A_PAGE).get_page(page)
    words = {WITHHELD: WITHHELD_WORDS, MISSING: NOT_COLLECTED, NOBODY: NO_VALUE}
    people = Local("people")
    shown = [
        AreaRow(
            str(table["area"].iat[row]),
            _name(table["name"].iat[row], table["area"].iat[row]),
            urlencode({"code": str(table["area"].iat[row]), "version": diagnosis.number}),
            people.written(float(table["people"].iat[row]), language),
            local.written(float(values[row]), language),
            language.text(words[int(numbers[row])]) if int(numbers[row]) in words else "",
            int(numbers[row]),
        )
        for row in cut.object_list
    ]
    return AreasTable(
        column,
        columns.index(column),
        local.title(labels, language),
        [(name, Local(name).title(labels, language), name == column) for name in columns],
        _legend(classes, numbers, local, language),
        shown,
        cut,
        sort,
        search,
    )


def _name(name: object, code: object) -> str:
    return str(code) if name is None or name != name else str(name)  # noqa: PLR0124  (NaN)


def _order(table: object, values: np.ndarray, sort: str, search: str) -> np.ndarray:
    """Positions of the rows to show: those that match, from high to low, from low to high or by name."""
    frame = table
    rows = np.arange(len(values))
    if search:
        text = (frame["name"].fillna("").astype(str) + " " + frame["area"].astype(str)).str.casefold()
        rows = np.flatnonzero(text.str.contains(search.casefold(), regex=False).to_numpy())
    if sort == "name":
        names = frame["name"].fillna(frame["area"]).astype(str).str.casefold().to_numpy()[rows]
        return rows[np.argsort(names, kind="stable")]
    chosen = values[rows]
    return rows[np.argsort(-chosen if sort == "high" else chosen, kind="stable")]  # without a value: last


def _classes(diagnosis: Diagnosis, column: str) -> Classes:
    """The classes of a figure as they were made when the city was measured."""
    kept = diagnosis.classes[column]
    return Classes(tuple(kept["limits"]), tuple(kept["colours"]), kept["diverging"])


def _legend(classes: Classes, numbers: np.ndarray, local: Local, language: Language) -> list[Entry]:
    words = class_words(classes, local.kind, language)
    entries = [
        Entry(number, colour, text, int((numbers == number).sum()))
        for number, (colour, text) in enumerate(zip(classes.colours, words, strict=True))
    ]
    for number, text in ((WITHHELD, WITHHELD_WORDS), (MISSING, NOT_COLLECTED), (NOBODY, NO_VALUE)):
        count = int((numbers == number).sum())
        if count:
            entries.append(
                Entry(number, (GREYS if len(numbers) > MANY else HATCHED)[number], language.text(text), count)
            )
    return entries


def status_words(status: str, language: Language) -> str:
    """Why an area has no figure."""
    if status == FigureStatus.SUPPRESSED:
        return language.text(WITHHELD_WORDS)
    return language.text(NO_VALUE if status == FigureStatus.UNDEFINED else NOT_COLLECTED)
