"""Probabilities of the civic lottery: by hand, by brute force, and as published."""

from __future__ import annotations

import brute_force
import numpy as np
import pytest
from generated import instance
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from isopolis.decide.lottery import (
    NoPanelError,
    Objective,
    Pool,
    Quota,
    Quotas,
    fair_lottery,
    read_pool,
    read_quotas,
    relax,
)
from isopolis.errors import InputError
from isopolis.language import Language


def pool_of(*features: str, households: tuple[str, ...] = ()) -> Pool:
    """People with one-letter features: "fo" is f in the first category and o in the second."""
    return Pool(
        tuple(f"p{i}" for i in range(len(features))),
        tuple(tuple(one) for one in features),
        tuple(f"c{i}" for i in range(len(features[0]))),
        households,
    )


def test_without_binding_quotas_everybody_has_the_same_chance() -> None:
    quotas = Quotas((Quota("c0", "f", 0, 3), Quota("c0", "m", 0, 3)))
    chances = fair_lottery(pool_of("f", "f", "f", "m", "m"), quotas, 3).probabilities
    assert np.allclose(chances, 0.6, atol=1e-9)


def test_a_rare_feature_with_a_quota_is_drawn_more_often() -> None:
    quotas = Quotas((Quota("c0", "f", 1, 1), Quota("c0", "m", 1, 1)))
    chances = fair_lottery(pool_of("f", "m", "m", "m"), quotas, 2).probabilities
    assert np.allclose(chances, [1, 1 / 3, 1 / 3, 1 / 3], atol=1e-9)


@pytest.mark.parametrize("name", ["example_small_20", "example_large_200"])
def test_the_reference_instances_reach_the_published_leximin_minimum(real_data, name) -> None:
    folder = real_data / "sortition" / name
    quotas = read_quotas(folder / "categories.csv")
    size = int(name.rpartition("_")[2])
    lottery = fair_lottery(read_pool(folder / "respondents.csv", quotas), quotas, size)
    assert lottery.probabilities.min() == pytest.approx(0.1, abs=1e-9)  # published: exactly 10.0%
    assert lottery.probabilities.max() == pytest.approx(0.1, abs=1e-9)  # published: Gini coefficient 0.0%
    assert lottery.gap < 1e-9


SMALL = st.tuples(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("uv")),
        min_size=4,
        max_size=9,
    ),
    st.integers(2, 4),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=7, max_size=7),
    st.lists(st.sampled_from(["", "", "h1", "h2", "h3"]), min_size=9, max_size=9),
)


def small(drawn) -> tuple[Pool, Quotas, int]:
    people, size, room, homes = drawn
    pool = pool_of(*("".join(one) for one in people), households=tuple(homes[: len(people)]))
    size = min(size, len(people))
    names = [("c0", "a"), ("c0", "b"), ("c1", "x"), ("c1", "y"), ("c1", "z"), ("c2", "u"), ("c2", "v")]
    rows = []
    for (category, feature), (less, more) in zip(names, room, strict=True):
        column = int(category[1])
        share = sum(one[column] == feature for one in pool.features) * size / len(people)
        low = max(0, int(share + 0.5) - less)
        rows.append(Quota(category, feature, low, max(low, int(share + 0.5) + more)))
    return pool, Quotas(tuple(rows)), size


@settings(max_examples=20, deadline=None)
@given(SMALL)
def test_leximin_is_what_listing_every_panel_gives(drawn) -> None:
    pool, quotas, size = small(drawn)
    every = brute_force.panels(pool, quotas, size)
    assume(len(every))
    lottery = fair_lottery(pool, quotas, size)
    assert np.allclose(lottery.probabilities, brute_force.leximin(every), atol=1e-6)
    assert lottery.gap < 1e-6
    first = fair_lottery(pool, quotas, size, "maximin").probabilities.min()
    assert first == pytest.approx(lottery.probabilities.min(), abs=1e-7)


@settings(max_examples=12, deadline=None)
@given(SMALL)
def test_no_panel_improves_the_product_of_the_nash_lottery(drawn) -> None:
    pool, quotas, size = small(drawn)
    every = brute_force.panels(pool, quotas, size)
    assume(len(every))
    lottery = fair_lottery(pool, quotas, size, Objective.NASH)
    chances = lottery.probabilities
    possible = every.any(axis=0)
    assert (chances[~possible] <= 1e-9).all()
    # At the highest product, no panel's mean of 1 / probability is above 1 (Kuhn and Tucker).
    worth = (every[:, possible] / chances[possible]).sum(axis=1) / possible.sum()
    assert worth.max() <= 1 + 1e-5
    assert lottery.gap < 1e-6


@settings(max_examples=20, deadline=None)
@given(SMALL)
def test_every_panel_of_the_lottery_meets_every_quota_and_chances_add_up(drawn) -> None:
    pool, quotas, size = small(drawn)
    try:
        lottery = fair_lottery(pool, quotas, size, "maximin")
    except InputError:
        assume(False)
    types, mixture = lottery.types, lottery.fair.mixture
    sums = mixture.panels @ types.matrix.T
    assert (sums >= types.low).all()
    assert (sums <= types.high).all()
    assert mixture.chances.sum() == pytest.approx(1)
    assert lottery.probabilities.sum() == pytest.approx(size)


@settings(max_examples=20, deadline=None)
@given(SMALL)
def test_the_relaxation_is_the_smallest_and_makes_a_panel_possible(drawn) -> None:
    pool, quotas, size = small(drawn)
    assume(len({home or str(i) for i, home in enumerate(pool.households)}) >= size)
    found = relax(pool, quotas, size)
    assert len(brute_force.panels(pool, found.quotas, size))
    least = min(_cost(panel, pool, quotas) for panel in _any_panel(pool, size))
    assert found.seats == least


def _any_panel(pool: Pool, size: int) -> np.ndarray:
    free = Quotas(tuple(Quota("c0", feature, 0, size) for feature in "ab"))
    return brute_force.panels(pool, free, size)


def _cost(panel: np.ndarray, pool: Pool, quotas: Quotas) -> int:
    cost = 0
    for one in quotas:
        held = sum(pool.features[i][int(one.category[1])] == one.feature for i in np.flatnonzero(panel))
        cost += max(0, one.low - held) + max(0, held - one.high)
    return cost


def test_what_to_relax_is_said_in_words() -> None:
    quotas = Quotas((Quota("c0", "f", 2, 2), Quota("c0", "m", 1, 1)))
    with pytest.raises(NoPanelError, match=r"“m”.*raise the maximum from 1 to 2") as caught:
        fair_lottery(pool_of("f", "m", "m"), quotas, 3)
    assert caught.value.relaxation.seats == 2
    assert "«\xa0f\xa0» (c0)\xa0: abaisser" in " ".join(caught.value.relaxation.sentences(Language("fr")))


def test_twins_have_the_same_chance_and_copies_share_it() -> None:
    pool, quotas = instance(120, 12, seed=3, features=(2, 3, 4))
    lottery = fair_lottery(pool, quotas, 12)
    by_features: dict[tuple[str, ...], set[float]] = {}
    for features, chance in zip(pool.features, lottery.probabilities, strict=True):
        by_features.setdefault(features, set()).add(float(chance))
    assert all(len(chances) == 1 for chances in by_features.values())


def test_the_same_pool_in_another_order_gives_the_same_chances() -> None:
    pool, quotas = instance(100, 10, seed=5, features=(2, 3, 4))
    order = np.random.default_rng(0).permutation(100)
    shuffled = Pool(
        tuple(pool.people[i] for i in order), tuple(pool.features[i] for i in order), pool.categories
    )
    first = dict(zip(pool.people, fair_lottery(pool, quotas, 10).probabilities, strict=True))
    second = dict(zip(shuffled.people, fair_lottery(shuffled, quotas, 10).probabilities, strict=True))
    assert all(first[person] == second[person] for person in pool.people)


def test_four_hundred_volunteers_and_six_categories_are_solved_to_the_end() -> None:
    pool, quotas = instance(400, 40, seed=0)
    lottery = fair_lottery(pool, quotas, 40)
    assert lottery.gap < 1e-8
    assert len(lottery.fair.levels) > 5


def test_the_sentences_say_the_certificate_in_both_languages() -> None:
    quotas = Quotas((Quota("c0", "f", 1, 1), Quota("c0", "m", 1, 1)))
    for objective in Objective:
        lottery = fair_lottery(pool_of("f", "m", "m", "m"), quotas, 2, objective)
        english = " ".join(lottery.sentences(Language("en")))
        assert "between 33.33% and 100.00%" in english
        assert "This is proved" in english
        assert "entre 33,33" in " ".join(lottery.sentences(Language("fr")))
