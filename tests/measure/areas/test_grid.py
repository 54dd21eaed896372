from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from isopolis.errors import InputError
from isopolis.measure.areas.grid import Cells, contiguous, is_cell_id, lattice, parse_cells

SETTINGS = settings(derandomize=True, max_examples=60, deadline=None)


@SETTINGS
@given(
    st.lists(
        st.tuples(
            st.integers(9_000, 74_000), st.integers(9_000, 55_000), st.sampled_from([100, 200, 1000, 8000])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_a_code_leads_to_the_cell_and_back(places: list[tuple[int, int, int]]) -> None:
    x, y, size = (np.array(column) for column in zip(*places, strict=True))
    cells = Cells(x * 1000, y * 1000, size)
    again = parse_cells(cells.ids())
    assert np.array_equal(again.x, cells.x)
    assert np.array_equal(again.y, cells.y)
    assert np.array_equal(again.size, cells.size)


def test_short_codes_drop_the_zeros_of_the_size() -> None:
    cells = parse_cells(["1kmN2761E948", "200mN20298E42524", "CRS3035RES1000mN2761000E948000"])
    assert cells.x.tolist() == [948000, 4252400, 948000]
    assert cells.y.tolist() == [2761000, 2029800, 2761000]
    assert cells.size.tolist() == [1000, 200, 1000]


def test_codes_of_overseas_grids_keep_their_projection() -> None:
    cells = parse_cells(pa.array(["CRS2975RES200mN7634000E341800"]))
    assert cells.epsg == 2975
    assert str(cells.polygons().crs) == "EPSG:2975"


def test_a_slice_of_an_arrow_column_is_read_from_its_own_beginning() -> None:
    codes = pa.chunked_array([pa.array(["1kmN10E20", "1kmN11E21", "1kmN12E22"])]).slice(1)
    assert parse_cells(codes).x.tolist() == [21000, 22000]


@pytest.mark.parametrize(
    "text",
    ["", "Berlin", "N2761000E948000", "1kmN2761", "1kmN2761E", "1kmNE1", "1kmN1E1x", "0mN1E1", "CRS3035"],
)
def test_other_texts_are_not_codes(text: str) -> None:
    assert not is_cell_id(text)
    with pytest.raises(InputError, match="not the code of a grid cell") as caught:
        parse_cells(["1kmN1E1", text])
    assert caught.value.row == 3


def test_two_projections_in_one_file_are_refused() -> None:
    with pytest.raises(InputError, match="two projections") as caught:
        parse_cells(["CRS3035RES200mN200E200", "CRS2975RES200mN200E200"])
    assert caught.value.row == 3


def test_polygons_are_squares_at_the_right_place() -> None:
    cells = parse_cells(["CRS3035RES200mN2029800E4252400"])
    assert cells.polygons().total_bounds.tolist() == [4252400, 2029800, 4252600, 2030000]


def test_cells_of_two_sizes_make_no_lattice_of_their_own_but_one_of_both() -> None:
    cells = parse_cells(["CRS3035RES200mN200E200", "CRS3035RES1000mN0E0", "CRS3035RES200mN1000E0"])
    with pytest.raises(InputError, match="do not make a grid"):
        lattice(cells)
    assert lattice(cells, 1000).of.tolist() == [0, 0, 1]


@SETTINGS
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, unique=True), st.booleans())
def test_clusters_are_those_of_scipy_on_the_full_raster(
    places: list[tuple[int, int]], diagonals: bool
) -> None:
    raster = np.zeros((8, 8), dtype=bool)
    for row, column in places:
        raster[row, column] = True
    cells = Cells(
        np.array([column for _, column in places]) * 1000,
        np.array([row for row, _ in places]) * 1000,
        np.full(len(places), 1000),
    )
    grid = lattice(cells)
    mine = contiguous(grid.keys, grid.width, diagonals=diagonals)[grid.of]
    theirs, _ = ndimage.label(raster, np.ones((3, 3)) if diagonals else None)
    pairs = {(a, theirs[row, column]) for a, (row, column) in zip(mine.tolist(), places, strict=True)}
    assert len(pairs) == len(set(mine.tolist())) == len({b for _, b in pairs})
