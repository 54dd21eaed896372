"""Long tables, one row for each area and category, made wide: one row for each area."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.formats.format import Note
from isopolis.measure.areas.formats.notation import file_notation
from isopolis.measure.areas.formats.numbers import parse_numbers
from isopolis.measure.areas.formats.rows import code_texts, id_column
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.profile import Group, Profile, matching, shown

_TOTAL = re.compile(
    r"(?:.*\b)?(?:total|all usual residents|all persons|insgesamt|ensemble)\b.*", re.IGNORECASE
)
_DOES_NOT_APPLY = re.compile(r"does not apply|not applicable", re.IGNORECASE)
_CODE = re.compile(r".*\bcodes?$", re.IGNORECASE)


def pivoted(table: RawTable, profile: Profile) -> tuple[RawTable, Profile]:
    """A wide table and the profile that fits it: a group for each category, a partition of them all.

    Several columns of categories make one category of each combination. A category that is the total
    becomes the total; one that says that the question does not apply is left out where nobody is in it.

    Raises
    ------
    InputError
        A column is missing, or a category occurs twice for an area.
    """
    assert profile.long is not None  # noqa: S101  # the caller asks only for long tables
    columns = list(table.frame.columns)
    code = id_column(table, profile.id or ())
    values = matching(profile.long.value, columns)
    categories = [name for name in matching(profile.long.category, columns) if name != code]
    categories = [name for name in categories if not _CODE.fullmatch(name)] or categories
    if not values or not categories:
        missing = profile.long.category if values else profile.long.value
        raise InputError(
            f"there is no column {shown(missing)}, which the profile names under [long]",
            file=table.file.path,
            expected="a column with the category and one with the number of people",
            remedy="correct [long] in the profile",
        )
    frame = pd.DataFrame({"code": code_texts(table.frame[code])}, index=table.frame.index)
    frame["category"] = _combined(table.frame, categories)
    twice = frame.duplicated().to_numpy()
    if twice.any():
        position = int(np.flatnonzero(twice)[0])
        raise InputError(
            f"the category “{frame['category'].iloc[position]}” of the area “{frame['code'].iloc[position]}” "
            "occurs twice",
            file=table.file.path,
            row=int(frame.index[position]),
            expected="one row for each area and category",
            remedy="remove the repeated rows, or name all columns of categories under [long] in the profile",
        )
    notation = file_notation(table, profile)
    numbers = parse_numbers(table.frame[values[0]], notation, file=table.file.path, name=values[0])
    cells = _as_cells(table.frame[values[0]], numbers.data)
    wide = _wide(frame, cells, table, [code, *matching(profile.name or (), columns)[:1]])
    return _described(wide, frame, profile, code, table)


def _combined(frame: pd.DataFrame, categories: list[str]) -> pd.Series[Any]:
    text = frame[categories[0]].astype("str").str.strip()
    for name in categories[1:]:
        text = text + ", " + frame[name].astype("str").str.strip()
    return text


def _as_cells(column: pd.Series[Any], values: Any) -> pd.Series[Any]:
    """Numbers where a cell is one, the marker as it is elsewhere: the wide table is parsed again."""
    if pd.api.types.is_numeric_dtype(column) or not np.isnan(values).any():
        return pd.Series(values, index=column.index)
    cells = pd.Series(values, index=column.index, dtype=object)
    return cells.where(~np.isnan(values), column.astype(object))


def _wide(frame: pd.DataFrame, cells: pd.Series[Any], table: RawTable, keep: list[str]) -> pd.DataFrame:
    rows, areas = pd.factorize(frame["code"])
    places, names = pd.factorize(frame["category"])
    first = np.unique(rows, return_index=True)[1]
    index = frame.index[first]
    out = {name: table.frame[name].iloc[first].set_axis(index) for name in keep}
    mixed = cells.dtype == object
    grid: Any = np.full((len(areas), len(names)), None if mixed else np.nan, dtype=object if mixed else float)
    grid[rows, places] = cells.to_numpy()
    for j, name in enumerate(names):
        out[str(name)] = pd.Series(grid[:, j], index=index)
    return pd.DataFrame(out, index=index)


def _described(
    wide: pd.DataFrame, frame: pd.DataFrame, profile: Profile, code: str, table: RawTable
) -> tuple[RawTable, Profile]:
    names = [str(name) for name in pd.unique(frame["category"])]
    totals = [name for name in names if _TOTAL.fullmatch(name)]
    total = totals[0] if totals and len(names) > len(totals) else None
    unused = [
        name
        for name in names
        if _DOES_NOT_APPLY.search(name) and not (pd.to_numeric(wide[name], errors="coerce") > 0).any()
    ]
    groups = [name for name in names if name != total and name not in unused]
    described = profile.model_copy(
        update={
            "id": code,
            "total": total,
            "long": None,
            "groups": {name: Group(column=name) for name in groups},
            "partitions": {"categories": tuple(groups)},
        }
    )
    note = Note(
        message("The table has one row for each area and category; {n} categories became groups."),
        {"n": len(groups)},
    )
    kept = wide.drop(columns=unused)
    return RawTable(table.file, kept, None, (*table.notes, note)), described
