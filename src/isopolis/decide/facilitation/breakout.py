r"""Breakout groups: as many of each role in every group as can be, and nobody alone with their language.

Sizes differ by one at most. Among the divisions with these sizes the cost is

.. math:: \sum_{g, r} \left(n_{gr} - \tfrac{n_r s_g}{n}\right)^2 + \lambda \cdot \#\{\text{people without a
neighbour who
          speaks a language of theirs}\}

with :math:`n_{gr}` people of role r in group g and :math:`s_g` its size. People are dealt role by role,
then pairs are swapped as long as a swap lowers the cost; the best of several seeded starts is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from isopolis.errors import InputError

ALONE = 10.0
"""What it costs that somebody has nobody to talk to."""
STARTS = 8


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the room: a name, a role, the languages that they can work in."""

    name: str
    role: str = ""
    languages: tuple[str, ...] = ()


def breakout(people: Sequence[Person], groups: int, *, seed: int = 0) -> list[list[Person]]:
    """Divide people into groups of equal size, mixed by role, with a common language for everybody.

    Raises
    ------
    InputError
        Fewer people than groups, or two people of the same name.

    >>> people = [Person("a", "city"), Person("b", "city"), Person("c", "resident"), Person("d", "resident")]
    >>> [sorted(one.role for one in group) for group in breakout(people, 2)]
    [['city', 'resident'], ['city', 'resident']]
    """
    if not 1 <= groups <= len(people):
        raise InputError(
            f"{groups} groups of {len(people)} people", expected=f"from 1 to {len(people)} groups"
        )
    names = [one.name for one in people]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"“{twice}” stands twice in the list", remedy="add something that tells them apart")
    best: tuple[float, list[int]] | None = None
    for start in range(STARTS):
        member = _dealt(people, groups, np.random.default_rng([seed, start, 604]))
        cost = _improved(people, member, groups)
        if best is None or cost < best[0] - 1e-9:
            best = cost, list(member)
    out: list[list[Person]] = [[] for _ in range(groups)]
    for person, group in zip(people, best[1] if best else [], strict=True):
        out[group].append(person)
    return out


def _dealt(people: Sequence[Person], groups: int, random: np.random.Generator) -> list[int]:
    """Deal role by role, in a random order within a role."""
    order = sorted(random.permutation(len(people)).tolist(), key=lambda at: people[at].role)
    member = [0] * len(people)
    for turn, at in enumerate(order):
        member[at] = turn % groups
    return member


def _improved(people: Sequence[Person], member: list[int], groups: int) -> float:
    """Swap pairs while that helps; the cost that is left."""
    cost = _cost(people, member, groups)
    better = True
    while better:
        better = False
        for one, other in combinations(range(len(people)), 2):
            if member[one] != member[other] and people[one] != people[other]:
                member[one], member[other] = member[other], member[one]
                new = _cost(people, member, groups)
                if new < cost - 1e-9:
                    cost, better = new, True
                else:
                    member[one], member[other] = member[other], member[one]
    return cost


def _cost(people: Sequence[Person], member: Sequence[int], groups: int) -> float:
    roles = sorted({one.role for one in people})
    table = np.zeros((groups, len(roles)))
    for person, group in zip(people, member, strict=True):
        table[group, roles.index(person.role)] += 1.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / len(people)
    return float(((table - expected) ** 2).sum()) + ALONE * len(alone(people, member))


def alone(people: Sequence[Person], member: Sequence[int]) -> list[Person]:
    """People who share no language with anybody in their group (those who named none can talk to all)."""
    out = []
    for person, group in zip(people, member, strict=True):
        others = [
            other
            for other, where in zip(people, member, strict=True)
            if where == group and other is not person
        ]
        if (
            others
            and person.languages
            and not any(
                not other.languages or set(person.languages) & set(other.languages) for other in others
            )
        ):
            out.append(person)
    return out
