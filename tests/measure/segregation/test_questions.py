"""Compare and test, asked of tables: what indices read beside the people, and what has no answer."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isopolis.errors import InputError
from isopolis.measure import segregation


@pytest.fixture(scope="module")
def city() -> gpd.GeoDataFrame:
    """Strips of growing width; the first group lives in the narrow ones."""
    ends = np.cumsum(np.arange(1.0, 22.0)) * 10.0
    strips = shapely.box(ends[:-1], 0.0, ends[1:], 100.0)
    first = np.linspace(90, 10, 20).round()
    return gpd.GeoDataFrame({"A": first, "B": 100 - first}, geometry=list(strips), crs=3035)


def test_surfaces_are_taken_from_the_shapes(city) -> None:
    delta = segregation.measure(city, ["A", "B"], "delta")["value"][0]
    found = segregation.test(city, ["A", "B"], "delta", replicates=99)
    assert found.value == pytest.approx(delta)
    assert found.p_value < 0.05
    wider = city.assign(A=city["B"], B=city["A"])
    table = segregation.compare(city, wider, ["A", "B"], "delta", replicates=50)
    assert table["difference"][0] < 0
    given = {"surface": np.ones(20)}
    even = segregation.test(city, ["A", "B"], "delta", replicates=99, settings=given)
    assert even.value != pytest.approx(delta)


def test_what_has_no_value_has_no_chance_either(city) -> None:
    nobody = city.assign(A=0)
    assert np.isnan(segregation.test(nobody, ["A", "B"], replicates=20).p_value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"null": "houses"}, "houses"),
        ({"replicates": 0}, "0 replicates"),
        ({"index": "delt"}, "no index"),
        ({"index": "delta", "scale": 200}, "no spatial version"),
        ({"index": "delta", "settings": {"surface": ["x"] * 20}}, "holds something else"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_clear_error(city, given, message) -> None:
    with pytest.raises(InputError, match=message):
        segregation.test(city, ["A", "B"], **given)


def test_positions_and_halo_are_for_each_area() -> None:
    counts = np.ones((3, 2))
    with pytest.raises(InputError, match="locations has 4 rows for 3 areas"):
        segregation.profile(counts, scales=100, locations=np.zeros((4, 2)))
    with pytest.raises(InputError, match="inside has 1 rows for 3 areas"):
        segregation.profile(counts, scales="100 m", locations=np.zeros((3, 2)), inside=[True])


def test_indices_and_kernels_that_have_no_place_in_a_profile_are_refused(city) -> None:
    with pytest.raises(InputError, match="no spatial version"):
        segregation.profile(city, ["A", "B"], "delta", 200)
    with pytest.raises(InputError, match="no kernel “cone”"):
        segregation.profile(city, ["A", "B"], scales=200, kernel="cone")
    with pytest.raises(InputError, match="2 class values for 3 classes"):
        segregation.measure(np.ones((4, 3)), indices="income_gini_ratio", settings={"class values": [1, 2]})
    with pytest.raises(InputError, match="0 replicates"):
        segregation.compare(city, city, ["A", "B"], replicates=0)
