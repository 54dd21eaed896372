"""Quotas: how many panel members of each feature at least and at most."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from isopolis.decide.similarity.words import plain
from isopolis.decide.table import Table, read_table, whole_number
from isopolis.errors import InputError


@dataclass(frozen=True, slots=True)
class Quota:
    """Between ``low`` and ``high`` members of the panel have this feature of this category."""

    category: str
    feature: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Quotas:
    """The quotas of a panel, in the order in which they were written.

    Every category must list all its features: a person with a feature that no quota names has no place.
    """

    rows: tuple[Quota, ...]

    def __post_init__(self) -> None:
        """Refuse a feature twice, and a minimum above its maximum."""
        seen = set()
        for one in self.rows:
            key = (plain(one.category), plain(one.feature))
            if key in seen:
                raise InputError(
                    "the feature “{feature}” of “{category}” has two quotas",
                    expected="one",
                    feature=one.feature,
                    category=one.category,
                )
            seen.add(key)
            if not 0 <= one.low <= one.high:
                raise InputError(
                    "the quota of “{feature}” ({category}) goes from {low} to {high}",
                    expected="a minimum from 0 that is not above the maximum",
                    feature=one.feature,
                    category=one.category,
                    low=one.low,
                    high=one.high,
                )

    def __iter__(self) -> Iterator[Quota]:
        """The quotas, one by one."""
        return iter(self.rows)

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories, each once."""
        return tuple(dict.fromkeys(one.category for one in self.rows))

    def of(self, category: str) -> tuple[Quota, ...]:
        """The quotas of one category."""
        return tuple(one for one in self.rows if one.category == category)

    def check_size(self, size: int) -> None:
        """Refuse quotas that no panel of ``size`` could ever meet, whoever volunteers."""
        if size < 1:
            raise InputError("the panel has {size} members", expected="at least 1", size=size)
        for category in self.categories:
            low, high = (sum(getattr(one, end) for one in self.of(category)) for end in ("low", "high"))
            if not low <= size <= high:
                raise InputError(
                    "the quotas of “{category}” add up to {low} at least and {high} at most",
                    expected="room for a panel of {size} in between",
                    remedy="lower a minimum" if low > size else "raise a maximum",
                    category=category,
                    low=low,
                    high=high,
                    size=size,
                )


def read_quotas(source: Path | str | bytes, *, file: str = "", size: int | None = None) -> Quotas:
    """Read quotas from a table with the columns category, feature, min, max.

    ``feature, value, min, max`` is understood too; further columns are left alone. A minimum or maximum may
    be a percentage of a panel of ``size``, which becomes the whole number of seats next to it, outwards.
    Instead of min and max there may be one column, share or people: quotas are then made around the shares
    (:func:`proportional_quotas`).
    """
    table = read_table(source, file=file)
    if table.find("category") is None and table.find("value") is not None:
        category, feature = table.need("feature"), table.need("value")
    else:
        category, feature = table.need("category", "catégorie"), table.need("feature", "modalité")
    for line, row in table:
        for column in (category, feature):
            if not row[column]:
                raise InputError(
                    "the cell is empty",
                    file=table.file,
                    row=line,
                    column=table.headings[column],
                    expected="a name",
                )
    named = [(row[category], row[feature]) for row in table.rows]
    share = table.find("share", "percent", "people", "part", "habitants")
    if share is not None and table.find("min", "minimum", "max", "maximum") is None:
        return _around(table, named, share, size)
    low, high = table.need("min", "minimum"), table.need("max", "maximum")
    rows = []
    for (line, row), (one, other) in zip(table, named, strict=True):
        least, most = (_seats(_Place(table, line, at), row[at], size) for at in (low, high))
        bounds = math.floor(least + 1e-9), math.ceil(most - 1e-9)
        if bounds[0] > bounds[1]:
            raise InputError(
                "the minimum {low} is above the maximum {high}",
                file=table.file,
                row=line,
                column=table.headings[low],
                expected="a minimum that is not above the maximum",
                low=bounds[0],
                high=bounds[1],
            )
        rows.append(Quota(one, other, *bounds))
    return Quotas(tuple(rows))


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell of a table."""

    table: Table
    line: int
    place: int

    @property
    def column(self) -> str:
        return self.table.headings[self.place]


def _seats(at: _Place, text: str, size: int | None) -> float:
    """Seats, of which some may be given as a percentage."""
    if "%" not in text:
        return whole_number(text, file=at.table.file, row=at.line, column=at.column)
    percent = _decimal(at, text.replace("%", ""))
    if size is None or not 0.0 <= percent <= 100.0:
        raise InputError(
            "“{text}” cannot be turned into seats", file=at.table.file, row=at.line, column=at.column,
            expected="from 0 to 100 % of a panel whose size is known, or a number of seats", text=text,
        )  # fmt: skip
    return size * percent / 100.0


def _decimal(at: _Place, text: str) -> float:
    """A number with a point or a comma."""
    try:
        value = float("".join(text.split()).replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0.0 <= value < math.inf:
        raise InputError(
            "“{text}” is not a number", file=at.table.file, row=at.line, column=at.column,
            expected="a number from 0", text=text,
        )  # fmt: skip
    return value


def _around(table: Table, named: list[tuple[str, str]], share: int, size: int | None) -> Quotas:
    """Quotas around the shares in a column."""
    if size is None:
        raise InputError(
            "shares cannot be turned into seats", file=table.file, column=table.headings[share],
            expected="a panel whose size is known, or the columns min and max",
        )  # fmt: skip
    shares = [
        (one, other, _decimal(_Place(table, line, share), row[share].replace("%", "")))
        for (line, row), (one, other) in zip(table, named, strict=True)
    ]
    return proportional_quotas(shares, size)


def proportional_quotas(shares: Iterable[tuple[str, str, float]], size: int, *, room: int = 0) -> Quotas:
    """Quotas around the shares of a population: the two whole numbers next to ``size`` x share.

    Parameters
    ----------
    shares
        (category, feature, share of the population or number of people); within a category they are scaled
        to 1.
    size
        Members of the panel.
    room
        Widens every quota by this many members on both sides.

    >>> [(q.low, q.high) for q in proportional_quotas([("sex", "women", 51), ("sex", "men", 49)], 20)]
    [(10, 11), (9, 10)]
    """
    given = list(shares)
    totals: dict[str, float] = {}
    for category, feature, share in given:
        if share < 0:
            raise InputError(
                "the share of “{feature}” ({category}) is {share}",
                expected="a number from 0",
                feature=feature,
                category=category,
                share=share,
            )
        totals[category] = totals.get(category, 0.0) + share
    rows = []
    for category, feature, share in given:
        if totals[category] <= 0:
            raise InputError(
                "nobody is in the category “{category}”",
                expected="shares that add up to more than 0",
                category=category,
            )
        target = size * share / totals[category]
        low, high = math.floor(target + 1e-9), math.ceil(target - 1e-9)
        rows.append(Quota(category, feature, max(0, low - room), min(size, high + room)))
    return Quotas(tuple(rows))
