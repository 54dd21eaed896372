"""What is covered: figures of the city, its surroundings, incomes and single areas, and differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from bench.coverage.cities import (
    BRACKETS,
    SIX,
    THREE,
    TWO,
    City,
    dirichlet,
    enclave,
    gradient,
    logit_normal,
    patches,
)
from bench.coverage.polygons import Polygons

from isopolis.measure.segregation import INDICES, macro_micro_ratio, profile
from isopolis.measure.segregation.environments import Kernel, environments, locate
from isopolis.measure.segregation.inference import compare, intervals, local_intervals
from isopolis.measure.segregation.registry import Floats

MANY = (
    "dissimilarity",
    "gini",
    "theil_h",
    "mutual_information",
    "divergence",
    "normalised_exposure",
    "relative_diversity",
    "squared_coefficient_of_variation",
    "isolation",
)
PAIR = ("dissimilarity", "gini", "theil_h", "correlation_ratio", "atkinson", "isolation", "exposure")
AROUND = ("theil_h", "dissimilarity", "normalised_exposure", "isolation")
PLACES = (
    "delta",
    "absolute_concentration",
    "relative_concentration",
    "absolute_centralisation",
    "relative_centralisation",
    "spatial_proximity",
    "absolute_clustering",
    "relative_clustering",
    "distance_decay_isolation",
)
INCOME = ("rank_order_h", "rank_order_r", "rank_order_g", "neighbourhood_sorting", "income_gini_ratio")
SURROUNDINGS = ("theil_h", "dissimilarity", "isolation")
SCALES = ("200 m", "500 m", "k=2500", "k=10000")
AMONG_POLYGONS = (*SCALES, "8 areas", "order 2")
CLASS_VALUES = np.array([9_000.0, 14_000.0, 19_000.0, 25_000.0, 34_000.0, 60_000.0])


@dataclass(frozen=True)
class Setting:
    """A city, the figures asked of it with their true values, and how a trial finds their intervals."""

    family: str
    city: City
    indices: Sequence[str]
    width: float = 0.0
    """Bandwidth in metres of the environment; 0 for the areas themselves."""

    def trials(self, seed: int, trials: int, replicates: int) -> pd.DataFrame:
        """One row a trial and figure: ``index``, ``truth``, ``value``, ``corrected``, ``held`` (0..1)."""
        truth, rng = self.city.truth(seed), np.random.default_rng([seed, 2])
        rows = [self._trial(truth, rng, replicates, number) for number in range(trials)]
        return pd.concat(rows, ignore_index=True)

    def _trial(self, truth: Floats, rng: np.random.Generator, replicates: int, number: int) -> pd.DataFrame:
        counts = self.city.draw(rng, truth)
        if self.family == "areas' own figures":
            return self._areas(truth, counts, replicates, number)
        if self.family == "profiles":
            return self._profile(truth, counts)
        if self.family == "differences":
            return self._difference(counts, self.city.draw(rng, truth), replicates, number)
        around = self._environment() if self.width else None
        given = self._given()
        table = intervals(
            counts, self.indices, environment=around, settings=given, replicates=replicates, seed=number
        ).set_index("index")
        expected = {name: self._value(name, truth, around, given) for name in self.indices}
        return _rows(table, expected)

    def _value(
        self, name: str, people: Floats, around: Callable[[Floats], Floats] | None, given: dict[str, Any]
    ) -> float:
        index = INDICES[name]
        if around is not None:
            return float(index.city(people, around(people)))
        return float(index.city(people, given.get(index.setting.value, people)))

    def _given(self) -> dict[str, Any]:
        """What the indices read beside the people, by the names of their settings."""
        if self.family == "incomes":
            return {"class values": CLASS_VALUES}
        if self.family != "places":
            return {}
        places = self.city.places()
        centre = np.hypot(*(places - places.mean(axis=0)).T)
        surface = 1e4 * (1.0 + np.arange(len(places)) % 3)  # areas are of three sizes
        return {
            "surface": surface,
            "centre": centre,
            "surface and centre": (surface, centre),
            "coordinates": locate(places),
        }

    def _environment(self) -> Callable[[Floats], Floats]:
        places = locate(self.city.places())
        return lambda people: next(environments(people, places, [Kernel(self.width)])).people

    def _areas(self, truth: Floats, counts: Floats, replicates: int, number: int) -> pd.DataFrame:
        rows = []
        for name in self.indices:
            true = INDICES[name].areas(truth)
            table = local_intervals(counts, name, replicates=replicates, seed=number)
            held = float(((table.low <= true) & (true <= table.high)).mean())
            rows.append((name, true.sum(), table.value.sum(), table.corrected.sum(), held))
        return pd.DataFrame(rows, columns=["index", "truth", "value", "corrected", "held"])

    def _profile(self, truth: Floats, counts: Floats) -> pd.DataFrame:
        """Figures at scales, of all groups or of the second against the others, without a draw."""
        tables, drawn = [], isinstance(self.city, Polygons)
        outlines = self.city.places() if drawn else gpd.points_from_xy(*self.city.places().T, crs=3035)
        groups = [f"group {m + 1}" for m in range(truth.shape[1])]
        for people, sure in ((truth, False), (counts, True)):
            data = gpd.GeoDataFrame(dict(zip(groups, people.T, strict=True)), geometry=outlines)
            scales = AMONG_POLYGONS if drawn else SCALES
            table = profile(data, groups, self.indices, scales, intervals=sure)
            ratio = macro_micro_ratio(data, groups, "500 m", "200 m")
            table = pd.concat([table, ratio.dropna(axis=1, how="all")], ignore_index=True)
            chosen = (table["index"] != "isolation") | table["groups"].str.startswith("group 2")
            labels = table["index"] + ", " + table["scale"]
            tables.append(table[chosen].set_index(labels[chosen]))
        return _rows(tables[1], dict(tables[0]["value"]))

    def _difference(self, counts: Floats, second: Floats, replicates: int, number: int) -> pd.DataFrame:
        table = compare(counts, second, self.indices, replicates=replicates, seed=number).set_index("index")
        table = table.rename(columns={"difference": "corrected"}).assign(value=np.nan)
        return _rows(table, dict.fromkeys(self.indices, 0.0))


def _rows(table: pd.DataFrame, truth: dict[str, float]) -> pd.DataFrame:
    true = pd.Series(truth)
    held = ((table.low <= true) & (true <= table.high)).astype(float)
    found = pd.DataFrame({"truth": true, "value": table.value, "corrected": table.corrected, "held": held})
    return found.rename_axis("index").reset_index()


def _cities(indices: Sequence[str], *cities: City) -> list[Setting]:
    return [Setting("cities", city, indices) for city in cities]


SETTINGS: tuple[Setting, ...] = (
    *_cities(
        MANY,
        City("six groups, 60 people, strong", dirichlet(10), SIX),
        City("six groups, 60 people, weak", dirichlet(100), SIX),
        City("six groups, 60 people, log-normal", logit_normal(0.8), SIX),
        City("six groups, 60 people, gradient", gradient(1.5), SIX),
        City("six groups, 60 people, enclave", enclave(0.6), SIX),
        City("six groups, 60 people, enclave, nearly alike", enclave(0.6, 1000), SIX),
        City("six groups, 25 people", dirichlet(10), SIX, people=25),
        City("six groups, 400 people", dirichlet(30), SIX, areas=200, people=400),
    ),
    *_cities(
        PAIR,
        City("two groups, 60 people", dirichlet(10), TWO),
        City("two groups, 30 people, gradient", gradient(1.0), TWO, people=30),
        City("two groups, 60 people, 50 areas", dirichlet(20), TWO, areas=50),
        City("two groups, 60 people, enclave", enclave(0.4), TWO),
    ),
    Setting("environments", City("200 m, six groups", patches(2, 0.7), SIX), AROUND, 200.0),
    Setting("environments", City("500 m, six groups", patches(2, 0.7), SIX), AROUND, 500.0),
    Setting("environments", City("1 km, two groups", patches(3, 0.7), TWO), AROUND, 1000.0),
    Setting("environments", City("500 m, areas differ at random", dirichlet(10), TWO), AROUND, 500.0),
    Setting(
        "profiles", City("three groups, 1,000 people", patches(2, 0.5), THREE, people=1000), SURROUNDINGS
    ),
    Setting("profiles", City("three groups, 300 people", patches(2, 0.5), THREE, people=300), SURROUNDINGS),
    *(
        Setting(
            "profiles",
            Polygons(f"polygons of {people:,} people", patches(2, 0.5), THREE, people=people),
            SURROUNDINGS,
        )
        for people in (1000, 300)
    ),
    Setting("places", City("two groups, 60 people, patches", patches(2, 0.7), TWO), PLACES),
    Setting("incomes", City("six brackets, 60 people", logit_normal(0.6), BRACKETS), INCOME),
    Setting("incomes", City("six brackets, gradient", gradient(1.2), BRACKETS, people=100), INCOME),
    *(
        Setting("areas' own figures", city, ("theil_h", "dissimilarity", "divergence", "isolation"))
        for city in (
            City("six groups, 60 people, strong", dirichlet(10), SIX),
            City("six groups, 60 people, log-normal", logit_normal(0.8), SIX),
            City("six groups, 60 people, gradient", gradient(1.5), SIX),
            City("six groups, 60 people, enclave", enclave(0.6), SIX),
            City("six groups, 60 people, enclave, nearly alike", enclave(0.6, 1000), SIX),
        )
    ),
    Setting(
        "differences",
        City("six groups, 60 people, two dates alike", dirichlet(10), SIX),
        ("theil_h", "dissimilarity", "normalised_exposure"),
    ),
)
