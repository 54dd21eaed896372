"""Breakout groups are of equal size, mixed by role, and nobody is alone with their language."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.decide.facilitation import Person, breakout
from isopolis.decide.facilitation.breakout import alone
from isopolis.errors import InputError


@given(st.integers(1, 24), st.integers(1, 6), st.integers(1, 3), st.integers(0, 50))
@settings(max_examples=30, deadline=None)
def test_sizes_and_roles_differ_by_one_at_most(count, groups, roles, seed) -> None:
    people = [Person(f"p{number}", f"role {number % roles}") for number in range(count)]
    if groups > count:
        with pytest.raises(InputError):
            breakout(people, groups)
        return
    made = breakout(people, groups, seed=seed)
    assert sorted(one.name for group in made for one in group) == sorted(one.name for one in people)
    sizes = [len(group) for group in made]
    assert max(sizes) - min(sizes) <= 1
    for role in {one.role for one in people}:
        counts = [Counter(one.role for one in group)[role] for group in made]
        assert max(counts) - min(counts) <= 2
    assert made == breakout(people, groups, seed=seed)


def test_people_can_talk_to_somebody_where_that_is_possible() -> None:
    people = [Person(f"fr{n}", "city" if n % 2 else "resident", ("fr",)) for n in range(4)]
    people += [Person(f"en{n}", "city" if n % 2 else "resident", ("en",)) for n in range(4)]
    people += [Person("both", "expert", ("en", "fr"))]
    made = breakout(people, 3)
    member = {one.name: number for number, group in enumerate(made) for one in group}
    assert alone(people, [member[one.name] for one in people]) == []


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="“Ana” stands twice"):
        breakout([Person("Ana"), Person("Ana")], 1)


def test_no_swap_of_two_people_makes_the_division_better() -> None:
    roles, spoken = ("city", "resident", "expert"), (("fr",), ("en",), ("en", "fr"), ())
    people = [Person(f"p{n}", roles[n * 7 % 3], spoken[n * 5 % 4]) for n in range(23)]
    made = breakout(people, 5)
    member = {one.name: number for number, group in enumerate(made) for one in group}
    now = [member[one.name] for one in people]
    cost = _cost(people, now, 5)
    for one, other in combinations(range(len(people)), 2):
        swapped = list(now)
        swapped[one], swapped[other] = now[other], now[one]
        assert _cost(people, swapped, 5) >= cost - 1e-6


def _cost(people, member, groups) -> float:
    """The cost as the module's page writes it, from scratch."""
    total = 10.0 * len(alone(people, member))
    for group in range(groups):
        size = member.count(group)
        for role in {one.role for one in people}:
            here = sum(one.role == role and where == group for one, where in zip(people, member, strict=True))
            everywhere = sum(one.role == role for one in people)
            total += (here - everywhere * size / len(people)) ** 2
    return total
