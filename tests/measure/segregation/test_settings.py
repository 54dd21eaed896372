"""Indices that read the surface, the centre or the borders: known answers, invariances, peers."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from isopolis.errors import InputError
from isopolis.measure.segregation import measure
from isopolis.measure.segregation.centralisation import absolute_centralisation, relative_centralisation
from isopolis.measure.segregation.concentration import (
    absolute_concentration,
    delta,
    relative_concentration,
)
from isopolis.measure.segregation.environments.borders import find_borders


@pytest.fixture(scope="module")
def patterns(real_data) -> pd.DataFrame:
    return pd.read_csv(real_data / "segregation_reference" / "hypothetical_patterns.csv")


@pytest.fixture(scope="module")
def theirs(real_data) -> pd.DataFrame:
    return pd.read_csv(real_data / "segregation_reference" / "patterns_A-D_oasisr.csv", index_col=0)


@pytest.fixture(scope="module")
def squares() -> gpd.GeoSeries:
    row, column = np.divmod(np.arange(100), 10)
    return gpd.GeoSeries(shapely.box(column, -row - 1, column + 1, -row), crs=3035)


def counts_of(patterns: pd.DataFrame, pattern: str) -> np.ndarray:
    return patterns[[f"{pattern}1", f"{pattern}2"]].to_numpy(float)


@pytest.mark.parametrize("pattern", "ABCD")
def test_delta_agrees_with_another_package(patterns, theirs, pattern) -> None:
    counts = counts_of(patterns, pattern)
    assert delta(counts, np.ones(100)).sum() == pytest.approx(theirs.loc[pattern, "Delta"], abs=5e-5)


# PySAL segregation 2.5.4 on Paris by IRIS (rook borders; centre: mean of the centroids); computed once.
MANAGERS = {
    "delta": 0.4059956110281772,
    "absolute_concentration": 0.6864344159195286,
    "relative_concentration": 0.13259846390231952,
    "absolute_centralisation": 0.2597524311408961,
    "relative_centralisation": 0.10235059069253793,
    "dissimilarity_shape": 0.1355065211331292,
    "dissimilarity_border": 0.10097954860509863,  # standardize=False
}
WORKERS = {
    "delta": 0.4329734767661025,
    "absolute_concentration": 0.8275026324184288,
    "relative_concentration": -0.077665682443688,
    "absolute_centralisation": 0.165463044147117,
    "relative_centralisation": -0.059450518803657815,
    "dissimilarity_shape": 0.24178217380120937,
}


@pytest.mark.parametrize(("column", "expected"), [("CS3", MANAGERS), ("CS6", WORKERS)])
def test_paris_agrees_with_pysal(real_data, column, expected) -> None:
    paris = gpd.read_file(real_data / "paris_iris_cs8_2011.gpkg")
    paris["all"] = paris[[f"C11_POP15P_CS{k}" for k in range(1, 9)]].sum(axis=1)
    paris = paris[paris["all"] > 0]
    centroids = paris.centroid
    distance = np.hypot(centroids.x - centroids.x.mean(), centroids.y - centroids.y.mean())
    group = f"C11_POP15P_{column}"
    table = measure(paris, [group, "rest"], list(expected), total="all", settings={"centre": distance})
    ours = table[table["groups"] == f"{group} / rest"].set_index("index")["value"]
    assert ours.to_dict() == pytest.approx(expected, abs=1e-9)


def test_relative_centralisation_is_the_chance_of_being_nearer_to_the_centre() -> None:
    rng = np.random.default_rng(9)
    counts = rng.integers(0, 9, (30, 2)).astype(float)
    distance = rng.integers(0, 6, 30).astype(float)
    pairs = np.outer(counts[:, 0], counts[:, 1]) / np.prod(counts.sum(axis=0))
    chance = (pairs * np.sign(distance - distance[:, None])).sum()
    assert relative_centralisation(counts, distance).sum() == pytest.approx(chance, abs=1e-12)


def test_absolute_centralisation_of_a_group_spread_over_the_ground_is_nought() -> None:
    rng = np.random.default_rng(10)
    surface, distance = rng.uniform(1, 5, 20), rng.uniform(0, 9, 20)
    counts = np.column_stack([surface * 7, rng.uniform(0, 9, 20)])
    assert absolute_centralisation(counts, surface, distance).sum() == pytest.approx(0.0, abs=1e-12)


def test_units_and_order_of_areas_do_not_matter_for_concentration() -> None:
    rng = np.random.default_rng(11)
    counts, surface = rng.integers(0, 50, (30, 2)).astype(float), rng.choice([1.0, 2.0, 5.0], 30)
    order = rng.permutation(30)
    for index in (absolute_concentration, relative_concentration):
        value = index(counts, surface)
        assert index(counts[order], surface[order]) == pytest.approx(value, abs=1e-12)
        assert index(counts, surface * 1e6) == pytest.approx(value, abs=1e-9)


def test_areas_of_one_size_have_no_concentration() -> None:
    counts = np.array([[1.0, 2.0], [2.0, 1.0]])
    assert np.isnan(absolute_concentration(counts, np.ones(2)))
    assert np.isnan(relative_concentration(counts, np.ones(2)))


def test_borders_of_some_areas_are_those_among_them(squares) -> None:
    rows = np.array([0, 1, 10, 55])
    some, anew = find_borders(squares).take(rows), find_borders(squares.iloc[rows])
    assert np.array_equal(some.start, anew.start)
    assert np.array_equal(some.neighbour, anew.neighbour)
    assert np.array_equal(some.length, anew.length)
    assert np.array_equal(some.perimeter, anew.perimeter)


def test_an_index_without_its_setting_is_an_error_that_says_how_to_give_it() -> None:
    with pytest.raises(InputError, match="centre"):
        measure([[1, 2], [3, 4]], ["A", "B"], ["relative_centralisation"])
    with pytest.raises(InputError, match="surface"):
        measure([[1, 2], [3, 4]], ["A", "B"], ["delta"])
    with pytest.raises(InputError, match="3 rows for 2 areas"):
        measure([[1, 2], [3, 4]], ["A", "B"], ["delta"], settings={"surface": [1, 2, 3]})
    with pytest.raises(InputError, match="no setting"):
        measure([[1, 2], [3, 4]], ["A", "B"], ["delta"], settings={"surfaces": [1, 2]})


def test_contributions_with_a_setting_add_up_and_skip_areas_left_out() -> None:
    counts = np.array([[10.0, 5.0], [np.nan, 20.0], [30.0, 5.0], [1.0, 9.0]])
    given = {"surface": [1.0, 9.0, 2.0, 4.0], "centre": [0.0, 1.0, 2.0, 3.0], "core": [1, 1, 0, 0]}
    names = ["delta", "central_share", "absolute_centralisation", "relative_centralisation"]
    table = measure(counts, ["A", "B"], names, areas=True, settings=given)
    for _, figures in table.groupby(["index", "groups"]):
        city = figures.loc[figures["area"].isna(), "value"].item()
        assert figures.loc[figures["area"].notna(), "value"].sum() == pytest.approx(city, abs=1e-12)
    share = table[(table["index"] == "central_share") & table["area"].isna()].iloc[0]
    assert share["value"] == pytest.approx(10 / 41)
    assert share["status"] == "partial"


@pytest.mark.parametrize(
    ("index", "given", "says"),
    [
        ("central_share", {"core": ["no", "yes"]}, "something else"),
        ("central_share", {"core": [0.5, 1.0]}, "yes and no"),
        ("central_share", {"core": [np.nan, 1.0]}, "yes and no"),
        ("delta", {"surface": [-1.0, 2.0]}, "negative"),
        ("delta", {"surface": [0.0, 0.0]}, "nothing but 0"),
        ("relative_centralisation", {"centre": [np.inf, 1.0]}, "no distance"),
        ("neighbourhood_sorting", {"class values": [np.nan, 1.0]}, "missing"),
        ("income_gini_ratio", {"class values": [-5.0, 1.0]}, "income -5"),
        ("theil_h", {"environment": [[1.0, 2.0], [1.0, 1.0]]}, "no setting"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(index: str, given: dict, says: str) -> None:
    with pytest.raises(InputError, match=says):
        measure(np.array([[10.0, 20.0], [20.0, 10.0]]), ["A", "B"], index, settings=given)


def test_the_central_city_may_be_given_as_ones_and_noughts() -> None:
    counts = np.array([[10.0, 20.0], [30.0, 10.0]])
    for core in ([True, False], [1, 0]):
        found = measure(counts, ["A", "B"], "central_share", settings={"core": core})
        assert found["value"][0] == 0.25


def test_against_the_rest_relative_centralisation_is_duncans_absolute_one() -> None:
    """`ACEDuncan` of OasisR: that of the group against all people, over the share of the rest."""
    rng = np.random.default_rng(6)
    counts, distance = rng.integers(1, 50, (40, 2)).astype(float), rng.random(40)
    against_all = relative_centralisation(np.column_stack([counts[:, 0], counts.sum(axis=1)]), distance).sum()
    rest = counts[:, 1].sum() / counts.sum()
    assert relative_centralisation(counts, distance).sum() == pytest.approx(against_all / rest, abs=1e-12)
