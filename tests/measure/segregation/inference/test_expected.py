"""What chance alone gives: closed forms against shuffles, and the shuffle against its distribution."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from isopolis.measure.segregation.inference import expected, null_values, randomisation
from isopolis.measure.segregation.inference.replicates import COLUMN
from isopolis.measure.segregation.inference.shuffle import even_tables, shuffled_counts


@pytest.fixture(scope="module")
def small_city() -> np.ndarray:
    rng = np.random.default_rng(1)
    shares = rng.dirichlet([5, 3, 1, 0.2], 60)
    return np.stack(
        [rng.multinomial(t, p) for t, p in zip(rng.integers(1, 80, 60), shares, strict=True)]
    ).astype(float)


@pytest.mark.parametrize("name", [*sorted(set(COLUMN) - {"gini"})])
def test_the_closed_form_is_the_mean_of_shuffles(small_city, name) -> None:
    table = small_city[:, :2] if name == "correlation_ratio" else small_city
    draws = null_values(table, name, replicates=2000, seed=1)
    assert expected(table, name) == pytest.approx(draws.mean(), abs=4 * draws.std() / 2000**0.5)


def test_two_even_groups_of_ten_people_an_area_are_expected_at_winships_value() -> None:
    # Winship (1977): sqrt(2 / (pi * 10)) = 0.252 for ten people an area, half of them of the group
    assert expected(np.full((1000, 2), 5.0), "dissimilarity") == pytest.approx(0.2461, abs=2e-4)


def test_many_people_an_area_have_millers_expectation() -> None:
    counts = np.tile([5000.0, 3000.0, 2000.0], (50, 1))
    assert expected(counts, "mutual_information") == pytest.approx(49 * 2 / (2 * 500_000), rel=0.01)


def test_a_shuffle_keeps_areas_and_groups_and_is_hypergeometric() -> None:
    people, groups = np.array([7.0, 30.0, 3.0, 60.0]), np.array([20.0, 70.0, 10.0])
    tables = even_tables(people, groups)
    draws = np.array([shuffled_counts(people, groups, tables, np.uint64(9), r) for r in range(20_000)])
    assert (draws.sum(axis=2) == people).all()
    assert (draws.sum(axis=1) == groups).all()
    for area, group in ((0, 0), (1, 1), (3, 2)):
        t, x = int(people[area]), draws[:, area, group]
        chance = hypergeom(100, int(groups[group]), t).pmf(np.arange(t + 1))
        seen = np.bincount(x.astype(int), minlength=t + 1) / len(x)
        assert seen == pytest.approx(chance, abs=0.015)


def test_an_even_city_is_not_found_segregated_and_a_divided_one_is() -> None:
    rng = np.random.default_rng(4)
    even = np.column_stack([rng.binomial(40, 0.3, 50), np.full(50, 0)]).astype(float)
    even[:, 1] = 40 - even[:, 0]
    assert randomisation.test(even, "theil_h", replicates=199).p_value > 0.05
    divided = np.array([[30.0, 10.0], [10.0, 30.0]] * 25)
    assert randomisation.test(divided, "theil_h", replicates=199).p_value == pytest.approx(1 / 200)


def test_a_p_value_of_an_even_city_is_uniform() -> None:
    rng = np.random.default_rng(6)
    p = []
    for trial in range(200):
        x = rng.binomial(20, 0.4, 30).astype(float)
        p.append(
            randomisation.test(
                np.column_stack([x, 20 - x]), "dissimilarity", replicates=99, seed=trial
            ).p_value
        )
    assert np.mean(np.array(p) <= 0.1) == pytest.approx(0.1, abs=0.065)
    assert np.mean(p) == pytest.approx(0.5, abs=0.09)


@pytest.mark.parametrize("people", [[10.0, 5.0], [7.0, 3.0], [123.0, 456.0], [1999.0, 31.0]])
def test_one_area_alone_is_expected_at_nothing_and_not_below(people: list[float]) -> None:
    for name in ("mutual_information", "theil_h", "divergence"):
        assert 0.0 <= expected(np.array([people]), name) < 1e-12
