"""Intervals of figures of surroundings from their derivatives."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isopolis.measure.segregation import profile, threads
from isopolis.measure.segregation.environments import (
    ContiguityOrder,
    Kernel,
    Locations,
    NearestAreas,
    NearestPeople,
    Shape,
    Streets,
    Walk,
    at_points,
    discs,
    environments,
    find_neighbours,
    lattice_borders,
    streets,
)

SCALES = (Kernel(2000.0), NearestPeople(150), NearestPeople(1_500), NearestPeople(7_000))
OTHERS = (
    Kernel(1500.0, Shape.EXPONENTIAL),
    NearestAreas(8),
    ContiguityOrder(2),
    Walk(2500.0, Shape.TRIANGULAR),
)
INDICES = ["theil_h", "dissimilarity", "isolation"]
ENDS = ["value", "corrected", "low", "high"]


def scattered(locations: Locations) -> Locations:
    """The same points, not known to be on a grid."""
    return Locations(locations.x, locations.y, locations.surface)


def crossings(locations: Locations) -> Streets:
    """A street along every row and every column of a grid."""
    lattice = locations.lattice
    side = max(lattice.height, lattice.width)
    nodes = [[1000.0 * column, 1000.0 * row] for row in range(side) for column in range(side)]
    right = [[k, k + 1] for k in range(side * side) if (k + 1) % side]
    return streets(nodes, right + [[k, k + side] for k in range(side * (side - 1))])


@pytest.fixture
def grid() -> tuple[Locations, np.ndarray, np.ndarray]:
    """Places of a grid with holes, shares of three groups that change to the south, and a city in it."""
    row, column = np.divmod(np.arange(400), 20)
    some = np.random.default_rng(1).random(400) < 0.9
    slope = np.column_stack([1.0 + row, np.full(400, 8.0), 20.0 - row])
    inside = (abs(row - 10) < 5) & (abs(column - 10) < 5)
    places = at_points(1000.0 * column[some], 1000.0 * row[some])
    return places, (slope / slope.sum(axis=1, keepdims=True))[some], inside[some]


@pytest.mark.parametrize("where", [Locations, scattered], ids=["grid", "points"])
@pytest.mark.parametrize("scale", SCALES + OTHERS, ids=lambda scale: scale.label)
def test_neighbours_add_up_to_the_environment_and_back(grid, scale, where) -> None:
    places, shares, inside = grid
    near = {"borders": lattice_borders(places.lattice).sides(), "streets": crossings(places)}
    places = scattered(places) if where is scattered else places
    counts = np.random.default_rng(2).multinomial(250, shares).astype(float)
    (found,) = environments(counts, places, [scale], **near)
    neighbours = find_neighbours(places, counts.sum(axis=1), found, inside, **near)
    assert neighbours.around(counts) == pytest.approx(found.people[inside], rel=1e-9)
    there, back = np.random.default_rng(3).normal(size=(2, len(counts), 3))
    seen = (neighbours.around(there) * back[inside]).sum(axis=0)
    assert seen == pytest.approx((there * neighbours.back(back[inside])).sum(axis=0), rel=1e-9)


@pytest.mark.parametrize("scale", SCALES + OTHERS, ids=lambda scale: scale.label)
def test_squared_weights_are_the_squares_of_the_weights(grid, scale) -> None:
    places, shares, inside = grid
    near = {"borders": lattice_borders(places.lattice).sides(), "streets": crossings(places)}
    for where in (places, scattered(places)):
        (found,) = environments(100 * shares, where, [scale], **near)
        neighbours = find_neighbours(where, np.full(len(shares), 100.0), found, inside, **near)
        weights = neighbours.around(np.eye(len(shares)))
        squares = neighbours.around(np.eye(len(shares)), squared=True)
        assert squares == pytest.approx(weights**2, abs=1e-12)
        assert neighbours.own_weight == pytest.approx(weights[:, inside].diagonal(), abs=1e-12)


def test_cells_given_as_points_or_polygons_have_the_intervals_of_the_grid(grid) -> None:
    places, shares, inside = grid
    counts = np.random.default_rng(4).multinomial(300, shares).astype(float)
    scales = [*SCALES, NearestAreas(8), Kernel(3000.0, Shape.GAUSSIAN)]
    squares = shapely.box(places.x - 500, places.y - 500, places.x + 500, places.y + 500)
    groups = ["a", "b", "c"]
    drawn = gpd.GeoDataFrame(dict(zip(groups, counts.T, strict=True)), geometry=list(squares), crs=3035)
    tables = [
        profile(counts, groups, INDICES, scales, locations=where, inside=inside, intervals=True)
        for where in (places, scattered(places))
    ]
    tables += [profile(drawn, groups, INDICES, scales, inside=inside, intervals=True)]
    assert tables[0][ENDS].notna().all(axis=None)
    for table in tables[1:]:
        np.testing.assert_allclose(table[ENDS], tables[0][ENDS], rtol=0, atol=1e-9)


@pytest.mark.parametrize("moved", [0.0, 450.0], ids=["grid", "points"])
def test_intervals_are_as_wide_and_as_much_to_the_side_as_draws_say(grid, moved) -> None:
    places, shares, inside = grid
    rng = np.random.default_rng(6)
    places = at_points(*(axis + rng.uniform(-moved, moved, len(axis)) for axis in (places.x, places.y)))
    assert (places.lattice is None) == (moved > 0)
    rng = np.random.default_rng(4)

    def figures(counts: np.ndarray, intervals: bool):
        return profile(
            counts, ["a", "b", "c"], INDICES, SCALES, locations=places, inside=inside, intervals=intervals
        )

    truth = figures(250.0 * shares, False)["value"].to_numpy()
    drawn = np.array([figures(rng.multinomial(250, shares), False)["value"] for _ in range(150)])
    table = figures(rng.multinomial(250, shares), True)
    spread = drawn.std(axis=0)
    assert (table["high"] - table["low"]).to_numpy() / 3.92 == pytest.approx(spread, rel=0.3)
    bias = (table["value"] - table["corrected"]).to_numpy()
    true = drawn.mean(axis=0) - truth
    assert (abs(bias - true) < 0.5 * spread + abs(true) / 3).all()
    assert (bias > spread).any()  # what the correction is for: few people in few cells


def test_intervals_have_the_same_bits_on_one_thread_and_on_two(grid, monkeypatch) -> None:
    places, shares, inside = grid
    monkeypatch.setattr(threads.numba, "get_num_threads", lambda: 2)
    found = []
    for worth in (1, 10**12):
        monkeypatch.setattr(threads, "WORTH_SHARING", worth)
        for where in (places, scattered(places)):
            table = profile(
                100 * shares, None, INDICES, [2000, "k=900"], locations=where, inside=inside, intervals=True
            )
            found.append(table[ENDS].to_numpy())
    assert np.array_equal(found[0], found[2])
    assert np.array_equal(found[1], found[3])


def test_columns_are_added_back_a_few_at_a_time_where_there_are_many(grid, monkeypatch) -> None:
    places, shares, inside = grid
    (found,) = environments(100 * shares, scattered(places), [NearestPeople(700)])
    near = find_neighbours(scattered(places), np.full(len(shares), 100.0), found, inside)
    values = np.random.default_rng(5).normal(size=(inside.sum(), 5))
    at_once = near.back(values)
    monkeypatch.setattr(discs, "_NUMBERS_AT_ONCE", 1)
    assert np.array_equal(near.back(values), at_once)
