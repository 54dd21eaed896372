"""Greedy rules: down a list, whatever still fits."""

from __future__ import annotations

from fractions import Fraction

from isopolis.decide.budgets.election import Election


def greedy_by_votes(election: Election, start: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The most votes (or points) first; a project that does not fit is passed over.

    What most cities do. Measured by the money behind each vote (cost utilities) it is the greedy maximum of
    welfare per euro, so costly projects win as soon as they are popular.

    >>> from isopolis.decide.budgets.election import Project, Vote
    >>> projects = (Project("a", Fraction(8)), Project("b", Fraction(5)), Project("c", Fraction(2)))
    >>> votes = (Vote("1", ("a", "b")), Vote("2", ("a",)), Vote("3", ("c",)))
    >>> greedy_by_votes(Election(Fraction(10), projects, votes))
    ('a', 'c')
    """
    return _fill(election, election.order(), start)


def greedy_by_votes_per_cost(election: Election) -> tuple[str, ...]:
    """The most votes for each euro first: many cheap projects, most approvals for the money."""
    pairs = zip(election.support, election.projects, strict=True)
    ratio = [support / project.cost for support, project in pairs]
    return _fill(election, sorted(election.order(), key=lambda i: -ratio[i]), ())


def _fill(election: Election, order: list[int], start: tuple[str, ...]) -> tuple[str, ...]:
    chosen = list(start)
    left: Fraction = election.budget - election.cost_of(chosen)
    for i in order:
        project = election.projects[i]
        if project.id not in start and project.cost <= left and election.support[i] > 0:
            chosen.append(project.id)
            left -= project.cost
    return tuple(chosen)
