"""Priorities: ranks by hand, acceptabilities that have a formula, sensitivity that really swaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from isopolis.decide.priorities import acceptability, dominated, rank, read_scores, swaps
from isopolis.errors import InputError
from isopolis.language import Language

TABLE = (
    b"action;group;impact;cost\nBus;cities;9;2\nBus;residents;8;3\nBench;cities;3;9\nBench;residents;9;9\n"
    b"Statue;cities;2;1\n"
)
MEANS = arrays(float, (4, 3), elements=st.integers(0, 10).map(lambda value: value / 10))


def test_a_table_of_scores_becomes_a_list_with_reasons() -> None:
    found = rank(read_scores(TABLE), {"impact": 3, "cost": 1})
    assert [place.action for place in found.places] == ["Bus", "Bench", "Statue"]
    assert found.places[0].value == pytest.approx((0.85 * 3 + 0.25) / 4)
    assert found.places[2].beaten_by == "Bench"
    said = found.places[1].sentence(Language("en"))
    assert "The groups disagree: 3.0 points lie between “residents” and “cities”" in said
    assert "passerait devant" in found.sensitivity(Language("fr"))


def test_with_two_criteria_acceptability_is_the_length_of_the_weights_where_it_is_first() -> None:
    # a is first for w * 1 > (1 - w) * 0.5, that is w > 1/3.
    found = acceptability(np.array([[1.0, 0.0], [0.0, 0.5]]), draws=40_000)
    assert found.ranks[0, 0] == pytest.approx(2 / 3, abs=0.01)
    assert found.beats[1, 0] == pytest.approx(1 / 3, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(MEANS)
def test_acceptabilities_add_up_and_a_dominated_action_is_never_above(mean) -> None:
    found = acceptability(mean, draws=400)
    assert np.allclose(found.ranks.sum(axis=0), 1)
    assert np.allclose(found.ranks.sum(axis=1), 1)
    assert (found.low <= found.high).all()
    for action, by in dominated(mean):
        assert found.beats[action, by] == 0


@settings(max_examples=60, deadline=None)
@given(MEANS, st.lists(st.integers(1, 9), min_size=3, max_size=3))
def test_a_swap_is_where_both_are_worth_the_same_and_first(mean, raw) -> None:
    weights = np.array(raw) / sum(raw)
    first = int(np.argmax(mean @ weights))
    for swap in swaps(mean, weights):
        changed = weights * (1 - swap.weight) / (1 - weights[swap.criterion])
        changed[swap.criterion] = swap.weight
        values = mean @ changed
        assert values[swap.action] == pytest.approx(values[first], abs=1e-9)


def test_the_same_seed_gives_the_same_bits_and_certainty_narrows_the_ranks() -> None:
    mean = np.random.default_rng(1).random((5, 4))
    one, two = acceptability(mean, seed=3), acceptability(mean, seed=3)
    assert (one.ranks == two.ranks).all()
    sure = acceptability(mean, np.full(4, 0.25), certainty=200.0)
    assert (sure.high - sure.low).sum() <= (one.high - one.low).sum()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"action;impact\nBus;11\n", "no score"),
        (b"action;impact\nBus;x\n", "no score"),
        (b"action;impact;cost\nBus;1;\n", "nobody scored"),
        (b"impact\n3\n", "no column"),
    ],
)
def test_scores_that_cannot_be_used_are_refused_in_words(table, words) -> None:
    with pytest.raises(InputError, match=words):
        read_scores(table)


def test_a_weight_of_no_criterion_is_refused() -> None:
    with pytest.raises(InputError, match="no criterion"):
        rank(read_scores(TABLE), {"beauty": 1})
