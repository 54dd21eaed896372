from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, CountStatus, status_of
from isopolis.measure.areas.boundaries import Transfer, transfer
from isopolis.measure.areas.formats import read
from isopolis.measure.areas.grid import Cells

CRS = "EPSG:3035"
SETTINGS = settings(derandomize=True, max_examples=40, deadline=None)


def boxes(*bounds: tuple[float, float, float, float]) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.box(*corners) for corners in bounds], crs=CRS)


def division(
    shapes: gpd.GeoSeries | None, counts: list[list[float]], total: list[float], **more: Any
) -> Areas:
    values, everybody = np.array(counts, dtype=float), np.array(total, dtype=float)
    fields: dict[str, Any] = {
        "ids": np.array([f"s{i}" for i in range(len(total))], dtype=object),
        "groups": tuple("ab"[: values.shape[1]]),
        "counts": values,
        "status": status_of(values),
        "total": everybody,
        "total_status": status_of(everybody),
        "geometry": shapes,
    }
    return Areas(**(fields | more))


TWO = boxes((0, 0, 10, 10), (10, 0, 20, 10))
SHIFTED = boxes((0, 0, 15, 10), (15, 0, 20, 10))


def of(result: Transfer, area: str, group: str) -> pd.Series:
    error = result.error
    return error[(error["area"] == area) & (error["group"] == group)].iloc[0]


def test_a_split_area_gives_by_the_ground_it_shares() -> None:
    result = transfer(division(TWO, [[10, 4], [20, 8]], [100, 200]), SHIFTED)
    assert result.areas.total.tolist() == [200, 100]
    assert result.areas.counts.tolist() == [[20, 8], [10, 4]]
    assert result.split == pytest.approx(200 / 300)
    assert result.outside == 0
    assert result.weights.toarray().tolist() == [[1, 0], [0.5, 0.5]]


def test_bounds_hold_whatever_the_truth_is() -> None:
    result = transfer(division(TWO, [[10, 4], [20, 8]], [100, 200]), SHIFTED)
    row = of(result, "0", "a")
    assert (row["least"], row["value"], row["most"]) == (10, 20, 30)
    assert row["split"] == 0.5
    assert np.isnan(row["low"])
    assert of(result, "1", "total")["split"] == 1


def test_people_weigh_more_than_ground_where_they_are_known() -> None:
    homes = gpd.GeoSeries.from_xy([11, 12, 13, 19], [5, 5, 5, 5], crs=CRS)
    people = division(homes, [[0]] * 4, [30, 30, 30, 10])
    result = transfer(division(TWO, [[10], [20]], [100, 200]), SHIFTED, weights=people)
    assert result.areas.counts[:, 0].tolist() == [28, 2]
    row = of(result, "0", "a")
    assert row["least"] <= row["low"] < row["value"] < row["high"] <= row["most"]


def test_cells_of_a_finer_grid_are_cut_where_the_new_boundary_runs() -> None:
    cells = Cells(np.arange(0, 20, 2), np.zeros(10, dtype=int), np.full(10, 2))
    grid = division(None, [[0]] * 10, [1.0] * 5 + [5, 1, 4, 0, 0], ids=cells.ids(), cells=cells)
    result = transfer(division(TWO, [[10], [20]], [100, 200]), SHIFTED, weights=grid)
    # Of 10 people in the second area 5 + 1 + half of 4 live in the first new area.
    assert result.areas.counts[:, 0].tolist() == pytest.approx([10 + 20 * 0.8, 20 * 0.2])


def test_an_area_without_people_on_the_finer_grid_falls_back_to_ground_and_to_bounds() -> None:
    homes = gpd.GeoSeries.from_xy([1.0], [5.0], crs=CRS)
    result = transfer(division(TWO, [[10], [20]], [100, 200]), SHIFTED, weights=division(homes, [[0]], [9]))
    row = of(result, "0", "a")
    assert (row["low"], row["value"], row["high"]) == (10, 20, 30)


def test_the_interval_is_the_same_for_the_same_seed() -> None:
    homes = gpd.GeoSeries.from_xy([11, 12, 16, 19], [5, 5, 5, 5], crs=CRS)
    people = division(homes, [[0]] * 4, [30, 30, 30, 10])
    areas = division(TWO, [[10], [20]], [100, 200])
    one, again, other = (transfer(areas, SHIFTED, weights=people, seed=seed).error for seed in (3, 3, 4))
    assert one.equals(again)
    assert not one.equals(other)


def test_whole_areas_stay_observed_and_split_ones_are_imputed() -> None:
    third = boxes((0, 0, 10, 10), (10, 0, 15, 10), (15, 0, 20, 10))
    result = transfer(division(TWO, [[10, 0], [20, 0]], [100, 200]), third)
    assert result.areas.status[:, 0].tolist() == [
        CountStatus.OBSERVED,
        CountStatus.IMPUTED,
        CountStatus.IMPUTED,
    ]
    assert (result.areas.status[:, 1] == CountStatus.ZERO).all()


@pytest.mark.parametrize("status", [CountStatus.SUPPRESSED, CountStatus.NOT_COLLECTED])
def test_a_target_that_needs_an_unknown_count_is_unknown(status: CountStatus) -> None:
    before = np.array([[CountStatus.OBSERVED], [status]], dtype=np.uint8)
    areas = division(TWO, [[10], [np.nan]], [100, 200], status=before)
    result = transfer(areas, boxes((0, 0, 10, 10), (10, 0, 15, 10), (15, 0, 20, 10)))
    assert result.areas.status[:, 0].tolist() == [CountStatus.OBSERVED, status, status]
    assert np.isnan(result.areas.counts[1:, 0]).all()
    assert np.isnan(of(result, "1", "a")["most"])
    assert result.areas.total.tolist() == [100, 100, 100]


def test_people_outside_of_the_new_areas_are_reported() -> None:
    result = transfer(division(TWO, [[10], [20]], [100, 200]), boxes((0, 0, 15, 10)))
    assert result.areas.total.tolist() == [200]
    assert result.outside == 100
    assert any("100 people live outside" in note for note in result.areas.source.notes)


def test_an_area_without_a_shape_is_outside() -> None:
    shapes = gpd.GeoSeries([TWO[0], None], crs=CRS)
    assert transfer(division(shapes, [[10], [20]], [100, 200]), SHIFTED).outside == 200


def test_boundaries_drawn_a_little_apart_lose_nobody_and_split_nobody() -> None:
    rough = boxes((-0.02, -0.02, 10.004, 10.03), (10.004, 0.01, 19.97, 9.99))
    result = transfer(division(TWO, [[10], [20]], [100, 200]), rough)
    assert result.areas.total.tolist() == [100, 200]
    assert result.split == result.outside == 0


def test_a_new_area_where_there_was_none_is_not_collected() -> None:
    result = transfer(division(TWO, [[10], [20]], [100, 200]), boxes((0, 0, 20, 10), (30, 0, 40, 10)))
    assert result.areas.total_status.tolist() == [CountStatus.OBSERVED, CountStatus.NOT_COLLECTED]


def test_a_piece_where_nobody_lives_gets_nobody() -> None:
    homes = gpd.GeoSeries.from_xy([12.0], [5.0], crs=CRS)
    result = transfer(division(TWO, [[10], [20]], [100, 200]), SHIFTED, weights=division(homes, [[0]], [9]))
    assert result.areas.total.tolist() == [300, 0]
    assert result.areas.total_status.tolist() == [CountStatus.OBSERVED, CountStatus.ZERO]
    assert result.split == 0


def test_degrees_are_measured_as_ground() -> None:
    areas = division(TWO, [[10], [20]], [100, 200])
    away = TWO.translate(4_300_000, 3_200_000).set_crs(CRS, allow_override=True)
    there = SHIFTED.translate(4_300_000, 3_200_000).set_crs(CRS, allow_override=True).to_crs("EPSG:4326")
    moved = division(away.to_crs("EPSG:4326"), [[10], [20]], [100, 200])
    assert transfer(moved, there).areas.total.tolist() == pytest.approx([200, 100], rel=1e-3)
    assert areas.geometry is not None


def test_the_codes_of_the_new_areas_come_from_a_column() -> None:
    frame = gpd.GeoDataFrame({"code": ["N1", "N2"], "name": ["North", "South"]}, geometry=SHIFTED)
    result = transfer(division(TWO, [[10], [20]], [100, 200]), frame, ids="code", language="fr")
    assert result.areas.ids.tolist() == ["N1", "N2"]
    assert result.areas.attributes["name"].tolist() == ["North", "South"]
    assert result.areas.source.notes[0].startswith("Les effectifs de 2 secteurs")
    with pytest.raises(InputError, match="no column “kode”"):
        transfer(division(TWO, [[10], [20]], [100, 200]), frame, ids="kode")


def test_what_cannot_be_done_is_said() -> None:
    areas = division(TWO, [[10], [20]], [100, 200])
    with pytest.raises(InputError, match="overlap"):
        transfer(areas, boxes((0, 0, 15, 10), (10, 0, 20, 10)))
    with pytest.raises(InputError, match="no ground in common"):
        transfer(areas, boxes((90, 0, 95, 10)))
    with pytest.raises(InputError, match="no coordinate reference system"):
        transfer(areas, gpd.GeoSeries([shapely.box(0, 0, 15, 10)]))
    with pytest.raises(InputError, match="have no shapes"):
        transfer(division(None, [[10], [20]], [100, 200]), SHIFTED)


@SETTINGS
@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True),
    st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True),
    st.lists(st.floats(0, 1e6), min_size=7, max_size=7),
    st.booleans(),
)
def test_nobody_is_lost_and_bounds_hold(
    old: list[int], new: list[int], people: list[float], dasymetric: bool
) -> None:
    def strips(cuts: list[int]) -> gpd.GeoSeries:
        edges = [0, *sorted(cuts), 100]
        return boxes(*((a, 0, b, 1) for a, b in pairwise(edges)))

    before = strips(old)
    total = people[: len(before)]
    areas = division(before, [[value / 3] for value in total], total)
    homes = gpd.GeoSeries.from_xy(np.arange(0.5, 100, 3), np.full(34, 0.5), crs=CRS)
    weights = division(homes, [[0.0]] * 34, list(np.arange(34.0))) if dasymetric else None
    result = transfer(areas, strips(new), weights=weights, replicates=20)
    assert result.areas.total.sum() + result.outside == pytest.approx(sum(total), rel=1e-9, abs=1e-9)
    assert result.areas.counts.sum() == pytest.approx(sum(total) / 3, rel=1e-9, abs=1e-9)
    error = result.error
    room = 1e-6
    assert (error["least"] <= error["value"] + room).all()
    assert (error["value"] <= error["most"] + room).all()
    if dasymetric:
        assert (error["least"] - room <= error["low"]).all()
        assert (error["low"] <= error["high"]).all()
        assert (error["high"] <= error["most"] + room).all()


def test_dutch_wijken_go_to_their_municipalities_without_error(real_data: Path) -> None:
    wijken = gpd.read_file(real_data / "netherlands_wijken2022.gpkg").iloc[:120]
    people = np.nan_to_num(wijken["population"].to_numpy(dtype=float)).clip(0)
    areas = division(wijken.geometry, [[0.0]] * len(people), people.tolist())
    whole = wijken.assign(gemeente=wijken["code"].str.slice(2, 6)).dissolve("gemeente")
    result = transfer(areas, whole[["geometry"]])
    assert result.areas.total.sum() == pytest.approx(people.sum(), rel=1e-9)
    assert result.split < 1e-6


def blocks(areas: Areas, size: int, east: int, north: int) -> Areas:
    """Cells gathered into larger squares, the groups and the total added up."""
    assert areas.cells is not None
    corner = np.column_stack([(areas.cells.x - east) // size, (areas.cells.y - north) // size])
    places, of = np.unique(corner, axis=0, return_inverse=True)
    cells = Cells(places[:, 0] * size + east, places[:, 1] * size + north, np.full(len(places), size))
    total = np.bincount(of.ravel(), areas.total)
    counts = [np.bincount(of.ravel(), areas.counts[:, areas.column(group)]) for group in ("OTH", "Y_GE65")]
    return division(cells.polygons(), np.column_stack(counts).tolist(), total.tolist())


@pytest.mark.parametrize("city", ["berlin", "milan", "toulouse"])
def test_intervals_hold_the_truth_in_real_cities_and_people_beat_ground(real_data: Path, city: str) -> None:
    areas = dict(read(real_data / "europe" / "census2021_1km_12cities.csv.gz").by("city"))[city]
    before, truth = blocks(areas, 4000, 0, 0), blocks(areas, 4000, 2000, 3000)
    by_people = transfer(before, truth, weights=areas, replicates=100)
    by_ground = transfer(before, truth)
    held, wrong = [], []
    for group in ("a", "b"):
        rows = by_people.error[by_people.error["group"] == group]
        real = truth.counts[:, truth.column(group)]
        held += ((rows["low"] <= real + 1e-9) & (real <= rows["high"] + 1e-9)).tolist()
        assert ((rows["least"] <= real + 1e-9) & (real <= rows["most"] + 1e-9)).all()
        ground = by_ground.areas.counts[:, truth.column(group)]
        wrong.append(np.abs(rows["value"] - real).sum() / np.abs(ground - real).sum())
    assert np.mean(held) >= 0.95
    assert max(wrong) < 0.6
