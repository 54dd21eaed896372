"""What composition makes of a difference between two cities, and what is left."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from isopolis.errors import InputError
from isopolis.measure.segregation import compare_at_equal_composition, measure


def grid_city(seed: int, share: float, sorting: float) -> gpd.GeoDataFrame:

    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(12), np.arange(12))
    odds = share / (1 - share) * np.exp(sorting * (x.ravel() - 5.5) / 5.5)
    people = rng.integers(50, 200, 144)
    new = people * odds / (1 + odds)
    cells = [
        box(i * 100, j * 100, i * 100 + 100, j * 100 + 100) for i, j in zip(x.ravel(), y.ravel(), strict=True)
    ]
    return gpd.GeoDataFrame({"new": new, "old": people - new}, geometry=cells, crs=3035)


@pytest.mark.parametrize(("share", "sorting"), [(0.05, 2.0), (0.3, 0.2), (0.6, 1.0)])
def test_parts_add_up_and_turn_round(share: float, sorting: float) -> None:
    one, two = grid_city(0, share, sorting), grid_city(1, 0.3, 1.0)
    scales = [None, "300 m", "k=400"]
    forth = compare_at_equal_composition(one, two, ["new", "old"], scales=scales).set_index(
        ["index", "scale"]
    )
    back = compare_at_equal_composition(two, one, ["new", "old"], scales=scales).set_index(["index", "scale"])
    parts = (forth["composition"] + forth["segregation"]).to_numpy()
    assert parts == pytest.approx(forth["difference"].to_numpy(), abs=1e-12)
    assert forth["composition"].to_numpy() == pytest.approx(-back["composition"].to_numpy(), abs=1e-9)
    assert len(forth) == 6


def test_the_cities_own_figures_are_those_of_measure() -> None:
    one, two = grid_city(1, 0.1, 1.0), grid_city(2, 0.4, 1.0)
    found = compare_at_equal_composition(one, two, ["new", "old"], ["theil_h"])
    for column, city in (("first", one), ("second", two)):
        own = measure(city, ["new", "old"], ["theil_h"])["value"].iloc[0]
        assert found[column].iloc[0] == pytest.approx(own)


def test_cities_that_differ_in_group_sizes_alone_differ_in_composition_alone() -> None:
    one = grid_city(3, 0.1, 1.5)
    two = one.assign(new=one["new"] * 4)
    found = compare_at_equal_composition(one, two, ["new", "old"], ["theil_h", "dissimilarity"], ["200 m"])
    assert found["segregation"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert abs(found["composition"].iloc[0]) > 0.01
    aspatial = compare_at_equal_composition(one, two, ["new", "old"], ["dissimilarity"])
    assert aspatial["composition"].iloc[0] == pytest.approx(0.0, abs=1e-12)


def test_more_sorting_is_told_as_segregation() -> None:
    found = compare_at_equal_composition(
        grid_city(4, 0.2, 0.5), grid_city(4, 0.2, 2.0), ["new", "old"], ["theil_h"]
    ).iloc[0]
    assert found["segregation"] > 0.9 * found["difference"] > 0


def test_a_group_that_one_city_does_not_have_is_said() -> None:
    with pytest.raises(InputError, match="nobody belongs to “new”"):
        compare_at_equal_composition(
            grid_city(1, 0.1, 1).assign(new=0.0), grid_city(1, 0.1, 1), ["new", "old"]
        )


def test_a_group_can_be_compared_with_the_rest_of_the_people() -> None:
    few = pd.DataFrame({"new": [10.0, 2.0, 2.0], "all": [60.0, 62.0, 62.0]})
    many = pd.DataFrame({"new": [50.0, 10.0, 10.0], "all": [100.0, 70.0, 70.0]})
    found = compare_at_equal_composition(few, many, ["new"], "dissimilarity", total="all")
    assert found["composition"][0] == pytest.approx(0.0, abs=1e-12)
    assert found["first"][0] == pytest.approx(10 / 14 - 50 / 170)
