from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, status_of
from isopolis.measure.areas.formats import read
from isopolis.measure.areas.grid import Cells
from isopolis.measure.areas.urban_centres import Degree, UrbanCentres, urban_centres

Raster = list[list[float]]


def grid(rows: Raster, land: Raster | None = None, size: int = 1000) -> Areas:
    """Cells of a raster drawn with north above; a NaN is an unknown total."""
    people = np.array(rows, dtype=float)[::-1]
    y, x = np.indices(people.shape)
    cells = Cells(x.ravel() * size + 4_000_000, y.ravel() * size + 3_000_000, np.full(people.size, size))
    total = people.ravel()
    return Areas(
        ids=cells.ids(),
        groups=(),
        counts=np.empty((len(total), 0)),
        status=np.empty((len(total), 0), dtype=np.uint8),
        total=total,
        total_status=status_of(total),
        surface=None if land is None else np.array(land, dtype=float)[::-1].ravel() * 1e6,
        cells=cells,
    )


def raster(found: UrbanCentres, rows: Raster) -> list[list[int]]:
    shape = np.array(rows).shape
    return found.centre.reshape(shape)[::-1].tolist()


def test_cells_that_touch_by_a_side_make_a_centre_of_50_000() -> None:
    rows = [[0, 0, 0, 0], [0, 30_000, 20_000, 0], [0, 0, 0, 0]]
    found = urban_centres(grid(rows))
    assert raster(found, rows) == [[-1] * 4, [-1, 0, 0, -1], [-1] * 4]
    assert found.table["people"].tolist() == [50_000]
    assert found.table["id"].tolist() == ["UC_N3001_E4001"]


def test_one_person_less_makes_no_centre_but_a_town() -> None:
    found = urban_centres(grid([[30_000, 19_999]]))
    assert found.table.empty
    assert found.centre.tolist() == [-1, -1]
    assert found.degree.tolist() == [Degree.CLUSTER] * 2


def test_cells_that_touch_by_a_corner_do_not_join_into_a_centre() -> None:
    found = urban_centres(grid([[30_000, 0], [0, 30_000]]))
    assert found.table.empty


def test_but_they_join_into_an_urban_cluster() -> None:
    assert urban_centres(grid([[2_500, 0], [0, 2_500]])).degree.tolist() == [1, 2, 2, 1]
    assert urban_centres(grid([[2_500, 0], [0, 2_499]])).degree.tolist() == [1, 1, 1, 1]


def test_a_cell_with_five_neighbours_in_the_centre_joins_it() -> None:
    rows = [
        [9_000, 9_000, 9_000, 9_000],
        [9_000, 100, 20, 0],
        [9_000, 9_000, 0, 0],
    ]
    found = urban_centres(grid(rows))
    # The cell of 100 has six neighbours in the centre; only when it is in, the cell of 20 has five.
    assert raster(found, rows) == [[0, 0, 0, 0], [0, 0, 0, -1], [0, 0, -1, -1]]
    assert found.table["people"].tolist() == [63_120]


def test_four_neighbours_are_not_enough() -> None:
    rows = [
        [20_000, 20_000, 20_000],
        [20_000, 100, 0],
        [0, 0, 0],
    ]
    assert raster(urban_centres(grid(rows)), rows)[1] == [0, -1, -1]


def test_people_of_filled_gaps_count_towards_50_000_unless_counted_before() -> None:
    rows = [[8_300, 8_300, 8_300], [8_300, 1_000, 8_300], [8_300, 0, 0]]
    assert urban_centres(grid(rows)).table["people"].tolist() == [50_800]
    fewer = grid([[value * 0.985 for value in row] for row in rows])
    assert urban_centres(fewer).table["people"].tolist() == [50_038]
    assert urban_centres(fewer, after_filling=False).table.empty


def hole(side: int) -> Raster:
    """A wall two cells thick around ``side`` x ``side`` empty cells."""
    rows = [[3_000.0] * (side + 4) for _ in range(side + 4)]
    for i in range(side):
        for j in range(side):
            rows[i + 2][j + 2] = 5.0
    return rows


def test_an_enclosed_gap_of_less_than_15_km2_is_filled() -> None:
    # 9 cells: the corners fall to the majority rule (5 neighbours), the cross that is left is a gap.
    assert (urban_centres(grid(hole(3))).centre == 0).all()


def test_a_larger_gap_stays_open() -> None:
    found = urban_centres(grid(hole(6)))
    assert (found.centre == -1).any()
    assert found.table["cells"].tolist() == [(found.centre == 0).sum()]


def test_a_gap_that_reaches_the_outside_is_no_gap() -> None:
    rows = [[4_000.0] * 9 for _ in range(9)]
    for i in range(6):
        rows[i][3] = rows[i][4] = rows[i][5] = 5.0
    found = raster(urban_centres(grid(rows)), rows)
    assert found[0][4] == -1


def test_density_is_per_land() -> None:
    rows, land = [[60_000, 1_000]], [[1.0, 0.5]]
    assert urban_centres(grid(rows, land)).centre.tolist() == [0, 0 if 1_000 / 0.5 >= 1_500 else -1]
    assert urban_centres(grid(rows)).centre.tolist() == [0, -1]


def test_two_centres_that_touch_after_filling_stay_two_and_the_larger_comes_first() -> None:
    wall = [0.0, 0.0]
    rows = [[20_000.0] * 2 + wall + [30_000.0] * 2 for _ in range(3)]
    found = urban_centres(grid(rows))
    assert found.table["people"].tolist() == [180_000, 120_000]
    assert raster(found, rows) == [[1, 1, -1, -1, 0, 0]] * 3


def test_an_unknown_total_counts_as_nobody() -> None:
    assert urban_centres(grid([[60_000, float("nan")]])).table["people"].tolist() == [60_000]


def test_smaller_cells_are_gathered_into_square_kilometres() -> None:
    found = urban_centres(grid([[2_400.0] * 5] * 5, size=200))
    assert found.table["people"].tolist() == [60_000]
    assert found.centre.tolist() == [0] * 25


def test_the_unlisted_part_of_a_square_kilometre_is_land_too() -> None:
    # One populated cell of 200 m with 60 people: 60 in the square kilometre, not 1,500 per km².
    assert urban_centres(grid([[60.0]], size=200)).degree.tolist() == [Degree.RURAL]


def test_areas_that_are_no_cells_are_refused() -> None:
    areas = grid([[1.0]])
    with pytest.raises(InputError, match="need the cells of a grid"):
        urban_centres(replace(areas, cells=None))
    with pytest.raises(InputError, match="do not make a grid"):
        urban_centres(grid([[1.0]], size=2000))


@settings(derandomize=True, max_examples=10, deadline=None)
@given(st.lists(st.sampled_from([0.0, 400.0, 5_000.0, 12_000.0]), min_size=49, max_size=49))
def test_the_order_of_cells_does_not_matter(values: list[float]) -> None:
    areas = grid([values[i * 7 : i * 7 + 7] for i in range(7)])
    order = np.random.default_rng(len(set(values))).permutation(len(areas))
    one, other = urban_centres(areas), urban_centres(areas.take(order))
    assert one.table["id"].tolist() == other.table["id"].tolist()
    assert np.array_equal(one.centre[order], other.centre)
    assert np.array_equal(one.degree[order], other.degree)


@pytest.mark.parametrize("city", ["paris", "berlin", "milan"])
def test_the_densest_cell_of_a_real_city_is_in_its_largest_centre(real_data: Path, city: str) -> None:
    areas = dict(read(real_data / "europe" / "census2021_1km_12cities.csv.gz").by("city"))[city]
    found = urban_centres(areas)
    assert found.centre[int(np.nanargmax(areas.total))] == 0
    lon, lat = {"paris": (2.35, 48.86), "berlin": (13.40, 52.51), "milan": (9.19, 45.47)}[city]
    assert found.table.loc[0, ["lon", "lat"]].tolist() == pytest.approx([lon, lat], abs=0.06)


def test_areas_are_split_by_their_centre(real_data: Path) -> None:
    areas = read(real_data / "europe" / "census2021_1km_12cities.csv.gz")
    found = urban_centres(areas)
    split = dict(found.assign(areas).by("urban_centre"))
    for row in found.table.itertuples():
        assert split[str(row.id)].total.sum() == row.people


@pytest.mark.slow
def test_the_whole_of_europe_has_some_700_centres(real_data: Path) -> None:
    found = urban_centres(read(real_data / "europe" / "census2021_grid_1km.parquet"))
    assert 650 <= len(found.table) <= 900
    assert found.table["id"].is_unique
    assert found.table["people"].min() >= 50_000
    assert found.table.loc[0, "people"] > 9e6
