"""The generated city: the same seed gives the same bits, and it looks like a European city."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from isopolis.demo import DemoCity, generate
from isopolis.demo.city import Snapshot
from isopolis.demo.people import AGES, BIRTHPLACES, BRACKETS, SEXES
from isopolis.demo.places import KINDS
from isopolis.demo.streets import BRIDGES


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return generate()


@pytest.fixture(scope="module", params=[1, 2, 3])
def another(request: pytest.FixtureRequest) -> DemoCity:
    return generate(seed=request.param)


def dissimilarity(a: pd.Series, b: pd.Series) -> float:
    return 0.5 * float(np.abs(a / a.sum() - b / b.sum()).sum())


def tables(city: DemoCity) -> dict[str, pd.DataFrame]:
    return {
        "cells": city.after.cells,
        "old cells": city.before.cells,
        "neighbourhoods": city.after.neighbourhoods,
        "old neighbourhoods": city.before.neighbourhoods,
        "services": city.places.services,
        "catchments": city.places.catchments,
        "nodes": city.streets.nodes,
        "edges": city.streets.edges,
        "correspondence": city.correspondence,
    }


def test_the_same_seed_gives_the_same_bits(city: DemoCity) -> None:
    for name, table in tables(generate(seed=city.seed)).items():
        pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(tables(city)[name]), check_exact=True)


def test_another_seed_gives_another_city(city: DemoCity, another: DemoCity) -> None:
    first, second = (c.after.cells.set_index("id")["population"] for c in (city, another))
    both = first.index.intersection(second.index)
    assert (first[both] != second[both]).mean() > 0.8


def test_the_years_name_the_tables_and_change_no_number(city: DemoCity) -> None:
    shifted = generate(years=(2001, 2011))
    assert (shifted.before.year, shifted.after.year) == (2001, 2011)
    pd.testing.assert_frame_equal(
        pd.DataFrame(shifted.after.cells), pd.DataFrame(city.after.cells), check_exact=True
    )


@pytest.mark.parametrize("year", ["before", "after"])
def test_cells_and_neighbourhoods_count_the_same_people(city: DemoCity, year: str) -> None:
    snapshot: Snapshot = getattr(city, year)
    for column in ("population", *BIRTHPLACES, *AGES, *SEXES, "households", "low_income"):
        assert snapshot.cells[column].sum() == snapshot.neighbourhoods[column].sum()
    for family in (BIRTHPLACES, AGES, SEXES):
        assert (snapshot.cells[list(family)].sum(axis=1) == snapshot.cells["population"]).all()
    assert (snapshot.cross.sum(axis=(1, 2, 3)) == snapshot.neighbourhoods["population"]).all()
    brackets = snapshot.neighbourhoods[[f"income_{low}" for low in BRACKETS]].sum(axis=1)
    assert (brackets == snapshot.neighbourhoods["households"]).all()


def test_size_and_composition_are_those_of_a_european_city(another: DemoCity) -> None:
    cells, areas = another.after.cells, another.after.neighbourhoods
    people = cells["population"].sum()
    assert 175_000 < people < 185_000
    assert 2_800 < len(cells) < 3_600
    assert 55 < len(areas) < 66
    assert 0.08 < cells["outside_eu"].sum() / people < 0.16
    assert 0.04 < cells["other_eu"].sum() / people < 0.10
    assert 1.9 < people / cells["households"].sum() < 2.5
    assert 0.10 < cells["low_income"].sum() / cells["households"].sum() < 0.18


def test_segregation_is_as_strong_as_in_european_cities(city: DemoCity, another: DemoCity) -> None:
    for one in (city, another):
        for snapshot in (one.before, one.after):
            areas = snapshot.neighbourhoods
            assert 0.28 < dissimilarity(areas["outside_eu"], areas["native"]) < 0.45
    assert dissimilarity(city.after.neighbourhoods["outside_eu"], city.after.neighbourhoods["native"]) > 0.30


def test_neighbouring_cells_resemble_each_other(city: DemoCity) -> None:
    cells = city.after.cells[city.after.cells["population"] >= 20]
    share = (cells["outside_eu"] / cells["population"]).to_numpy()
    at = {tuple(xy): i for i, xy in enumerate(shapely.get_coordinates(cells.centroid.to_numpy()))}
    pairs = np.array([(i, at[x + 200, y]) for (x, y), i in at.items() if (x + 200, y) in at])
    assert np.corrcoef(share[pairs[:, 0]], share[pairs[:, 1]])[0, 1] > 0.5


def low_income(snapshot: Snapshot, name: str) -> float:
    row = snapshot.neighbourhoods.set_index("name").loc[name]
    return float(row["low_income"] / row["households"])


def test_the_stories_are_in_the_numbers(city: DemoCity) -> None:
    before, after = (s.neighbourhoods.set_index("name") for s in (city.before, city.after))
    # the inner quarter gentrifies: rents rise faster than elsewhere, low income leaves
    rise = after["rent"] / before["rent"]
    assert rise["Fauberine"] > 1.1 * rise.median()
    assert low_income(city.after, "Fauberine") < low_income(city.before, "Fauberine") - 0.05
    # low income concentrates in the estate
    assert low_income(city.after, "Hautaire") > max(0.4, low_income(city.before, "Hautaire"))
    # the new quarter was not there
    assert after.loc["Darsenove", "population"] > 3 * before.loc["Darsenove", "population"]


def test_neighbourhoods_cover_the_city_and_never_cross_the_river(city: DemoCity, another: DemoCity) -> None:
    for one in (city, another):
        for snapshot in (one.before, one.after):
            shapes = snapshot.neighbourhoods.geometry
            assert shapely.coverage_is_valid(shapes.to_numpy())
            assert (shapes.geom_type == "Polygon").all()
            land = shapes.difference(one.water.geometry.iloc[0].buffer(-20))
            assert (land.area / shapes.area > 0.8).all()
            parts = land.explode().area.groupby(level=0)
            assert (parts.max() / parts.sum() > 0.99).all()
        old = one.before.neighbourhoods.geometry.union_all()
        assert old.symmetric_difference(one.after.neighbourhoods.geometry.union_all()).area < 1


def test_some_boundaries_changed_and_most_did_not(city: DemoCity) -> None:
    old, new = (set(s.neighbourhoods["code"]) for s in (city.before, city.after))
    assert len(old & new) > 45
    assert old - new
    assert new - old
    flows = city.correspondence.groupby(["before", "after"])["population"].sum()
    assert (flows.groupby("before").size() > 1).sum() >= 4
    assert (flows.groupby("after").size() > 1).sum() >= 2


def test_streets_are_one_connected_planar_graph(city: DemoCity, another: DemoCity) -> None:
    for streets in (city.streets, another.streets):
        ends = streets.edges[["start", "end"]].to_numpy()
        n = len(streets.nodes)
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
        assert connected_components(graph, directed=False)[0] == 1
        lines = streets.edges.geometry.to_numpy()
        assert shapely.STRtree(lines).query(lines, predicate="crosses").shape[1] == 0
        assert (streets.edges["kind"] == "bridge").sum() == len(BRIDGES)
        assert streets.edges["length_m"].between(60, 900).all()


def test_the_river_is_crossed_on_bridges_only(city: DemoCity, another: DemoCity) -> None:
    for one in (city, another):
        edges, water = one.streets.edges, one.water.geometry.iloc[0]
        assert set(edges.loc[edges.crosses(water.buffer(-70)), "kind"]) == {"bridge"}


def test_services_are_missing_where_the_story_says_so(city: DemoCity) -> None:
    services = city.places.services
    found = services.groupby("kind").size()
    assert set(found.index) == set(KINDS)
    assert all(found[key] >= 0.8 * kind.number for key, kind in KINDS.items())
    estate = city.after.neighbourhoods.set_index("name").geometry["Hautaire"]
    inside = set(services.loc[services.within(estate), "kind"])
    assert not inside & {"digital_help", "health_centre", "town_hall"}


def test_catchments_cover_every_child_once(city: DemoCity) -> None:
    catchments = city.places.catchments
    assert shapely.coverage_is_valid(catchments.geometry.to_numpy())
    assert (catchments["pupils_outside_eu"] <= catchments["pupils"]).all()
    assert 0.03 < catchments["pupils"].sum() / city.after.cells["population"].sum() < 0.08
