"""Ordinal segregation: Reardon's (2009) definition, known answers, and what must not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.measure.segregation import INDICES, measure

DIVERSITY = {
    "ordinal_h": lambda c: -sum(x * np.log2(x) for x in (c, 1 - c) if x > 0),
    "ordinal_r": lambda c: 4 * c * (1 - c),
    "ordinal_s": lambda c: 2 * np.sqrt(c * (1 - c)),
    "ordinal_d": lambda c: 1 - abs(2 * c - 1),
}
NAMES = list(DIVERSITY)


def variation(name: str, people: np.ndarray) -> float:
    cumulated = np.minimum(np.cumsum(people)[:-1] / people.sum(), 1.0)
    return float(np.mean([DIVERSITY[name](c) for c in cumulated]))


@pytest.mark.parametrize("name", NAMES)
@settings(derandomize=True, max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 12), levels=st.integers(2, 6))
def test_the_index_is_the_mean_loss_of_variation(name: str, seed: int, n: int, levels: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 20, (n, levels)).astype(float)
    counts[0] += 1
    counts[1] = 0
    whole, people = variation(name, counts.sum(axis=0)), counts.sum(axis=1)
    inside = [t * variation(name, row) for t, row in zip(people, counts, strict=True) if t]
    parts = INDICES[name].areas(counts)
    assert parts.sum() == pytest.approx(1 - sum(inside) / people.sum() / whole, abs=1e-12)
    assert (parts > -1e-12).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_two_examples_of_the_manual_of_oasisr(name: str) -> None:
    """`ordinalseg(x1)` and `(x2)`; every diversity gives the same there, so they can be reckoned by hand."""
    together = np.array([[0, 0, 30], [0, 20, 10], [10, 20, 0], [30, 0, 0]], dtype=float)
    apart = np.array([[0, 30, 0], [0, 10, 20], [10, 0, 20], [30, 0, 0]], dtype=float)
    assert INDICES[name].city(together) == pytest.approx(3 / 4)
    assert INDICES[name].city(apart) == pytest.approx(5 / 8)


@pytest.mark.parametrize("name", NAMES)
def test_apart_is_one_even_is_nought_and_one_level_has_no_figure(name: str) -> None:
    assert INDICES[name].city(np.diag([5.0, 7.0, 9.0])) == pytest.approx(1.0)
    assert INDICES[name].city(np.outer([1.0, 2.0], [5.0, 7.0, 9.0])) == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(INDICES[name].city(np.array([[5.0, 0.0], [3.0, 0.0]])))


@pytest.mark.parametrize("name", NAMES)
def test_reading_levels_from_the_other_end_and_an_empty_level_do_not_matter(name: str) -> None:
    counts = np.random.default_rng(3).integers(1, 30, (20, 4)).astype(float)
    value = INDICES[name].city(counts)
    assert INDICES[name].city(counts[:, ::-1]) == pytest.approx(value)
    assert INDICES[name].city(np.insert(counts, 2, 0.0, axis=1)) == pytest.approx(value)


def test_with_two_levels_they_are_the_indices_of_two_groups() -> None:
    pair = np.random.default_rng(4).integers(1, 30, (20, 2)).astype(float)
    for ordinal, known in (("ordinal_h", "theil_h"), ("ordinal_r", "relative_diversity")):
        assert INDICES[ordinal].city(pair) == pytest.approx(INDICES[known].city(pair))


def test_school_leavers_by_level_through_measure() -> None:
    table = measure([[30, 20, 10], [10, 20, 30]], ["low", "middle", "high"], "ordinal_h", areas=True)
    assert table["groups"].unique().tolist() == ["low / middle / high"]
    assert table["value"][1:].sum() == pytest.approx(table["value"][0])
