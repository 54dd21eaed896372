"""The cities that Isopolis and PySAL are compared on, of every kind that is at hand (`ISOPOLIS_DATA`)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from isopolis.measure.segregation import measure

DATA = Path(os.environ.get("ISOPOLIS_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class City:
    """The people of a city by group, whole numbers, and its shapes or centres where it has any.

    The first group is the one that indices of a single group are about, against everybody else.
    """

    name: str
    table: Any
    groups: tuple[str, ...]

    @property
    def counts(self) -> Any:
        """(n, g) people."""
        return self.table[list(self.groups)].to_numpy(float)

    @property
    def pair(self) -> Any:
        """(n, 2) people of the first group, and everybody else."""
        return np.column_stack([self.counts[:, 0], self.counts[:, 1:].sum(axis=1)])

    @property
    def placed(self) -> bool:
        """Whether the city has shapes or centres."""
        return isinstance(self.table, gpd.GeoDataFrame)

    @property
    def drawn(self) -> bool:
        """Whether its areas have shapes."""
        return self.placed and bool((self.table.area > 0).any())

    def lived_in(self) -> City:
        """The city without the areas where nobody lives."""
        return City(self.name, self.table[self.table["everybody"] > 0].reset_index(drop=True), self.groups)

    def centres_only(self, name: str) -> City:
        """The same city with a point in the place of each shape."""
        return City(name, self.table.set_geometry(self.table.centroid), self.groups)

    def ours(self, index: str, groups: Sequence[str] | None = None) -> float:
        """A figure by the public function."""
        settings = {}
        if self.placed:
            centre = self.table.centroid
            settings["centre"] = np.hypot(centre.x - centre.x.mean(), centre.y - centre.y.mean())
        named = groups or [self.groups[0], "rest"]
        found = measure(self.table, named, [index], total="everybody", settings=settings)
        return float(found["value"].iloc[0])


def cities() -> Iterator[City]:
    """The cities that are at hand, and some of them with centres in the place of shapes."""
    for city in _drawn():
        yield city
        if city.name in CENTRES_OF:
            yield city.centres_only(CENTRES_OF[city.name])


CENTRES_OF = {
    "Paris, 992 neighbourhoods": "Paris, centres",
    "Noord-Holland, districts by age": "Noord-Holland, centres",
    "Berlin, 58 forecast areas": "Berlin, centres",
    "varna, cells of 1 km": "varna, centres of cells",
}


def _drawn() -> Iterator[City]:
    paris = gpd.read_file(DATA / "paris_iris_cs8_2011.gpkg")
    named = {f"C11_POP15P_CS{k}": f"CS{k}" for k in range(1, 9)}
    paris = paris.rename(columns=named)[[*named.values(), "geometry"]].round(dict.fromkeys(named.values(), 0))
    occupations = ("CS3", "CS6", "CS1", "CS2", "CS4", "CS5", "CS7", "CS8")
    yield _city("Paris, 992 neighbourhoods", paris, occupations)
    yield _city("Paris, farmers", paris, ("CS1", "CS6", "CS3"))
    wijken = gpd.read_file(DATA / "netherlands_wijken2022.gpkg")
    wijken = wijken[wijken["province"] == "Noord-Holland"].dropna(subset=["pop_0_14", "pop_65plus"])
    ages = ("pop_65plus", "pop_0_14", "pop_15_24", "pop_25_44", "pop_45_64")
    people = wijken[list(ages)].mul(wijken["population"], axis=0).div(100).round()
    yield _city("Noord-Holland, districts by age", gpd.GeoDataFrame(people, geometry=wijken.geometry), ages)
    shapes = gpd.read_file(DATA / "berlin_prognoseraeume2021.gpkg")
    areas = pd.read_csv(DATA / "berlin_plr2021_population_mss.csv")
    for column in ("Gesamt", "ausländer"):
        areas[column] = pd.to_numeric(areas[column], errors="coerce")
    code = areas["PLR-ID"].astype(str).str.zfill(8).str[:4]
    sums = areas.groupby(code)[["Gesamt", "ausländer"]].sum()
    joined = shapes.set_index(shapes["PGR_ID"].astype(str).str.zfill(4)).join(sums, how="inner")
    joined = joined.assign(foreign=joined["ausländer"], german=joined["Gesamt"] - joined["ausländer"])
    yield _city("Berlin, 58 forecast areas", joined[["foreign", "german", "geometry"]], ("foreign", "german"))
    grid = pd.read_csv(DATA / "europe" / "census2021_1km_12cities.csv.gz", low_memory=False)
    groups = ("OTH", "NAT", "EU_OTH")
    for name in ("lille_roubaix", "copenhagen", "varna", "birzai"):
        cells = grid[(grid["city"] == name) & (grid[[*groups]] >= 0).all(axis=1)]
        squares = box(cells["X"], cells["Y"], cells["X"] + 1000, cells["Y"] + 1000)
        placed = gpd.GeoDataFrame(cells[[*groups]], geometry=list(squares), crs=3035)
        yield _city(f"{name}, cells of 1 km", placed, groups)
    schools = pd.read_csv(DATA / "segregation_reference" / "schools05.csv")
    wide = schools.pivot_table(index="school", columns="race", values="n", aggfunc="sum", fill_value=0)
    yield _city("schools, five groups", wide, tuple(sorted(wide.columns, key=lambda g: wide[g].sum())))


def _city(name: str, table: Any, groups: tuple[str, ...]) -> City:
    kept = table.reset_index(drop=True)
    return City(name, kept.assign(everybody=kept[list(groups)].sum(axis=1)), groups)
