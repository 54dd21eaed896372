"""Cities of a few kinds of areas: kinds are found where there are some, and Gini is not made of chance."""

import numba
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.inference import compare, intervals, local_intervals
from isopolis.measure.segregation.inference.generalised_dirichlet import GeneralisedDirichlet
from isopolis.measure.segregation.inference.latent_classes import LatentClasses, latent_classes
from isopolis.measure.segregation.inference.posterior import posterior, posterior_shares

CITY = np.array([0.5, 0.2, 0.15, 0.15])
ENCLAVE = np.array([0.2, 0.2, 0.1, 0.5])
KINDS = np.array([CITY] * 160 + [ENCLAVE] * 40)


def _people(rng: np.random.Generator, shares: np.ndarray, people: int = 60) -> np.ndarray:
    return rng.multinomial(people, shares).astype(float)


def test_the_kinds_of_a_city_are_found_with_their_shares() -> None:
    found = latent_classes(_people(np.random.default_rng(1), KINDS))
    assert found is not None
    order = np.argsort(-found.weights)
    assert_allclose(found.weights[order], [0.8, 0.2], atol=0.01)
    assert_allclose(found.shares[order], [CITY, ENCLAVE], atol=0.03)


@pytest.mark.parametrize("alike", [None, 200.0])
def test_how_much_areas_of_a_kind_differ_is_estimated_without_bias_and_with_its_error(alike) -> None:
    rng, scores = np.random.default_rng(2), []
    true = 0.0 if alike is None else 1.0 / (1.0 + alike)
    for _ in range(80):
        shares = KINDS if alike is None else np.array([rng.dirichlet(alike * row) for row in KINDS])
        found = latent_classes(_people(rng, shares))
        assert found is not None
        scores.append((found.spread - true) / found.error)
    assert abs(np.mean(scores)) < 3.5 / np.sqrt(80)
    assert 0.8 < np.std(scores) < 1.25


@pytest.mark.parametrize(
    "shares",
    [
        np.random.default_rng(3).dirichlet(10 * CITY, 200),
        (odds := CITY * np.exp(np.linspace(-1, 1, 200)[:, None] * np.linspace(-1.5, 1.5, 4)))
        / odds.sum(axis=1, keepdims=True),
    ],
    ids=["at random", "gradient"],
)
def test_areas_that_differ_by_degrees_are_not_taken_for_kinds(shares) -> None:
    assert isinstance(posterior(_people(np.random.default_rng(4), shares)), GeneralisedDirichlet)


def test_a_city_whose_areas_are_all_alike_has_no_kinds() -> None:
    assert latent_classes(_people(np.random.default_rng(5), np.array([CITY] * 100))) is None


@pytest.fixture(scope="module")
def trials() -> dict[str, np.ndarray]:
    """Corrected value, plain value, and whether the interval holds the truth, of 60 draws of two kinds."""
    rng, rows = np.random.default_rng(6), {"gini": [], "dissimilarity": []}
    truth = {name: INDICES[name].city(60 * KINDS) for name in rows}
    for trial in range(60):
        table = intervals(_people(rng, KINDS), list(rows), replicates=80, seed=trial).set_index("index")
        for name, true in truth.items():
            row = table.loc[name]
            rows[name].append([row.corrected / true, row.value / true, row.low <= true <= row.high])
    return {name: np.array(found, dtype=float) for name, found in rows.items()}


@pytest.mark.parametrize("name", ["gini", "dissimilarity"])
def test_intervals_hold_the_figures_of_a_city_of_two_kinds(trials, name) -> None:
    corrected, plain, held = trials[name].T
    assert plain.mean() > 1.15
    assert abs(corrected.mean() - 1.0) < 0.06
    assert held.mean() >= 0.86  # 95 of 100, less three standard errors of 60 trials


def test_a_hidden_part_of_the_city_does_not_matter_to_who_computes_it() -> None:
    counts = _people(np.random.default_rng(7), np.tile(KINDS, (20, 1)))
    threads = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = intervals(counts, ["gini"], replicates=40, seed=1)
        numba.set_num_threads(threads)
        assert_array_equal(intervals(counts, ["gini"], replicates=40, seed=1), alone)
    finally:
        numba.set_num_threads(threads)


def test_two_dates_are_drawn_independently_of_each_other() -> None:
    counts = _people(np.random.default_rng(8), KINDS)
    alone = intervals(counts, ["gini"], replicates=200)
    difference = compare(counts, counts, ["gini"], replicates=200)
    assert isinstance(posterior(counts), LatentClasses)
    assert 1.1 < difference.se[0] / alone.se[0] < 1.8


def test_an_area_where_nobody_lives_is_drawn_as_any_area_of_the_city() -> None:
    counts = _people(np.random.default_rng(9), KINDS)
    counts[:3] = 0.0
    draws = np.array(list(posterior_shares(counts, 200, 1)))
    assert_allclose(draws.sum(axis=2), 1.0)
    assert_allclose(draws[:, :3].mean(axis=(0, 1)), 0.8 * CITY + 0.2 * ENCLAVE, atol=0.03)


def test_areas_of_nearly_one_kind_keep_intervals_that_hold_their_figures() -> None:
    rng, held = np.random.default_rng(10), []
    for trial in range(12):
        shares = np.array([rng.dirichlet(1000 * row) for row in KINDS])
        table = local_intervals(_people(rng, shares), "theil_h", replicates=100, seed=trial)
        true = INDICES["theil_h"].areas(60 * shares)
        held.append(((table.low <= true) & (true <= table.high)).mean())
    assert 0.93 <= np.mean(held) <= 0.995


@pytest.mark.parametrize(
    "counts",
    [
        np.array([[50.0, 10.0], [10.0, 50.0]]),
        np.array([[60.0, 0.0, 0.0]] * 30 + [[0.0, 60.0, 0.0]] * 30 + [[0.0, 0.0, 60.0]] * 5),
        np.array([[60.0, 5.0, 0.0]] * 30 + [[5.0, 60.0, 0.0]] * 30),
        np.array([[1e6, 1e5]] * 30 + [[1e5, 1e6]] * 30),
        np.vstack([np.zeros((10, 2)), [[50.0, 10.0]] * 20, [[10.0, 50.0]] * 20]),
        np.random.default_rng(11).gamma(3.0, 5.0, (50, 3)),
    ],
    ids=["two areas", "wholly apart", "nobody of a group", "millions", "empty areas", "fractions"],
)
@pytest.mark.filterwarnings("error")
def test_odd_cities_have_an_interval_around_their_corrected_value(counts) -> None:
    table = intervals(counts, ["dissimilarity", "gini"], replicates=60)
    assert (table.low <= table.corrected + 1e-9).all()
    assert (table.corrected <= table.high + 1e-9).all()
    own = local_intervals(counts, "theil_h", replicates=40)[counts.sum(axis=1) > 0]
    assert (own.low <= own.high).all()
