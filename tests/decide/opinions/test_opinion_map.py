"""What must hold for every conversation: no order, no restart and no thread changes the picture."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.decide.opinions import (
    Settings,
    add_vote,
    adjusted_rand,
    collect,
    count_pairs,
    map_opinions,
    stability,
)
from isopolis.decide.opinions import components as components_module
from isopolis.decide.opinions.reading import read_opinions
from isopolis.errors import InputError
from isopolis.language import Language


def camps(people: int = 60, statements: int = 12, groups: int = 2, seed: int = 0, share: float = 0.8):
    """Votes of camps that disagree, with some noise and some votes not given."""
    random = np.random.default_rng(seed)
    opinion = random.choice([-1, 1], (groups, statements))
    person, statement = np.nonzero(random.random((people, statements)) < share)
    camp = np.arange(people) % groups
    value = np.where(random.random(len(person)) < 0.1, 0, opinion[camp[person], statement])
    return person, statement, value, camp


conversations = st.builds(
    lambda people, statements, groups, seed: camps(people, statements, groups, seed, 0.7),
    st.integers(8, 40),
    st.integers(3, 12),
    st.integers(1, 3),
    st.integers(0, 10_000),
)


@given(conversations, st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_votes_changes_no_bit(conversation, seed) -> None:
    person, statement, value, _ = conversation
    order = np.random.default_rng(seed).permutation(len(person))
    one = map_opinions(collect(person, statement, value))
    other = map_opinions(collect(person[order], statement[order], value[order]))
    assert np.array_equal(one.places, other.places)
    assert np.array_equal(one.member, other.member)


@given(conversations)
@settings(max_examples=20, deadline=None)
def test_everybody_twice_gives_the_same_directions_and_shares(conversation) -> None:
    person, statement, value, _ = conversation
    one = map_opinions(collect(person, statement, value))
    twice = map_opinions(
        collect(np.concatenate([person, person + 1000]), np.tile(statement, 2), np.tile(value, 2))
    )
    np.testing.assert_allclose(twice.components.center, one.components.center, atol=1e-12)
    np.testing.assert_allclose(twice.components.variance, 2 * one.components.variance, rtol=1e-8, atol=1e-8)
    gap = one.components.variance[0] - one.components.variance[1]
    if gap > 1e-3 * one.components.variance[0]:
        np.testing.assert_allclose(
            np.abs(twice.components.directions[0]), np.abs(one.components.directions[0]), atol=1e-6
        )


@given(conversations)
@settings(max_examples=20, deadline=None)
def test_a_statement_nobody_voted_on_changes_no_direction(conversation) -> None:
    person, statement, value, _ = conversation
    one = map_opinions(collect(person, statement, value))
    more = map_opinions(collect(person, statement, value, statements=[*range(int(statement.max()) + 2)]))
    np.testing.assert_allclose(more.components.variance, one.components.variance, rtol=1e-8, atol=1e-9)


@given(conversations)
@settings(max_examples=20, deadline=None)
def test_components_are_those_of_the_dense_matrix(conversation) -> None:
    person, statement, value, _ = conversation
    votes = collect(person, statement, value)
    dense = np.full(votes.shape, np.nan)
    dense[np.repeat(np.arange(votes.shape[0]), votes.cast), votes.statement] = votes.value
    filled = np.where(np.isnan(dense), np.nanmean(dense, axis=0), dense)
    values = np.linalg.svd(filled - filled.mean(axis=0), compute_uv=False) ** 2
    found = map_opinions(votes).components
    expected = np.concatenate([values, [0.0, 0.0]])[:2]
    np.testing.assert_allclose(found.variance, expected, rtol=1e-7, atol=1e-9)
    assert found.total == pytest.approx(values.sum(), abs=1e-9)


@pytest.mark.parametrize("which", ["pairs", "sparse"])
def test_both_ways_to_the_components_agree_and_threads_change_no_bit(which, monkeypatch) -> None:
    person, statement, value, _ = camps(400, 60, 3, share=0.5)
    votes = collect(person, statement, value)
    expected = components_module.principal_components(votes)
    if which == "sparse":
        monkeypatch.setattr(components_module, "WIDE", 10)
    before = numba.get_num_threads()
    found = []
    for threads in {1, before}:
        numba.set_num_threads(threads)
        found.append(components_module.principal_components(votes))
    numba.set_num_threads(before)
    for one in found:
        np.testing.assert_allclose(one.directions, expected.directions, atol=1e-8)
        assert np.array_equal(one.directions, found[0].directions)


def test_votes_that_arrive_give_the_bits_of_a_fresh_start() -> None:
    person, statement, value, _ = camps(30, 9, 2)
    names = np.array([f"p{one:03}" for one in person])
    votes = collect(names[:20], statement[:20], value[:20])
    pairs = count_pairs(votes)
    for who, what, how in zip(names[20:], statement[20:], value[20:], strict=True):
        votes, pairs = add_vote(votes, pairs, who, what, int(how))
    votes, pairs = add_vote(votes, pairs, names[0], statement[0], -int(value[0]))
    changed = value.copy()
    changed[0] = -changed[0]
    fresh = collect(names, statement, changed)
    assert votes.people.tolist() == fresh.people.tolist()
    assert np.array_equal(votes.value, fresh.value)
    expected = count_pairs(fresh)
    for name in ("both", "product", "second"):
        assert np.array_equal(getattr(pairs, name), getattr(expected, name)), name
    live, again = map_opinions(votes, pairs=pairs), map_opinions(fresh)
    assert np.array_equal(live.places, again.places)
    assert np.array_equal(live.member, again.member)


def test_camps_are_found_and_stable() -> None:
    person, statement, value, camp = camps(90, 20, 3, seed=4)
    picture = map_opinions(collect(person, statement, value))
    inside = picture.member >= 0
    assert adjusted_rand(picture.member[inside], camp[picture.votes.people][inside]) == 1.0
    found = stability(picture, draws=10)
    assert found.word == "stable"
    assert (found.by_group > 0.95).all()
    assert found.numbers == {3: 10}


def test_groups_in_pure_noise_are_called_unstable() -> None:
    random = np.random.default_rng(5)
    person, statement = np.divmod(np.arange(80 * 30), 30)
    picture = map_opinions(collect(person, statement, random.choice([-1, 0, 1], len(person))))
    found = stability(picture, draws=15)
    assert found.rand < 0.6
    assert found.word == "unstable"


def test_hidden_statements_shape_nothing() -> None:
    person, statement, value, _ = camps(40, 10, 2)
    votes = collect(person, statement, value)
    hidden = np.zeros(10, dtype=bool)
    hidden[3] = True
    picture = map_opinions(votes, hidden)
    assert (picture.components.directions[:, 3] == 0).all()
    assert picture.priorities()[3] == 0
    assert 3 not in set(picture.representative()["statement"])


def test_whoever_voted_little_is_in_no_group() -> None:
    person, statement, value, _ = camps(40, 12, 2, share=1.0)
    person, statement, value = (
        np.append(one, last) for one, last in ((person, 99), (statement, 0), (value, 1))
    )
    picture = map_opinions(collect(person, statement, value))
    assert picture.member[-1] == -1
    assert int(picture.groups.people.sum()) == 40


@pytest.mark.parametrize(
    ("person", "statement", "value"),
    [([], [], []), ([1], [1], [1]), ([1, 2], [1, 1], [1, 1]), ([1, 2], [1, 2], [0, 0])],
)
def test_the_smallest_conversations_have_a_picture(person, statement, value) -> None:
    picture = map_opinions(collect(person, statement, value))
    assert len(picture.member) == len(set(person))
    assert np.isfinite(picture.places).all()
    picture.statements()
    picture.representative()
    stability(picture, draws=2)


def test_votes_that_cannot_be_are_refused_with_their_place() -> None:
    with pytest.raises(InputError, match=r"vote “2” \(vote 2 of 2\)"):
        collect([1, 1], [1, 2], [1, 2])
    with pytest.raises(InputError, match="vote 1 has no person"):
        collect([None, 1], [1, 2], [1, 1])
    with pytest.raises(InputError, match="2 people, 1 statements"):
        collect([1, 1], [1], [1, 1])


def test_the_last_vote_on_a_statement_counts() -> None:
    votes = collect(["b", "a", "b"], [1, 1, 1], [1, 1, -1])
    assert votes.value.tolist() == [1, -1]


def test_a_fixed_number_of_groups_is_kept() -> None:
    person, statement, value, _ = camps(60, 12, 2)
    assert (
        len(map_opinions(collect(person, statement, value), settings=Settings(number=4)).groups.people) <= 4
    )


@pytest.mark.parametrize(
    ("statements", "value", "said"),
    [(8, 0, "do not part them"), (8, 1, "do not part them"), (2, 1, "Too few statements")],
)
def test_where_all_vote_alike_there_are_no_groups_and_no_stability(statements, value, said) -> None:
    person, statement = np.divmod(np.arange(40 * statements), statements)
    picture = map_opinions(collect(person, statement, np.full(40 * statements, value)))
    reading = read_opinions(picture, stability(picture, draws=4), {}, Language())
    assert said in reading.summary
    assert (reading.groups, reading.stability) == ((), "")
