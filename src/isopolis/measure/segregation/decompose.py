"""Decompose: what lies between districts and what within, and why a city changed between two dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, compose
from isopolis.measure.segregation.change import Change, change
from isopolis.measure.segregation.decomposition import nested
from isopolis.measure.segregation.inputs import Data, as_areas
from isopolis.measure.segregation.measurement import named_groups
from isopolis.measure.segregation.statuses import city_status

Levels = Sequence[str] | Mapping[str, Sequence[Any]]


def decompose(
    data: Data, groups: Sequence[str] | None = None, *, by: Levels, total: str | None = None
) -> pd.DataFrame:
    """How much of the segregation lies between the units of each level, within the level above.

    Parameters
    ----------
    data, groups, total
        As for :func:`isopolis.measure.segregation.measure`; one group alone is compared with the rest.
    by
        The levels, the widest first: names of attributes (columns of a table), or name -> unit of each
        area. ``["city", "district"]`` gives city, district within city, and area within district.

    Returns
    -------
    See :func:`isopolis.measure.segregation.decomposition.nested`: one row a level, adding up to the last; and
    ``status`` (``partial``: areas whose people are not known are left out).

    Raises
    ------
    InputError
        Unknown groups or levels, or an area that belongs to no unit of a level.

    >>> table = pd.DataFrame({"A": [9, 5, 1, 1], "B": [1, 5, 9, 9], "district": list("nnss")})
    >>> decompose(table, ["A", "B"], by=["district"])[["level", "share"]].round(2).to_numpy().tolist()
    [['district', 0.8], ['area', 0.2], ['total', 1.0]]
    """
    areas = as_areas(data, groups, total)
    composition = compose(areas, named_groups(areas, groups))
    units = {
        name: _units(data, areas, name, labels)[composition.rows] for name, labels in _levels(by).items()
    }
    return nested(composition.counts, units).assign(status=city_status(composition).value)


def decompose_change(
    before: Data, after: Data, groups: Sequence[str] | None = None, *, total: str | None = None
) -> Change:
    """Why M changed between two dates: sizes of groups, sizes of areas, or structure; areas come and go.

    Areas are matched by their ids; one that is at one date only has arrived or departed. An area whose people
    are not known at one of its dates has not: it is left out of both, and named. Where boundaries changed,
    bring both dates to the same areas first (``measure.areas.boundaries.transfer``).

    Parameters
    ----------
    before, after, groups, total
        As for :func:`isopolis.measure.segregation.measure`.

    Returns
    -------
    Change
        See :func:`isopolis.measure.segregation.change.change`.

    Raises
    ------
    InputError
        Unknown groups, no area in common, or zeros that stand in the way.

    >>> then = pd.DataFrame({"A": [40, 5], "B": [20, 15]}, index=["north", "south"])
    >>> now = pd.DataFrame({"A": [30, 15], "B": [20, 15]}, index=["north", "south"])
    >>> found = decompose_change(then, now, ["A", "B"])
    >>> bool(abs(found.parts["value"].sum() - (found.after - found.before)) < 1e-9)
    True
    """
    tables, unknown = [], set()
    for data in (before, after):
        areas = as_areas(data, groups, total)
        named = named_groups(areas, groups)
        composition = compose(areas, named)
        ids = areas.ids[composition.rows]
        tables.append(pd.DataFrame(composition.counts, index=ids, columns=list(named)))
        unknown |= set(areas.ids) - set(ids)
    then, now = tables
    if list(then.columns) != list(now.columns):
        raise InputError(
            f"the dates have the groups {list(then.columns)} and {list(now.columns)}",
            expected="the same groups at both dates",
            remedy="name them",
        )
    if not len(then.index.intersection(now.index)):
        raise InputError(
            "no area is in both dates",
            expected="the same ids",
            remedy="bring both dates to the same areas first",
        )
    every = then.index.union(now.index).difference(sorted(unknown))
    then, now = (table.reindex(every, fill_value=0.0) for table in (then, now))
    found = change(then.to_numpy(float), now.to_numpy(float), list(every), list(then.columns))
    return replace(found, left_out=tuple(sorted(unknown)))


def _levels(by: Levels) -> dict[str, Sequence[Any] | None]:
    named = (by,) if isinstance(by, str) else by
    levels: dict[str, Sequence[Any] | None] = dict.fromkeys(named)
    levels |= by if isinstance(by, Mapping) else {}
    for name in {"area", "total"} & set(levels):
        raise InputError(
            f"a level is called “{name}”, as a row of the result is",
            expected="other names",
            remedy=f"give it by hand: by={{'{name}s': [...]}}",
        )
    return levels


def _units(data: Data, areas: Areas, name: str, labels: Sequence[Any] | None) -> npt.NDArray[Any]:
    table = data if isinstance(data, pd.DataFrame) else areas.attributes
    if labels is None:
        if name not in table.columns:
            raise InputError(
                f"there is no column “{name}”", expected="one of " + ", ".join(map(str, table.columns))
            )
        labels = list(table[name])
    units = pd.Series(list(labels), dtype=object)
    if len(units) != len(areas):
        raise InputError(f"“{name}” has {len(units)} units for {len(areas)} areas")
    missing = units.isna().to_numpy()
    if missing.any():
        raise InputError(
            f"area “{areas.ids[int(missing.argmax())]}” belongs to no “{name}”",
            column=name,
            expected="a unit for every area",
            remedy="fill it in, or leave these areas out",
        )
    return units.to_numpy()
