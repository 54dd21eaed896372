"""Long tables, one row for each area and category, made wide: one row for each area."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.formats.comparison import first_comparison
from isopolis.measure.areas.formats.format import Note
from isopolis.measure.areas.formats.header import JOINT
from isopolis.measure.areas.formats.notation import file_notation
from isopolis.measure.areas.formats.numbers import parse_numbers
from isopolis.measure.areas.formats.rows import code_texts, id_column
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.profile import Group, Long, Profile, matching, shown

_TOTAL = re.compile(
    r"(?:.*\b)?(?:total|all usual residents|all persons|insgesamt|ensemble|totaal|both sexes|ambos sexos|"
    r"les deux sexes|båda könen|totalt|samtliga|totale|razem|ogółem|celkem)\b.*",
    re.IGNORECASE,
)
_MOST_COMBINATIONS = 40
"""More combinations of categories than this are not offered as groups; the categories themselves are."""
_DOES_NOT_APPLY = re.compile(r"does not apply|not applicable", re.IGNORECASE)
_CODE = re.compile(r".*\bcodes?$", re.IGNORECASE)


def pivoted(table: RawTable, profile: Profile) -> tuple[RawTable, Profile]:
    """A wide table and the profile that fits it: a group for each category, a partition of them all.

    Of several columns of categories, each value of each column is a group (added over the other columns,
    or taken from their own totals), and so is each combination. A category that is the total becomes the
    total; one that says that the question does not apply is left out where nobody is in it.

    Raises
    ------
    InputError
        A column is missing, or a category occurs twice for an area.
    """
    assert profile.long is not None  # noqa: S101  # the caller asks only for long tables
    columns = list(table.frame.columns)
    code = id_column(table, profile.id or ())
    values, categories = _columns(table, profile.long, code)
    frame = pd.DataFrame({"": code_texts(table.frame[code])}, index=table.frame.index)
    for name in categories:
        frame[name] = table.frame[name].astype("str").str.strip()
    _check_once(frame, table)
    notation = file_notation(table, profile)
    numbers = parse_numbers(table.frame[values], notation, file=table.file.path, name=values)
    areas, _ = pd.factorize(frame[""])
    first = np.unique(areas, return_index=True)[1]
    kept = table.frame.iloc[first][[code, *matching(profile.name or (), columns)[:1]]]
    people = _People(areas, len(first), numbers.data, table.frame[values])
    made, partitions, total = _made(frame, categories, people)
    wide = pd.concat([kept, pd.DataFrame(made, index=kept.index)], axis=1)
    return _described(wide, list(made), partitions, total, profile=profile, code=code, table=table)


def _columns(table: RawTable, long: Long, code: str) -> tuple[str, list[str]]:
    columns = list(table.frame.columns)
    values = matching(long.value, columns)
    wanted = long.categories or (long.category or (),)
    categories = [name for one in wanted for name in matching(one, columns) if name != code]
    categories = [name for name in categories if not _CODE.fullmatch(name)] or categories
    if not values or not categories:
        missing = (long.category or long.categories) if values else long.value
        raise InputError(
            "there is no column {column_name}, which the profile names under [long]",
            file=table.file.path,
            expected="a column with the category and one with the number of people",
            remedy="correct [long] in the profile",
            column_name=shown(missing),
        )
    return values[0], categories


def _check_once(frame: pd.DataFrame, table: RawTable) -> None:
    twice = frame.duplicated().to_numpy()
    if twice.any():
        position = int(np.flatnonzero(twice)[0])
        area, *category = frame.iloc[position].tolist()
        raise InputError(
            "the category “{category}” of the area “{area}” occurs twice",
            file=table.file.path,
            row=int(frame.index[position]),
            expected="one row for each area and category",
            remedy="remove the repeated rows, or name all columns of categories under [long] in the profile",
            category=", ".join(category),
            area=area,
        )


@dataclass(frozen=True, slots=True)
class _People:
    """The number in each row, the area that it is of, and the cell as it stands in the file."""

    areas: npt.NDArray[np.intp]
    size: int
    numbers: Floats
    cells: pd.Series[Any]

    def added(self, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_] | Floats:
        """(areas,) the sum of some rows; where one is not known, its marker; nothing where none is."""
        areas, numbers = self.areas[rows], self.numbers[rows]
        sums = np.bincount(areas, weights=numbers, minlength=self.size).astype(np.float64)
        sums[np.bincount(areas, minlength=self.size) == 0] = np.nan
        hidden = np.isnan(numbers)
        if not hidden.any() or pd.api.types.is_numeric_dtype(self.cells):
            return sums
        out = sums.astype(object)
        out[np.isnan(sums)] = None
        out[areas[hidden]] = self.cells[rows].to_numpy(dtype=object)[hidden]
        return out


def _made(
    frame: pd.DataFrame, categories: list[str], people: _People
) -> tuple[dict[str, Any], dict[str, tuple[str, ...]], str | None]:
    """The wide columns, their partitions, and which of them is the total."""
    whole = {name: _total_of(frame[name]) for name in categories}
    is_total = {name: (frame[name] == whole[name]).to_numpy() for name in categories}
    made: dict[str, Any] = {}
    partitions: dict[str, tuple[str, ...]] = {}
    often = Counter(value for name in categories for value in frame[name].unique())
    for name in categories:
        rows = np.ones(len(frame), dtype=bool)
        for other in categories:
            if other != name and whole[other] is not None:
                rows &= is_total[other]
        parts = {}
        for value in frame[name].unique():
            if value != whole[name]:
                called = f"{name}{JOINT}{value}" if often[value] > 1 or str(value).isdigit() else str(value)
                parts[called] = people.added(rows & (frame[name] == value).to_numpy())
        made |= parts
        partitions[name] = tuple(parts)
    if len(categories) > 1:
        inner = ~np.any([is_total[name] for name in categories], axis=0)
        combined = frame[categories].agg(", ".join, axis=1)
        every = combined[inner].unique()
        if len(every) <= _MOST_COMBINATIONS:
            made |= {str(value): people.added(inner & (combined == value).to_numpy()) for value in every}
            partitions["categories"] = tuple(map(str, every))
    if all(value is None for value in whole.values()):
        return made, partitions, None
    rows = np.all([is_total[name] for name in categories if whole[name] is not None], axis=0)
    total = next(value for value in whole.values() if value is not None)
    return made | {total: people.added(rows)}, partitions, total


def _total_of(column: pd.Series[Any]) -> str | None:
    """The value that stands for all the others, where there is one beside others."""
    values = column.unique()
    found = [str(value) for value in values if _TOTAL.fullmatch(str(value))]
    return found[0] if found and len(values) > len(found) else None


def _described(
    wide: pd.DataFrame,
    names: list[str],
    partitions: dict[str, tuple[str, ...]],
    total: str | None,
    *,
    profile: Profile,
    code: str,
    table: RawTable,
) -> tuple[RawTable, Profile]:
    unused = {
        name
        for name in names
        if _DOES_NOT_APPLY.search(name) and not (pd.to_numeric(wide[name], errors="coerce") > 0).any()
    }
    groups = [name for name in names if name != total and name not in unused]
    kept = {key: tuple(name for name in parts if name not in unused) for key, parts in partitions.items()}
    kept = {key: parts for key, parts in kept.items() if len(parts) > 1}
    described = profile.model_copy(
        update={
            "id": code,
            "total": total,
            "long": None,
            "rows": None,
            "groups": {name: Group(column=name) for name in groups},
            "partitions": kept,
            "comparison": profile.comparison or first_comparison(groups, kept),
        }
    )
    note = Note(
        message("The table has one row for each area and category; {n} categories became groups."),
        {"n": len(groups)},
    )
    return RawTable(table.file, wide.drop(columns=list(unused)), None, (*table.notes, note)), described
