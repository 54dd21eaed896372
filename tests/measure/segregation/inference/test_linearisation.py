"""Intervals of figures of surroundings from their derivatives."""

from __future__ import annotations

import numpy as np
import pytest

from isopolis.measure.segregation import profile
from isopolis.measure.segregation.environments import (
    Kernel,
    Locations,
    NearestPeople,
    Neighbours,
    at_points,
    environments,
)

SCALES = (Kernel(2000.0), NearestPeople(150), NearestPeople(1_500), NearestPeople(7_000))


@pytest.fixture
def grid() -> tuple[Locations, np.ndarray, np.ndarray]:
    """Places of a grid with holes, shares of three groups that change to the south, and a city in it."""
    row, column = np.divmod(np.arange(400), 20)
    some = np.random.default_rng(1).random(400) < 0.9
    slope = np.column_stack([1.0 + row, np.full(400, 8.0), 20.0 - row])
    inside = (abs(row - 10) < 5) & (abs(column - 10) < 5)
    places = at_points(1000.0 * column[some], 1000.0 * row[some])
    return places, (slope / slope.sum(axis=1, keepdims=True))[some], inside[some]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.label)
def test_neighbours_add_up_to_the_environment_and_back(grid, scale) -> None:
    places, shares, inside = grid
    counts = np.random.default_rng(2).multinomial(250, shares).astype(float)
    (found,) = environments(counts, places, [scale])
    near = Neighbours.of(places.lattice, counts.sum(axis=1), found, inside)
    assert near.around(counts) == pytest.approx(found.people[inside], rel=1e-9)
    there, back = np.random.default_rng(3).normal(size=(2, len(counts), 1))
    seen = (near.around(there) * back[inside]).sum()
    assert seen == pytest.approx((there * near.back(back[inside])).sum(), rel=1e-9)


def test_intervals_are_as_wide_and_as_much_to_the_side_as_draws_say(grid) -> None:
    places, shares, inside = grid
    rng = np.random.default_rng(4)

    def figures(counts: np.ndarray, intervals: bool):
        names = ["theil_h", "dissimilarity", "isolation"]
        return profile(
            counts, ["a", "b", "c"], names, SCALES, locations=places, inside=inside, intervals=intervals
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


def test_points_that_form_no_grid_and_other_scales_have_no_interval(grid) -> None:
    places, shares, _ = grid
    rng = np.random.default_rng(5)
    scattered = at_points(places.x + rng.uniform(0, 400, len(places)), places.y)
    for where, scale in ((scattered, "2 km"), (places, "8 areas")):
        table = profile(100 * shares, ["a", "b", "c"], scales=[scale], locations=where, intervals=True)
        assert table["value"].notna().all()
        assert table[["low", "high", "corrected"]].isna().all(axis=None)
