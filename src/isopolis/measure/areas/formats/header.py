"""Find the header of a table: title lines above it, several rows of merged headings, a row of units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.formats.format import Note
from isopolis.measure.areas.formats.markers import SYMBOLS

SAMPLE_ROWS = 60
"""So many rows are looked at; a header further down is not found."""
JOINT = ": "
"""What stands between the levels of a heading; not what stands between groups in a table of figures."""

_NUMBER = re.compile(
    r"[+-]?(\d+|\d{1,3}([ .,'’\u00a0\u202f\u2009]\d{3})+)([.,]\d+)?([eE][+-]?\d+)?\s*%?"
    r"|[+-]?[.,]\d+|[<≤]\s*\d+"
)
_YEAR = re.compile(r"(19|20)\d\d")
_UNITS = frozenset({
    "anzahl", "number", "numbers", "count", "counts", "nombre", "aantal", "effectif", "effectifs",
    "personen", "personnes", "persons", "people", "personas", "einwohner", "habitants", "inhabitants", "%",
    "percent", "prozent", "pourcentage", "procent", "in %", "en %", "in prozent", "ha", "km2", "km²", "qkm",
    "m2", "m²", "qm", "eur", "euro", "euros", "€", "1000", "1.000", "1 000", "x 1000", "x 1 000",
})  # fmt: skip


_OF_WHICH = re.compile(
    r"(darunter|davon|dont|of which|including|waarvan|di cui|de l[oa]s cuales|w tym|z toho|heraf|av dem|"
    r"dels quals)\b\W*",
    re.IGNORECASE,
)
"""What a heading says above or before a part of the column to its left."""


@dataclass(frozen=True, slots=True)
class Header:
    """Names of the columns, and how many records stand before the first record of data.

    ``labels`` are longer names that stood above the names; ``units`` what stood in a row of units.
    """

    names: tuple[str, ...]
    records: int
    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def find_header(sample: Sequence[Sequence[str]], file: Path) -> Header:
    """Find the header among the first records of a table, given as trimmed texts.

    Raises
    ------
    InputError
        There is no header, no data below it, or two columns have the same name.

    >>> sample = [["Population 2021", "", ""], ["", "People", ""], ["code", "young", "old"], ["A1", "3", "4"]]
    >>> find_header(sample, Path("t.csv")).names
    ('code', 'People: young', 'People: old')
    """
    width = _width(sample)
    first = _first_data(sample, width)
    if first is None:
        raise InputError(
            "there is a heading but no row of data below it"
            if any(any(row) for row in sample)
            else "the table is empty",
            file=file,
            expected="a row with the names of the columns and, below it, one row for each area",
            remedy="check that this is the right file and that it is complete",
        )
    top, levels = _block(sample, first, width)
    if not levels:
        raise InputError(
            "the first row already holds numbers: the names of the columns are missing",
            file=file,
            row=first + 1,
            expected="a row with the names of the columns above the data",
            remedy="add a first row with the names of the columns",
        )
    notes = []
    if any(any(row) for row in sample[:top]):
        notes.append(
            Note(message("Lines above the heading, read as a title: {n}."), {"n": _lines(sample[:top])})
        )
    levels, units = _without_units(levels, width)
    names, labels = _named(levels, width)
    names = _without_common_ending(_parts_of_the_left(_without_empty_end(names)))
    _check_names(names, file, first)
    if len(levels) > 1 and not labels:
        notes.append(Note(message("The heading has {n} rows; they were joined."), {"n": len(levels)}))
    named_units = {names[i]: unit for i, unit in enumerate(units) if unit and i < len(names)}
    return Header(tuple(names), first, labels, named_units, tuple(notes))


def is_number(cell: str) -> bool:
    """Whether a cell looks like a number or like a marker without letters.

    >>> is_number("1 234,5"), is_number("–"), is_number("15-64")
    (True, True, False)
    """
    return cell in SYMBOLS or _NUMBER.fullmatch(cell) is not None


def _lines(rows: Sequence[Sequence[str]]) -> int:
    return sum(any(row) for row in rows)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell) for cell in row)


def _width(sample: Sequence[Sequence[str]]) -> int:
    """The usual number of cells up to the last one that is filled."""
    ends = Counter(
        max((i + 1 for i, cell in enumerate(row) if cell), default=0) for row in sample if _filled(row) > 1
    )
    return max(ends, key=lambda end: (ends[end], end), default=1)


def _first_data(sample: Sequence[Sequence[str]], width: int) -> int | None:
    """The first record that is data: half full at least, with a number that is not a year of a heading."""
    enough = max(1 if width == 1 else 2, -(-width // 2))
    for i, row in enumerate(sample):
        numbers = [cell for cell in row if is_number(cell)]
        if _filled(row) < enough or not numbers:
            continue
        if _is_heading_of_years(row, numbers) or _is_numbering(row):
            continue
        return i
    wide = [i for i, row in enumerate(sample) if _filled(row) >= enough]
    return wide[1] if len(wide) > 1 else None


def _is_heading_of_years(row: Sequence[str], numbers: Sequence[str]) -> bool:
    years = [cell for cell in numbers if _YEAR.fullmatch(cell)]
    return len(years) == len(numbers) == len(set(years)) and len(years) > 1 and not is_number(row[0])


def _is_numbering(row: Sequence[str]) -> bool:
    """A row that numbers the columns: 1, 2, 3, ..."""
    filled = [cell for cell in row if cell]
    return len(filled) > 2 and filled == [str(i + 1) for i in range(len(filled))]


def _block(sample: Sequence[Sequence[str]], first: int, width: int) -> tuple[int, list[list[str]]]:
    """The heading's rows directly above the data, at most four, and where they begin."""
    levels: list[list[str]] = []
    top = first
    for i in range(first - 1, max(-1, first - 6), -1):
        row = list(sample[i][:width]) + [""] * (width - len(sample[i]))
        if _is_numbering(row):
            top = i
            continue
        if not levels and not any(row):
            continue
        alone = _filled(row) < min(2, width)
        if alone and (not any(row) or row[0] or not levels):
            break
        if len(levels) == 4:
            break
        levels.insert(0, row)
        top = i
    return top, levels


def _without_units(levels: list[list[str]], width: int) -> tuple[list[list[str]], list[str]]:
    last = [cell.casefold().strip("()[] ") for cell in levels[-1]]
    if len(levels) > 1 and any(last) and all(cell in _UNITS for cell in last if cell):
        return levels[:-1], last
    return levels, [""] * width


def _named(levels: list[list[str]], width: int) -> tuple[list[str], dict[str, str]]:
    """Join the levels of a heading; where the last row alone names every column, the one above labels it."""
    last = levels[-1]
    if len(levels) == 1:
        return list(last), {}
    above = levels[-2]
    if all(last) and len(set(last)) == width and all(above) and len(set(above)) == width:
        return list(last), dict(zip(last, above, strict=True))
    filled = [_spread(level, levels[k + 1 :]) for k, level in enumerate(levels[:-1])] + [last]
    names = []
    for column in range(width):
        parts: list[str] = []
        for level in filled:
            if level[column] and level[column] not in parts:
                parts.append(level[column])
        names.append(JOINT.join([*(part.rstrip(" :") for part in parts[:-1]), *parts[-1:]]))
    return names, {}


def _spread(level: list[str], below: list[list[str]]) -> list[str]:
    """A merged heading stands in its first cell only: it holds for the blank ones to its right too."""
    out, current = [], ""
    for column, cell in enumerate(level):
        current = cell or current
        out.append(current if cell or any(row[column] for row in below) else "")
    return out


def _parts_of_the_left(names: list[str]) -> list[str]:
    """“darunter: Ausländer” is “Ausländer”; where that stands twice, the column that it is a part of is said.

    >>> _parts_of_the_left(["people", "of which women", "foreigners", "of which women"])
    ['people', 'people: women', 'foreigners', 'foreigners: women']
    """
    plain = [_OF_WHICH.sub("", name, count=1) if _OF_WHICH.match(name) else name for name in names]
    often = Counter(plain)
    whole, out = "", []
    for name, part in zip(names, plain, strict=True):
        whole = name if name == part else whole
        out.append(f"{whole}{JOINT}{part}" if name != part and often[part] > 1 and whole else part or name)
    return out


def _without_common_ending(names: list[str]) -> list[str]:
    """What a database puts behind the name of every column of figures, after a semicolon, tells nothing.

    >>> _without_common_ending(["code", "Birth: Total; measures: Value", "Birth: Africa; measures: Value"])
    ['code', 'Birth: Total', 'Birth: Africa']
    """
    endings = Counter(name[name.rindex(";") :] for name in names if ";" in name)
    ending, often = endings.most_common(1)[0] if endings else ("", 0)
    short = [name.removesuffix(ending).rstrip() for name in names]
    tells_nothing = often > 1 and len(endings) == 1 and len(set(short)) == len(set(names)) and all(short)
    return short if tells_nothing else names


def _without_empty_end(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names = names[:-1]
    return names


def _check_names(names: list[str], file: Path, first: int) -> None:
    twice = [name for name, often in Counter(names).items() if often > 1 and name]
    if twice:
        places = [str(i + 1) for i, name in enumerate(names) if name == twice[0]]
        raise InputError(
            "the columns {places} have the same name “{name}”",
            file=file,
            row=first,
            column=twice[0],
            expected="a different name for each column",
            remedy="rename one of them; of merged headings, fill in every cell",
            places=" and ".join(places),
            name=twice[0],
        )
