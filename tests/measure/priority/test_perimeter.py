"""Compared with an existing perimeter, nobody is lost and nobody is counted twice."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas import Areas, status_of
from isopolis.measure.priority import compare_perimeter, priority_areas, rule_from_toml

RULE = rule_from_toml('title = {en = "t"}\n[[criteria]]\nname = "income"\nbelow = 10_000')
L, H = 9_000.0, 20_000.0


def perimeter(*boxes: tuple[float, float, float, float], crs: str = "EPSG:3035") -> gpd.GeoDataFrame:
    names = [f"quarter {i}" for i in range(len(boxes))]
    return gpd.GeoDataFrame({"label": names}, geometry=[shapely.box(*box) for box in boxes], crs=crs)


def test_who_stays_enters_and_leaves_is_counted_by_hand(grid) -> None:
    # Three cells in a row: low, low, high. The perimeter covers the second and half of the third.
    result = priority_areas(grid([[L, L, H]], poverty=[[0.5, 0.25, 0.1]]), RULE)
    found = compare_perimeter(result, perimeter((200, 0, 500, 200)), poor="poverty", name="label")
    assert found.areas["change"].tolist() == ["enters", "stays", "leaves"]
    assert found.totals.round(9).to_dict() == {
        "people": {"both": 400, "enters": 400, "leaves": 200, "outside": 200, "all": 1200},
        "poor": {"both": 100, "enters": 200, "leaves": 20, "outside": 20, "all": 340},
    }
    row = found.existing.iloc[0]
    assert (row["name"], row["people"], row["people_kept"]) == ("quarter 0", 600, 400)
    assert row["outside_map"] == pytest.approx(0)
    assert found.zones[["people", "people_before"]].to_numpy().tolist() == [[800, 400]]
    assert found.sentences(Language("en")) == [
        "Inside both perimeters: 400 people; 400 people enter and 200 leave.",
        "Of 340 poor people, the existing perimeter covers 35.3% and the priority neighbourhoods cover "
        "88.2%; 40 poor people live outside the priority neighbourhoods.",
        "Where a perimeter cuts an area, its people are shared out by surface, as if they lived "
        "spread evenly.",
    ]
    assert "personnes pauvres" in found.sentences(Language("fr"))[1]


@settings(
    derandomize=True,
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.lists(st.sampled_from([L, H, float("nan")]), min_size=4, max_size=4), min_size=3, max_size=3),
    st.lists(
        st.tuples(st.integers(-100, 700), st.integers(-100, 500), st.integers(1, 500), st.integers(1, 400)),
        min_size=1,
        max_size=3,
    ),
    st.lists(st.integers(0, 100), min_size=12, max_size=12),
)
def test_covered_and_missed_are_all(grid, picture, boxes, poor) -> None:
    result = priority_areas(grid(picture), RULE)
    numbers = np.asarray(poor, dtype=float)
    outline = perimeter(*((x, y, x + w, y + h) for x, y, w, h in boxes))
    found = compare_perimeter(result, outline, poor=numbers)
    parts = found.totals.drop("all").sum()
    np.testing.assert_allclose(parts, found.totals.loc["all"], atol=1e-6)
    np.testing.assert_allclose(parts, [4800.0, numbers.sum()], atol=1e-6)
    new = found.totals.loc["both"] + found.totals.loc["enters"]
    member = (result.areas["status"] == "in").to_numpy()
    np.testing.assert_allclose(new, [400.0 * member.sum(), numbers[member].sum()], atol=1e-6)
    assert (found.areas["inside"].between(0, 1)).all()


def test_quarters_that_overlap_are_not_counted_twice(grid) -> None:
    result = priority_areas(grid([[L, H]]), RULE)
    found = compare_perimeter(
        result, perimeter((0, 0, 200, 200), (0, 0, 300, 200)), poor=np.array([1.0, 2.0])
    )
    assert found.totals.loc["both", "people"] == pytest.approx(400)
    assert found.existing["people"].round(9).tolist() == [400, 600]


def test_a_quarter_that_reaches_beyond_the_areas_says_so(grid) -> None:
    result = priority_areas(grid([[L]]), RULE)
    found = compare_perimeter(result, perimeter((0, 0, 400, 200)), poor=np.array([1.0]))
    assert found.existing["outside_map"].tolist() == [0.5]


def test_an_unknown_number_of_poor_people_is_said_and_not_added(grid) -> None:
    result = priority_areas(grid([[L, L]], poverty=[[0.5, float("nan")]]), RULE)
    found = compare_perimeter(result, perimeter((0, 0, 400, 200)), poor="poverty")
    assert found.poor_unknown == 1
    assert found.totals.loc["all", "poor"] == 200
    assert any(
        one.startswith("Number of poor people not known: 1 areas") for one in found.sentences(Language("en"))
    )


@pytest.mark.parametrize(
    ("outline", "poor", "says"),
    [
        (perimeter((0, 0, 1, 1)).set_crs(None, allow_override=True), "poverty", "projection"),
        (gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=3035), "poverty", "polygons"),
        (perimeter((0, 0, 1, 1)), "percent", "between 0 and 1"),
    ],
)
def test_what_cannot_be_compared_is_refused(grid, outline, poor, says) -> None:
    city = grid([[L]], poverty=[[0.5]])
    city.attributes["percent"] = 50.0
    with pytest.raises(InputError, match=says):
        compare_perimeter(priority_areas(city, RULE), outline, poor=poor)


def test_the_quarters_of_toulouse_lie_in_their_municipalities(real_data) -> None:
    communes = gpd.read_file(real_data / "occitanie_communes.geojson")
    quarters = gpd.read_file(real_data / "occitanie_qpv2015.geojson")
    total = np.full(len(communes), 10_000.0)
    areas = Areas(
        communes["code_commune"].to_numpy(object),
        (),
        np.empty((len(communes), 0)),
        np.empty((len(communes), 0), dtype=np.uint8),
        total,
        status_of(total),
        geometry=communes.geometry,
    )
    areas.attributes["income"] = np.where(communes["code_commune"] == "31555", L, H)
    result = priority_areas(areas, RULE)
    found = compare_perimeter(result, quarters, poor=total * 0.2, name="code_qp")
    assert len(found.existing) == 105
    # Contours are drawn to about ten metres: a quarter may reach over the border of its municipality.
    assert found.existing["outside_map"].max() < 0.5
    toulouse = (quarters["code_commune"] == "31555").to_numpy()
    assert (found.existing.loc[toulouse, "share_kept"] > 0.95).all()
    elsewhere = found.existing.loc[~toulouse, "share_kept"].fillna(0.0)
    assert (elsewhere < 0.05).mean() > 0.9
    parts = found.totals.drop("all").sum()
    np.testing.assert_allclose(parts, found.totals.loc["all"])


def test_a_published_comparison_is_rounded_and_names_no_number_about_few_people(grid) -> None:
    people = [[404.0, 396.0, 7.0, 300.0]]
    result = priority_areas(grid([[L, L, H, H]], people, poverty=[[0.5, 0.25, 0.5, 0.5]]), RULE)
    found = compare_perimeter(result, perimeter((200, 0, 500, 200)), poor="poverty", name="label")
    shown = found.protected(10)
    assert shown.areas["people"].isna().tolist() == [False, False, True, True]
    assert shown.areas["change"].tolist() == found.areas["change"].tolist()
    assert shown.totals["people"].to_dict() == {
        "both": 400,
        "enters": 400,
        "leaves": 0,
        "outside": 300,
        "all": 1110,
    }
    assert (shown.existing[["people", "poor", "people_kept"]] % 10 == 0).all(axis=None)
    assert shown.zones["people_before"].tolist() == [400]
    assert found.protected(0) is found
