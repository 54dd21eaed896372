"""Kernel environments: three ways to the same sums, and what they must not depend on."""

from dataclasses import replace

import geopandas as gpd
import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from isopolis.errors import InputError
from isopolis.measure.areas.grid import Cells
from isopolis.measure.segregation import threads as threads_module
from isopolis.measure.segregation.environments import (
    Kernel,
    Locations,
    NearestPeople,
    Shape,
    at_points,
    environments,
    locate,
    parse_scale,
)
from isopolis.measure.segregation.environments.locations import find_lattice
from isopolis.measure.segregation.inputs import as_areas


def ragged_city(side: int = 24, seed: int = 0, groups: int = 3) -> tuple[np.ndarray, Locations]:
    """A grid of 100 m cells with a third of them missing."""
    rng = np.random.default_rng(seed)
    row, column = np.nonzero(rng.random((side, side)) < 0.67)
    counts = rng.poisson(rng.uniform(0, 30, groups), (len(row), groups)).astype(float)
    return counts, at_points(column * 100.0, row * 100.0)


def scattered(locations: Locations) -> Locations:
    """The same points, not known to be on a grid."""
    return Locations(locations.x, locations.y, locations.surface)


def distances(locations: Locations) -> np.ndarray:
    return np.hypot(locations.x[:, None] - locations.x, locations.y[:, None] - locations.y)


@pytest.mark.parametrize("shape", list(Shape))
def test_transform_cell_list_and_plain_sum_are_the_same(shape: Shape) -> None:
    counts, where = ragged_city()
    kernels = [Kernel(bandwidth, shape) for bandwidth in (60, 100, 250, 700, 5000)]
    far = distances(where)
    on_grid, among_points = (environments(counts, place, kernels) for place in (where, scattered(where)))
    for kernel, grid, points in zip(kernels, on_grid, among_points, strict=True):
        plain = kernel.weight(far) @ counts
        np.testing.assert_allclose(grid.people, plain, atol=1e-9)
        np.testing.assert_allclose(points.people, plain, atol=1e-9)
        assert grid.noise < 1e-9


def test_the_bits_are_the_same_with_one_thread_and_with_two(monkeypatch) -> None:
    monkeypatch.setattr(threads_module, "WORTH_SHARING", 0)
    counts, where = ragged_city(40)
    scales = [Kernel(150), Kernel(900), Kernel(2000, Shape.GAUSSIAN)]
    threads = numba.get_num_threads()
    try:
        results = []
        for number in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(number)
            results.append(
                [e.people for place in (where, scattered(where)) for e in environments(counts, place, scales)]
            )
    finally:
        numba.set_num_threads(threads)
    for one, two in zip(*results, strict=True):
        assert np.array_equal(one, two)


def test_the_bits_of_a_kernel_do_not_depend_on_which_others_are_asked_for() -> None:
    counts, where = ragged_city(40)
    scales = [Kernel(radius) for radius in (150, 400, 900, 1400, 3900)]
    for alone, found in zip(scales, environments(counts, where, scales), strict=True):
        assert np.array_equal(next(environments(counts, where, [alone])).people, found.people)


def test_transform_noise_never_takes_people_away() -> None:
    """One huge tower far from small villages: a transform's rounding is of the size of the tower."""
    counts = np.ones((400, 1))
    counts[0] = 1e9
    row, column = np.divmod(np.arange(400), 20)
    (found,) = environments(counts, at_points(column * 100.0, row * 100.0), [Kernel(600.0)])
    assert (found.people >= counts).all()
    assert 0.0 <= found.noise < 1e-5


@given(
    seed=st.integers(0, 1000),
    factor=st.sampled_from([1e-3, 0.5, 3.0, 1000.0]),
    bandwidth=st.floats(50, 3000),
    shape=st.sampled_from(list(Shape)),
)
@settings(derandomize=True, max_examples=20, deadline=None)
def test_shares_do_not_depend_on_the_unit_the_counts_or_the_order(
    seed: int, factor: float, bandwidth: float, shape: Shape
) -> None:
    counts, where = ragged_city(12, seed)
    order = np.random.default_rng(seed).permutation(len(counts))
    (plain,) = environments(counts, where, [Kernel(bandwidth, shape)])
    moved = at_points(where.x[order] * factor + 7e4, where.y[order] * factor - 3e4)
    (other,) = environments(counts[order] * 7.0, moved, [Kernel(bandwidth * factor, shape)])
    # A cell exactly at the edge of a disc may be weighed by its rounding; skip the only such case.
    steps = np.unique(distances(where))
    if shape is Shape.UNIFORM and np.abs(steps - bandwidth).min() < 1e-6 * bandwidth:
        return
    np.testing.assert_allclose(other.people / 7.0, plain.people[order], rtol=1e-6, atol=1e-6)


def test_the_share_outside_is_zero_in_the_middle_and_a_half_at_a_straight_edge() -> None:
    row, column = np.divmod(np.arange(81 * 81), 81)
    where = at_points(column * 100.0, row * 100.0)
    counts = np.ones((len(row), 2))
    (found,) = environments(counts, where, [Kernel(2000.0, Shape.UNIFORM)], edges=True)
    assert found.outside is not None
    outside = found.outside.reshape(81, 81)
    assert outside[40, 40] == pytest.approx(0.0, abs=1e-12)
    assert outside[40, 0] == pytest.approx(0.5, abs=0.02)
    assert outside[0, 0] == pytest.approx(0.75, abs=0.02)
    cells = Locations(where.x, where.y, np.full(len(row), 1e4))
    (points,) = environments(counts, cells, [Kernel(2000.0, Shape.UNIFORM)], edges=True)
    np.testing.assert_allclose(points.outside, found.outside, atol=0.01)


def test_a_sparse_lattice_is_not_spread_over_its_empty_box() -> None:
    """Two villages 1,000 km apart on a 100 m grid: the box would have a hundred million cells."""
    step = np.arange(100)
    row, column = step // 10 + 9990 * (step >= 50), step % 10 + 9990 * (step >= 50)
    where = at_points(column * 100.0, row * 100.0)
    assert where.lattice is not None
    assert where.lattice.cell == pytest.approx(100.0)
    (found,) = environments(np.ones((100, 1)), where, [Kernel(2e4, Shape.UNIFORM)])
    assert found.people.ravel().tolist() == [50.0] * 100


def test_a_lattice_is_recognised_through_rounding_and_not_where_there_is_none() -> None:
    row, column = np.divmod(np.arange(50), 7)
    x, y = column * 200.0 + 3.7e6, row * 200.0 + 2.9e6
    noise = np.random.default_rng(0).uniform(-1e-3, 1e-3, (2, 50))
    for found in (find_lattice(x, y), find_lattice(x + noise[0], y + noise[1])):
        assert found is not None
        assert found.cell == pytest.approx(200, abs=0.01)
        assert np.array_equal(found.row, row)
        assert np.array_equal(found.column, column)
    assert find_lattice(*np.random.default_rng(1).uniform(0, 1e4, (2, 50))) is None


def test_distances_are_metres_whatever_the_unit_of_the_map() -> None:
    squares = gpd.GeoSeries([box(x, 0, x + 100, 100) for x in (0, 100, 200)], crs="EPSG:3035")
    metres = locate(gpd.GeoDataFrame(geometry=squares))
    feet = locate(gpd.GeoDataFrame(geometry=squares.set_crs("EPSG:2263", allow_override=True)))
    assert np.ptp(metres.x) == pytest.approx(200)
    assert np.ptp(feet.x) == pytest.approx(200 * 0.3048, rel=1e-5)
    assert metres.surface == pytest.approx([1e4] * 3)


def test_cells_that_are_not_drawn_stand_at_their_centre() -> None:
    drawn = as_areas(np.ones((3, 2)), ["a", "b"])
    cells = Cells(np.array([0, 1000, 2000]), np.array([0, 0, 1000]), np.array([1000, 1000, 1000]))
    where = locate(replace(drawn, cells=cells))
    assert where.lattice is not None
    assert (where.x.tolist(), where.lattice.cell) == ([500.0, 1500.0, 2500.0], 1000.0)
    assert where.surface.tolist() == [1e6] * 3


@pytest.mark.parametrize("crs", [None, "EPSG:4326"])
def test_a_map_without_metres_is_refused_with_a_remedy(crs: str | None) -> None:
    squares = gpd.GeoSeries([box(0, 0, 1, 1)], crs=crs)
    with pytest.raises(InputError, match="EPSG:3035"):
        locate(gpd.GeoDataFrame(geometry=squares))


def test_positions_must_be_known() -> None:
    with pytest.raises(InputError, match="1 areas have no position"):
        at_points([0.0, np.nan], [0.0, 1.0])


@pytest.mark.parametrize(
    ("text", "label"),
    [("500", None), ("0.5 km", "500 m"), ("k = 400", "k=400"), ("8 areas", "8 areas"), (250, "250 m"),
     ("order 2", "order 2"), ("800 m on foot", "800 m on foot"), ("near", None), ("-5 m", None)],
)  # fmt: skip
def test_scales_are_read_as_people_write_them(text: str | float, label: str | None) -> None:
    if label is None:
        with pytest.raises(InputError):
            parse_scale(text)
    else:
        assert parse_scale(text).label == label


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf])
def test_a_scale_is_positive(wrong: float) -> None:
    with pytest.raises(InputError):
        Kernel(wrong)
    with pytest.raises(InputError):
        NearestPeople(wrong)
