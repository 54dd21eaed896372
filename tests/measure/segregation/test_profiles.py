"""Profiles over scales: the values of other implementations, and what segregation must do."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation import measure
from isopolis.measure.segregation.environments import Kernel, Locations, Shape, at_points
from isopolis.measure.segregation.macro_micro import macro_micro_ratio
from isopolis.measure.segregation.profiles import profile

ROW, COLUMN = np.divmod(np.arange(100), 10)
SQUARE = at_points(COLUMN * 1.0, ROW * 1.0)
"""The hypothetical patterns' 10 x 10 unit cells."""


def pattern(real_data, name: str) -> np.ndarray:
    table = pd.read_csv(real_data / "segregation_reference" / "hypothetical_patterns.csv")
    return table[[f"{name}1", f"{name}2"]].to_numpy(float)


@pytest.mark.parametrize("name", ["A", "B", "C", "D"])
@pytest.mark.parametrize("where", [SQUARE, Locations(SQUARE.x, SQUARE.y)])
def test_the_spatial_family_is_that_of_r_seg(real_data, name: str, where: Locations) -> None:
    """R seg weighs by exp(-2d) of the map's unit: here a decay length of half a cell."""
    reference = pd.read_csv(real_data / "segregation_reference" / "patterns_A-D_seg.csv", index_col=0)
    expected = reference.loc[name]
    indices = ["dissimilarity", "theil_h", "isolation", "exposure"]
    scales = [Kernel(0.5, Shape.EXPONENTIAL)]
    found = profile(pattern(real_data, name), ["a", "b"], indices, scales, locations=where)
    value = found.set_index(["index", "groups"])["value"]
    assert value["dissimilarity", "a / b"] == pytest.approx(expected["spD"], abs=1e-6)
    assert value["theil_h", "a / b"] == pytest.approx(expected["spH"], abs=1e-6)
    assert value["isolation", "a / b"] == pytest.approx(expected["P11"], abs=1e-6)
    assert value["isolation", "b / a"] == pytest.approx(expected["P22"], abs=1e-6)
    assert value["exposure", "a / b"] == pytest.approx(expected["P12"], abs=1e-6)


def halves(side: int = 20) -> tuple[np.ndarray, Locations]:
    row, column = np.divmod(np.arange(side * side), side)
    counts = np.where(row[:, None] < side // 2, [8.0, 2.0], [2.0, 8.0])
    return counts, at_points(column * 100.0, row * 100.0)


@pytest.mark.parametrize("scale", [300, "k=200", "9 areas"])
def test_a_clustered_city_is_more_segregated_than_its_shuffle(scale: str | float) -> None:
    counts, where = halves()
    shuffled = np.random.default_rng(0).permutation(counts)
    clustered, mixed = (
        profile(city, ["a", "b"], ["dissimilarity"], [scale], locations=where)["value"].item()
        for city in (counts, shuffled)
    )
    assert clustered > 1.5 * mixed


def test_contributions_of_the_areas_add_up_to_the_city_at_every_scale() -> None:
    counts, where = halves()
    found = profile(counts, ["a", "b"], ["dissimilarity"], [200, "k=500"], locations=where, areas=True)
    assert list(found.columns) == list(FIGURE_COLUMNS)
    areas = found[found["area"].notna()]
    for scale, group in areas.groupby("scale"):
        city = found[found["area"].isna() & (found["scale"] == scale)]["value"].item()
        assert group["value"].sum() == pytest.approx(city, abs=1e-12)
    assert len(areas) == 2 * len(counts)


def test_a_tiny_environment_is_the_aspatial_index() -> None:
    counts, where = halves()
    found = profile(counts, ["a", "b"], ["dissimilarity"], [1], locations=where)
    assert found["value"].item() == pytest.approx(0.6)


def test_a_halo_is_around_the_city_and_not_in_it() -> None:
    counts, where = halves()
    inside = where.y < 1000.0
    alone = at_points(where.x[inside], where.y[inside])
    without = profile(counts[inside], ["a", "b"], ["dissimilarity"], [500], locations=alone)
    with_halo = profile(counts, ["a", "b"], ["dissimilarity"], [500], locations=where, inside=inside)
    assert without["value"].item() == pytest.approx(0.0, abs=1e-9)
    assert with_halo["value"].item() > 0.01


def test_a_group_of_nobody_gives_no_figure() -> None:
    counts, where = halves()
    found = profile(counts * [1.0, 0.0], ["a", "b"], ["dissimilarity"], [500], locations=where)
    assert found["value"].isna().all()
    assert found["status"].item() == FigureStatus.UNDEFINED


def test_two_scales_with_one_label_are_refused() -> None:
    counts, where = halves()
    scales = [Kernel(500), Kernel(500, Shape.UNIFORM)]
    with pytest.raises(InputError, match="asked for twice"):
        profile(counts, ["a", "b"], ["dissimilarity"], scales, locations=where)


def test_an_area_that_was_not_counted_is_left_out_and_said() -> None:
    counts, where = halves()
    counts[0, 0] = np.nan
    found = profile(counts, ["a", "b"], ["dissimilarity"], [500], locations=where)
    rest = at_points(where.x[1:], where.y[1:])
    without = profile(counts[1:], ["a", "b"], ["dissimilarity"], [500], locations=rest)
    assert found["value"].item() == without["value"].item()
    assert found["status"].item() == FigureStatus.PARTIAL


def test_each_of_many_groups_is_set_against_the_rest() -> None:
    rng = np.random.default_rng(0)
    row, column = np.divmod(np.arange(100), 10)
    where = np.column_stack([column, row]) * 100.0
    counts = rng.poisson(10, (100, 3)).astype(float)
    table = pd.DataFrame(counts, columns=["a", "b", "c"]).assign(everybody=counts.sum(axis=1) + 5)
    found = profile(
        table, ["a", "b", "c"], ["theil_h", "isolation"], [250], locations=where, total="everybody"
    )
    assert found["groups"].tolist() == ["a / b / c", "a / rest", "b / rest", "c / rest"]
    pair = np.column_stack([counts[:, 0], counts[:, 1] + counts[:, 2] + 5])
    alone = profile(pair, ["a", "o"], ["isolation"], [250], locations=where)
    assert found["value"][1] == pytest.approx(alone["value"][0], abs=1e-12)


def test_the_macro_micro_ratio_tells_districts_from_streets() -> None:
    counts, where = halves(40)
    stripes = counts[np.argsort(np.arange(len(counts)) // 40 % 2, kind="stable").argsort()]
    ratios = [
        macro_micro_ratio(city, ["a", "b"], 1000, 200, locations=where)["value"] for city in (counts, stripes)
    ]
    assert ratios[0].item() > 0.5 > 0.25 > ratios[1].item()
    table = profile(counts, ["a", "b"], scales=[200, 1000], locations=where).set_index("scale")["value"]
    assert ratios[0].item() == table["1000 m"] / table["200 m"]
    with pytest.raises(InputError, match="asked for twice"):
        macro_micro_ratio(counts, ["a", "b"], 200, 200, locations=where)


def test_the_macro_micro_ratio_has_an_interval_where_people_are_apart_at_all() -> None:
    """The interval is as wide as draws say; H at both scales moves with the same people."""
    side = np.divmod(np.arange(900), 30)
    where = np.column_stack(side) * 100.0
    share = 0.3 + 0.2 * np.sin(side[0] / 4) * np.sin(side[1] / 4)
    rng = np.random.default_rng(0)

    def ratio_of(share: np.ndarray) -> pd.Series:
        a = rng.binomial(100, share, 900)
        return macro_micro_ratio(np.column_stack([a, 100 - a]), ["a", "b"], 700, 200, locations=where).iloc[0]

    drawn = [ratio_of(share) for _ in range(60)]
    width = np.mean([one["high"] - one["low"] for one in drawn]) / (2 * 1.96)
    assert width == pytest.approx(np.std([one["corrected"] for one in drawn]), rel=0.25)
    assert all(one["low"] < one["corrected"] < one["high"] for one in drawn)
    even = ratio_of(np.full(900, 0.3))
    assert np.isnan([even["low"], even["high"], even["corrected"]]).all()


def test_neighbours_across_the_sides_of_real_polygons(real_data) -> None:
    table = gpd.read_file(real_data / "paris_iris_cs8_2011.gpkg")
    groups = ["C11_POP15P_CS3", "C11_POP15P_CS6"]
    found = profile(table, groups, scales=["order 0", "order 1", "order 3", 300, "k=3000"])
    value = found.set_index("scale")["value"]
    aspatial = measure(table, groups, ["theil_h"])["value"].item()
    assert value["order 0"] == pytest.approx(aspatial, abs=1e-12)
    assert aspatial > value["order 1"] > value["order 3"] > 0
    assert aspatial > value["300 m"] > 0
