"""What else a table says of its areas: names, districts, income, and every column without a role."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas.formats.counts import numbers_of
from isopolis.measure.areas.formats.decimal_sign import Notation
from isopolis.measure.areas.formats.inspection import LEADING_ZERO
from isopolis.measure.areas.formats.numbers import matches
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.profile import Profile, matching
from isopolis.measure.areas.status import known


def attributes_of(table: RawTable, profile: Profile, notation: Notation, used: set[str]) -> pd.DataFrame:
    """Name, income and what the profile names first; then every other column of the file as it is."""
    made: dict[str, Any] = {}
    columns = list(table.frame.columns)
    for key, wanted in (("name", profile.name), ("income", profile.income)):
        found = matching(wanted, columns) if wanted is not None else []
        if found and key == "name":
            made[key] = _text(table.frame[found[0]])
        elif found:
            made[key] = numbers_of(table, found[0], notation, signed=True).data
    for key, attribute in profile.attributes.items():
        found = matching(attribute.column, columns)
        if not found:
            continue
        if attribute.kind == "number":
            made[key] = numbers_of(table, found[0], notation, signed=True).data
        else:
            made[key] = _derived(_text(table.frame[found[0]]), attribute.pattern, attribute.template)
    codes = matching(profile.id or (), columns)[:1]
    for name in columns:
        if name not in used and name not in made and name not in codes:
            made[name] = _as_it_is(table, name, notation)
    return pd.DataFrame(made, index=pd.RangeIndex(len(table.frame)))


def _text(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """Text of each cell, None where empty; whole numbers without “.0”."""
    if pd.api.types.is_float_dtype(column):
        whole = column.dropna()
        column = column.astype("Int64") if (whole == whole.round()).all() else column
    text = column.astype("str").str.strip().to_numpy(dtype=object)
    text = np.array(text, dtype=object)
    text[column.isna().to_numpy() | (text == "")] = None
    return text


def _derived(text: npt.NDArray[np.object_], pattern: str | None, template: str) -> npt.NDArray[np.object_]:
    if pattern is None:
        return text
    expression = re.compile(pattern)
    distinct: dict[str, str | None] = {}
    for value in set(text) - {None}:
        match = expression.fullmatch(value)
        distinct[value] = template.format(match.group(0), *match.groups()) if match else None
    return np.array([distinct.get(value) for value in text], dtype=object)


def _as_it_is(table: RawTable, name: str, notation: Notation) -> Any:
    """A column without a role: whole numbers, numbers or text; codes with leading zeros stay text."""
    column = table.frame[name]
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy()
    if matches(column, LEADING_ZERO).any():
        return _text(column)
    try:
        numbers = numbers_of(table, name, notation, signed=True)
    except InputError:
        return _text(column)
    there = known(numbers.status)
    if not there.any():
        return _text(column)
    if not numbers.markers and np.all(numbers.data[there] % 1 == 0):
        return pd.array(np.where(there, numbers.data, 0), dtype="Int64") if there.all() else _text(column)
    return numbers.data
