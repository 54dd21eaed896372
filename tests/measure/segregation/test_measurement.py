"""The public functions: which figures, for whom, with which status."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, CountStatus
from isopolis.measure.figures import FIGURE_COLUMNS
from isopolis.measure.segregation import FIRST_FLOOR, INDICES, local, measure
from isopolis.measure.segregation.inputs import as_areas

COUNTS = np.array([[10.0, 5.0, 5.0], [0.0, 20.0, 10.0], [30.0, 5.0, 0.0], [0.0, 0.0, 0.0]])


def with_status(status: CountStatus, area: int = 0, group: int = 0) -> Areas:
    """The city above with one count of another status."""
    counts, statuses = COUNTS.copy(), np.zeros(COUNTS.shape, dtype=np.uint8)
    statuses[COUNTS == 0] = CountStatus.ZERO
    statuses[area, group] = status
    if not status.known:
        counts[area, group] = np.nan
    total = COUNTS.sum(axis=1)
    return Areas(
        ids=np.array(list("pqrs"), dtype=object),
        groups=("A", "B", "C"),
        counts=counts,
        status=statuses,
        total=total,
        total_status=np.zeros(4, dtype=np.uint8),
    )


def test_two_groups_get_every_first_floor_index() -> None:
    table = measure(COUNTS[:, :2], ["A", "B"], areas=True)
    assert tuple(table.columns) == FIGURE_COLUMNS
    assert set(table["index"]) == set(FIRST_FLOOR)


def test_contributions_add_up_to_the_city() -> None:
    table = measure(COUNTS, ["A", "B", "C"], areas=True)
    for (index, groups), figures in table.groupby(["index", "groups"]):
        if INDICES[index].decomposes:
            city = figures.loc[figures["area"].isna(), "value"].item()
            parts = figures.loc[figures["area"].notna(), "value"].sum()
            assert parts == pytest.approx(city, abs=1e-12), (index, groups)


def test_an_index_that_does_not_decompose_has_no_rows_for_areas() -> None:
    table = measure(COUNTS[:, :2], ["A", "B"], ["atkinson"], areas=True)
    assert table["area"].isna().all()


def test_one_group_is_compared_with_everybody_else() -> None:
    table = measure(with_status(CountStatus.OBSERVED), ["A"], ["dissimilarity"])
    two = np.column_stack([COUNTS[:, 0], COUNTS[:, 1:].sum(axis=1)])
    assert table["groups"].item() == "A / rest"
    assert table["value"].item() == pytest.approx(INDICES["dissimilarity"].city(two))


def test_groups_of_households_are_compared_with_all_households() -> None:
    areas = replace(with_status(CountStatus.OBSERVED), universe={"A": "B"})
    households = np.array([[10.0, 25.0], [1.0, 20.0], [3.0, 5.0], [0.0, 0.0]])
    areas = replace(areas, counts=np.column_stack([households, COUNTS[:, 2]]))
    rest = np.column_stack([households[:, 0], households[:, 1] - households[:, 0]])
    table = measure(areas, ["A"], ["dissimilarity"])
    assert table["value"].item() == pytest.approx(INDICES["dissimilarity"].city(rest))
    assert local(areas, ["A"])["people"].tolist() == households[:, 1].tolist()


def test_a_suppressed_count_leaves_its_area_out_and_says_so() -> None:
    table = measure(with_status(CountStatus.SUPPRESSED), ["A", "B"], ["dissimilarity"], areas=True)
    city = table[table["area"].isna()].iloc[0]
    assert city["status"] == "partial"
    assert city["value"] == pytest.approx(INDICES["dissimilarity"].city(COUNTS[1:, :2]))
    left_out = table[table["area"] == "p"].iloc[0]
    assert left_out["status"] == "suppressed"
    assert np.isnan(left_out["value"])


@pytest.mark.parametrize("status", [CountStatus.IMPUTED, CountStatus.PERTURBED])
def test_the_status_of_counts_travels_to_city_and_area(status) -> None:
    table = measure(with_status(status), ["A", "B"], ["theil_h"], areas=True)
    states = table.set_index(table["area"].fillna("city"))["status"]
    assert states["city"] == states["p"] == status.name.lower()
    assert states["q"] == "observed"


def test_what_nobody_counted_is_not_collected_and_has_no_value() -> None:
    counts = COUNTS.copy()
    counts[:, 0] = np.nan
    table = measure(counts, ["A", "B", "C"], ["dissimilarity"], areas=True)
    assert set(table.loc[table["groups"].str.contains("A"), "status"]) == {"not_collected"}
    assert table["value"].isna().all()


def test_a_group_of_nobody_is_undefined_not_nan_in_silence() -> None:
    counts = COUNTS[:, :2].copy()
    counts[:, 0] = 0.0
    table = measure(counts, ["A", "B"], areas=True)
    assert set(table.loc[table["value"].isna(), "status"]) == {"undefined"}


@pytest.mark.parametrize("areas", [True, False])
def test_a_missing_value_always_has_a_reason(areas) -> None:
    for status in CountStatus:
        table = measure(with_status(status), areas=areas)
        reasons = {"undefined", "suppressed", "not_collected"}
        assert set(table.loc[table["value"].isna(), "status"]) <= reasons
        assert not set(table.loc[table["value"].notna(), "status"]) & reasons


def test_local_figures_are_those_of_measure() -> None:
    wide = local(with_status(CountStatus.SUPPRESSED), ["A", "B", "C"]).set_index("area")
    long = measure(with_status(CountStatus.SUPPRESSED), ["A", "B", "C"], areas=True)
    for column in wide.columns:
        kind, _, name = column.partition(":")
        if kind == "contribution":
            theirs = long[(long["index"] == name) & (long["groups"] == "A / B / C")]
        elif name:
            theirs = long[(long["index"] == kind) & (long["groups"] == f"{name} / rest")]
        else:
            continue
        theirs = theirs[theirs["area"].notna()].set_index("area")["value"]
        assert wide[column].to_numpy() == pytest.approx(theirs.to_numpy(), nan_ok=True), column
    assert wide.loc["p", "status"] == "suppressed"
    assert np.isnan(wide.loc["p", "contribution:theil_h"])


def test_location_quotients_average_to_one_over_the_people() -> None:
    wide = local(COUNTS, ["A", "B", "C"])
    inhabited = wide["people"] > 0
    mean = (wide["location_quotient:A"] * wide["people"])[inhabited].sum() / wide["people"].sum()
    assert mean == pytest.approx(1.0)


def test_intensities_average_to_the_city_over_the_people() -> None:
    areas = with_status(CountStatus.SUPPRESSED)
    wide = local(areas, ["A", "B", "C"], intensities=True)
    city = measure(areas, ["A", "B", "C"]).set_index(["index", "groups"])["value"]
    people = wide["people"].where(wide["status"] == "observed", 0.0)
    for column in wide.columns[wide.columns.str.startswith("intensity:")]:
        mean = (wide[column].fillna(0.0) * people).sum() / people.sum()
        name = column.removeprefix("intensity:")
        assert mean == pytest.approx(city[name, "A / B / C"], abs=1e-12), column
    pair = local(COUNTS[:, :2], ["A", "B"], ["isolation"], intensities=True)
    assert pair["intensity:isolation"].to_numpy() == pytest.approx(
        [10 / 15, np.nan, 30 / 35, np.nan], nan_ok=True
    )


def test_a_table_and_an_array_give_the_same_figures() -> None:
    table = pd.DataFrame(COUNTS, columns=["A", "B", "C"], index=["1", "2", "3", "4"])
    table["all"] = table.sum(axis=1)
    ours = measure(table, ["A", "rest"], total="all", areas=True)
    array = np.column_stack([COUNTS[:, 0], COUNTS[:, 1:].sum(axis=1)])
    theirs = measure(array, ["A", "others"], areas=True)
    theirs["groups"] = theirs["groups"].str.replace("others", "rest")
    # The second group has an isolation and a share of its own, the rest has not.
    both = ours.merge(theirs, on=["index", "groups", "area"], how="left", validate="1:1")
    assert both["value_x"].to_numpy() == pytest.approx(both["value_y"].to_numpy(), nan_ok=True)


def test_the_rest_is_not_asked_about_itself() -> None:
    table = measure(with_status(CountStatus.OBSERVED), ["A"])
    of_the_rest = table[table["groups"] == "rest / A"]
    assert of_the_rest["index"].tolist() == ["exposure"]


def test_a_geodataframe_brings_its_geometry_and_surface() -> None:
    squares = gpd.GeoSeries.from_wkt(["POLYGON((0 0,2 0,2 1,0 1,0 0))"], crs=3035)
    areas = as_areas(gpd.GeoDataFrame({"A": [1], "B": [2]}, geometry=squares), ["A", "B"])
    assert areas.surface is not None
    assert areas.surface.tolist() == [2.0]


@pytest.mark.parametrize(
    ("data", "groups", "message"),
    [
        (np.array([[1.0, -2.0]]), None, "negative"),
        (np.array([1.0, 2.0]), None, "shape"),
        (np.array([["a", "b"]]), None, "not a number"),
        (COUNTS, ["A"], "1 names for 3 columns"),
        (pd.DataFrame({"A": [1], "B": [2]}), None, "no groups are named"),
        (pd.DataFrame({"A": [1], "B": [2]}), ["A", "C"], "no column"),
        (pd.DataFrame({"A": [1], "B": [2]}), ["A", "rest"], "total="),
        (pd.DataFrame({"A": [1], "B": [2]}), ["A"], "total="),
        (pd.DataFrame({"A": [1], "B": [2]}), ["A", "A"], "named twice"),
        (pd.DataFrame({"A": [True], "B": [2]}), ["A", "B"], "true and false"),
        (pd.DataFrame({"A": [1, 2], "B": [2, 3]}, index=["x", "x"]), ["A", "B"], "reset_index"),
        (pd.DataFrame({"A": [], "B": []}), ["A", "B"], "no areas"),
        (np.array([[1.0], [2.0]]), None, "who the others are"),
        (np.array([[1.0 + 1j, 2.0]]), None, "complex"),
        (pd.DataFrame({"A": [1], "T": [2]}), ["rest"], "“rest” alone"),
    ],
)
def test_bad_input_is_one_clear_error(data, groups, message) -> None:
    with pytest.raises(InputError, match=message):
        measure(data, groups)


def test_what_is_masked_is_not_known() -> None:
    masked = np.ma.MaskedArray([[10, 0], [10, 30], [99, 1]], mask=[[0, 0], [0, 0], [1, 0]])
    found = measure(masked, ["A", "B"], "dissimilarity")
    assert found["value"][0] == 0.5
    assert found["status"][0] == "partial"


def test_the_rest_of_areas_alone_is_refused_too() -> None:
    with pytest.raises(InputError, match="“rest” alone"):
        measure(as_areas(COUNTS, None), ["rest"])


def test_columns_are_found_whatever_they_are_called_and_one_index_may_stand_alone() -> None:
    numbered = pd.DataFrame(COUNTS[:, :2])
    named = measure(COUNTS[:, :2], ["0", "1"], "dissimilarity")
    assert measure(numbered, [0, 1], "dissimilarity").equals(named)
    shapes = gpd.GeoSeries.from_wkt([f"POLYGON(({i} 0,{i} 1,{i + 1} 1,{i} 0))" for i in range(4)], crs=3035)
    placed = gpd.GeoDataFrame({"A": COUNTS[:, 0], "B": COUNTS[:, 1], "outline": shapes}, geometry="outline")
    assert np.isfinite(measure(placed, ["A", "B"], "delta")["value"]).all()


def test_a_map_in_feet_has_its_surface_in_square_metres_and_points_have_none() -> None:
    shapes = gpd.GeoSeries.from_wkt(["POLYGON((0 0,2 0,2 1,0 1,0 0))", "POLYGON((2 0,4 0,4 1,2 1,2 0))"])
    table = pd.DataFrame({"A": [1, 5], "B": [2, 3]})
    feet = gpd.GeoDataFrame(table, geometry=shapes, crs=2263)
    assert as_areas(feet, ["A", "B"]).surface == pytest.approx(2.0 * 0.3048**2, rel=1e-5)
    points = feet.set_geometry(feet.centroid)
    with pytest.raises(InputError, match="needs the surface"):
        measure(points, ["A", "B"], "delta")
    hole = feet.copy()
    hole.loc[1, "geometry"] = None
    with pytest.raises(InputError, match="surface of area “1”"):
        measure(hole, ["A", "B"], "delta")


def test_paris_workers_against_the_rest(real_data) -> None:
    paris = gpd.read_file(real_data / "paris_iris_cs8_2011.gpkg")
    columns = [f"C11_POP15P_CS{k}" for k in range(1, 9)]
    table = measure(paris, columns, ["dissimilarity"])
    workers = table.loc[table["groups"] == "C11_POP15P_CS6 / rest", "value"].item()
    assert workers == pytest.approx(0.2527, abs=5e-5)


@pytest.mark.parametrize(
    ("city", "expected"),
    [("heerenveen", 0.325), ("lille_roubaix", 0.323), ("berlin", 0.245), ("milan", 0.245)],
)
def test_born_outside_the_union_on_the_census_grid(real_data, city, expected) -> None:
    grid = pd.read_csv(real_data / "europe" / "census2021_1km_12cities.csv.gz", low_memory=False)
    cells = grid[grid["city"] == city]
    cells = cells[(cells["OTH_CI"] == 0) & (cells["NAT_CI"] == 0)]
    table = measure(cells[["OTH", "NAT"]].to_numpy(float), ["OTH", "NAT"], ["dissimilarity"])
    assert table["value"].item() == pytest.approx(expected, abs=5e-4)


def test_a_total_among_the_groups_is_not_counted_as_one() -> None:
    """Everybody would be counted twice; other packages say so in their manuals, and count."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame(rng.integers(5, 90, (30, 3)), columns=["A", "B", "C"])
    table["everybody"] = table.sum(axis=1)
    with pytest.raises(InputError, match="“everybody” holds the people of the other groups"):
        measure(table, ["A", "B", "C", "everybody"], "theil_h")
    with pytest.raises(InputError, match="“group 4” holds"):
        local(table.to_numpy())
    with pytest.raises(InputError, match="“everybody” holds"):
        measure(table, ["A", "everybody"], "dissimilarity", total="everybody")
    rounded = table.assign(everybody=(table["everybody"] / 5).round() * 5)
    with pytest.raises(InputError, match="“everybody” holds"):
        measure(rounded, ["A", "B", "C", "everybody"], "theil_h")


def test_groups_that_people_are_in_two_of_are_refused() -> None:
    rng = np.random.default_rng(3)
    table = pd.DataFrame({"natives": rng.integers(400, 600, 20), "women": rng.integers(280, 320, 20)})
    with pytest.raises(InputError, match=r"of 100 people, 13\d are in natives, women"):
        measure(table.assign(T=600), ["natives", "women"], "theil_h", total="T")
    assert measure(table.assign(T=1000), ["natives", "women"], "theil_h", total="T")["value"][0] > 0


def test_groups_that_only_look_like_a_total_are_measured() -> None:
    few = np.array([[10.0, 20.0, 30.0], [5.0, 5.0, 10.0]])
    assert measure(few, list("ABC"), "theil_h")["status"][0] == "observed"  # two areas: by chance
    nearly_all = pd.DataFrame({"A": [990.0] * 9, "B": [6.0] * 9, "C": [4.0] * 9, "T": [1000.0] * 9})
    assert measure(nearly_all, list("ABC"), "theil_h", total="T")["value"][0] == pytest.approx(0.0, abs=1e-12)
    empty = np.column_stack([np.arange(9.0), np.zeros(9), np.arange(9.0)])
    assert measure(empty, list("ABC"), "theil_h")["status"][0] == "observed"
