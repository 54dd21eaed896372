"""Ranks, similar cities and the reference distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure.atlas import most_similar, placed, rank_intervals, reference_of
from isopolis.measure.atlas.reference import reference


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.2)), min_size=1, max_size=30))
def test_the_place_of_a_city_counts_those_certainly_above_and_below(rows: list[tuple[float, float]]) -> None:
    table = pd.DataFrame({"value": [v for v, _ in rows]})
    table["low"], table["high"] = table["value"] - [w for _, w in rows], table["value"] + [w for _, w in rows]
    ranked = rank_intervals(table)
    for row in ranked.itertuples():
        assert row.rank_low == 1 + int((table["low"] > row.high).sum())
        assert row.rank_high == len(table) - int((table["high"] < row.low).sum())
    assert ranked["value"].is_monotonic_decreasing


def test_a_figure_without_an_interval_has_no_place() -> None:
    table = pd.DataFrame({"value": [0.5, 0.4], "low": [0.4, np.nan], "high": [0.6, np.nan]})
    assert rank_intervals(table)["value"].tolist() == [0.5]


def _figures(rows: list[tuple[str, str, str, float]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["city", "index", "groups", "value"])
    return table.assign(scale=None)


def test_a_twin_is_nearest_at_distance_zero_and_nearness_is_mutual() -> None:
    values = {"a": (0.1, 0.3), "b": (0.1, 0.3), "c": (0.5, 0.6)}
    figures = _figures(
        [(c, "share", "OTH / rest", v[0]) for c, v in values.items()]
        + [(c, "dissimilarity", "OTH / rest", v[1]) for c, v in values.items()]
    )
    near = most_similar(figures, pd.Series({"a": 1e5, "b": 1e5, "c": 1e6}))
    pairs = {(row.city, row.other): row.distance for row in near.itertuples()}
    assert pairs["a", "b"] == pytest.approx(0.0, abs=1e-7)
    assert pairs["a", "c"] == pytest.approx(pairs["c", "a"])
    assert pairs["a", "c"] > 1.0
    assert ("a", "a") not in pairs


def test_cities_that_share_too_few_features_are_not_compared() -> None:
    figures = _figures(
        [
            ("a", "share", "OTH / rest", 0.1),
            ("a", "dissimilarity", "OTH / rest", 0.3),
            ("b", "share", "Y_GE65 / rest", 0.2),
            ("b", "dissimilarity", "Y_GE65 / rest", 0.1),
            ("c", "share", "OTH / rest", 0.1),
            ("c", "dissimilarity", "OTH / rest", 0.2),
        ]
    )
    near = most_similar(figures, pd.Series({"a": 1e5, "b": 1e5, "c": 1e5}))
    assert set(zip(near["city"], near["other"], strict=True)) == {("a", "c"), ("c", "a")}


@pytest.fixture
def table() -> pd.DataFrame:
    cities = [f"c{i}" for i in range(101)]
    figures = _figures([(c, "theil_h", "OTH / rest", i / 100) for i, c in enumerate(cities)])
    return reference_of(figures, pd.Series(60_000.0, index=cities))


def test_a_figure_is_placed_among_the_cities_of_its_size(table: pd.DataFrame) -> None:
    found = placed("theil_h", "OTH / rest", 0.8, 99_999, unit=1000, table=table)
    assert found is not None
    assert (found.share, found.cities, found.fewest, found.most) == (pytest.approx(0.8), 101, 50_000, 100_000)
    assert placed("theil_h", "OTH / rest", 0.8, 100_000, unit=1000, table=table) is None
    assert placed("theil_h", "OTH / rest", float("nan"), 60_000, unit=1000, table=table) is None
    assert placed("gini", "OTH / rest", 0.8, 60_000, unit=1000, table=table) is None


@pytest.mark.parametrize(("value", "share"), [(-0.1, 0.0), (1.1, 1.0)])
def test_beyond_all_cities_the_share_is_none_or_all(table: pd.DataFrame, value: float, share: float) -> None:
    found = placed("theil_h", "OTH / rest", value, 60_000, unit=1000, table=table)
    assert found is not None
    assert found.share == share


def test_figures_of_other_areas_are_refused(table: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="cannot be placed among those of 1000 m cells"):
        placed("theil_h", "OTH / rest", 0.2, 60_000, unit=200, table=table)


def test_a_class_of_few_cities_has_no_distribution() -> None:
    figures = _figures([(f"c{i}", "theil_h", "OTH / rest", 0.1) for i in range(19)])
    assert reference_of(figures, pd.Series(60_000.0, index=[f"c{i}" for i in range(19)])).empty


def test_the_distribution_that_comes_along_is_sound() -> None:
    found = placed("dissimilarity", "OTH / rest", 0.25, 300_000, unit=1000)
    assert found is not None
    assert 0.0 < found.share < 1.0
    quantiles = reference().filter(regex=r"^q\d").to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
