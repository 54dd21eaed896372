"""Actions from a spreadsheet, one row an action, as partnerships keep them; steps and outputs beside.

The first sheet holds the actions. Its headings are the field names or the titles of the template, in English
or another language of the house, in any order and case. Lists stand in one cell, divided by ";" or line
breaks. Sheets called "steps", "outputs" and "indicators" (or their titles) hold one row each, with the key or
title of the action in the column "action".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from isopolis.errors import InputError, Phrase
from isopolis.language import Language, available_languages
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Output, Resource, Risk, Step
from isopolis.plan.actions.plan import Cluster, Plan
from isopolis.plan.actions.template import TEMPLATE
from isopolis.plan.actions.vocabulary import TITLES, Ground, Level, NewLeipzig, Pillar, State
from isopolis.plan.actions.workbook import Book
from isopolis.plan.indicators.indicator import (
    INDICATOR_TITLES,
    Direction,
    Indicator,
    IndicatorKind,
    Reading,
    Target,
)
from isopolis.records.problems import problem
from isopolis.records.record import key_of


@dataclass(frozen=True, slots=True)
class _Cell:
    """A value and where it stands."""

    value: Any
    file: Path
    row: int
    column: str

    def error(self, expected: str, **values: object) -> InputError:
        """What is wrong with it, in the user's terms; ``values`` are those of ``expected``."""
        found = Phrase("“{value}”", value=self.value)
        said = Phrase(expected, **values)
        return InputError(found, file=self.file, row=self.row, column=self.column, expected=said)


def read_sheet(path: Path, title: str = "") -> Plan:
    """Read a workbook of actions as a plan.

    Raises
    ------
    InputError
        For a file that is no workbook, a heading that is needed and missing, or a value that is not what
        its column holds; says in which row and column.
    """
    book = Book(path)
    sheets = {_plain(name): number for number, name in enumerate(book.titles)}
    rows = list(_rows(book, 0, _headings()))
    if not rows:
        raise InputError("holds no actions", file=path, expected="a heading and one row for each action")
    if "title" not in rows[0][1]:
        raise InputError("has no column of titles", file=path, row=1, expected="a column “title”")
    actions, clusters = _actions(path, rows)
    for name, read in (("steps", _step), ("outputs", _output), ("indicators", _indicator)):
        for label in (name, *(_plain(Language(code).text(_SHEETS[name])) for code in available_languages())):
            if sheets.get(label):  # the first is that of the actions
                actions = _joined(book, sheets[label], name, read, actions)
                break
    values = {
        "title": title or path.stem,
        "clusters": tuple(Cluster(key=key, title=name) for key, name in clusters.items()),
        "actions": tuple(actions),
    }
    return _validated(Plan, values, path)  # type: ignore[no-any-return]


_SHEETS = {
    "steps": "Steps and milestones",
    "outputs": "Outputs",
    "indicators": "Indicators",
}


def _plain(text: object) -> str:
    """Small letters and digits without accents, to compare headings by."""
    decomposed = unicodedata.normalize("NFKD", str(text).casefold())
    return re.sub(r"[\W_]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def _headings() -> dict[str, str]:
    """Which field a heading names: field names and the template's titles in every language."""
    names = {_plain(name): name for name in ("key", "cluster", "state", *Action.model_fields)}
    for code in available_languages():
        language = Language(code)
        names |= {_plain(language.text(one.title)): one.name for one in TEMPLATE}
    more = {"pillar": "pillars", "leader": "leaders", "lead": "leaders", "action leader": "leaders"}
    more |= {"description": "needed", "budget": "cost", "status": "state", "target groups": "groups"}
    return more | names


def _rows(book: Book, sheet: int, headings: Mapping[str, str]) -> Iterator[tuple[int, dict[str, _Cell]]]:
    """Rows that are not empty: the row's number, and its cells by field; unknown columns are refused."""
    path, lines = book.path, book.lines(sheet)
    head = next(lines, ())
    names: dict[int, tuple[str, str]] = {}
    for i, name in enumerate(head):
        if name is None or not str(name).strip():
            continue
        field = headings.get(_plain(name))
        if field is None:
            known = ", ".join(sorted(set(headings.values())))
            raise InputError(
                "this heading is not known",
                file=path, row=1, column=str(name), expected="one of {choices}", choices=known,
            )  # fmt: skip
        names[i] = (field, str(name))
    for number, line in enumerate(lines, 2):
        cells = {
            field: _Cell(line[i], path, number, heading)
            for i, (field, heading) in names.items()
            if i < len(line) and line[i] is not None and str(line[i]).strip()
        }
        if cells:
            yield number, cells


def _text(cell: _Cell) -> str:
    return str(cell.value).strip()


def _list(cell: _Cell) -> tuple[str, ...]:
    return tuple(part for one in re.split(r"[;\n]", str(cell.value)) if (part := one.strip(" -•–\t\r")))


def _chosen(kind: type[StrEnum], titles: Mapping[StrEnum, str]) -> Callable[[_Cell], tuple[StrEnum, ...]]:
    """Reads members of a closed list by value or title, in any language."""

    def read(cell: _Cell) -> tuple[StrEnum, ...]:
        known: dict[str, StrEnum] = {}
        for code in available_languages():
            known |= {_plain(Language(code).text(titles[one])): one for one in kind}
        known |= {_plain(one.value): one for one in kind}
        out = []
        for part in _list(_Cell(str(cell.value).replace(",", ";"), cell.file, cell.row, cell.column)):
            if (found := known.get(_plain(part))) is None:
                raise cell.error("one or more of {choices}", choices=", ".join(kind))
            out.append(found)
        return tuple(dict.fromkeys(out))

    return read


def _one(kind: type[StrEnum], titles: Mapping[StrEnum, str]) -> Callable[[_Cell], StrEnum]:
    several = _chosen(kind, titles)

    def read(cell: _Cell) -> StrEnum:
        found = several(cell)
        if len(found) != 1:
            raise cell.error("one of {choices}", choices=", ".join(kind))
        return found[0]

    return read


def _day(cell: _Cell) -> date:
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise cell.error("a date, as a date of the spreadsheet or as YYYY-MM-DD") from None


def _number(cell: _Cell) -> float:
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return float(cell.value)
    try:
        return float(re.sub(r"[\s€%]", "", str(cell.value)).replace(",", "."))
    except ValueError:
        raise cell.error("a number") from None


def _euros(cell: _Cell) -> int:
    if isinstance(cell.value, str):
        text = re.sub(r"[\s€]|EUR", "", cell.value)
        if not re.fullmatch(r"\d{1,3}([.,' ]?\d{3})*", text):
            raise cell.error("an amount in whole euros")
        return int(re.sub(r"\D", "", text))
    return round(_number(cell))


_READERS: Mapping[str, Callable[[_Cell], Any]] = {
    "pillars": _chosen(Pillar, TITLES),
    "grounds": _chosen(Ground, TITLES),
    "levels": _chosen(Level, TITLES),
    "new_leipzig": _chosen(NewLeipzig, TITLES),
    "state": _one(State, TITLES),
    "groups": _list,
    "leaders": _list,
    "members": _list,
    "stakeholders": _list,
    "addressees": _list,
    "cost": _euros,
    "resources": lambda cell: tuple(Resource(title=one) for one in _list(cell)),
    "risks": lambda cell: tuple(Risk(title=one) for one in _list(cell)),
    "outputs": lambda cell: tuple(
        Output(key=f"output-{i}", title=one) for i, one in enumerate(_list(cell), 1)
    ),
    "steps": lambda cell: tuple(Step(key=f"step-{i}", title=one) for i, one in enumerate(_list(cell), 1)),
    "indicators": lambda cell: tuple(
        Indicator(key=f"indicator-{i}", title=one, kind=IndicatorKind.RESULT)
        for i, one in enumerate(_list(cell), 1)
    ),
}
_NOT_IN_A_CELL = ("side_effects", "links", "cross_cutting", "goals", "history", "reports")


def key_from(title: str, taken: set[str]) -> str:
    """A key made of a title, each used once.

    >>> key_from("Égalité: a fund!", {"egalite-a-fund"})
    'egalite-a-fund-2'
    """
    name = key_of(title) or "action"
    number = 1
    while (key := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    taken.add(key)
    return key


def _actions(path: Path, rows: list[tuple[int, dict[str, _Cell]]]) -> tuple[list[Action], dict[str, str]]:
    taken: set[str] = set()
    clusters: dict[str, str] = {}
    actions = []
    for number, cells in rows:
        if "title" not in cells:
            raise InputError("has no title", file=path, row=number, expected="a title for each action")
        values: dict[str, Any] = {}
        for field, cell in cells.items():
            if field in _NOT_IN_A_CELL:
                raise cell.error("nothing: this field does not fit into one cell; add it in the JSON file")
            values[field] = _READERS.get(field, _text)(cell)
        values["key"] = values.get("key") or key_from(values["title"], taken)
        if name := values.get("cluster"):
            known = {title: key for key, title in clusters.items()}
            values["cluster"] = known.get(name) or key_from(name, set(clusters))
            clusters[values["cluster"]] = name
        actions.append(_validated(Action, values, path, number))
    return actions, clusters


def _validated(kind: Any, values: dict[str, Any], path: Path, row: int | None = None) -> Any:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = str(first["loc"][0]) if first["loc"] else None
        raise InputError(problem(first), file=path, row=row, column=column) from None


_PART_HEADINGS = {
    "action": "action",
    "key": "key",
    "title": "title",
    "step": "title",
    "output": "title",
    "indicator": "title",
    "starts": "starts",
    "from": "starts",
    "ends": "ends",
    "to": "ends",
    "who": "who",
    "needs": "needs",
    "format": "format",
    "form": "format",
    "owner": "owner",
    "due": "due",
    "by": "due",
    "kind": "kind",
    "unit": "unit",
    "direction": "direction",
    "group": "group",
    "baseline": "baseline",
    "baseline on": "baseline_on",
    "target": "target",
    "target by": "target_by",
    "source": "source",
}


def _joined(
    book: Book, sheet: int, name: str, read: Callable[[dict[str, _Cell], str], Any], actions: list[Action]
) -> list[Action]:
    """The actions with what another sheet says about them."""
    places = {word: i for i, one in enumerate(actions) for word in (_plain(one.key), _plain(one.title))}
    found: dict[int, list[Any]] = {}
    for number, cells in _rows(book, sheet, _PART_HEADINGS):
        if "action" not in cells or _plain(cells["action"].value) not in places:
            value = cells["action"].value if "action" in cells else ""
            raise InputError(
                "sheet “{sheet}”: there is no action “{action}”",
                file=book.path,
                row=number,
                expected="the key or title of an action of the first sheet",
                sheet=book.titles[sheet],
                action=value,
            )
        own = found.setdefault(places[_plain(cells["action"].value)], [])
        if "title" not in cells:
            raise InputError(
                "sheet “{sheet}”: has no title", file=book.path, row=number, sheet=book.titles[sheet]
            )
        own.append(read(cells, f"{name.removesuffix('s')}-{len(own) + 1}"))
    return [
        one.model_copy(update={name: tuple(found[i])}) if i in found else one for i, one in enumerate(actions)
    ]


def _get(cells: dict[str, _Cell], name: str, read: Callable[[_Cell], Any], default: Any = None) -> Any:
    return read(cells[name]) if name in cells else default


def _step(cells: dict[str, _Cell], key: str) -> Step:
    values = {
        "key": _get(cells, "key", _text, key),
        "title": _text(cells["title"]),
        "starts": _get(cells, "starts", _day),
        "ends": _get(cells, "ends", _day),
        "who": _get(cells, "who", _text, ""),
        "needs": _get(cells, "needs", _list, ()),
    }
    made: Step = _validated(Step, values, cells["title"].file, cells["title"].row)
    return made


def _output(cells: dict[str, _Cell], key: str) -> Output:
    values = {
        "key": _get(cells, "key", _text, key),
        "title": _text(cells["title"]),
        "format": _get(cells, "format", _text, ""),
        "owner": _get(cells, "owner", _text, ""),
        "due": _get(cells, "due", _day),
    }
    made: Output = _validated(Output, values, cells["title"].file, cells["title"].row)
    return made


def _indicator(cells: dict[str, _Cell], key: str) -> Indicator:
    baseline = target = None
    if "baseline" in cells:
        if "baseline_on" not in cells:
            raise cells["baseline"].error("a date beside it, in the column “baseline on”")
        baseline = Reading(on=_day(cells["baseline_on"]), value=_number(cells["baseline"]))
    if "target" in cells:
        target = Target(value=_number(cells["target"]), by=_get(cells, "target_by", _day))
    values = {
        "key": _get(cells, "key", _text, key),
        "title": _text(cells["title"]),
        "kind": _get(cells, "kind", _one(IndicatorKind, INDICATOR_TITLES), IndicatorKind.RESULT),
        "direction": _get(cells, "direction", _one(Direction, INDICATOR_TITLES), Direction.UP),
        "unit": _get(cells, "unit", _text, ""),
        "group": _get(cells, "group", _text, ""),
        "source": _get(cells, "source", _text, ""),
        "baseline": baseline,
        "target": target,
    }
    made: Indicator = _validated(Indicator, values, cells["title"].file, cells["title"].row)
    return made
