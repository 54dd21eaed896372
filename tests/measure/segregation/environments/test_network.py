"""Environments on foot: distances along the streets, from the edge and not from its end."""

from itertools import pairwise

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from isopolis.errors import InputError
from isopolis.measure.segregation import threads as threads_module
from isopolis.measure.segregation.environments import (
    Locations,
    Shape,
    Streets,
    Walk,
    at_points,
    doorsteps,
    environments,
    streets,
)


def town(seed: int) -> tuple[np.ndarray, Locations, Streets]:
    """A grid of streets with a third missing, some doubled by a longer way, and homes along it."""
    rng = np.random.default_rng(seed)
    side = 6
    nodes = np.indices((side, side)).reshape(2, -1).T * 100.0 + rng.uniform(-20, 20, (side * side, 2))
    right = [(i, i + 1) for i in range(side * side) if (i + 1) % side]
    up = [(i, i + side) for i in range(side * (side - 1))]
    edges = np.array(right + up)[rng.random(2 * side * (side - 1)) < 0.7]
    edges = np.concatenate([edges, edges[:5, ::-1], [[7, 7]]])
    straight = np.hypot(*(nodes[edges[:, 0]] - nodes[edges[:, 1]]).T)
    lengths = straight * rng.uniform(1.0, 1.6, len(edges)) + (edges[:, 0] == edges[:, 1]) * 40.0
    x, y = rng.uniform(-20, 520, (2, 60))
    return rng.poisson(9, (60, 3)).astype(float), at_points(x, y), streets(nodes, edges, lengths)


def walking_distances(where: Locations, graph: Streets) -> np.ndarray:
    """Every door a node of its own, on a graph whose edges are cut at the doors."""
    doors, count = doorsteps(where, graph), len(graph.nodes)
    pairs: dict[tuple[int, int], float] = {}

    def join(a: int, b: int, length: float) -> None:
        key = (min(a, b), max(a, b))
        pairs[key] = min(pairs.get(key, np.inf), max(length, 1e-12))

    for e in range(len(graph.length)):
        on = np.flatnonzero(doors.edge == e)
        on = on[np.argsort(doors.offset[on], kind="stable")]
        stops = [(int(graph.tail[e]), 0.0)]
        stops += [(count + int(j), float(doors.offset[j])) for j in on]
        stops += [(int(graph.head[e]), float(graph.length[e]))]
        for (a, from_), (b, to) in pairwise(stops):
            if a != b:
                join(a, b, to - from_)
    (row, column), length = np.array(list(pairs)).T, np.array(list(pairs.values()))
    size = count + len(where)
    along = dijkstra(coo_array((length, (row, column)), shape=(size, size)).tocsr(), directed=False)
    far = along[count:, count:] + doors.access[:, None] + doors.access
    np.fill_diagonal(far, 0.0)
    return far


@given(seed=st.integers(0, 1000))
@settings(derandomize=True, max_examples=15, deadline=None)
def test_distances_are_those_of_a_graph_cut_at_every_door(seed: int) -> None:
    counts, where, graph = town(seed)
    scales = [Walk(float(metres), shape) for metres, shape in zip((90, 230, 400, 80, 40), Shape, strict=True)]
    far = walking_distances(where, graph)
    for scale, found in zip(scales, environments(counts, where, scales, streets=graph), strict=True):
        np.testing.assert_allclose(found.people, scale.kernel.weight(far) @ counts, atol=1e-9)


def test_areas_at_one_crossing_are_all_kept() -> None:
    graph = streets([[0, 0], [1000, 0]], [[0, 1]])
    where = at_points([0.0, 0.0, 0.0, 20.0], [0.0, 5.0, -5.0, 0.0])
    (found,) = environments(np.ones((4, 1)), where, [Walk(50)], streets=graph)
    assert found.people.ravel().tolist() == [4.0] * 4


def test_neighbours_on_a_street_longer_than_the_walk_are_found() -> None:
    graph = streets([[0, 0], [5000, 0]], [[0, 1]])
    where = at_points([2400.0, 2500.0, 2700.0], [0.0, 0.0, 0.0])
    (found,) = environments(np.ones((3, 1)), where, [Walk(150)], streets=graph)
    assert found.people.ravel().tolist() == [2.0, 2.0, 1.0]


def test_a_river_keeps_its_banks_apart() -> None:
    graph = streets([[0, 0], [500, 0], [0, 50], [500, 50]], [[0, 1], [2, 3]])
    where = at_points([100.0, 100.0], [0.0, 50.0])
    (found,) = environments(np.eye(2), where, [Walk(400)], streets=graph)
    assert found.people.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_the_bits_are_the_same_with_one_thread_and_with_two(monkeypatch) -> None:
    monkeypatch.setattr(threads_module, "WORTH_SHARING", 0)
    counts, where, graph = town(3)
    threads = numba.get_num_threads()
    try:
        results = []
        for number in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(number)
            results.append([e.people for e in environments(counts, where, [Walk(300)], streets=graph)])
    finally:
        numba.set_num_threads(threads)
    assert np.array_equal(results[0], results[1])


@pytest.mark.parametrize(
    ("edges", "lengths"), [([[0, 2]], None), ([[0, 1]], [-1.0]), ([[0, 1]], [np.nan]), ([], None)]
)
def test_a_graph_that_cannot_be_is_refused(edges, lengths) -> None:
    with pytest.raises(InputError):
        streets([[0, 0], [1, 0]], np.array(edges, dtype=int).reshape(-1, 2), lengths)


def test_a_walk_needs_streets() -> None:
    with pytest.raises(InputError, match="streets"):
        list(environments(np.ones((2, 1)), at_points([0, 1], [0, 1]), [Walk(100)]))
