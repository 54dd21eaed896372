"""Two dates of one city: on one division where the boundaries changed, with what that costs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.areas import Areas, Source, status_of
from isopolis.measure.comparison import compare_dates, to_later_boundaries
from isopolis.measure.diagnose import diagnose
from isopolis.measure.diagnosis import Diagnosis


def strip(widths: list[float], people: list[list[float]], prefix: str = "A", year: int = 2024) -> Areas:
    """Areas side by side, each 1 km high and so many km wide, with two groups."""
    edges = 1000.0 * np.concatenate([[0.0], np.cumsum(widths)])
    shapes = gpd.GeoSeries([box(a, 0, b, 1000) for a, b in pairwise(edges)], crs="EPSG:3035")
    counts = np.array(people, dtype=float)
    total = counts.sum(axis=1)
    return Areas(
        ids=np.array([f"{prefix}{i}" for i in range(len(counts))], dtype=object),
        groups=("new", "old"),
        counts=counts,
        status=status_of(counts),
        total=total,
        total_status=status_of(total),
        geometry=shapes,
        surface=shapes.area.to_numpy(),
        source=Source(file=f"{year}.gpkg", sha256=str(year), reader="test", year=year),
    )


NOW = strip([1, 1, 1, 1], [[300, 700], [500, 500], [100, 900], [100, 900]])
THEN = strip([1, 1, 2], [[250, 750], [450, 550], [300, 1700]], prefix="B", year=2016)


def compared(then: Areas, now: Areas) -> Diagnosis:
    moved = to_later_boundaries(then, now)
    after, before = (diagnose(one, replicates=100) for one in (now, then))
    on_later = None if moved is None else diagnose(moved.areas, replicates=100)
    split = 0.0 if moved is None else moved.split
    return compare_dates(after, before, Language(), moved=on_later, split=split)


def dissimilarity(counts: list[list[float]]) -> float:
    a, b = np.array(counts).T
    return float(0.5 * np.abs(a / a.sum() - b / b.sum()).sum())


def test_the_earlier_counts_are_brought_to_the_later_boundaries() -> None:
    moved = to_later_boundaries(THEN, NOW)
    assert moved is not None
    assert moved.areas.counts == pytest.approx(np.array([[250, 750], [450, 550], [150, 850], [150, 850]]))
    assert moved.split == pytest.approx(0.5)
    assert moved.areas.ids.tolist() == NOW.ids.tolist()


def test_the_difference_is_taken_on_one_division_and_its_interval_covers_both() -> None:
    found = compared(THEN, NOW)
    assert found.comparison is not None
    first = found.comparison.set_index("index").loc["dissimilarity"]
    bridged = dissimilarity([[250, 750], [450, 550], [150, 850], [150, 850]])
    assert first["before"] == pytest.approx(bridged)
    assert first["before_own"] == pytest.approx(dissimilarity([[250, 750], [450, 550], [300, 1700]]))
    assert first["difference"] == pytest.approx(first["after"] - bridged)
    own = compare_dates(diagnose(NOW, replicates=100), diagnose(THEN, replicates=100))
    assert own.comparison is not None
    alone = own.comparison.set_index("index").loc["dissimilarity"]
    assert first["low"] <= alone["low"] < alone["high"] <= first["high"]
    assert "50.0% of its people live in areas that had to be split" in found.remarks[0]
    assert found.provenance.parameters["earlier_year"] == 2016


def test_the_same_division_is_not_bridged() -> None:
    assert to_later_boundaries(replace(NOW, counts=NOW.counts + 1), NOW) is None
    assert to_later_boundaries(replace(THEN, geometry=None), NOW) is None


def test_a_border_that_moved_between_areas_of_the_same_codes_is_bridged() -> None:
    moved = to_later_boundaries(strip([1.5, 0.5, 1, 1], NOW.counts.tolist()), NOW)
    assert moved is not None
    assert moved.areas.counts[0, 0] == pytest.approx(200)


def test_people_on_a_grid_split_an_area_where_they_live() -> None:
    grid = strip([0.5] * 8, [[0, 10]] * 4 + [[0, 30]] * 2 + [[0, 10]] * 2, prefix="C")
    moved = to_later_boundaries(THEN, NOW, people=grid)
    assert moved is not None
    assert moved.areas.total[2:] == pytest.approx([1500, 500])


def test_dates_without_a_common_figure_are_refused() -> None:
    other = replace(THEN, groups=("north", "south"))
    with pytest.raises(InputError, match="no figure in common"):
        compare_dates(diagnose(NOW, replicates=0), diagnose(other, replicates=0))
