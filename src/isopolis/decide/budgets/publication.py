"""Ballots as they can be handed on: in a random order, and with what voters said about themselves only where
enough others said the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from isopolis.decide.budgets.election import Election, Vote
from isopolis.measure.areas.protect import DEFAULT_THRESHOLD


def publishable(
    election: Election, columns: Sequence[str], *, threshold: int = DEFAULT_THRESHOLD, seed: int | None = None
) -> Election:
    """The same election, its voters numbered anew at random, without what could point to one of them.

    A voter's answers in ``columns`` stay together where at least ``threshold`` voters gave the same
    combination; otherwise all of them are left empty. Other fields of the votes are dropped. Whatever the
    threshold, a single combination left out takes the next smallest with it.

    >>> votes = tuple(Vote(str(i), ("a",), fields={"age": "20" if i else "90"}) for i in range(3))
    >>> from isopolis.decide.budgets.election import Project
    >>> from fractions import Fraction
    >>> election = Election(Fraction(9), (Project("a", Fraction(1)),), votes)
    >>> [vote.fields for vote in publishable(election, ["age"], threshold=2, seed=1).votes]
    [{'age': ''}, {'age': ''}, {'age': ''}]
    """
    said = [tuple(vote.fields.get(name, "") for name in columns) for vote in election.votes]
    often = Counter(said)
    rare = {one for one, number in often.items() if number < threshold}
    if len(rare) == 1 and len(often) > 1:
        rare.add(min((one for one in often if one not in rare), key=lambda one: (often[one], one)))
    order = np.random.default_rng(seed).permutation(len(election.votes))
    empty = ("",) * len(columns)
    votes = tuple(
        Vote(
            str(number),
            election.votes[at].projects,
            election.votes[at].points,
            dict(zip(columns, empty if said[at] in rare else said[at], strict=True)),
        )
        for number, at in enumerate(map(int, order), start=1)
    )
    return replace(election, votes=votes)
