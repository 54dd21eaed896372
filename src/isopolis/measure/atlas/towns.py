"""The cities and towns of the census grid, with the people in their segregated neighbourhoods.

A *city* is an urban centre, a *town* an urban cluster that touches no centre (suburbs are left out: they are
part of what their city is about). A *segregated neighbourhood* is here a square kilometre of at least 100
people in which the share of people born outside the EU is at least twice that of the whole city or town: its
location quotient is 2 or more. That is coarse, and the same everywhere.

``towns.csv`` was derived from the census grid of 2021 (© European Union, Eurostat / GISCO) by
``python -m bench.towns``; it holds the cities and towns that a town of GeoNames gives a name and country.
Municipalities have other boundaries: a fund looks at theirs.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.areas import Areas
from isopolis.measure.areas.grid import contiguous, lattice
from isopolis.measure.areas.urban_centres import CELL, Degree, UrbanCentres, urban_centres
from isopolis.measure.atlas.places import name_centres
from isopolis.measure.segregation.statuses import composed

ATTRIBUTION = "© European Union, Eurostat / GISCO (census grid 2021); names: GeoNames, CC BY 4.0"
GROUPS = ("OTH", "NAT", "EU_OTH")
"""Born outside the EU, in the country, in another Member State."""
QUOTIENT, FEWEST = 2.0, 100.0
KNOWN = 0.5
"""With fewer than this share of its people in cells whose groups are known, a town says nothing."""
Labels = npt.NDArray[np.int64]


@cache
def towns() -> pd.DataFrame:
    """Columns ``name``, ``country`` (ISO 3166), ``population``, ``degurba`` (1 city, 2 town) and
    ``segregated_people`` (NaN where the census does not say), the most populous first.
    """
    with files(__package__).joinpath("towns.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, keep_default_na=False, na_values=[""], comment="#")


def towns_of(areas: Areas) -> pd.DataFrame:
    """The table of :func:`towns` from the cells of a grid of 1 km with the groups of birthplace."""
    found = urban_centres(areas)
    people = np.nan_to_num(areas.total)
    parts = []
    for degurba, label in ((1, found.centre.astype(np.int64)), (2, _town_labels(areas, found))):
        count = int(label.max(initial=-1)) + 1
        named = name_centres(areas, _as_centres(label, count, found))
        inside = label >= 0
        table = named.assign(
            population=np.bincount(label[inside], people[inside], count).round(),
            degurba=degurba,
            segregated_people=segregated_people(areas, label, count).round(),
        )
        parts.append(table[table["name"] != ""])
    both = pd.concat(parts, ignore_index=True)
    order = ["population", "country", "name"]
    return both.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _town_labels(areas: Areas, found: UrbanCentres) -> Labels:
    """(n,) the number of the town that each cell is in: a cluster without a centre; -1 for none."""
    assert areas.cells is not None  # noqa: S101  (urban_centres has refused what is no grid)
    grid = lattice(areas.cells, CELL)
    degree = np.zeros(len(grid.keys), dtype=np.int64)
    np.maximum.at(degree, grid.of, found.degree)
    urban = degree >= Degree.CLUSTER
    clusters = contiguous(grid.keys[urban], grid.width, diagonals=True).astype(np.int64)
    count = int(clusters.max(initial=-1)) + 1
    has_centre = np.bincount(clusters, degree[urban] == Degree.CENTRE, count) > 0
    number = np.where(has_centre, -1, np.cumsum(~has_centre) - 1)
    label = np.full(len(grid.keys), -1, dtype=np.int64)
    label[urban] = number[clusters]
    return label[grid.of]


def _as_centres(label: Labels, count: int, found: UrbanCentres) -> UrbanCentres:
    return UrbanCentres(pd.DataFrame({"id": range(count)}), label.astype(np.int32), found.degree)


def segregated_people(areas: Areas, label: Labels, count: int) -> npt.NDArray[np.float64]:
    """(count,) people in segregated neighbourhoods of each town; NaN where too little is known.

    Parameters
    ----------
    label
        (n,) number of the town of each cell, from 0; -1 for none.
    """
    composition = composed(areas, GROUPS)
    if composition is None:
        return np.full(count, np.nan)
    rows = composition.rows[label[composition.rows] >= 0]
    counts = composition.counts[np.isin(composition.rows, rows)]
    town, everybody = label[rows], counts.sum(axis=1)
    known = np.bincount(town, everybody, count)
    of_all = np.bincount(town, counts[:, 0], count) / np.where(known > 0, known, np.nan)
    share = counts[:, 0] / np.where(everybody > 0, everybody, np.nan)
    apart = (everybody >= FEWEST) & (share >= QUOTIENT * of_all[town]) & (counts[:, 0] > 0)
    inside = label >= 0
    people = np.bincount(label[inside], np.nan_to_num(areas.total)[inside], count)
    found = np.bincount(town, np.where(apart, everybody, 0.0), count)
    return np.where(known >= KNOWN * people, found, np.nan)
