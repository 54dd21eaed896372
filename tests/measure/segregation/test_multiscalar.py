"""The multiscalar lens: its definition step by step, its range, its invariances."""

from itertools import permutations

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation import threads as threads_module
from isopolis.measure.segregation.environments import Locations, at_points
from isopolis.measure.segregation.multiscalar import (
    distortion,
    extreme_distortion,
    multiscalar_lens,
    trajectories,
)


def ragged_city(seed: int, side: int = 10) -> tuple[np.ndarray, Locations]:
    rng = np.random.default_rng(seed)
    row, column = np.nonzero(rng.random((side, side)) < 0.7)
    people = rng.integers(0, 2, (len(row), 1))
    counts = rng.poisson(6, (len(row), 3)) * people + [1.0, 1.0, 0.0] * people
    return counts, at_points(column * 200.0, row * 200.0)


def by_definition(counts: np.ndarray, where: Locations, i: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares in view, divergences and distances at every ring around one area."""
    city = counts.sum(axis=0)
    distance = np.round(np.hypot(where.x - where.x[i], where.y - where.y[i]), 6)
    seen, away, radii = [], [], []
    for radius in np.unique(distance[counts.sum(axis=1) > 0]):
        view = counts[distance <= radius].sum(axis=0)
        if view.sum() > 0:
            part = view / view.sum()
            some = part > 0
            seen.append(view.sum() / city.sum())
            away.append((part[some] * np.log(part[some] * city.sum() / city[some])).sum())
            radii.append(radius)
    return np.array(seen), np.array(away), np.array(radii)


@given(seed=st.integers(0, 1000))
@settings(derandomize=True, max_examples=10, deadline=None)
def test_distortion_and_focal_distances_are_those_of_the_definition(seed: int) -> None:
    counts, where = ragged_city(seed)
    if counts.sum() == 0:
        return
    limits = (0.3, 0.05)
    grid = multiscalar_lens(counts, where, thresholds=limits)
    points = multiscalar_lens(counts, Locations(where.x, where.y), thresholds=limits)
    for i in range(len(counts)):
        seen, away, radii = by_definition(counts, where, i)
        highest = np.maximum.accumulate(away[::-1])[::-1]
        distortion = (highest * np.diff(seen, prepend=0.0)).sum()
        for found in (grid, points):
            assert found.distortion[i] == pytest.approx(distortion, abs=1e-12)
            for t, limit in enumerate(limits):
                beyond = np.flatnonzero(away > limit)
                last = beyond[-1] if len(beyond) else None
                assert found.focal_share[i, t] == pytest.approx(0.0 if last is None else seen[last])
                assert found.focal_distance[i, t] == pytest.approx(0.0 if last is None else radii[last])


def test_no_order_of_separate_groups_is_more_distorted_than_the_extreme() -> None:
    rng = np.random.default_rng(0)
    s = (np.arange(20_000) + 0.5) / 20_000
    for _ in range(20):
        shares = rng.dirichlet(np.ones(rng.integers(2, 5)))
        for order in permutations(range(len(shares))):
            view, left = np.zeros((len(s), len(shares))), s.copy()
            for m in order:
                view[:, m] = np.minimum(left, shares[m]) / s
                left = left - np.minimum(left, shares[m])
            away = (view * np.log(np.where(view > 0, view / shares, 1.0))).sum(axis=1)
            highest = np.maximum.accumulate(away[::-1])[::-1]
            assert highest.mean() <= extreme_distortion(shares) * (1 + 1e-3)
            if list(order) == list(np.argsort(shares)):
                assert highest.mean() == pytest.approx(extreme_distortion(shares), rel=1e-3)


def test_a_city_of_two_separate_halves_is_as_distorted_as_can_be() -> None:
    line = at_points(np.arange(400) * 100.0, np.zeros(400))
    counts = np.where(np.arange(400)[:, None] < 100, [1.0, 0.0], [0.0, 1.0])
    seen = multiscalar_lens(counts, line).normalised
    assert seen[0] == pytest.approx(1.0, abs=0.01)
    assert seen.max() <= 1.0


def test_a_mixed_city_is_in_view_from_everywhere() -> None:
    counts, where = ragged_city(0)
    even = np.ones((len(counts), 3)) * [5.0, 3.0, 2.0]
    found = multiscalar_lens(even, where)
    np.testing.assert_allclose(found.distortion, 0.0, atol=1e-12)
    assert (found.focal_share == 0).all()


def test_blocks_are_more_distorted_than_their_shuffle_and_many_steps_come_close() -> None:
    row, column = np.divmod(np.arange(900), 30)
    where = at_points(column * 100.0, row * 100.0)
    blocks = np.where(((row // 15 + column // 15) % 2 == 0)[:, None], [9.0, 1.0], [1.0, 9.0])
    shuffled = np.random.default_rng(0).permutation(blocks)
    one, two = (INDICES["distortion"].city(city, where) for city in (blocks, shuffled))
    assert one > 5 * two
    exact, stepped = (multiscalar_lens(blocks, where, steps=steps) for steps in (None, 60))
    assert stepped.distortion.mean() == pytest.approx(exact.distortion.mean(), rel=0.1)
    assert np.corrcoef(stepped.distortion, exact.distortion)[0, 1] > 0.95


def test_unit_order_and_size_of_counts_change_nothing() -> None:
    counts, where = ragged_city(5)
    order = np.random.default_rng(0).permutation(len(counts))
    plain = multiscalar_lens(counts, where)
    other = multiscalar_lens(counts[order] * 7, at_points(where.x[order] / 0.3048, where.y[order] / 0.3048))
    np.testing.assert_allclose(other.distortion, plain.distortion[order], atol=1e-12)
    np.testing.assert_allclose(other.focal_distance * 0.3048, plain.focal_distance[order])


def test_trajectories_end_with_the_city() -> None:
    counts, where = ragged_city(2)
    radius, seen, away = trajectories(counts, where, 20)
    assert radius[0] == 0.0
    np.testing.assert_allclose(seen[:, -1], 1.0)
    np.testing.assert_allclose(away[:, -1], 0.0, atol=1e-12)
    assert (np.diff(seen, axis=1) >= -1e-12).all()


def test_the_bits_are_the_same_with_one_thread_and_with_two(monkeypatch) -> None:
    monkeypatch.setattr(threads_module, "WORTH_SHARING", 0)
    counts, where = ragged_city(1)
    threads = numba.get_num_threads()
    try:
        results = []
        for number in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(number)
            results.append([multiscalar_lens(counts, place).distortion
                            for place in (where, Locations(where.x, where.y))])  # fmt: skip
    finally:
        numba.set_num_threads(threads)
    assert all(np.array_equal(one, two) for one, two in zip(*results, strict=True))


def test_one_group_alone_has_no_trajectory() -> None:
    counts, where = ragged_city(1)
    with pytest.raises(InputError, match="one group"):
        multiscalar_lens(counts * [1.0, 0.0, 0.0], where)
    assert np.isnan(INDICES["distortion"].city(counts * [1.0, 0.0, 0.0], where))


def test_places_of_other_areas_and_counts_of_nobody_known_are_refused() -> None:
    counts, places = np.full((6, 2), [9.0, 1.0]), np.column_stack([np.arange(5.0), np.zeros(5)]) * 100.0
    for follow in (multiscalar_lens, trajectories, distortion):
        with pytest.raises(InputError, match="6 areas and 5 places"):
            follow(counts, places)
    for follow in (multiscalar_lens, trajectories):
        with pytest.raises(InputError, match="missing"):
            follow(np.where(np.eye(5, 2), np.nan, 3.0), places)


def test_areas_at_one_place_are_in_view_from_each_other_at_once() -> None:
    rng = np.random.default_rng(7)
    once = rng.integers(1, 40, (12, 3)).astype(float)
    places = rng.uniform(0, 3000, (12, 2))
    split, twice = np.vstack([once * [1, 0, 0], once * [0, 1, 1]]), np.vstack([places, places])
    whole = multiscalar_lens(once, places).distortion
    assert multiscalar_lens(split, twice).distortion[:12] == pytest.approx(whole, abs=1e-9)
    _, _, away = trajectories(split, twice)
    assert away[:12, 0] == pytest.approx(trajectories(once, places)[2][:, 0], abs=1e-12)
    together = multiscalar_lens(once, np.zeros((12, 2)), steps=5)
    assert together.distortion == pytest.approx(np.zeros(12), abs=1e-12)
