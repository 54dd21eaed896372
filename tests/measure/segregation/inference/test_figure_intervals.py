"""The intervals of all figures of a city are those of each figure, from fewer draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from isopolis.measure.areas import Areas, compose
from isopolis.measure.segregation.inference import intervals
from isopolis.measure.segregation.inference.figure_intervals import compositions_of, fill_intervals
from isopolis.measure.segregation.inference.streams import own_seed
from isopolis.measure.segregation.inputs import as_areas
from isopolis.measure.segregation.measurement import figure_parts, figures_table

NAMES = ["A", "B", "C"]


def _city(n: int = 120, *, seed: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet([6.0, 3.0, 1.0], n)
    return np.array([rng.multinomial(400, share) for share in shares]).astype(float)


def _filled(areas: Areas, replicates: int = 200, seed: int = 7) -> list[dict[str, object]]:
    parts = figure_parts(areas, NAMES)
    fill_intervals(areas, parts, compositions_of(areas, parts), replicates=replicates, seed=seed)
    return parts


def test_an_index_has_the_interval_it_has_alone() -> None:
    areas = as_areas(_city(), NAMES)
    table = figures_table(_filled(areas)).set_index(["index", "groups"])
    for label, name in (("A / B / C", "theil_h"), ("C / rest", "gini"), ("B / rest", "isolation")):
        counts = compose(areas, tuple(label.split(" / "))).counts
        alone = intervals(counts, [name], seed=own_seed(7, label)).iloc[0]
        found = table.loc[(name, label)]
        for column in ("low", "high", "corrected", "value"):
            assert found[column] == pytest.approx(alone[column], abs=1e-12)


def test_exposures_from_one_table_of_draws_agree_with_draws_of_their_own() -> None:
    areas = as_areas(_city(), NAMES)
    table = figures_table(_filled(areas, 2000)).set_index(["index", "groups"])
    for label in ("A / B / rest", "C / A / rest", "B / C / rest"):
        counts = compose(areas, tuple(label.split(" / "))).counts
        alone = intervals(counts, ["exposure"], replicates=2000, seed=1).iloc[0]
        found = table.loc[("exposure", label)]
        assert found["corrected"] == pytest.approx(alone["corrected"], abs=1e-12)
        width = alone["high"] - alone["low"]
        assert found["low"] == pytest.approx(alone["low"], abs=0.1 * width)
        assert found["high"] == pytest.approx(alone["high"], abs=0.1 * width)


def test_exposures_of_other_areas_have_draws_of_their_own() -> None:
    counts = _city()
    counts[:5, 2] = np.nan
    table = pd.DataFrame(counts, columns=NAMES).assign(everybody=np.nansum(counts, axis=1))
    areas = as_areas(table, NAMES, "everybody")
    table = figures_table(_filled(areas)).set_index(["index", "groups"])
    assert table.loc[("exposure", "A / B / rest"), ["low", "high"]].notna().all()


def test_a_share_has_the_interval_of_people_drawn_from_the_areas() -> None:
    areas = as_areas(_city(), NAMES)
    table = figures_table(_filled(areas, 2000)).set_index(["index", "groups"])
    found = table.loc[("share", "C / rest")]
    shares = _city()[:, 2] / 400
    se = np.sqrt((400 * shares * (1 - shares)).sum()) / (400 * len(shares))
    assert found["corrected"] == found["value"]
    assert (found["high"] - found["low"]) / 2 == pytest.approx(1.96 * se, rel=0.1)
    assert found["expected"] == pytest.approx(found["value"])


def test_no_figure_depends_on_what_else_is_asked_for() -> None:
    areas = as_areas(_city(), NAMES)
    parts = [part for part in figure_parts(areas, NAMES) if part["groups"] == "A / rest"]
    fill_intervals(areas, parts, compositions_of(areas, parts), replicates=40, seed=7)
    every = {(part["index"], part["groups"]): part for part in _filled(areas, 40)}
    for part in parts:
        assert every[part["index"], part["groups"]] == part
