"""Isopolis and PySAL `segregation` on real cities: every index that PySAL has, beside ours.

    python -m bench.agreement [--write FILE.csv] [WORD ...]

The cities are of every kind that is at hand (`ISOPOLIS_DATA`): statistical neighbourhoods of Paris with empty
areas and one group more than a hundred times another, districts of the Netherlands of very unequal size,
forecast areas of Berlin, cells of the census grid that are all of one size and often hold nobody of a group,
schools without a place. WORDs choose cities. Where the definitions agree, figures must agree to 1e-6 of
the larger, else the command ends with 1; where they do not, the table shows both, and
docs/methods/agreement.md says why.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from isopolis.measure.segregation import INDICES, local, measure
from isopolis.measure.segregation.boundaries import morrill
from isopolis.measure.segregation.clustering import (
    Proximity,
    absolute_clustering,
    spatial_proximity,
)
from isopolis.measure.segregation.environments import Kernel, Shape, environments, find_borders, locate
from isopolis.measure.segregation.inference.expected import expected_values
from isopolis.measure.segregation.inference.small_counts import corrected_dissimilarity

DATA = Path(os.environ.get("ISOPOLIS_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
CLOSE = 1e-6
NEAR = 1500.0
"""Bandwidth in metres of the environments that are compared."""


@dataclass(frozen=True, slots=True)
class City:
    """The people of a city by group, whole numbers, and its shapes where it has any.

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
        """Whether the city has shapes."""
        return isinstance(self.table, gpd.GeoDataFrame)

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
    """The cities that are at hand."""
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


@dataclass(frozen=True, slots=True)
class Index:
    """A class of PySAL, what it is called here, and how to find ours.

    ``agree``: whether both should be the same; a text says why not.
    """

    theirs: str
    ours: Callable[[City], float]
    agree: str = ""
    placed: bool = False
    given: dict[str, Any] | None = None
    many: bool = False
    lived_in: bool = False
    """Without the areas where nobody lives."""

    def value(self, city: City) -> float:
        """The figure of PySAL."""
        import segregation.multigroup as several  # noqa: PLC0415
        import segregation.singlegroup as single  # noqa: PLC0415

        given = self.given or {}
        table = city.table.copy()
        if self.many:
            made = getattr(several, self.theirs)(table, groups=list(city.groups), **given)
        else:
            made = getattr(single, self.theirs)(table, city.groups[0], "everybody", **given)
        return float(made.statistic)


def _one(index: str) -> Callable[[City], float]:
    return lambda city: city.ours(index)


def _all(index: str) -> Callable[[City], float]:
    return lambda city: city.ours(index, city.groups)


def _carrington(index: str) -> Callable[[City], float]:
    def corrected(city: City) -> float:
        plain, chance = city.ours(index), expected_values(city.pair, [index])[index]
        return (plain - chance) / (1 - chance) if plain >= chance else (plain - chance) / chance

    return corrected


def _with_corners(city: City) -> float:
    return float(morrill(city.pair, find_borders(city.table), corners=True).sum())


def _corrected(city: City) -> float:
    return corrected_dissimilarity(city.pair)


def _min_max(city: City) -> float:
    apart = city.ours("dissimilarity")
    return 2 * apart / (1 + apart)


def _their_distances(city: City) -> Any:
    """What PySAL puts in the place of proximity: it grows with distance."""
    from segregation.util import generate_distance_matrix  # noqa: PLC0415

    c = 1 - generate_distance_matrix(city.table)
    np.fill_diagonal(c, 1 - np.exp(-np.sqrt(0.6 * city.table.area)))
    return c


def _with_their_distances(index: Callable[[Any, Proximity], Any]) -> Callable[[City], float]:
    def value(city: City) -> float:
        c = _their_distances(city)
        return float(np.sum(index(city.pair, Proximity(c @ city.pair, c.sum(axis=1)))))

    return value


def _smoothed(name: str) -> Callable[[City], float]:
    """The index of the rounded people of the environments: what PySAL takes for the spatial index."""

    def value(city: City) -> float:
        near = [Kernel(NEAR, Shape.TRIANGULAR)]
        around = next(environments(city.counts, locate(city.table), near)).people
        return float(INDICES[name].city(np.round(around)))

    return value


def _spatial(name: str) -> Callable[[City], float]:
    def value(city: City) -> float:
        near = [Kernel(NEAR, Shape.TRIANGULAR)]
        around = next(environments(city.counts, locate(city.table), near)).people
        return float(INDICES[name].city(city.counts, around))

    return value


def _their_relative_clustering(city: City) -> float:
    """Squares of the people of each area in the place of pairs, with their distances."""
    reach = _their_distances(city).sum(axis=0)
    means = [reach @ people**2 / people.sum() ** 2 for people in city.pair.T]
    return float(means[0] / means[1] - 1)


NEARNESS = "proximity that grows with distance"
CORNERS = "areas that meet at a corner touch there"
SMOOTHED = "there, the index of smoothed counts"
EMPTY = "areas of nobody have the share 0 there"
KNOWN = {
    ("SpatialDissim", "Berlin"): "borders without common vertices are not seen there",
    ("BoundarySpatialDissim", "Berlin"): "borders without common vertices are not seen there",
    ("PARDissim", "Berlin"): "borders without common vertices are not seen there",
    ("AbsoluteCentralization", "cells"): "areas at one distance: one after the other there",
    ("RelativeCentralization", "cells"): "areas at one distance: one after the other there",
    ("AbsoluteConcentration", "cells"): "all areas of one size: 0 / 0",
    ("RelativeConcentration", "cells"): "all areas of one size: 0 / 0",
}
"""Why figures of some cities differ, by the index and a word of the city's name."""
INDICES_OF_PYSAL = (
    Index("Dissim", _one("dissimilarity")),
    Index("Gini", _one("gini")),
    Index("Entropy", _one("theil_h")),
    Index("Atkinson", _one("atkinson")),
    Index("Atkinson", _one("atkinson_0.9"), "b is not handed on", given={"b": 0.9}),
    Index("Isolation", _one("isolation")),
    Index("Interaction", _one("exposure")),
    Index("CorrelationR", _one("correlation_ratio")),
    Index("MinMax", _min_max),
    Index("Delta", _one("delta"), placed=True),
    Index("AbsoluteConcentration", _one("absolute_concentration"), placed=True),
    Index("RelativeConcentration", _one("relative_concentration"), placed=True),
    Index("AbsoluteCentralization", _one("absolute_centralisation"), placed=True),
    Index("RelativeCentralization", _one("relative_centralisation"), placed=True),
    Index("SpatialDissim", _with_corners, placed=True, lived_in=True),
    Index("SpatialDissim", _one("dissimilarity_contact"), CORNERS, placed=True),
    Index("BoundarySpatialDissim", _one("dissimilarity_border"), EMPTY, True, {"standardize": False}),
    Index(
        "BoundarySpatialDissim",
        _one("dissimilarity_border"),
        placed=True,
        given={"standardize": False},
        lived_in=True,
    ),
    Index("PARDissim", _one("dissimilarity_shape"), EMPTY, placed=True),
    Index("PARDissim", _one("dissimilarity_shape"), placed=True, lived_in=True),
    Index("SpatialProximity", _with_their_distances(spatial_proximity), placed=True),
    Index("SpatialProximity", _one("spatial_proximity"), NEARNESS, placed=True),
    Index("AbsoluteClustering", _with_their_distances(absolute_clustering), placed=True),
    Index("AbsoluteClustering", _one("absolute_clustering"), NEARNESS, placed=True),
    Index("RelativeClustering", _their_relative_clustering, placed=True),
    Index("RelativeClustering", _one("relative_clustering"), NEARNESS, placed=True),
    Index("DistanceDecayIsolation", _one("distance_decay_isolation"), NEARNESS, placed=True),
    Index("DistanceDecayInteraction", _one("distance_decay_interaction"), NEARNESS, placed=True),
    Index("ModifiedDissim", _carrington("dissimilarity"), "one draw, not 500", given={"iterations": 3}),
    Index("ModifiedGini", _carrington("gini"), "one draw, not 500", given={"iterations": 3}),
    Index("DensityCorrectedDissim", _corrected, "another estimator"),
    Index("BiasCorrectedDissim", _corrected, "another estimator, by draws", given={"B": 50}),
    Index("MultiDissim", _all("dissimilarity"), many=True),
    Index("MultiGini", _all("gini"), many=True),
    Index("MultiInfoTheory", _all("theil_h"), many=True),
    Index("MultiDivergence", _all("divergence"), many=True),
    Index("MultiNormExposure", _all("normalised_exposure"), many=True),
    Index("MultiRelativeDiversity", _all("relative_diversity"), many=True),
    Index("MultiSquaredCoefVar", _all("squared_coefficient_of_variation"), many=True),
    Index("MultiDissim", _smoothed("dissimilarity"), placed=True, many=True, given={"distance": NEAR}),
    Index("MultiDissim", _spatial("dissimilarity"), SMOOTHED, True, {"distance": NEAR}, True),
    Index("MultiInfoTheory", _smoothed("theil_h"), placed=True, many=True, given={"distance": NEAR}),
    Index("MultiInfoTheory", _spatial("theil_h"), SMOOTHED, True, {"distance": NEAR}, True),
    Index("GlobalDistortion", _all("distortion"), "a sum over areas", placed=True, many=True),
)  # fmt: skip


def _lived_in(city: City) -> City:
    return City(city.name, city.table[city.table["everybody"] > 0].reset_index(drop=True), city.groups)


def compared(city: City) -> Iterator[dict[str, Any]]:
    """One row an index: both figures, and whether they are the same."""
    for index in INDICES_OF_PYSAL:
        if index.placed and not city.placed:
            continue
        some = _lived_in(city) if index.lived_in else city
        known = next((KNOWN[key] for key in KNOWN if key[0] == index.theirs and key[1] in city.name), "")
        try:
            theirs = index.value(some)
        except Exception as error:  # whatever it is, it is their answer
            theirs, why = math.nan, f"{type(error).__name__}: {error}"[:60]
        else:
            why = index.agree or known
        ours = index.ours(some)
        both = math.isnan(theirs) and math.isnan(ours)
        same = both or abs(theirs - ours) <= CLOSE * max(1.0, abs(theirs), abs(ours))
        verdict = "agree" if same else "differ as documented" if index.agree or known else "DIFFER"
        yield {
            "city": city.name,
            "PySAL": index.theirs,
            "theirs": theirs,
            "Isopolis": ours,
            "verdict": verdict,
            "why": "" if same else why,
        }
    theirs_local, ours_local = _location_quotients(city)
    apart = np.nanmax(np.abs(theirs_local - ours_local))
    yield {
        "city": city.name,
        "PySAL": "MultiLocationQuotient, largest difference",
        "theirs": apart,
        "Isopolis": 0.0,
        "verdict": "agree" if apart < CLOSE else "DIFFER",
        "why": "",
    }


def _location_quotients(city: City) -> tuple[Any, Any]:
    from segregation.local import MultiLocationQuotient  # noqa: PLC0415

    theirs = np.asarray(MultiLocationQuotient(city.table.copy(), list(city.groups)).statistics)
    table = local(city.table, city.groups, ["dissimilarity"], total="everybody")
    return theirs, table[[f"location_quotient:{group}" for group in city.groups]].to_numpy()


def summary(every: pd.DataFrame) -> pd.DataFrame:
    """One row an index: in how many cities both are the same, and the figures of the first city."""
    every = every.assign(number=every.groupby(["city", "PySAL"]).cumcount(), same=every["verdict"] == "agree")
    apart = (every["theirs"] - every["Isopolis"]).abs()
    found = every.assign(apart=apart).groupby(["PySAL", "number"], sort=False)
    return pd.DataFrame(
        {
            "PySAL segregation 2.5.4": found["PySAL"].first(),
            "the same in": found["same"].sum().astype(str) + " of " + found.size().astype(str),
            "first city, PySAL": found["theirs"].first().round(4),
            "first city, Isopolis": found["Isopolis"].first().round(4),
            "largest difference": found["apart"].max().map("{:.0e}".format),
            "why": found["why"].agg(lambda texts: "; ".join(dict.fromkeys(filter(None, texts)))),
        }
    )


def main() -> int:
    """Print the table; 1 where figures that should agree do not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="cities whose name holds one of these words")
    parser.add_argument("--write", type=Path, help="the table of the manual: one row an index")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    tables = []
    for city in cities():
        if given.words and not any(word.lower() in city.name.lower() for word in given.words):
            continue
        table = pd.DataFrame(compared(city))
        print(f"\n{city.name}: {len(city.table)} areas, {len(city.groups)} groups")
        print(table.iloc[:, 1:].to_string(index=False, float_format="%.7g"), flush=True)
        tables.append(table)
    every = pd.concat(tables)
    if given.write:
        summary(every).to_csv(given.write, index=False)
    print("\n" + every["verdict"].value_counts().to_string())
    return int((every["verdict"] == "DIFFER").any())


if __name__ == "__main__":
    sys.exit(main())
