"""Intervals: coverage by simulation, known limits, the same bits on any number of threads."""

import numba
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.inference import intervals
from isopolis.measure.segregation.inference.replicates import COLUMN, STATISTICS, plain_statistics

SIX = np.array([0.5, 0.2, 0.12, 0.09, 0.06, 0.03])


def _counts(rng: np.random.Generator, shares: np.ndarray, people: int = 60) -> np.ndarray:
    return np.stack([rng.multinomial(people, p) for p in shares]).astype(float)


@pytest.fixture(scope="module")
def city() -> np.ndarray:
    rng = np.random.default_rng(5)
    return _counts(rng, rng.dirichlet(SIX * 10, 80))


@pytest.fixture(scope="module")
def coverage() -> dict[str, tuple[float, float, float]]:
    """Of 120 nominal 95% intervals, the share that hold the truth, and that of a bootstrap of areas."""
    rng = np.random.default_rng(7)
    shares = rng.dirichlet(SIX * 10, 80)
    names = ["dissimilarity", "theil_h", "normalised_exposure"]
    truth = {name: INDICES[name].city(shares) for name in names}
    hits, naive, value = (dict.fromkeys(names, 0.0) for _ in range(3))
    trials = 120
    for trial in range(trials):
        counts = _counts(rng, shares)
        table = intervals(counts, names, replicates=40, seed=trial).set_index("index")
        for name in names:
            hits[name] += (table.low[name] <= truth[name] <= table.high[name]) / trials
            value[name] += table.value[name] / truth[name] / trials
        if trial < 20:
            draws = [INDICES["theil_h"].city(counts[rng.integers(0, 80, 80)]) for _ in range(40)]
            naive["theil_h"] += (np.quantile(draws, 0.025) <= truth["theil_h"]) / 20
    return {name: (hits[name], naive[name], value[name]) for name in names}


@pytest.mark.parametrize("name", ["dissimilarity", "theil_h", "normalised_exposure"])
def test_nominal_95_percent_intervals_hold_the_truth_95_times_in_100(coverage, name) -> None:
    # The Monte Carlo error of 120 trials is 2 points; 40 replicates cost a point more.
    assert 0.89 <= coverage[name][0] < 1.0


def test_a_bootstrap_of_areas_is_far_off_where_areas_are_small(coverage) -> None:
    assert coverage["theil_h"][2] > 1.10
    assert coverage["theil_h"][1] < 0.5


@pytest.mark.parametrize("name", sorted(COLUMN))
def test_the_fused_index_is_the_one_in_the_registry(city, name) -> None:
    table = city[:, :2] if name == "correlation_ratio" else city
    people = table.sum(axis=1)
    out = np.empty(STATISTICS)
    plain_statistics(table / people[:, None], people, True, out)
    assert out[COLUMN[name]] == pytest.approx(INDICES[name].city(table), abs=1e-12)


def test_the_same_seed_gives_the_same_bits_on_any_number_of_threads(city) -> None:
    names = ["dissimilarity", "theil_h", "gini"]
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        one = intervals(city, names, replicates=40, seed=3)
        numba.set_num_threads(before)
        many = intervals(city, names, replicates=40, seed=3)
    finally:
        numba.set_num_threads(before)
    other = intervals(city, names, replicates=40, seed=4)
    assert_array_equal(one.iloc[:, 1:].to_numpy(), many.iloc[:, 1:].to_numpy())
    assert (one.low != other.low).all()


def test_an_index_outside_the_fused_kernel_is_computed_by_its_own_function(city) -> None:
    table = intervals(city[:, :2], ["atkinson"], replicates=40)
    row = table.iloc[0]
    assert row.low < row.corrected < row.high
    assert row.corrected < row.value


def test_where_counts_are_large_nothing_is_corrected_and_the_interval_is_narrow() -> None:
    rng = np.random.default_rng(2)
    table = intervals(_counts(rng, rng.dirichlet(SIX * 10, 60), 100_000), ["dissimilarity", "theil_h"])
    assert (abs(table["bias"]) < 0.002 * table["value"]).all()
    assert (table.high - table.low < 0.01 * table.value).all()


def test_an_even_city_has_an_interval_that_starts_at_nothing() -> None:
    rng = np.random.default_rng(3)
    table = intervals(_counts(rng, np.tile(SIX, (100, 1))), ["dissimilarity", "theil_h", "gini"])
    assert (table.low == 0.0).all()
    assert (table.high < table.value).all()


def test_groups_that_share_no_area_are_fully_apart() -> None:
    table = intervals(np.array([[30.0, 0.0], [0.0, 40.0], [20.0, 0.0]]), ["dissimilarity", "theil_h"])
    assert table[["value", "corrected", "high"]].to_numpy() == pytest.approx(1.0, abs=0.02)


def test_one_group_alone_has_no_value() -> None:
    table = intervals(np.array([[3.0, 0.0], [4.0, 0.0]]), ["dissimilarity"])
    assert np.isnan(table.loc[0, ["value", "corrected", "low", "high", "se"]].astype(float)).all()


@pytest.mark.parametrize("cell", [np.nan, -1.0, np.inf])
def test_counts_that_are_not_people_are_refused(cell) -> None:
    with pytest.raises(InputError):
        intervals(np.array([[1.0, cell], [2.0, 3.0]]), ["dissimilarity"])


def test_shares_and_thousands_are_no_people_who_can_be_drawn() -> None:
    counts = np.array([[0.8, 0.2], [0.3, 0.7], [0.5, 0.5]])
    found = intervals(counts, ["dissimilarity", "theil_h"], replicates=20)
    assert found["value"].notna().all()
    assert found[["corrected", "expected", "low", "high"]].isna().all(axis=None)
