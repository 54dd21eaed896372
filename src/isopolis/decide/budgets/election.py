"""A participatory budget: projects with costs, votes on them, and the money there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Project:
    """Something that can be paid for; ``fields`` are the other columns of the file, as they were written."""

    id: str
    cost: Fraction
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vote:
    """One voter's ballot.

    Attributes
    ----------
    voter
        Identifier of the voter.
    projects
        Identifiers of the projects voted for; in an ordinal vote from the best downwards.
    points
        Points for each of ``projects``; empty where the ballot only approves or ranks.
    fields
        The other columns (age, sex, neighborhood, ...), as they were written.
    """

    voter: str
    projects: tuple[str, ...]
    points: tuple[Fraction, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Election:
    """All of it. ``meta`` keeps every entry of the file's head in its order."""

    budget: Fraction
    projects: tuple[Project, ...]
    votes: tuple[Vote, ...]
    vote_type: str = "approval"
    meta: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse projects that cannot be told apart or paid for."""
        if len({project.id for project in self.projects}) < len(self.projects):
            raise InputError("two projects have the same identifier", expected="each project once")
        for project in self.projects:
            if project.cost <= 0:
                raise InputError(
                    "the project “{id}” costs {cost}",
                    expected="more than 0",
                    id=project.id,
                    cost=project.cost,
                )
        if self.budget <= 0:
            raise InputError("the budget is {budget}", expected="more than 0", budget=self.budget)

    @cached_property
    def place(self) -> dict[str, int]:
        """Position of each project."""
        return {project.id: i for i, project in enumerate(self.projects)}

    @cached_property
    def weights(self) -> Floats:
        """(n, P) what each voter gives each project: 1 for an approval, else points.

        A ranking of r projects gives r points to the first, r - 1 to the second and so on (Borda).
        """
        out = np.zeros((len(self.votes), len(self.projects)))
        for row, vote in enumerate(self.votes):
            ranked = self.vote_type == "ordinal" and not vote.points
            for turn, project in enumerate(vote.projects):
                points = len(vote.projects) - turn if ranked else 1.0
                out[row, self.place[project]] = float(vote.points[turn]) if vote.points else points
        return out

    @cached_property
    def support(self) -> tuple[Fraction, ...]:
        """(P) votes or points of each project, exact."""
        totals = [Fraction(0)] * len(self.projects)
        for vote in self.votes:
            for turn, project in enumerate(vote.projects):
                points = len(vote.projects) - turn if self.vote_type == "ordinal" else 1
                totals[self.place[project]] += vote.points[turn] if vote.points else points
        return tuple(totals)

    def cost_of(self, chosen: Sequence[str]) -> Fraction:
        """What these projects cost together."""
        return sum((self.projects[self.place[one]].cost for one in chosen), Fraction(0))

    def order(self) -> list[int]:
        """Positions of the projects by the rule that breaks every tie here.

        More votes or points first, then the cheaper one, then the identifier (numbers as numbers).
        """
        keys = [(-self.support[i], p.cost, identifier_key(p.id)) for i, p in enumerate(self.projects)]
        return sorted(range(len(keys)), key=keys.__getitem__)


def identifier_key(identifier: str) -> Any:
    """Numbers in their order, before words.

    >>> sorted(["10", "9", "b"], key=identifier_key)
    ['9', '10', 'b']
    """
    return (0, int(identifier), identifier) if identifier.isdecimal() else (1, 0, identifier)
