"""Tell that a table is long: several rows for each area, one for each category or combination of categories.

What statistical databases give out (INE, Statbel, SCB, Barcelona): columns of the area, some that belong to
it (its name, its district), one or more columns of categories (nationality, sex, date) and one of people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.areas.formats.inspection import Look
from isopolis.measure.areas.formats.table import RawTable
from isopolis.measure.areas.formats.words import VALUES, has_word

_MOST_CATEGORIES = 130
_MOST_CODES = 25
_FEWEST_AREAS = 3
_MOST_AREAS = 0.75
"""Areas for each row at most: rows of nobody are often left out of a table, but not most of them."""
_DATE = re.compile(r"(.*\D)?(19|20)\d\d(-\d\d(-\d\d)?|\d\d)?(\D.*)?")


@dataclass(frozen=True, slots=True)
class LongTable:
    """The columns of a long table; ``dates`` is the one of them that holds several dates, latest first."""

    area: str
    categories: tuple[str, ...]
    value: str
    name: str | None = None
    date: str | None = None
    dates: tuple[str, ...] = ()


def find_long(table: RawTable, looks: Mapping[str, Look]) -> LongTable | None:
    """The columns of a long table, or None where it is not one.

    An area and all its categories together name each row; a column that is the same in all rows of an
    area belongs to the area and is no category.
    """
    values = _values(looks)
    if not values:
        return None
    places = {
        name: pd.factorize(table.frame[name])[0]
        for name, look in looks.items()
        if name not in values[:1] and look.distinct > 1 and not look.is_shape and not look.called("share")
    }
    value = values[0]
    for area in _areas(looks, places):
        categories = [name for name in places if name != area and not _belongs(places[name], places[area])]
        few = all(_is_category(looks[name], places[name]) for name in categories)
        if not categories or not few or table.frame.duplicated([area, *categories]).any():
            continue
        date = next((name for name in categories if _is_date(table, name)), None)
        return LongTable(
            area=area,
            categories=tuple(name for name in categories if name != date),
            value=value,
            name=_name(looks, places, area, categories),
            date=date,
            dates=()
            if date is None
            else tuple(sorted(set(table.frame[date].astype("str").str.strip()), reverse=True)),
        )
    return None


def _values(looks: Mapping[str, Look]) -> list[str]:
    """Columns that could hold the people, the likeliest first."""
    counts = [name for name, look in looks.items() if look.is_count and not look.called("id")]
    return sorted(counts, key=lambda name: (not has_word(name, VALUES), -looks[name].distinct))


def _areas(looks: Mapping[str, Look], places: Mapping[str, npt.NDArray[np.intp]]) -> list[str]:
    """Columns that could name the areas, the finest and those called so first."""
    fit = [
        name
        for name in places
        if _FEWEST_AREAS <= looks[name].distinct <= _MOST_AREAS * looks[name].rows
        and (looks[name].is_text or looks[name].called("id"))
    ]
    return sorted(
        fit,
        key=lambda name: (-looks[name].distinct, not looks[name].called("id"), looks[name].called("name")),
    )[:6]


def _is_category(look: Look, places: npt.NDArray[np.intp]) -> bool:
    """Whether its cells can be categories: few texts, or still fewer whole numbers, each in several rows."""
    if look.distinct < 2 or look.fractions > 0 or look.filled < look.rows:
        return False
    if look.is_text:
        return look.distinct <= _MOST_CATEGORIES
    return look.distinct <= _MOST_CODES and bool(np.bincount(places).min() > 1)


def _belongs(column: npt.NDArray[np.intp], area: npt.NDArray[np.intp]) -> bool:
    """Whether a column is the same in all rows of each area."""
    first = np.full(area.max() + 1, -2)
    first[area[::-1]] = column[::-1]
    return bool((first[area] == column).all())


def _is_date(table: RawTable, name: str) -> bool:
    cells = table.frame[name].astype("str").str.strip().unique()
    return len(cells) > 1 and all(_DATE.fullmatch(str(cell)) for cell in cells)


def _name(
    looks: Mapping[str, Look],
    places: Mapping[str, npt.NDArray[np.intp]],
    area: str,
    categories: Sequence[str],
) -> str | None:
    named = [
        name
        for name in places
        if name not in (area, *categories)
        and looks[name].is_text
        and looks[name].distinct == looks[area].distinct
    ]
    return next(iter(named), None)
