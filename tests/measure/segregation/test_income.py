"""Income between and within areas, and the extremes."""

import numpy as np
import pytest

from isopolis.measure.segregation import measure
from isopolis.measure.segregation.extremes import concentration_at_the_extremes, extremes_of_city
from isopolis.measure.segregation.income import (
    income_gini,
    income_gini_ratio,
    neighbourhood_sorting,
    sorted_variance,
)

VALUES = np.array([800.0, 1500.0, 2600.0, 6000.0])


@pytest.fixture
def counts() -> np.ndarray:
    return np.random.default_rng(13).integers(0, 12, (15, 4)).astype(float)


def everybody(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(area, income) of each person."""
    area, which = np.indices(counts.shape)
    number = counts.astype(int).ravel()
    return np.repeat(area.ravel(), number), np.repeat(VALUES[which.ravel()], number)


def gini_of(incomes: np.ndarray) -> float:
    pairs = np.abs(incomes[:, None] - incomes).sum()
    return float(pairs / (2 * len(incomes) ** 2 * incomes.mean()))


def test_sorting_is_the_ratio_of_two_standard_deviations_of_people(counts) -> None:
    area, income = everybody(counts)
    means = np.array([income[area == i].mean() for i in area])
    assert neighbourhood_sorting(counts, VALUES) == pytest.approx(means.std() / income.std(), abs=1e-12)
    assert sorted_variance(counts, VALUES).sum() == pytest.approx(means.var() / income.var(), abs=1e-12)


def test_gini_coefficients_are_those_of_all_pairs_of_people(counts) -> None:
    area, income = everybody(counts)
    means = np.array([income[area == i].mean() for i in area])
    gini = income_gini(counts, VALUES)
    assert gini.total == pytest.approx(gini_of(income), abs=1e-12)
    assert gini.between == pytest.approx(gini_of(means), abs=1e-12)
    for i, value in enumerate(gini.areas):
        assert value == pytest.approx(gini_of(income[area == i]), abs=1e-12)
    assert gini.total == pytest.approx(gini.between + gini.within + gini.overlap, abs=1e-15)


def test_areas_that_do_not_overlap_leave_no_residue() -> None:
    apart = np.array([[5.0, 3.0, 0.0, 0.0], [0.0, 0.0, 4.0, 9.0]])
    assert income_gini(apart, VALUES).overlap == pytest.approx(0.0, abs=1e-12)


def test_everybody_alike_has_no_inequality_to_sort() -> None:
    alike = np.array([[5.0], [7.0]])
    assert np.isnan(neighbourhood_sorting(alike, np.array([1000.0])))
    assert np.isnan(income_gini_ratio(alike, np.array([1000.0])))


def test_an_empty_area_changes_nothing(counts) -> None:
    more = np.vstack([counts, np.zeros(4)])
    assert neighbourhood_sorting(more, VALUES) == pytest.approx(neighbourhood_sorting(counts, VALUES))
    assert income_gini(more, VALUES).total == pytest.approx(income_gini(counts, VALUES).total)
    assert np.isnan(income_gini(more, VALUES).areas[-1])


def test_the_extremes_of_areas_average_to_those_of_the_city(counts) -> None:
    people = counts.sum(axis=1)
    mean = (concentration_at_the_extremes(counts, counts) * people).sum() / people.sum()
    assert mean == pytest.approx(extremes_of_city(counts, counts), abs=1e-12)


def test_income_indices_come_through_measure(counts) -> None:
    names = ["neighbourhood_sorting", "sorted_variance", "income_gini_ratio", "rank_order_h"]
    table = measure(counts, list("abcd"), names, settings={"class values": VALUES})
    assert table["index"].tolist() == names
    assert set(table["groups"]) == {"a / b / c / d"}
    assert table["value"].between(0, 1).all()
