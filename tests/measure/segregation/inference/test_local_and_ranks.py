"""Figures of single areas, differences and ranks: their intervals hold the truth as often as they say."""

import numba
import numpy as np
import pytest
from scipy.stats import beta

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.inference import (
    area_ranks,
    city_ranks,
    compare,
    local_intervals,
    rank_intervals,
    share_intervals,
)

SIX = np.array([0.5, 0.2, 0.12, 0.09, 0.06, 0.03])


def _counts(rng: np.random.Generator, shares: np.ndarray, people: int = 60) -> np.ndarray:
    return np.stack([rng.multinomial(people, p) for p in shares]).astype(float)


@pytest.mark.parametrize("name", ["theil_h", "dissimilarity"])
def test_intervals_of_areas_hold_95_of_100_contributions(name) -> None:
    rng = np.random.default_rng(1)
    shares = rng.dirichlet(SIX * 15, 250)
    truth = INDICES[name].areas(60 * shares)
    held, alone = [], []
    for trial in range(3):
        counts = _counts(rng, shares)
        table = local_intervals(counts, name, replicates=99, seed=trial)
        held.append((table.low <= truth) & (truth <= table.high))
        alone.append(table.value.sum() / truth.sum())
    assert 0.93 <= np.mean(held) <= 0.97
    assert np.mean(alone) > 1.08


@pytest.mark.parametrize("name", ["theil_h", "dissimilarity"])
def test_intervals_of_areas_hold_where_all_groups_change_along_one_line(name) -> None:
    """What areas have in common is learnt from them: the ends of a gradient are not drawn to its middle."""
    shares = SIX * np.exp(np.linspace(-1, 1, 300)[:, None] * np.linspace(-1.5, 1.5, 6))
    shares /= shares.sum(axis=1, keepdims=True)
    truth = INDICES[name].areas(60 * shares)
    rng = np.random.default_rng(8)
    held = []
    for trial in range(3):
        table = local_intervals(_counts(rng, shares), name, replicates=99, seed=trial)
        held.append((table.low <= truth) & (truth <= table.high))
    assert 0.935 <= np.mean(held) <= 0.975


def test_the_bits_of_areas_are_the_same_with_one_thread_and_with_two() -> None:
    shares = SIX * np.exp(np.linspace(-1, 1, 300)[:, None] * np.linspace(-1.5, 1.5, 6))
    counts = _counts(np.random.default_rng(9), shares / shares.sum(axis=1, keepdims=True))
    threads, tables = numba.get_num_threads(), []
    try:
        for number in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(number)
            tables.append(local_intervals(counts, "theil_h", replicates=30))
    finally:
        numba.set_num_threads(threads)
    assert tables[0].equals(tables[1])


def test_contributions_of_areas_add_up_to_nearly_the_corrected_index() -> None:
    rng = np.random.default_rng(2)
    shares = rng.dirichlet(SIX * 15, 400)
    table = local_intervals(_counts(rng, shares), "theil_h")
    assert table.value.sum() > 1.15 * INDICES["theil_h"].city(shares)
    assert table.corrected.sum() == pytest.approx(INDICES["theil_h"].city(shares), rel=0.06)


def test_an_area_of_nobody_has_no_figure() -> None:
    counts = np.array([[5.0, 5.0], [0.0, 0.0], [9.0, 1.0]])
    assert local_intervals(counts, "theil_h", replicates=30).loc[1, ["low", "high"]].isna().all()
    assert share_intervals(counts).loc[1].isna().all()


def test_shares_have_jeffreys_interval() -> None:
    table = share_intervals(np.array([[3.0, 17.0], [10.0, 10.0]]))
    assert table.low[0] == pytest.approx(beta.ppf(0.025, 3.5, 17.5))
    assert table.location_quotient[0] == pytest.approx(0.15 / (13 / 40))


def test_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="group 7"):
        share_intervals(np.array([[3.0, 17.0], [10.0, 10.0]]), 7)


def test_the_interval_of_a_difference_holds_it_95_times_in_100() -> None:
    rng = np.random.default_rng(3)
    one, two = rng.dirichlet(SIX * 10, 80), rng.dirichlet(SIX * 14, 80)
    truth = INDICES["theil_h"].city(two) - INDICES["theil_h"].city(one)
    held = 0
    for trial in range(100):
        table = compare(_counts(rng, one), _counts(rng, two), ["theil_h"], replicates=99, seed=trial)
        held += table.low[0] <= truth <= table.high[0]
    assert 88 <= held <= 100


def test_two_draws_of_one_city_seldom_differ() -> None:
    rng = np.random.default_rng(4)
    shares = rng.dirichlet(SIX * 10, 60)
    p = [
        compare(_counts(rng, shares), _counts(rng, shares), ["theil_h"], replicates=99, seed=t).p_value[0]
        for t in range(60)
    ]
    assert np.mean(np.array(p) < 0.05) <= 0.15


def test_nearly_equal_cities_do_not_get_certain_ranks() -> None:
    rng = np.random.default_rng(5)
    cities = {f"city {k}": _counts(rng, rng.dirichlet(SIX * 10, 40)) for k in range(3)}
    cities["apart"] = _counts(rng, rng.dirichlet(SIX * 1.5, 40))
    table = city_ranks(cities, "theil_h").set_index("city")
    assert table.loc["apart", ["rank", "low", "high"]].tolist() == [1, 1, 1]
    assert (table.drop("apart").high - table.drop("apart").low).max() >= 2


def test_rank_intervals_hold_all_true_ranks_at_least_95_times_in_100_each() -> None:
    rng = np.random.default_rng(6)
    truth = np.array([1.0, 1.01, 1.02, 1.5, 2.0, 2.05])
    true_rank = len(truth) - np.argsort(np.argsort(truth))
    held = np.zeros(6)
    for _ in range(200):
        values = rng.normal(truth, 0.1)
        table = rank_intervals(values, rng.normal(values, 0.1, (99, 6)))
        held += (table.low <= true_rank) & (true_rank <= table.high)
    assert (held / 200 >= 0.93).all()


def test_the_area_that_stands_out_is_surely_first() -> None:
    counts = np.tile([50.0, 50.0], (20, 1))
    counts[7] = [0.0, 100.0]
    table = area_ranks(counts, "divergence")
    assert table.loc[7, ["rank", "low", "high"]].tolist() == [1, 1, 1]
    assert table.top[7] == 1.0


def test_an_area_of_nobody_has_no_rank_and_takes_none() -> None:
    counts = np.array([[90.0, 10.0], [0.0, 0.0], [50.0, 50.0], [48.0, 52.0]])
    found = area_ranks(counts, "divergence")
    assert found.loc[1].isna().all()
    kept = area_ranks(counts[[0, 2, 3]], "divergence")
    assert sorted(found["rank"].dropna()) == [1, 2, 3] == sorted(kept["rank"])
    assert found["high"].max() <= 3
    assert area_ranks(np.array([[5.0, 0.0], [3.0, 0.0]]), "theil_h").isna().all(axis=None)
