"""What the pages are made from: the figures by city and by ranking, looked up once for all pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from isopolis.measure.atlas import most_similar, rank_intervals, reference_of
from isopolis.measure.segregation.measurement import SEPARATOR

MOST_LEFT_OUT = 0.1
"""A city is ranked if no more than this share of its residents live in cells that had to be left out."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """One ranking.

    Attributes
    ----------
    index, groups, partition
        What is ranked.
    table
        Ranked figures, the highest first, with ``rank_low`` and ``rank_high``.
    left_out
        Cities without a figure, or with too many residents left out: columns ``city``, ``status``.
    """

    index: str
    groups: str
    partition: str
    table: pd.DataFrame
    left_out: pd.DataFrame

    @property
    def file(self) -> str:
        """Name of its page."""
        return f"{self.partition}-{self.index}-{self.groups.replace(SEPARATOR, '-')}.html".lower()


@dataclass(frozen=True, slots=True)
class Content:
    """All that is told.

    Attributes
    ----------
    cities
        One row a city, indexed by its id.
    figures
        Records of the figures of each city.
    partitions
        Groups of each partition.
    rankings
        All rankings.
    similar
        (other city, distance) of each city, nearest first.
    reference
        The distribution of this atlas.
    names
        Name of each city; its id where it has none.
    """

    cities: pd.DataFrame
    figures: Mapping[str, list[dict[str, Any]]]
    partitions: Mapping[str, tuple[str, ...]]
    rankings: tuple[Ranking, ...]
    similar: Mapping[str, list[tuple[str, float]]]
    reference: pd.DataFrame
    names: Mapping[str, str]

    @classmethod
    def of(
        cls, figures: pd.DataFrame, cities: pd.DataFrame, partitions: Mapping[str, tuple[str, ...]]
    ) -> Content:
        """Look everything up."""
        table = cities.set_index("city", drop=False)
        near = most_similar(figures, table["people"])
        similar: dict[str, list[tuple[str, float]]] = {}
        for city, other, distance in near.itertuples(index=False):
            similar.setdefault(city, []).append((other, distance))
        return cls(
            cities=table,
            figures={str(city): _records(rows) for city, rows in figures.groupby("city", sort=False)},
            partitions=partitions,
            rankings=tuple(_rankings(figures, table, partitions)),
            similar=similar,
            reference=reference_of(figures, table["people"]),
            names={str(city): str(name) or str(city) for city, name in table["name"].items()},
        )

    def name(self, city: str) -> str:
        """Name of a city; its id where it has none."""
        return self.names[city]

    def by_name(self) -> list[str]:
        """Ids of all cities, in the order of their names."""
        return sorted(self.cities.index, key=lambda city: (self.name(city).casefold(), city))


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def partition_of(groups: str, partitions: Mapping[str, tuple[str, ...]]) -> str:
    """The partition that the first group of a figure belongs to."""
    first = groups.split(SEPARATOR, maxsplit=1)[0]
    return next(name for name, members in partitions.items() if first in members)


def _rankings(
    figures: pd.DataFrame, cities: pd.DataFrame, partitions: Mapping[str, tuple[str, ...]]
) -> list[Ranking]:
    plain = figures[figures["scale"].isna()]
    by_kind = dict(list(plain.groupby(["index", "groups"], sort=False)))
    out = []
    for name, members in partitions.items():
        left_out = cities[f"{name}:people_suppressed"] + cities[f"{name}:people_not_collected"]
        too_many = set(left_out.index[left_out > MOST_LEFT_OUT])
        wanted = [("theil_h", SEPARATOR.join(members))]
        wanted += [(i, f"{g}{SEPARATOR}rest") for i in ("dissimilarity", "isolation") for g in members]
        for index, groups in wanted:
            rows = by_kind.get((index, groups))
            if rows is None:
                continue
            usable = ~rows["city"].isin(too_many)
            ranked = rank_intervals(rows[usable])
            rest = rows.loc[~rows["city"].isin(ranked["city"]), ["city", "status"]]
            out.append(Ranking(index, groups, name, ranked, rest))
    return out
