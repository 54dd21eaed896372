"""The k nearest people and areas: exactly k of them, and the same on a grid and among points."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.measure.segregation import threads as threads_module
from isopolis.measure.segregation.environments import (
    Locations,
    NearestAreas,
    NearestPeople,
    at_points,
    environments,
)
from isopolis.measure.segregation.environments.nearest_people import grow


def ragged_city(seed: int, side: int = 14) -> tuple[np.ndarray, Locations]:
    rng = np.random.default_rng(seed)
    row, column = np.nonzero(rng.random((side, side)) < 0.6)
    counts = rng.poisson(8, (len(row), 3)) * rng.integers(0, 2, (len(row), 1)).astype(float)
    return counts, at_points(column * 250.0, row * 250.0)


def ring_by_ring(size: np.ndarray, counts: np.ndarray, squares: np.ndarray, target: float) -> np.ndarray:
    """The definition: whole rings, then a proportion of the last."""
    out = np.zeros_like(counts)
    for i in range(len(counts)):
        left = min(target, size.sum())
        for square in np.unique(squares[i]):
            ring = squares[i] == square
            if size[ring].sum() > left:
                out[i] += counts[ring].sum(axis=0) * left / size[ring].sum()
                break
            out[i] += counts[ring].sum(axis=0)
            left -= size[ring].sum()
    return out


@given(seed=st.integers(0, 10_000), k=st.floats(0.5, 3000))
@settings(derandomize=True, max_examples=25, deadline=None)
def test_grid_points_and_definition_are_the_same(seed: int, k: float) -> None:
    counts, where = ragged_city(seed)
    people = counts.sum(axis=1)
    if people.sum() == 0:
        return
    squares = np.rint(((where.x[:, None] - where.x) ** 2 + (where.y[:, None] - where.y) ** 2) / 250**2)
    for size in (people, np.ones(len(counts))):
        plain = ring_by_ring(size, counts, squares, k)
        for place in (where, Locations(where.x, where.y)):
            ((found, _),) = grow(size, counts, place, [k])
            np.testing.assert_allclose(found, plain, rtol=1e-9, atol=1e-9)


@given(seed=st.integers(0, 1000))
@settings(derandomize=True, max_examples=10, deadline=None)
def test_every_environment_holds_exactly_k_people(seed: int) -> None:
    rng = np.random.default_rng(seed)
    where = at_points(*rng.uniform(0, 1e4, (2, 300)))
    counts = rng.poisson(5, (300, 4)).astype(float)
    scales = [NearestPeople(k) for k in (400, 7, 100, 2500, 1e9)]
    for scale, found in zip(scales, environments(counts, where, scales), strict=True):
        assert found.people.sum(axis=1) == pytest.approx(np.full(300, min(scale.k, counts.sum())))


def test_an_area_with_enough_people_is_its_own_environment() -> None:
    counts = np.array([[60.0, 40.0], [10.0, 0.0], [0.0, 10.0]])
    where = at_points([0.0, 100.0, 200.0], [0.0, 0.0, 0.0])
    (found,) = environments(counts, where, [NearestPeople(50)])
    assert found.people[0].tolist() == pytest.approx([30.0, 20.0])
    assert found.reach is not None
    assert found.reach[0] == 0.0


def test_all_areas_make_the_whole_city() -> None:
    counts, where = ragged_city(3)
    (found,) = environments(counts, where, [NearestAreas(len(counts))])
    np.testing.assert_allclose(found.people, np.tile(counts.sum(axis=0), (len(counts), 1)))


def test_reach_is_the_distance_to_the_farthest_people_taken() -> None:
    counts = np.ones((121, 1))
    row, column = np.divmod(np.arange(121), 11)
    where = at_points(column * 100.0, row * 100.0)
    for place in (where, Locations(where.x, where.y)):
        (found,) = environments(counts, place, [NearestPeople(9)])
        assert found.reach is not None
        assert found.reach[60] == pytest.approx(100 * np.sqrt(2))


def test_the_bits_are_the_same_with_one_thread_and_with_two(monkeypatch) -> None:
    monkeypatch.setattr(threads_module, "WORTH_SHARING", 0)
    counts, where = ragged_city(1, 30)
    results = []
    threads = numba.get_num_threads()
    try:
        for number in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(number)
            results.append(
                [e.people for place in (where, Locations(where.x, where.y))
                 for e in environments(counts, place, [NearestPeople(50), NearestPeople(700)])]
            )  # fmt: skip
    finally:
        numba.set_num_threads(threads)
    assert all(np.array_equal(one, two) for one, two in zip(*results, strict=True))
