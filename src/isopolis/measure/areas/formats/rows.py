"""Which rows of a table are areas: levels, totals, and the code of each area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.formats.decimal_sign import Notation
from isopolis.measure.areas.formats.format import Kind, Note
from isopolis.measure.areas.formats.notation import file_notation
from isopolis.measure.areas.formats.numbers import parse_numbers
from isopolis.measure.areas.formats.sums import MOST_ROWS, says_total, sum_rows
from isopolis.measure.areas.formats.table import RawTable, filled
from isopolis.measure.areas.profile import Column, Profile, matching, shown


def with_code(table: RawTable, profile: Profile) -> tuple[RawTable, Profile]:
    """The table with one column of codes, where the profile has a code in several columns."""
    if not profile.id_parts:
        return table, profile
    parts = [id_column(table, name) for name in profile.id_parts]
    texts = [pd.Series(code_texts(table.frame[name])) for name in parts]
    even = all((text.str.len() == len(text[0])).all() for text in texts)
    code = np.array([("" if even else "-").join(cells) for cells in zip(*texts, strict=True)], dtype=object)
    name = "+".join(parts)
    frame = table.frame.assign(**{name: code})
    return replace(table, frame=frame), profile.model_copy(update={"id": name, "id_parts": ()})


def areas_only(table: RawTable, profile: Profile) -> RawTable:
    """The rows of one level, without rows that the profile excludes and without totals.

    Raises
    ------
    InputError
        The level that the user named is not in the table; no row is left.
    """
    table = _one_level(table, profile)
    for exclude in profile.exclude:
        found = matching(exclude.column, list(table.frame.columns))
        if found:
            text = _cells(table.frame[found[0]])
            out = np.isin(text, [value.casefold() for value in exclude.one_of])
            if out.any():
                note = Note(
                    message("Rows left out because “{column}” is “{value}”: {n}."),
                    {"n": int(out.sum()), "column": found[0], "value": ", ".join(exclude.one_of)},
                )
                table = table.keep(~out, note)
    return _without_totals(table, profile)


def area_ids(table: RawTable, profile: Profile) -> npt.NDArray[np.object_]:
    """The code of each area as text; its row in the file where no column has codes.

    Raises
    ------
    InputError
        There is no such column; a code is missing or occurs twice (all its rows are named).
    """
    if profile.id is None:
        return table.frame.index.astype("str").to_numpy(dtype=object)
    name = id_column(table, profile.id)
    column = table.frame[name]
    text = code_texts(column)
    there = filled(column)
    if not there.all():
        raise InputError(
            "the area has no code",
            file=table.file.path,
            row=int(table.frame.index[np.flatnonzero(~there)[0]]),
            column=name,
            expected="a code in every row",
            remedy="fill it in, or remove the row if it is not an area",
        )
    codes = pd.Series(text)
    twice = codes.duplicated(keep=False).to_numpy()
    if twice.any():
        first = text[np.flatnonzero(twice)[0]]
        rows = table.frame.index[text == first].tolist()
        others = codes[twice].nunique() - 1
        raise InputError(
            "the area “{area}” is in rows {rows}, and {others} other areas are repeated too"
            if others
            else "the area “{area}” is in rows {rows}",
            file=table.file.path,
            row=int(rows[1]),
            column=name,
            expected="one row for each area",
            remedy="remove the repeated rows; or name in a profile the column that tells them apart, or, "
            "where there is one row a category, its [long] columns",
            area=first,
            rows=_listed(rows),
            others=others,
        )
    return text


def id_column(table: RawTable, wanted: Column) -> str:
    """The column of codes; a missing one is an error."""
    found = matching(wanted, list(table.frame.columns))
    if not found:
        raise InputError(
            "there is no column {column_name}, which should have the codes of the areas",
            file=table.file.path,
            expected="one of {choices}",
            remedy='name the right one in the profile (id = "...")',
            column_name=shown(wanted),
            choices=", ".join(f"“{name}”" for name in list(table.frame.columns)[:40]),
        )
    return found[0]


def code_texts(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """Codes as text: trimmed, and whole numbers without “.0”."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    if column.dtype == object:
        column = column.map(
            lambda cell: str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell),
            na_action="ignore",
        )
    return column.astype("str").str.strip().fillna("").to_numpy(dtype=object).copy()


def _cells(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    return column.astype("str").str.strip().str.casefold().fillna("").to_numpy(dtype=object)


def _listed(rows: list[int]) -> str:
    shown_rows = ", ".join(map(str, rows[:5]))
    return shown_rows + (f" and {len(rows) - 5} more" if len(rows) > 5 else "")


def _one_level(table: RawTable, profile: Profile) -> RawTable:
    if profile.rows is None:
        return table
    found = matching(profile.rows.column, list(table.frame.columns))
    if not found:
        return table
    text = _cells(table.frame[found[0]])
    there = dict.fromkeys(text)
    chosen_by_user = table.file.layer if table.file.kind is Kind.TEXT else None
    levels = [level for level in profile.rows.levels if level.casefold() in there]
    if chosen_by_user is not None:
        if chosen_by_user.casefold() not in there:
            raise InputError(
                "there is no level “{chosen_by_user}” in the column “{column_name}”",
                file=table.file.path,
                column=found[0],
                expected="one of {choices}",
                remedy="choose one of these with --layer",
                chosen_by_user=chosen_by_user,
                column_name=found[0],
                choices=", ".join(f"“{level}”" for level in there if level),
            )
        levels = [chosen_by_user]
    if not levels:
        raise InputError(
            "the rows are of none of the levels that the profile names",
            file=table.file.path,
            column=found[0],
            expected=", ".join(profile.rows.levels),
            remedy="correct [rows] levels in the profile",
        )
    note = Note(
        message("The table has several levels; the rows of “{level}” were read."), {"level": levels[0]}
    )
    keep = text == levels[0].casefold()
    return table if keep.all() else table.keep(keep, note)


def _without_totals(table: RawTable, profile: Profile) -> RawTable:
    """Rows that are the sum of others are set apart, not counted as areas."""
    if profile.id is None:
        return table
    code = id_column(table, profile.id)
    named = [] if profile.name is None else matching(profile.name, list(table.frame.columns))[:1]
    people = [
        *([profile.total] if profile.total is not None else []),
        *(group.column for group in profile.groups.values() if group.kind == "count" and group.column),
    ]
    found = [name for wanted in people for name in matching(wanted, list(table.frame.columns))[:1]]
    if profile.other_counts_are_groups:
        found += [name for name in table.frame.columns if name not in (code, *named, *found)]
    return without_sums(table, code, named, [] if profile.long else found, file_notation(table, profile))


def without_sums(
    table: RawTable, code: str | None, names: Sequence[str], people: Sequence[str], notation: Notation
) -> RawTable:
    """The table without the rows that say that they are totals, or that are sums of others."""
    told = [table.frame[name] for name in ([] if code is None else [code]) + list(names)]
    if not told:
        return table
    totals = says_total(told, wholly=True)
    if len(table.frame) <= MOST_ROWS:
        columns = _numbers(table, people, notation)
        if columns is not None:
            codes = None if code is None else code_texts(table.frame[code])
            said = totals | says_total(told, wholly=False)
            totals = totals | sum_rows(columns, said, codes)
    if not totals.any():
        return table
    where = table.frame.index[totals].tolist()
    note = Note(
        message("Rows that are totals were set apart and not counted as areas: {rows}."),
        {"rows": _listed(where)},
    )
    if totals.all():
        raise InputError(
            "every row is a total: there are no areas",
            file=table.file.path,
            row=int(where[0]),
            expected="one row for each area",
            remedy="check that this is the right file",
        )
    return table.keep(~totals, note)


def _numbers(table: RawTable, names: Sequence[str], notation: Notation) -> Floats | None:
    """(n, k) the columns that can be read as numbers of people."""
    columns = []
    for name in names:
        try:
            columns.append(parse_numbers(table.frame[name], notation, file=table.file.path, name=name).data)
        except InputError:
            continue  # said when the column is read
    return np.column_stack(columns) if columns else None
