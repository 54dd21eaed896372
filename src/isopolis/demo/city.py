"""The demonstration city as a whole: one seed, one city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from isopolis.demo import names
from isopolis.demo.division import Division, divide
from isopolis.demo.people import AGES, BIRTHPLACES, BRACKETS, SEXES, Census, populate
from isopolis.demo.places import Places, open_places
from isopolis.demo.site import CRS, WATER_WIDTH, inhabitants_expected, lay_out, to_metres
from isopolis.demo.streets import Streets, build_streets

POPULATION = 180_000
SEED = 6


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The city in one year: the truth, before anything is withheld.

    Attributes
    ----------
    year
        The year.
    cells
        One row a populated cell: ``id``, ``population``, one column for each country of birth, age and
        sex, ``households``, ``low_income``, ``income_mean``; geometry in EPSG:3035.
    neighbourhoods
        One row a neighbourhood, with the same columns, and ``code``, ``name``, ``district``, the
        brackets of income and ``rent`` (median asking rent, euros a month for each square metre).
    cross
        (n neighbourhoods, 3, 4, 2) people by country of birth, age and sex.
    """

    year: int
    cells: gpd.GeoDataFrame
    neighbourhoods: gpd.GeoDataFrame
    cross: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DemoCity:
    """A generated city of about 180,000 inhabitants on a river, in two years.

    Attributes
    ----------
    name, seed
        Its invented name and the seed that it was generated from.
    before, after
        The city in the two years.
    water
        The river, one polygon; EPSG:3035.
    places
        Services, schools and the schools' catchments in the later year.
    streets
        The walkable streets: a connected planar graph.
    correspondence
        People of the later year by cell, earlier and later neighbourhood: the truth against which a
        bridge between the two divisions can be checked.
    """

    name: str
    seed: int
    before: Snapshot
    after: Snapshot
    water: gpd.GeoDataFrame
    places: Places
    streets: Streets
    correspondence: pd.DataFrame


def generate(*, seed: int = SEED, years: tuple[int, int] = (2016, 2024)) -> DemoCity:
    """Generate the demonstration city; the same seed gives the same bits.

    Parameters
    ----------
    seed
        Changes who lives where, the neighbourhoods, the streets and the services; the river and the
        places with a story (a gentrifying inner quarter, a large estate, a new quarter) stay.
    years
        The earlier and the later year. They name the tables and change no number.

    Examples
    --------
    >>> city = generate()
    >>> bool(175_000 < city.after.cells["population"].sum() < 185_000)
    True
    """
    # One stream a subject: a change in how streets are drawn leaves the people as they are.
    streams = [np.random.Generator(np.random.PCG64(s)) for s in np.random.SeedSequence(seed).spawn(5)]
    site = lay_out()
    expected = inhabitants_expected(site, streams[0], POPULATION)
    divisions = divide(site, expected[1], streams[1])
    censuses = populate(site, expected, streams[2])
    boxes, codes = site.boxes(), site.codes()
    snapshots = [
        _snapshot(year, census, division, boxes, codes)
        for year, census, division in zip(years, censuses, divisions, strict=True)
    ]
    streets = build_streets(site, expected[1] > 0, streams[3])
    places = open_places(site, streets, censuses[1], streams[4])
    river = to_metres(np.array([shapely.intersection(site.river, site.outline)], dtype=object))
    water = shapely.buffer(river, 500 * WATER_WIDTH, cap_style="flat")
    earlier, later = divisions
    correspondence = pd.DataFrame(
        {
            "id": codes,
            "before": earlier.table["code"].to_numpy()[earlier.cell],
            "after": later.table["code"].to_numpy()[later.cell],
            "population": censuses[1].total,
        }
    )
    return DemoCity(
        name=names.CITY,
        seed=seed,
        before=snapshots[0],
        after=snapshots[1],
        water=gpd.GeoDataFrame({"name": [names.RIVER]}, geometry=water, crs=CRS),
        places=places,
        streets=streets,
        correspondence=correspondence[correspondence["population"] > 0].reset_index(drop=True),
    )


def _ratio(above: npt.NDArray[np.float64], below: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Division that knows nothing where there is nothing to divide by."""
    return np.asarray(np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0))


def _counts(census: Census) -> dict[str, npt.NDArray[np.int64]]:
    """The counts that are published, by name; each (n cells,)."""
    families: Mapping[tuple[str, ...], npt.NDArray[np.int64]] = {
        BIRTHPLACES: census.by_birthplace,
        AGES: census.by_age,
        SEXES: census.by_sex,
    }
    counts = {"population": census.total}
    for members, table in families.items():
        counts |= {member: table[:, k] for k, member in enumerate(members)}
    return counts | {"households": census.households, "low_income": census.low_income}


def _snapshot(
    year: int, census: Census, division: Division, boxes: gpd.GeoSeries, codes: npt.NDArray[np.object_]
) -> Snapshot:
    counts = _counts(census)
    cells = gpd.GeoDataFrame({"id": codes, **counts}, geometry=boxes, crs=CRS)
    cells.insert(len(cells.columns) - 1, "income_mean", _ratio(census.income, census.households))
    number = len(division.table)

    def add_up(values: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
        return np.bincount(division.cell, values, number).astype(np.float64)

    table = division.table.copy()
    for name, values in counts.items():
        table[name] = add_up(values).astype(np.int64)
    for k, lower in enumerate(BRACKETS):
        table[f"income_{lower}"] = add_up(census.brackets[:, k]).astype(np.int64)
    households = table["households"].to_numpy()
    table["income_mean"] = _ratio(add_up(census.income), households)
    table["rent"] = _ratio(add_up(census.rent * census.households), households)
    cross = np.zeros((number, *census.people.shape[1:]), dtype=np.int64)
    np.add.at(cross, division.cell, census.people)
    populated = cells["population"] > 0
    return Snapshot(year, cells[populated].reset_index(drop=True), table, cross)
