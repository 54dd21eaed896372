"""Known answers and definitions of the evenness indices."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.measure.segregation.evenness import atkinson, dissimilarity, gini
from isopolis.measure.segregation.exposure import correlation_ratio
from isopolis.measure.segregation.information import theil_h


@pytest.fixture
def counts() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 50, (40, 3)).astype(float)


def test_two_groups_are_duncan_and_duncan(counts) -> None:
    share = counts[:, :2] / counts[:, :2].sum(axis=0)
    duncan = 0.5 * np.abs(share[:, 0] - share[:, 1]).sum()
    assert dissimilarity(counts[:, :2], counts[:, :2]).sum() == pytest.approx(duncan, abs=1e-12)


@pytest.mark.parametrize("groups", [2, 3])
def test_gini_is_the_double_sum_over_pairs_of_areas(counts, groups) -> None:
    counts = counts[:, :groups]
    people = counts.sum(axis=1)
    share = counts / people[:, None]
    city = counts.sum(axis=0) / counts.sum()
    pairs = people[:, None] * people * np.abs(share[:, None] - share).sum(axis=2)
    each = pairs.sum(axis=1) / (2 * people.sum() ** 2 * (city * (1 - city)).sum())
    assert gini(counts, counts) == pytest.approx(each, abs=1e-13)


@pytest.mark.parametrize("b", [0.1, 0.5, 0.9])
def test_atkinson_is_massey_and_dentons_formula(counts, b) -> None:
    counts = counts[:, :2]
    people = counts.sum(axis=1)
    p, total = counts[:, 0] / people, people.sum()
    city = counts[:, 0].sum() / total
    inner = ((1 - p) ** (1 - b) * p**b * people / (city * total)).sum()
    expected = 1 - city / (1 - city) * inner ** (1 / (1 - b))
    assert atkinson(counts, counts, b) == pytest.approx(expected, abs=1e-12)


def test_paris_managers_and_workers(real_data) -> None:
    table = gpd.read_file(real_data / "paris_iris_cs8_2011.gpkg", ignore_geometry=True)
    counts = table[["C11_POP15P_CS3", "C11_POP15P_CS6"]].to_numpy(float)
    assert dissimilarity(counts, counts).sum() == pytest.approx(0.3371, abs=5e-5)


@pytest.mark.parametrize("pattern", "ABCD")
def test_hypothetical_patterns_agree_with_two_other_packages(real_data, pattern) -> None:
    folder = real_data / "segregation_reference"
    cells = pd.read_csv(folder / "hypothetical_patterns.csv")
    theirs = pd.read_csv(folder / "patterns_A-D_oasisr.csv", index_col=0).loc[pattern]
    counts = cells[[f"{pattern}1", f"{pattern}2"]].to_numpy(float)
    ours = {
        "D": dissimilarity(counts, counts).sum(),
        "Gini": gini(counts, counts).sum(),
        "HTheil": theil_h(counts, counts).sum(),
        "Atk": atkinson(counts, counts),
        "Eta2": correlation_ratio(counts, counts).sum(),
    }
    assert ours == pytest.approx(theirs[list(ours)].to_dict(), abs=5e-5)


def test_one_group_alone_has_no_evenness() -> None:
    alone = np.array([[10.0, 0.0], [20.0, 0.0]])
    assert np.isnan(dissimilarity(alone, alone)).all()
    assert np.isnan(gini(alone, alone)).all()
    assert np.isnan(atkinson(alone, alone))


@pytest.mark.parametrize("b", [0.0, 1.0, -0.5, 2.0, float("nan")])
def test_a_shape_of_atkinsons_index_that_it_does_not_have_is_refused(b: float) -> None:
    with pytest.raises(InputError, match="b ="):
        atkinson(np.array([[10.0, 30.0], [30.0, 10.0]]), np.empty(0), b)
