"""Compare and test, asked of tables: what indices read beside the people, and what has no answer."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isopolis.errors import InputError
from isopolis.measure import segregation
from isopolis.measure.segregation.environments import parse_scale


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


@pytest.mark.parametrize("index", ["atkinson", "correlation_ratio", "dissimilarity_contact"])
def test_an_index_of_two_groups_is_not_asked_of_three(city, index: str) -> None:
    three = city.assign(C=5)
    with pytest.raises(InputError, match="about two groups, not A / B / C"):
        segregation.test(three, ["A", "B", "C"], index, replicates=20)
    with pytest.raises(InputError, match="about two groups"):
        segregation.compare(three, three, ["A", "B", "C"], index, replicates=20)


def test_shares_are_no_people_who_can_be_drawn(city) -> None:
    shares = city.assign(A=city["A"] / 100, B=city["B"] / 100)
    with pytest.raises(InputError, match="whole people"):
        segregation.test(shares, ["A", "B"], replicates=20)
    with pytest.raises(InputError, match="whole people"):
        segregation.compare(shares, shares, ["A", "B"], replicates=20)
    split = city.assign(A=city["A"] + 0.3, B=city["B"] - 0.2)
    assert segregation.test(split, ["A", "B"], replicates=20).p_value < 0.1


def test_areas_that_are_left_out_are_told(city) -> None:
    hidden = city.assign(A=[np.nan, *city["A"][1:]])
    assert segregation.test(hidden, ["A", "B"], replicates=20).status == "partial"
    assert segregation.compare(city, hidden, ["A", "B"], replicates=20)["status"].tolist() == ["partial"] * 2
    assert (
        segregation.decompose(hidden, ["A", "B"], by={"half": [0] * 10 + [1] * 10})["status"][0] == "partial"
    )
    assert segregation.test(city, ["A", "B"], replicates=20).status == "observed"
    nobody = city.assign(A=0)
    assert segregation.test(nobody, ["A", "B"], replicates=20).status == "undefined"
    assert segregation.compare(city, nobody, ["A", "B"], replicates=20)["status"][0] == "undefined"


def test_interaction_at_a_distance_falls_with_segregation(city) -> None:
    falls = segregation.test(city, ["A", "B"], "distance_decay_interaction", null="areas", replicates=99)
    assert falls.value < falls.low
    assert falls.p_value < 0.05


@pytest.mark.parametrize("inside", [[False] * 3, ["no"] * 3, [None] * 3])
def test_a_city_of_no_area_is_refused(inside: list[object]) -> None:
    with pytest.raises(InputError, match="no area of the city"):
        segregation.profile(np.ones((3, 2)), scales=100, locations=np.zeros((3, 2)), inside=inside)


@pytest.mark.parametrize("scale", ["1.2.3 km", "k=.", None, True, [500]])
def test_what_is_no_scale_is_one_clear_error(scale: object) -> None:
    with pytest.raises(InputError, match="is not a scale"):
        parse_scale(scale)  # type: ignore[arg-type]


def test_places_along_one_axis_are_refused() -> None:
    with pytest.raises(InputError, match="points have the shape"):
        segregation.profile(np.ones((3, 2)), scales=100, locations=np.zeros(3))
