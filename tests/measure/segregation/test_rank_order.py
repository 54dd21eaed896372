"""Rank-order income segregation: the integrals, the fit, and what must not matter."""

from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES, rank_order
from isopolis.measure.segregation.rank_order import rank_order_h, threshold_profile

NAMES = ["rank_order_h", "rank_order_r", "rank_order_s", "rank_order_g"]
WEIGHTS = {"H": rank_order.ENTROPY, "R": rank_order.VARIANCE, "S": rank_order.ROOT}


@pytest.fixture
def incomes() -> np.ndarray:
    """200 areas of different mean log income, counted in ten classes."""
    rng = np.random.default_rng(12)
    people = rng.normal(rng.normal(0, 0.5, (200, 1)), 1.0, (200, 400))
    edges = np.quantile(people, np.arange(1, 10) / 10)
    classes = np.searchsorted(edges, people)
    return np.array([np.bincount(row, minlength=10) for row in classes], dtype=float)


@pytest.mark.parametrize("weight", WEIGHTS.values(), ids=WEIGHTS)
def test_integrals_of_powers_are_exact(weight) -> None:
    at, moments = weight
    whole = quad(lambda p: at(np.array(p)), 0, 1)[0]
    for m in range(5):
        integral = quad(lambda p, m=m: at(np.array(p)) * p**m, 0, 1)[0] / whole
        assert moments(np.array([m])).item() == pytest.approx(integral, abs=1e-9)


def test_integrals_of_the_entropy_are_those_of_the_paper() -> None:
    for m in range(5):
        sums = sum((-1) ** (m - n) * comb(m, n) / (m - n + 2) ** 2 for n in range(m + 1))
        paper = 2 / (m + 2) ** 2 + 2 * sums
        assert rank_order._entropy_moments(np.array([m])).item() == pytest.approx(paper, abs=1e-12)


@pytest.mark.parametrize("weight", WEIGHTS.values(), ids=WEIGHTS)
@pytest.mark.parametrize("order", [0, 1, 2, 3, 4])
def test_a_polynomial_through_the_thresholds_is_found_and_integrated(weight, order) -> None:
    ranks = np.linspace(0.1, 0.9, 9) ** 1.3
    coefficients = np.random.default_rng(order).normal(size=order + 1)
    expected = coefficients @ weight[1](np.arange(order + 1))
    values = ranks[:, None] ** np.arange(order + 1) @ coefficients
    assert rank_order.quadrature(ranks, weight, 4) @ values == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_apart_is_one_and_even_is_nought(name) -> None:
    assert INDICES[name].city(np.diag([5.0, 7.0, 9.0, 2.0])) == pytest.approx(1.0, abs=1e-9)
    even = np.outer([1.0, 2.0, 5.0], [5.0, 7.0, 9.0, 2.0])
    assert INDICES[name].city(even) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_reading_incomes_from_the_other_end_does_not_matter(incomes, name) -> None:
    value = INDICES[name].city(incomes)
    assert INDICES[name].city(np.ascontiguousarray(incomes[:, ::-1])) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_brackets_hardly_matter(incomes, name) -> None:
    fine = INDICES[name].city(incomes)
    coarse = np.add.reduceat(incomes, [0, 1, 3, 4, 6, 8], axis=1)
    assert INDICES[name].city(coarse) == pytest.approx(fine, rel=0.03)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_bracket_does_not_matter(incomes, name) -> None:
    more = np.insert(incomes, [0, 4, 10], 0.0, axis=1)
    assert INDICES[name].city(more) == pytest.approx(INDICES[name].city(incomes), abs=1e-12)


def test_two_classes_are_the_index_of_the_two(incomes) -> None:
    two = np.column_stack([incomes[:, :4].sum(axis=1), incomes[:, 4:].sum(axis=1)])
    assert INDICES["rank_order_h"].city(two) == pytest.approx(INDICES["theil_h"].city(two), abs=1e-12)


def test_the_order_of_the_polynomial_hardly_matters_on_a_smooth_profile(incomes) -> None:
    values = [rank_order_h(incomes, incomes, order).sum() for order in (2, 3, 4, 6)]
    assert values == pytest.approx([values[-1]] * 4, rel=0.01)


def test_the_profile_shows_the_index_at_each_threshold(incomes) -> None:
    ranks, values = threshold_profile(incomes, incomes)
    assert ranks == pytest.approx(np.arange(1, 10) / 10, abs=1e-3)
    third = np.column_stack([incomes[:, :3].sum(axis=1), incomes[:, 3:].sum(axis=1)])
    assert values[2] == pytest.approx(INDICES["theil_h"].city(third), abs=1e-12)


def test_one_class_alone_is_undefined() -> None:
    alone = np.array([[0.0, 5.0, 0.0], [0.0, 7.0, 0.0]])
    assert all(np.isnan(INDICES[name].city(alone)) for name in NAMES)


def test_schools_by_social_status_lie_between_their_thresholds(real_data) -> None:
    pupils = pd.read_csv(real_data / "segregation_reference" / "school_ses.csv")
    counts = pd.crosstab(pupils["school_id"], pupils["ses_quintile"]).to_numpy(float)
    _, values = threshold_profile(counts, counts)
    assert values.min() < INDICES["rank_order_h"].city(counts) < values.max()


def test_a_polynomial_of_negative_order_is_refused(incomes) -> None:
    with pytest.raises(InputError, match="order -1"):
        rank_order_h(incomes, incomes, -1)
