"""Signs of manipulation in votes: the same answers from many, many newcomers at once. No proof."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, floor

import numpy as np

from isopolis.decide.opinions.votes import Votes


@dataclass(frozen=True, slots=True)
class Alike:
    """People (positions) who gave the same votes on the same statements."""

    people: tuple[int, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class Burst:
    """An hour in which more people began than chance explains."""

    hour: int
    count: int
    usual: float


def alike(votes: Votes, *, least_people: int = 5, least_statements: int = 10) -> list[Alike]:
    """Groups of people whose votes are the same throughout, with at least one answer that is not common.

    Passing or agreeing everywhere is what tired people do, so a set of votes that is all the same is left
    out.

    >>> from isopolis.decide.opinions.votes import collect
    >>> votes = collect(np.repeat(range(6), 10), np.tile(range(10), 6), np.tile([1, -1] * 5, 6))
    >>> alike(votes)[0].statements
    10
    """
    same: dict[bytes, list[int]] = defaultdict(list)
    for person in range(len(votes.people)):
        statements, values = votes.of(person)
        if len(values) >= least_statements and np.ptp(values) > 0:
            same[statements.tobytes() + b"|" + values.tobytes()].append(person)
    found = [
        Alike(tuple(people), int(votes.cast[people[0]]))
        for people in same.values()
        if len(people) >= least_people
    ]
    return sorted(found, key=lambda one: (-len(one.people), one.people))


def bursts(hours: Sequence[float], *, least: int = 20, chance: float = 1e-6) -> list[Burst]:
    """Hours in which more people began than a Poisson number around the busy hours' median would let happen.

    ``hours`` are the times of beginning, in hours.
    """
    counts = Counter(floor(one) for one in hours)
    if not counts:
        return []
    usual = float(np.median(list(counts.values())))
    return [
        Burst(hour, count, usual)
        for hour, count in sorted(counts.items())
        if count >= least and _tail(count, max(usual, 1.0)) < chance
    ]


def _tail(count: int, mean: float) -> float:
    """Chance of a Poisson number of at least ``count``."""
    if mean > 500.0:  # the normal approximation is close there
        return 0.0 if count > mean + 6.0 * mean**0.5 else 1.0
    term, below = exp(-mean), 0.0
    for k in range(count):
        below += term
        term *= mean / (k + 1)
    return max(0.0, 1.0 - below)
