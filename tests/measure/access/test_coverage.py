"""Distance and coverage: known answers, and what must hold whatever the data."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist
from shapely import Point, box

from isopolis.measure.access import common_metres, coverage, nearest

POINTS = arrays(np.float64, st.tuples(st.integers(1, 30), st.just(2)), elements=st.floats(-1e4, 1e4))


@settings(derandomize=True, max_examples=100)
@given(POINTS, POINTS)
def test_the_nearest_place_is_the_smallest_of_all_distances(areas, places) -> None:
    found = nearest(areas, places)
    every = cdist(areas, places)
    assert found.distance == pytest.approx(every.min(axis=1))
    assert every[np.arange(len(areas)), found.place] == pytest.approx(every.min(axis=1))


def test_without_places_everybody_is_infinitely_far() -> None:
    found = nearest(np.zeros((2, 2)), np.zeros((0, 2)))
    assert found.distance.tolist() == [np.inf, np.inf]
    covered = coverage(np.array([[10.0, 0.0], [5.0, 0.0]]), found.distance, 500)
    assert covered.share[0] == 0
    assert covered.mean[0] == np.inf
    assert np.isnan(covered.share[1])
    assert np.isnan(covered.mean[1])


@settings(derandomize=True, max_examples=100)
@given(st.data(), st.integers(1, 40))
def test_coverage_grows_with_the_limit_and_adds_up(data, n) -> None:
    counts = data.draw(arrays(np.float64, (n, 3), elements=st.integers(0, 500).map(float)))
    distance = data.draw(arrays(np.float64, n, elements=st.floats(0, 5000)))
    near, far = coverage(counts, distance, 500), coverage(counts, distance, 1500)
    some = counts.sum(axis=0) > 0
    assert (near.share[some] <= far.share[some]).all()
    assert near.share[some] * near.people[some] + near.beyond[some] == pytest.approx(near.people[some])
    whole = coverage(counts.sum(axis=1, keepdims=True), distance, 500)
    assert near.beyond.sum() == pytest.approx(whole.beyond[0])


def test_hidden_counts_take_no_part_and_are_no_zeros() -> None:
    counts = np.array([[100.0], [np.nan], [300.0]])
    found = coverage(counts, np.array([100.0, 100.0, 2000.0]), 500)
    assert (found.share[0], found.people[0], found.beyond[0]) == (0.25, 400, 300)


def test_areas_and_places_meet_in_metres_whatever_the_areas_system() -> None:
    lonlat = np.array([[2.35, 48.85], [2.36, 48.85]])
    square = gpd.GeoSeries([box(2.345, 48.845, 2.355, 48.855)], crs="EPSG:4326")
    for crs in ("EPSG:4326", "EPSG:2154", "EPSG:3857", "EPSG:2263"):
        areas, places = common_metres(square.to_crs(crs), lonlat)
        assert nearest(areas, places).distance[0] == pytest.approx(0, abs=60), crs
        between = float(np.hypot(*(places[1] - places[0])))
        assert between == pytest.approx(734, rel=0.01), crs
    with pytest.raises(ValueError, match="do not say"):
        common_metres(gpd.GeoSeries([Point(0, 0).buffer(1)]), lonlat)
