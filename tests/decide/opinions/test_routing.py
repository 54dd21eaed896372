"""Routing really routes: what is drawn follows the weights, and the weights follow what can be learnt."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare

from isopolis.decide.opinions import Tally, chances, next_statement, priorities


def one(agree: int, disagree: int, seen: int) -> Tally:
    return Tally(*(np.array([[value]]) for value in (agree, disagree, seen)))


def test_draws_follow_the_chances_and_not_the_uniform_distribution() -> None:
    counted = Tally(np.array([[0, 5, 60, 20]]), np.array([[0, 5, 5, 60]]), np.array([[0, 12, 80, 90]]))
    weights = priorities(counted, np.array([0.0, 1.0, 0.2, 2.0]))
    random = np.random.default_rng(0)
    seen = np.zeros(4, dtype=bool)
    drawn = np.bincount([next_statement(weights, seen, x) for x in random.random(20_000)], minlength=4)
    assert chisquare(drawn, 20_000 * chances(weights, seen)).pvalue > 0.01
    assert chisquare(drawn).pvalue < 1e-12


def test_new_statements_are_given_a_chance_that_fades() -> None:
    fresh, young, old = (float(priorities(one(n // 2, n // 2, n), np.zeros(1))[0]) for n in (0, 10, 200))
    assert fresh > young > old
    assert fresh / old > 15


def test_dividing_statements_come_before_bland_ones_and_passed_ones_last() -> None:
    weights = [
        float(priorities(one(agree, disagree, 100), np.array([far]))[0])
        for agree, disagree, far in ((50, 50, 2.0), (50, 50, 0.1), (10, 10, 0.1))
    ]
    assert weights == sorted(weights, reverse=True)


def test_what_was_seen_or_hidden_does_not_come_again() -> None:
    counted = Tally(np.zeros((1, 3), int), np.zeros((1, 3), int), np.zeros((1, 3), int))
    weights = priorities(counted, np.zeros(3), np.array([False, True, False]))
    draws = {next_statement(weights, np.array([True, False, False]), x) for x in np.linspace(0, 0.999, 50)}
    assert draws == {2}
    assert next_statement(weights, np.array([True, True, True]), 0.5) is None


@pytest.mark.parametrize("draw", [0.0, np.nextafter(1.0, 0.0)])
def test_the_ends_of_the_range_draw_something(draw: float) -> None:
    assert next_statement(np.array([0.0, 1.0, 0.0]), np.zeros(3, dtype=bool), draw) == 1
