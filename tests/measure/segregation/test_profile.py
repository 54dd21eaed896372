"""Profiles over scales: the values of other implementations, and what segregation must do."""

import numpy as np
import pandas as pd
import pytest

import isopolis.measure.segregation.evenness  # noqa: F401  (registers its indices)
from isopolis.errors import InputError
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation.environments import Kernel, Locations, Shape, at_points
from isopolis.measure.segregation.profile import profile

ROW, COLUMN = np.divmod(np.arange(100), 10)
SQUARE = at_points(COLUMN * 1.0, ROW * 1.0)
"""The hypothetical patterns' 10 x 10 unit cells."""


def pattern(real_data, name: str) -> np.ndarray:
    table = pd.read_csv(real_data / "segregation_reference" / "hypothetical_patterns.csv")
    return table[[f"{name}1", f"{name}2"]].to_numpy(float)


@pytest.mark.parametrize("name", ["A", "B", "C", "D"])
@pytest.mark.parametrize("where", [SQUARE, Locations(SQUARE.x, SQUARE.y)])
def test_spatial_dissimilarity_is_that_of_r_seg(real_data, name: str, where: Locations) -> None:
    expected = pd.read_csv(real_data / "segregation_reference" / "patterns_A-D_seg.csv", index_col=0)
    scales = [Kernel(0.5, Shape.EXPONENTIAL)]
    found = profile(pattern(real_data, name), ["a", "b"], scales, ["dissimilarity"], locations=where)
    assert found["value"].item() == pytest.approx(expected.loc[name, "spD"], abs=1e-6)


def halves(side: int = 20) -> tuple[np.ndarray, Locations]:
    row, column = np.divmod(np.arange(side * side), side)
    counts = np.where(row[:, None] < side // 2, [8.0, 2.0], [2.0, 8.0])
    return counts, at_points(column * 100.0, row * 100.0)


@pytest.mark.parametrize("scale", [300, "k=200", "9 areas"])
def test_a_clustered_city_is_more_segregated_than_its_shuffle(scale: str | float) -> None:
    counts, where = halves()
    shuffled = np.random.default_rng(0).permutation(counts)
    clustered, mixed = (
        profile(city, ["a", "b"], [scale], ["dissimilarity"], locations=where)["value"].item()
        for city in (counts, shuffled)
    )
    assert clustered > 1.5 * mixed


def test_contributions_of_the_areas_add_up_to_the_city_at_every_scale() -> None:
    counts, where = halves()
    found = profile(counts, ["a", "b"], [200, "k=500"], ["dissimilarity"], locations=where, areas=True)
    assert list(found.columns) == list(FIGURE_COLUMNS)
    areas = found[found["area"].notna()]
    for scale, group in areas.groupby("scale"):
        city = found[found["area"].isna() & (found["scale"] == scale)]["value"].item()
        assert group["value"].sum() == pytest.approx(city, abs=1e-12)
    assert len(areas) == 2 * len(counts)


def test_a_tiny_environment_is_the_aspatial_index() -> None:
    counts, where = halves()
    found = profile(counts, ["a", "b"], [1], ["dissimilarity"], locations=where)
    assert found["value"].item() == pytest.approx(0.6)


def test_a_halo_is_around_the_city_and_not_in_it() -> None:
    counts, where = halves()
    inside = where.y < 1000.0
    alone = at_points(where.x[inside], where.y[inside])
    without = profile(counts[inside], ["a", "b"], [500], ["dissimilarity"], locations=alone)
    with_halo = profile(counts, ["a", "b"], [500], ["dissimilarity"], locations=where, inside=inside)
    assert without["value"].item() == pytest.approx(0.0, abs=1e-9)
    assert with_halo["value"].item() > 0.01


def test_a_group_of_nobody_gives_no_figure() -> None:
    counts, where = halves()
    found = profile(counts * [1.0, 0.0], ["a", "b"], [500], ["dissimilarity"], locations=where)
    assert found["value"].isna().all()
    assert found["status"].item() == FigureStatus.UNDEFINED


def test_two_scales_with_one_label_are_refused() -> None:
    counts, where = halves()
    scales = [Kernel(500), Kernel(500, Shape.UNIFORM)]
    with pytest.raises(InputError, match="asked for twice"):
        profile(counts, ["a", "b"], scales, ["dissimilarity"], locations=where)


def test_missing_counts_are_refused() -> None:
    counts, where = halves()
    counts[0, 0] = np.nan
    with pytest.raises(InputError, match="missing"):
        profile(counts, ["a", "b"], [500], ["dissimilarity"], locations=where)
