"""The quality sheet counts what is known, and its bounds hold."""

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from isopolis.language import Language
from isopolis.measure.areas import Areas, CountStatus, Source, status_of
from isopolis.measure.areas.quality import (
    SHEET_COLUMNS,
    Kind,
    dissimilarity_bound,
    quality,
    quality_sheet,
)
from isopolis.measure.segregation.evenness import dissimilarity

PROFILE = settings(derandomize=True, max_examples=100, deadline=None)


def city(
    counts: list[list[float]],
    total: list[float],
    *,
    suppressed: list[tuple[int, int]] = (),
    **more: object,
) -> Areas:
    values = np.asarray(counts, dtype=float)
    for cell in suppressed:
        values[cell] = np.nan
    status = status_of(values)
    for cell in suppressed:
        status[cell] = CountStatus.SUPPRESSED
    totals = np.asarray(total, dtype=float)
    groups = tuple("abc"[: values.shape[1]])
    ids = np.array([f"area {i}" for i in range(len(totals))], dtype=object)
    return Areas(ids, groups, values, status, totals, status_of(totals), **more)


def test_each_status_is_counted_and_missing_is_not_zero() -> None:
    areas = city([[3, 7], [0, 20], [np.nan, 30], [5, 5]], [10, 20, 30, 40], suppressed=[(3, 0)])
    sheet = quality_sheet(areas).set_index("column")
    assert list(quality_sheet(areas).columns) == list(SHEET_COLUMNS)
    statuses = [kind.name.lower() for kind in CountStatus]
    assert sheet.loc["a", statuses].tolist() == [1, 1, 1, 1, 0, 0]
    assert sheet.loc["b", statuses].tolist() == [4, 0, 0, 0, 0, 0]
    assert sheet["people"].tolist() == [100, 3, 62]
    assert sheet["share_of_people_in_areas_without"].tolist() == [0, 0.7, 0]


def test_everybody_else_has_a_row_where_it_is_compared() -> None:
    areas = city([[3], [0], [np.nan], [5]], [10, 20, 30, 40], suppressed=[(3, 0)])
    rest = quality_sheet(areas, ("a", "rest")).set_index("column").loc["rest"]
    assert (rest["observed"], rest["not_collected"], rest["suppressed"], rest["people"]) == (2, 1, 1, 27)


def test_sums_under_the_threshold_are_not_printed() -> None:
    areas = city([[3], [0]], [10, 20])
    assert quality_sheet(areas, threshold=10)["people"].isna().tolist() == [False, True]


def test_a_hidden_count_bounds_the_figure_and_says_so() -> None:
    counts = np.array([[300, 700], [600, 400], [0, 5]], dtype=float)
    areas = city(counts.tolist(), [1000, 1000, 5], suppressed=[(2, 0)])
    (finding,) = [one for one in quality(areas, ("a", "b")).findings if one.kind is Kind.LEFT_OUT]
    assert (finding.areas, finding.of, finding.people) == (1, 3, 5)
    assert finding.effect.figure == pytest.approx(dissimilarity(counts[:2], counts[:2]).sum())
    for more in ([5, 0], [0, 5], [2, 3]):
        whole = np.vstack([counts[:2], more])
        moved = abs(dissimilarity(whole, whole).sum() - finding.effect.figure)
        assert moved <= finding.effect.bound + 1e-12
    assert finding.sentence(Language("en")) == (
        "Left out of the figures: 1 of 3 areas (0.2% of the people known), because the publisher hid a "
        "count. At most 5 people live there: with them the "
        "dissimilarity, 0.3030, would change by no more than 0.0056."
    )
    assert "changerait au plus de 0,0056" in finding.sentence(Language("fr"))


def test_the_effect_of_areas_with_an_unknown_total_is_not_known() -> None:
    areas = city([[30, 70], [60, 40], [3, 5]], [100, 100, np.nan], suppressed=[(2, 0)])
    sentences = quality(areas, ("a", "b")).sentences(Language("en"))
    assert "(how many people live there is not known)" in sentences[0]
    assert sentences[0].endswith(
        "How much the figures would change with them is not known, or too much to say."
    )


def test_a_bound_that_says_nothing_is_said_to_be_none() -> None:
    areas = city([[30, 70], [60, 40], [3, 5]], [100, 100, 900], suppressed=[(2, 0)])
    assert "or too much to say" in quality(areas, ("a", "b")).sentences(Language("en"))[0]


@PROFILE
@given(
    st.integers(2, 4).flatmap(
        lambda g: st.tuples(
            arrays(np.float64, (5, g), elements=st.integers(0, 60)),
            arrays(np.float64, (3, g), elements=st.integers(0, 8)),
        )
    )
)
def test_no_people_left_out_move_dissimilarity_further_than_the_bound(pair) -> None:
    inside, outside = pair
    bound = dissimilarity_bound(inside, outside.sum())
    whole = np.vstack([inside, outside])
    if np.isnan(bound):
        assert (inside.sum(axis=0) > 0).sum() < 2
        return
    before, after = dissimilarity(inside, inside).sum(), dissimilarity(whole, whole).sum()
    assert abs(after - before) <= bound + 1e-12


def test_the_bound_for_two_groups_is_reached() -> None:
    inside = np.array([[50.0, 50.0], [50.0, 50.0]])
    whole = np.vstack([inside, [10.0, 0.0], [0.0, 10.0]])
    assert dissimilarity(whole, whole).sum() == pytest.approx(dissimilarity_bound(inside, 20.0) / 2)


def test_parts_that_do_not_add_up_are_counted_and_not_mended() -> None:
    areas = city([[3, 7], [9, 12], [10, 10]], [10, 20, 25], partitions={"sex": ("a", "b")})
    (finding,) = [one for one in quality(areas).findings if one.kind is Kind.PARTS_DIFFER]
    assert (finding.areas, finding.details["low"], finding.details["high"]) == (2, -5, 1)
    assert areas.total.tolist() == [10, 20, 25]


def test_empty_small_unknown_filled_in_and_noisy_areas_are_found() -> None:
    areas = city([[0], [3], [50], [60]], [0, 3, np.nan, 80])
    status = areas.status.copy()
    status[2:, 0] = CountStatus.IMPUTED, CountStatus.PERTURBED
    areas = Areas(areas.ids, areas.groups, areas.counts, status, areas.total, areas.total_status)
    found = {one.kind: one for one in quality(areas).findings}
    assert {kind: one.areas for kind, one in found.items()} == dict.fromkeys(
        (Kind.IMPUTED, Kind.PERTURBED, Kind.TOTAL_UNKNOWN, Kind.EMPTY, Kind.VERY_SMALL), 1
    )
    assert np.isnan(found[Kind.TOTAL_UNKNOWN].people)
    assert found[Kind.PERTURBED].share == pytest.approx(80 / 83)


def test_thousands_read_as_people_are_found() -> None:
    areas = city([[1.4, 0.3], [0.7, 2.0], [1.0, 2.0]], [1.7, 2.7, 3.0], partitions={"born": ("a", "b")})
    (found,) = [one for one in quality(areas).findings if one.kind is Kind.NOT_PEOPLE]
    assert found.areas == 2
    assert found.details["lost"] == pytest.approx(100 * 1.0 / 7.4)


def test_repeated_and_missing_shapes_and_areas_of_no_city_are_found() -> None:
    shapes = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(0, 0, 1, 1), None], crs=3035)
    areas = city(
        [[30], [40], [50]],
        [30, 40, 50],
        geometry=shapes,
        attributes=pd.DataFrame({"town": ["X", None, "X"]}),
        source=Source(notes=("2 rows matched no shape.",)),
    )
    report = quality(areas, by="town")
    found = {one.kind: one.people for one in report.findings}
    assert found == {Kind.WITHOUT_SHAPE: 50, Kind.DUPLICATED_SHAPE: 40, Kind.WITHOUT_CITY: 40}
    assert report.sentences(Language("en"))[-1] == "2 rows matched no shape."
    assert "«\xa0town\xa0»" in " ".join(report.sentences(Language("fr")))


def test_a_clean_city_has_nothing_to_say() -> None:
    areas = city([[30, 70], [60, 40]], [100, 100], partitions={"sex": ("a", "b")})
    assert quality(areas).sentences(Language("en")) == []


def test_four_hundred_thousand_areas_are_looked_through_in_half_a_second() -> None:
    rng = np.random.default_rng(5)
    n = 400_000
    counts = rng.poisson(40, (n, 6)).astype(float)
    counts[rng.random((n, 6)) < 0.1] = np.nan
    total = np.nansum(counts, axis=1)
    ids = np.arange(n).astype(str).astype(object)
    areas = Areas(ids, tuple("abcdef"), counts, status_of(counts), total, status_of(total))
    start = time.process_time()
    quality(areas, ("a", "b"))
    assert time.process_time() - start < 0.5


def test_a_share_that_is_not_zero_is_not_written_as_zero() -> None:
    areas = city([[30, 70], [600000, 400000], [0, 5]], [100, 1000000, 5], suppressed=[(2, 0)])
    assert "(< 0.1% of the people known)" in quality(areas, ("a", "b")).sentences(Language("en"))[0]


def test_of_many_cities_the_one_that_matters_most_is_named_and_the_open_ones_counted() -> None:
    # X loses 8 of 208 people, Y 2 of 202, Z half of all: too many for a bound.
    counts = [[30, 70], [60, 40], [3, 5], [30, 70], [60, 40], [1, 1], [30, 70], [60, 40], [0, 200]]
    areas = city(
        counts,
        [sum(row) for row in counts],
        suppressed=[(2, 0), (5, 0), (8, 0)],
        attributes=pd.DataFrame({"town": list("XXXYYYZZZ")}),
    )
    (finding,) = [one for one in quality(areas, ("a", "b"), by="town").findings if one.effect]
    assert (finding.effect.city, finding.effect.people) == ("X", 8)
    assert (finding.effect.cities, finding.effect.affected, finding.effect.open) == (3, 3, 1)
    assert finding.effect.bound == dissimilarity_bound(np.array(counts[:2], dtype=float), 8.0)
    said = finding.sentence(Language("en"))
    assert "Where it matters most, in X, at most 8 people" in said
    assert said.endswith(
        "In 1 of 3 cities with such areas, how much the figures would change is not known, "
        "or too much to say."
    )


def test_fewer_people_than_the_threshold_are_not_counted_out() -> None:
    counts = [[300, 700], [600, 400], [0, 4]]
    areas = city(counts, [1000, 1000, 4], suppressed=[(2, 0)])
    (finding,) = [one for one in quality(areas, ("a", "b"), threshold=10).findings if one.effect]
    assert (finding.people, finding.fewer, finding.effect.people) == (10, True, 10)
    assert finding.effect.bound == dissimilarity_bound(np.array(counts[:2], dtype=float), 10.0)
    assert "(< 0.5% of the people known)" in finding.sentence(Language("en"))
    shapes = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), None], crs=3035)
    areas = city(counts, [1000, 1000, 4], geometry=shapes)
    said = quality(areas, threshold=10).sentences(Language("fr"))
    assert any("moins de 10 personnes" in one for one in said)
