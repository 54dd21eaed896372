"""Draws by tables have the distribution that they are said to have, and depend on the seed alone."""

import numpy as np
import pytest
from scipy import stats

from isopolis.measure.segregation.inference.inversion import draw_block, tables_of
from isopolis.measure.segregation.inference.streams import key_of

DRAWS = 20_000


def drawn(shares: np.ndarray, people: np.ndarray, number: int = DRAWS, seed: int = 0) -> np.ndarray:
    tables = tables_of(shares, people)
    out, states = np.empty((number, *shares.shape)), np.empty((number, 4), dtype=np.uint64)
    draw_block(key_of(seed, 1), 0, number, people, tables, states, out)
    return out


def test_every_draw_gives_each_area_its_people() -> None:
    rng = np.random.default_rng(0)
    people = np.array([0.0, 1.0, 7.0, 60.0, 3000.0, 50_000.0, 4_000_000.0])
    shares = rng.dirichlet([0.2, 1.0, 3.0, 0.5], len(people))
    shares[2] = [0.0, 1.0, 0.0, 0.0]
    found = drawn(shares, people, 200)
    assert (found >= 0).all()
    assert (found.sum(axis=2) == people).all()
    assert (found[:, 2] == [0, 7, 0, 0]).all()


@pytest.mark.parametrize("people", [3, 40, 1500])
@pytest.mark.parametrize("share", [0.002, 0.3, 0.95])
def test_two_groups_are_binomial(people: int, share: float) -> None:
    found = drawn(np.array([[share, 1 - share]]), np.array([float(people)]))[:, 0, 0].astype(int)
    law = stats.binom(people, share)
    bins = np.unique(law.ppf(np.linspace(0.0, 1.0, 13)[1:-1]))
    expected = np.diff(np.concatenate([[0.0], law.cdf(bins), [1.0]])) * DRAWS
    seen = np.histogram(found, np.concatenate([[-np.inf], bins + 0.5, [np.inf]]))[0]
    enough = expected > 5
    chi2 = ((seen - expected)[enough] ** 2 / expected[enough]).sum()
    assert stats.chi2.sf(chi2, max(enough.sum() - 1, 1)) > 1e-4


def test_later_groups_have_the_mean_and_covariance_of_a_multinomial() -> None:
    share, people = np.array([0.08, 0.62, 0.25, 0.05]), 900.0
    found = drawn(share[None, :], np.array([people]))[:, 0]
    assert found.mean(axis=0) == pytest.approx(people * share, abs=5 * np.sqrt(people * 0.25 / DRAWS))
    covariance = people * (np.diag(share) - np.outer(share, share))
    assert np.cov(found.T) == pytest.approx(covariance, abs=0.04 * covariance.max())


def test_tables_that_would_be_too_long_are_done_without() -> None:
    shares = np.array([[0.5, 0.5], [0.1, 0.9]])
    tables = tables_of(shares, np.array([1e6, 500.0]))
    assert tables.length[0, 0] == 0
    assert tables.length[1, 0] > 0
    found = drawn(shares, np.array([1e6, 500.0]), 4000)[:, 0, 0]
    assert found.mean() == pytest.approx(5e5, abs=5 * 500 / np.sqrt(4000))
    assert found.std() == pytest.approx(500.0, rel=0.06)
