"""What the public functions accept: Areas, a table (GeoDataFrame or DataFrame), or a plain array."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import REST, Areas, refuse_totals, status_of
from isopolis.measure.segregation.environments.locations import metres_of
from isopolis.measure.segregation.margins import people

Data = Areas | pd.DataFrame | npt.ArrayLike


def as_areas(data: Data, groups: Sequence[str] | None, total: str | None = None) -> Areas:
    """Read ``data`` as :class:`Areas`.

    Parameters
    ----------
    data
        Areas as they are; a GeoDataFrame or DataFrame with one column a group; or an (n, g) array. NaN is
        "not collected", never zero.
    groups
        Names of the columns to read, ``"rest"`` aside; for an array the names of its columns
        ("group 1", "group 2", ... where none are given).
    total
        Column of a table that holds all people of the area. Without it the groups are taken to be
        everybody, and an area where one of them is unknown has no total.

    Raises
    ------
    InputError
        Columns that are not there, text or negative numbers among the counts, fewer than one group, no areas,
        a group alone whose rest is not known, or one that is all people.
    """
    if isinstance(groups, str):
        groups = (groups,)
    areas = data if isinstance(data, Areas) else _read(data, groups, total)
    refuse_totals(areas, groups or (() if isinstance(data, Areas) else areas.groups))
    return areas


def _read(data: Any, groups: Sequence[str] | None, total: str | None) -> Areas:
    if isinstance(data, pd.DataFrame):
        return _from_table(data, groups, total)
    counts = _numbers(data, "the array")
    if counts.ndim != 2 or counts.shape[1] < 1:
        raise InputError(
            f"the array has shape {counts.shape}", expected="one row an area, one column a group"
        )
    named = [str(group) for group in groups or () if group != REST]
    names = tuple(named) or tuple(f"group {m + 1}" for m in range(counts.shape[1]))
    if len(names) != counts.shape[1]:
        raise InputError(
            f"{len(names)} names for {counts.shape[1]} columns", expected="one name for each column"
        )
    if len(names) == 1:
        raise InputError(
            f"“{names[0]}” alone: nobody knows who the others are",
            expected="a column for each group",
            remedy="add a column with everybody else",
        )
    return _areas(_numbered(len(counts)), names, counts, None)


@lru_cache(maxsize=4)
def _numbered(n: int, first: int = 1) -> npt.NDArray[np.object_]:
    """ "1", "2", ... for areas without names, kept: to write a hundred thousand takes 30 ms every time."""
    return np.array(list(map(str, range(first, first + n))), dtype=object)


def _from_table(table: pd.DataFrame, groups: Sequence[str] | None, total: str | None) -> Areas:
    if not groups:
        numeric = [str(c) for c in table.columns if pd.api.types.is_numeric_dtype(table[c])]
        raise InputError(
            "no groups are named",
            expected="groups=[...] with two or more of " + ", ".join(numeric),
            remedy="name the columns that hold the people of each group",
        )
    columns = tuple(group for group in groups if group != REST or REST in table.columns)
    if not columns:
        raise InputError("“rest” alone", expected="a group, to know who the others are")
    for name in (*columns, *([total] if total else [])):
        if name not in table.columns:
            raise InputError(
                f"there is no column “{name}”", expected="one of " + ", ".join(map(str, table.columns))
            )
    if total is None and ((REST in groups and REST not in table.columns) or len(columns) == 1):
        raise InputError(
            "“rest” needs the column with all people of each area",
            expected="two groups or more, or all people, to know who the others are",
            remedy="name it with total=...",
        )
    counts = np.column_stack([_numbers(table[name], name) for name in columns])
    everybody = None if total is None else _numbers(table[total], total)
    if not table.index.is_unique:
        twice = table.index[table.index.duplicated()][0]
        raise InputError(
            f"the index of the table has “{twice}” more than once",
            expected="an index that names each area",
            remedy="set_index() to the column that names the areas, or reset_index(drop=True)",
        )
    plain = isinstance(table.index, pd.RangeIndex) and table.index.start == 0 and table.index.step == 1
    ids = _numbered(len(table), 0) if plain else np.array(list(map(str, table.index)), dtype=object)
    # The active geometry of a GeoDataFrame, whatever its column is called.
    active = getattr(table, "active_geometry_name", None)
    geometry: Any = None if active is None else table[active]
    return _areas(ids, tuple(map(str, columns)), counts, everybody, geometry)


def _areas(
    ids: npt.NDArray[np.object_],
    names: tuple[str, ...],
    counts: npt.NDArray[np.float64],
    total: npt.NDArray[np.float64] | None,
    geometry: Any = None,
) -> Areas:
    if not len(ids):
        raise InputError("there are no areas", expected="a row for each area")
    if len(set(names)) < len(names):
        raise InputError("a group is named twice", expected="different groups")
    total = people(counts) if total is None else total
    for what, values in (("count", counts), ("total", total)):
        bad = (values < 0) | np.isinf(values)
        if bad.any():
            row = int(np.flatnonzero(bad.reshape(len(ids), -1).any(axis=1))[0])
            raise InputError(
                f"a {what} of area “{ids[row]}” is negative or infinite",
                expected="people: 0 or more, NaN where nobody counted",
            )
    surface = None
    if geometry is not None and geometry.crs is not None and geometry.crs.is_projected:
        surface = np.asarray(geometry.area, dtype=np.float64) * metres_of(geometry) ** 2
        surface = surface if (surface > 0).any() else None  # points have none
    return Areas(
        ids=ids,
        groups=names,
        counts=counts,
        status=status_of(counts),
        total=total,
        total_status=status_of(total),
        geometry=geometry,
        surface=surface,
    )


def _numbers(values: Any, name: object) -> npt.NDArray[np.float64]:
    if str(getattr(values, "dtype", "")) in {"bool", "boolean"}:
        raise InputError(f"“{name}” holds true and false", expected="people, as numbers")
    if np.iscomplexobj(values):
        raise InputError(f"“{name}” holds complex numbers", expected="people, as numbers")
    try:
        if isinstance(values, np.ma.MaskedArray):  # what is masked is not known
            return np.where(np.ma.getmaskarray(values), np.nan, np.ma.getdata(values).astype(np.float64))
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"“{name}” holds something that is not a number ({error})", expected="people, as numbers"
        ) from None
