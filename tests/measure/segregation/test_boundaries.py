"""Boundary-corrected dissimilarity: known patterns, and borders from polygons and from grids."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.boundaries import morrill, wong, wong_shape
from isopolis.measure.segregation.environments import (
    Borders,
    ContiguityOrder,
    at_points,
    environments,
    find_borders,
    lattice_borders,
)

ROW, COLUMN = np.divmod(np.arange(100), 10)
GRID = at_points(COLUMN * 1.0, ROW * 1.0)


def pattern(real_data, name: str) -> np.ndarray:
    table = pd.read_csv(real_data / "segregation_reference" / "hypothetical_patterns.csv")
    return table[[f"{name}1", f"{name}2"]].to_numpy(float)


def squares() -> gpd.GeoSeries:
    return gpd.GeoSeries(shapely.box(COLUMN, ROW, COLUMN + 1, ROW + 1), crs="EPSG:3035")


@pytest.mark.parametrize("name", ["A", "B", "C", "D"])
@pytest.mark.parametrize("borders", [lattice_borders(GRID.lattice), find_borders(squares())])
def test_morrill_on_the_hypothetical_patterns(real_data, name: str, borders: Borders) -> None:
    folder = real_data / "segregation_reference"
    seg = pd.read_csv(folder / "patterns_A-D_seg.csv", index_col=0).loc[name]
    oasis = pd.read_csv(folder / "patterns_A-D_oasisr.csv", index_col=0).loc[name]
    counts = pattern(real_data, name)
    assert morrill(counts, borders).sum() == pytest.approx(seg["Dadj_rook"], abs=1e-9)
    assert morrill(counts, borders).sum() == pytest.approx(oasis["DIMorrill_rook"], abs=5e-5)
    assert morrill(counts, borders, corners=True).sum() == pytest.approx(oasis["DIMorrill_queen"], abs=5e-5)
    # With equal sides and equal shapes, length and shape change nothing.
    assert wong(counts, borders).sum() == pytest.approx(seg["Dadj_rook"], abs=1e-9)
    assert wong_shape(counts, borders).sum() == pytest.approx(seg["Dadj_rook"], abs=1e-9)


def test_grid_and_polygons_have_the_same_borders() -> None:
    one, two = lattice_borders(GRID.lattice), find_borders(squares())
    assert np.array_equal(one.start, two.start)
    assert np.array_equal(one.neighbour, two.neighbour)
    np.testing.assert_allclose(one.length, two.length)
    np.testing.assert_allclose(one.perimeter, two.perimeter)
    assert len(one.sides().neighbour) == 4 * 100 - 4 * 10


def test_a_grid_with_holes_has_no_borders_across_them() -> None:
    borders = lattice_borders(at_points([0.0, 1.0, 3.0, 0.0], [0.0, 0.0, 0.0, 2.0]).lattice)
    assert borders.neighbour.tolist() == [1, 0]


def test_length_and_shape_weigh_borders() -> None:
    """Three areas: a long border between alike, a short one between unlike."""
    shapes = [shapely.box(0, 0, 9, 10), shapely.box(9, 0, 18, 10), shapely.box(18, 0, 20, 2)]
    borders = find_borders(gpd.GeoSeries(shapes, crs="EPSG:3035"))
    counts = np.array([[10.0, 0.0], [10.0, 0.0], [0.0, 20.0]])
    assert morrill(counts, borders).sum() == pytest.approx(1 - 1 / 2)
    assert wong(counts, borders).sum() == pytest.approx(1 - 2 / 12)
    thin = np.array([38 / 90, 38 / 90, 8 / 4])
    expected = 1 - 2 / 12 * (thin[1] + thin[2]) / 2 / thin.max()
    assert wong_shape(counts, borders).sum() == pytest.approx(expected)


def test_an_empty_area_is_no_neighbour() -> None:
    borders = lattice_borders(at_points([0.0, 1.0, 2.0], [0.0, 0.0, 0.0]).lattice)
    counts = np.array([[10.0, 0.0], [0.0, 0.0], [0.0, 10.0]])
    assert morrill(counts, borders).sum() == pytest.approx(1.0)


def test_outlines_that_do_not_quite_meet_touch_within_the_tolerance() -> None:
    shapes = gpd.GeoSeries([shapely.box(0, 0, 10, 10), shapely.box(10.2, 0, 20, 10)], crs="EPSG:3035")
    assert len(find_borders(shapes).neighbour) == 0
    assert find_borders(shapes, tolerance=0.5).length == pytest.approx([10.0, 10.0], abs=0.6)


def test_points_have_no_borders() -> None:
    with pytest.raises(InputError, match="polygons"):
        find_borders(gpd.GeoSeries([shapely.Point(0, 0)], crs="EPSG:3035"))


def test_the_registry_reads_borders() -> None:
    borders = lattice_borders(GRID.lattice)
    counts = np.random.default_rng(0).poisson(10, (100, 2)).astype(float)
    for name in ("dissimilarity_contact", "dissimilarity_border", "dissimilarity_shape"):
        assert INDICES[name].city(counts, borders) < INDICES["dissimilarity"].city(counts)
    bare = Borders(borders.start, borders.neighbour, borders.length)
    with pytest.raises(InputError, match="shape"):
        wong_shape(counts, bare)


def test_contiguity_of_order_two_reaches_the_diamond_of_two_steps() -> None:
    counts = np.ones((100, 1))
    scales = [ContiguityOrder(0), ContiguityOrder(1), ContiguityOrder(2), ContiguityOrder(30)]
    found = [e.people.ravel() for e in environments(counts, GRID, scales)]
    assert [people[55] for people in found] == [1.0, 5.0, 13.0, 100.0]
    corners = [e.people.ravel()[55] for e in
               environments(counts, GRID, scales, borders=lattice_borders(GRID.lattice))]  # fmt: skip
    assert corners == [1.0, 9.0, 25.0, 100.0]


def test_contiguity_away_from_a_grid_needs_borders() -> None:
    where = at_points([0.0, 1.3, 5.1], [0.0, 2.0, 0.7])
    with pytest.raises(InputError, match="borders"):
        list(environments(np.ones((3, 1)), where, [ContiguityOrder(1)]))


def test_a_border_that_was_drawn_twice_is_as_long_as_it_looks() -> None:
    """Outlines that cross all along coincide nowhere; overlaps and gaps alternate."""
    rng = np.random.default_rng(1)
    along = np.linspace(0.0, 1000.0, 301)
    left, right = (np.column_stack([500.0 + rng.normal(0, 0.2, 301), along]) for _ in range(2))
    west = shapely.Polygon([(0, 0), *left, (0, 1000)])
    east = shapely.Polygon([(1000, 0), *right, (1000, 1000)])
    found = find_borders(gpd.GeoSeries([west, east], crs=3035))
    assert found.length.tolist() == pytest.approx([1000.0, 1000.0], rel=0.1)


def test_borders_of_other_areas_are_refused() -> None:
    for counts in (np.ones((99, 2)), np.ones((101, 2))):
        with pytest.raises(InputError, match="borders of 100"):
            morrill(counts, lattice_borders(GRID.lattice))
