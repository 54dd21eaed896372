"""Known answers and identities of the exposure indices."""

import numpy as np
import pandas as pd
import pytest

from isopolis.measure.segregation.exposure import (
    correlation_ratio,
    exposure,
    isolation,
    normalised_exposure,
)


@pytest.fixture
def counts() -> np.ndarray:
    return np.random.default_rng(4).integers(0, 30, (60, 3)).astype(float)


def test_isolation_and_exposures_add_to_one(counts) -> None:
    around = counts + np.roll(counts, 1, axis=0)
    for environment in (counts, around):
        other = [0, 2, 1]
        parts = (
            isolation(counts, environment).sum(),
            exposure(counts, environment).sum(),
            exposure(counts[:, other], environment[:, other]).sum(),
        )
        assert sum(parts) == pytest.approx(1.0, abs=1e-12)


def test_exposure_counts_everybody_in_the_area(counts) -> None:
    x, y = counts[:, 0], counts[:, 1]
    expected = (x / x.sum() * y / counts.sum(axis=1)).sum()
    assert exposure(counts, counts).sum() == pytest.approx(expected, abs=1e-12)


def test_correlation_ratio_is_the_difference_of_two_isolations(counts) -> None:
    two = counts[:, :2]
    share = two[:, 0].sum() / two.sum()
    own, others = isolation(two, two).sum(), exposure(two[:, ::-1], two[:, ::-1]).sum()
    value = correlation_ratio(two, two).sum()
    assert value == pytest.approx(own - others, abs=1e-12)
    assert value == pytest.approx((own - share) / (1 - share), abs=1e-12)


def test_normalised_exposure_weighs_each_groups_excess_isolation(counts) -> None:
    around = counts + np.roll(counts, 1, axis=0)
    city = counts.sum(axis=0) / counts.sum()
    for environment in (counts, around):
        expected = 0.0
        for m in range(3):
            first = [m, *(k for k in range(3) if k != m)]
            own = isolation(counts[:, first], environment[:, first]).sum()
            expected += city[m] * (own - city[m]) / (1 - city[m])
        assert normalised_exposure(counts, environment).sum() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("pattern", "ABCD")
def test_hypothetical_patterns_agree_with_another_package(real_data, pattern) -> None:
    folder = real_data / "segregation_reference"
    cells = pd.read_csv(folder / "hypothetical_patterns.csv")
    theirs = pd.read_csv(folder / "patterns_A-D_oasisr.csv", index_col=0).loc[pattern]
    counts = cells[[f"{pattern}1", f"{pattern}2"]].to_numpy(float)
    assert isolation(counts, counts).sum() == pytest.approx(theirs["xPx1"], abs=5e-5)
    assert exposure(counts, counts).sum() == pytest.approx(theirs["xPy12"], abs=5e-5)
    assert normalised_exposure(counts, counts).sum() == pytest.approx(theirs["PMulti"], abs=5e-5)


def test_a_group_of_nobody_has_no_exposure() -> None:
    counts = np.array([[0.0, 5.0], [0.0, 7.0]])
    assert np.isnan(isolation(counts, counts)).all()
    assert np.isnan(exposure(counts, counts)).all()
