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
TINY = 1e-9
"""Less than this is no difference."""


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
            "{groups} groups of {number} people",
            expected="from 1 to {number} groups",
            groups=groups,
            number=len(people),
        )
    names = [one.name for one in people]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(
            "“{name}” stands twice in the list", remedy="add something that tells them apart", name=twice
        )
    room = _Room(people, groups)
    best: tuple[float, list[int]] | None = None
    for start in range(STARTS):
        member = _dealt(people, groups, np.random.default_rng([seed, start, 604]))
        cost = _improved(room, member)
        if best is None or cost < best[0] - TINY:
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


class _Room:
    """People as numbers: their role, and as bits of an integer those whom each can talk to."""

    def __init__(self, people: Sequence[Person], groups: int) -> None:
        roles = sorted({one.role for one in people})
        self.groups = groups
        self.role = [roles.index(one.role) for one in people]
        self.speaks = [bool(one.languages) for one in people]
        self.alike = [(one.role, frozenset(one.languages)) for one in people]
        self.talks_to = [
            sum(1 << at for at, other in enumerate(people) if other is not one and _can_talk(one, other))
            for one in people
        ]

    def differences(self, member: Sequence[int]) -> list[list[float]]:
        """(groups, roles): people of a role in a group less those whom its size would give it."""
        table = [
            [-member.count(group) * self.role.count(role) / len(member) for role in range(max(self.role) + 1)]
            for group in range(self.groups)
        ]
        for role, group in zip(self.role, member, strict=True):
            table[group][role] += 1.0
        return table

    def lonely(self, group: int) -> int:
        """How many of a group (as bits) share no language with anybody in it."""
        if group & (group - 1) == 0:  # nobody, or one person who has nobody to talk to anyway
            return 0
        count, rest = 0, group
        while rest:
            at = (rest & -rest).bit_length() - 1
            rest &= rest - 1
            count += self.speaks[at] and not self.talks_to[at] & group
        return count


def _can_talk(one: Person, other: Person) -> bool:
    """Those who named no language can talk to all."""
    return not one.languages or not other.languages or bool(set(one.languages) & set(other.languages))


def _improved(room: _Room, member: list[int]) -> float:
    """Swap pairs while that helps; the cost that is left.

    Roles alone say what most swaps change (four differences move by one); languages are looked at only where
    the roles gain, or somebody is alone.
    """
    table = room.differences(member)
    bits = [sum(1 << at for at, group in enumerate(member) if group == one) for one in range(room.groups)]
    lonely = [room.lonely(one) for one in bits]
    better = True
    while better:
        better = False
        for one, other in combinations(range(len(member)), 2):
            g, h, a, b = member[one], member[other], room.role[one], room.role[other]
            if g == h or room.alike[one] == room.alike[other]:
                continue
            change = 0.0 if a == b else 4.0 + 2.0 * (table[g][b] - table[g][a] + table[h][a] - table[h][b])
            if change >= -TINY and not lonely[g] and not lonely[h]:
                continue
            swap = 1 << one | 1 << other
            new = bits[g] ^ swap, bits[h] ^ swap
            new_lonely = room.lonely(new[0]), room.lonely(new[1])
            change += ALONE * (sum(new_lonely) - lonely[g] - lonely[h])
            if change < -TINY:
                member[one], member[other] = h, g
                for group, minus, plus in ((g, a, b), (h, b, a)):
                    table[group][minus] -= 1.0
                    table[group][plus] += 1.0
                (bits[g], bits[h]), (lonely[g], lonely[h]) = new, new_lonely
                better = True
    return sum(value**2 for row in table for value in row) + ALONE * sum(lonely)


def alone(people: Sequence[Person], member: Sequence[int]) -> list[Person]:
    """People who share no language with anybody in their group (those who named none can talk to all)."""
    found = []
    for person, group in zip(people, member, strict=True):
        others = [
            other
            for other, where in zip(people, member, strict=True)
            if where == group and other is not person
        ]
        if others and not any(_can_talk(person, other) for other in others):
            found.append(person)
    return found
