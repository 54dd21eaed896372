"""Rounded, perturbed and hidden counts: what they do to an index, and what can still be said."""

from itertools import product

import numpy as np
import pytest

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.inference import (
    CellKey,
    Gaussian,
    Rounding,
    bounds,
    impute,
    multiple_imputation,
    noisy_intervals,
)

CITY = np.array([0.7, 0.2, 0.1])


@pytest.mark.parametrize("mechanism", [Rounding(5), Rounding(3, random=True), CellKey(2.0, 5), Gaussian(2.0)])
def test_the_publishers_noise_has_the_variance_that_is_reckoned_with(mechanism) -> None:
    rng = np.random.default_rng(1)
    counts = rng.integers(50, 150, 40_000).astype(float)
    noise = mechanism.perturb(counts, rng) - counts
    assert noise.var() == pytest.approx(mechanism.variance, rel=0.03)


@pytest.mark.parametrize("mechanism", [Rounding(5), CellKey(2.0, 5)])
def test_intervals_that_know_the_noise_hold_the_truth(mechanism) -> None:
    rng = np.random.default_rng(2)
    shares = rng.dirichlet(CITY * 15, 120)
    names = ["theil_h", "dissimilarity"]
    truth = {name: INDICES[name].city(shares) for name in names}
    held, trials, plain = dict.fromkeys(names, 0), 25, 0.0
    for trial in range(trials):
        counts = np.stack([rng.multinomial(60, p) for p in shares]).astype(float)
        table = noisy_intervals(mechanism.perturb(counts, rng), names, mechanism, replicates=40, seed=trial)
        table = table.set_index("index")
        plain += table.value["theil_h"] / truth["theil_h"] / trials
        for name in names:
            held[name] += table.low[name] <= truth[name] <= table.high[name]
    assert plain > 1.15
    assert min(held.values()) >= 0.8 * trials


@pytest.mark.parametrize("name", ["dissimilarity", "theil_h", "isolation"])
def test_bounds_are_those_of_trying_every_table(name) -> None:
    low = np.array([[1.0, 12.0], [30.0, 1.0], [1.0, 5.0], [8.0, 9.0]])
    high = np.array([[4.0, 12.0], [30.0, 4.0], [4.0, 5.0], [8.0, 9.0]])
    every = []
    for a, b, c in product(range(1, 5), repeat=3):
        table = low.copy()
        table[0, 0], table[1, 1], table[2, 0] = a, b, c
        every.append(INDICES[name].city(table))
    found = bounds(low, high, [name])
    assert found.low[0] == pytest.approx(min(every))
    assert found.high[0] == pytest.approx(max(every))


def test_a_remainder_keeps_the_total_of_the_area() -> None:
    low, high = np.array([[1.0, 16.0], [10.0, 10.0]]), np.array([[4.0, 19.0], [10.0, 10.0]])
    every = [INDICES["dissimilarity"].city(np.array([[a, 20.0 - a], [10.0, 10.0]])) for a in range(1, 5)]
    found = bounds(low, high, ["dissimilarity"], remainder=1)
    assert (found.low[0], found.high[0]) == pytest.approx((min(every), max(every)))


def test_empty_ranges_are_refused() -> None:
    with pytest.raises(InputError):
        bounds(np.array([[2.0, 1.0]]), np.array([[1.0, 1.0]]), ["theil_h"])


@pytest.fixture(scope="module")
def hidden_city():
    rng = np.random.default_rng(3)
    shares = rng.dirichlet(CITY * 10, 150)
    counts = np.stack([rng.multinomial(50, p) for p in shares]).astype(float)
    hide = (counts > 0) & (counts < 5)
    low, high = np.where(hide, 1.0, counts), np.where(hide, 4.0, counts)
    return shares, counts, hide, low, high


def test_hidden_counts_read_as_zero_are_worse_than_imputed_ones(hidden_city) -> None:
    shares, counts, hide, low, high = hidden_city
    truth = INDICES["theil_h"].city(shares)
    table = multiple_imputation(
        low, high, ["theil_h"], totals=counts.sum(axis=1), completions=8, replicates=60
    )
    assert hide.mean() > 0.1
    assert INDICES["theil_h"].city(np.where(hide, 0.0, counts)) > 1.3 * truth
    assert table.low[0] < truth < table.high[0]
    assert 0 < table.between[0] < 1


def test_imputed_counts_stay_within_their_ranges_and_known_ones_as_they_are(hidden_city) -> None:
    _, counts, hide, low, high = hidden_city
    tables = impute(low, high, completions=5)
    assert ((tables >= low) & (tables <= high)).all()
    assert (tables[:, ~hide] == counts[~hide]).all()
    assert tables[:, hide].mean() == pytest.approx(counts[hide].mean(), abs=0.25)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("counts", [np.zeros((2, 2)), [[5.0, 0.0], [3.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]]])
def test_noise_that_leaves_nobody_gives_no_interval_and_no_warning(counts) -> None:
    found = noisy_intervals(np.array(counts), ["dissimilarity"], Rounding(5), replicates=20)
    assert found["index"].tolist() == ["dissimilarity"]
    assert found["value"][0] == 1.0 or found.iloc[0, 1:].isna().all()


def test_one_index_may_be_named_alone() -> None:
    low = np.array([[5.0, 1.0], [1.0, 5.0]])
    assert bounds(low, low + 1, "dissimilarity")["index"].tolist() == ["dissimilarity"]


def test_ranges_without_end_and_totals_of_other_areas_are_refused() -> None:
    low = np.array([[5.0, 1.0], [1.0, 5.0]])
    with pytest.raises(InputError, match="no end"):
        impute(low, np.where(low == 1.0, np.inf, low))
    with pytest.raises(InputError, match="empty or negative"):
        impute(low + 1, low)
    with pytest.raises(InputError, match=r"totals have the shape \(3,\)"):
        multiple_imputation(low, low + 1, ["theil_h"], totals=np.full(3, 9.0))


@pytest.mark.parametrize("deviation", [-1.0, np.nan, np.inf])
def test_a_deviation_that_is_none_is_refused(deviation: float) -> None:
    with pytest.raises(InputError, match="standard deviation"):
        Gaussian(deviation)
