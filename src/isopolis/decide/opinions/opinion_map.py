"""The picture of a conversation, made from its votes and from nothing else: the same votes, the same bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from isopolis.decide.opinions.components import Components, Pairs, principal_components
from isopolis.decide.opinions.consensus import Tally, statement_table, tally
from isopolis.decide.opinions.groups import MARGIN, MOST, Groups, find_groups
from isopolis.decide.opinions.projection import extremity, positions
from isopolis.decide.opinions.representative import SHOWN, choose_representative, representative_table
from isopolis.decide.opinions.routing import priorities
from isopolis.decide.opinions.votes import Flags, Floats, Integers, Votes

LEAST = 7
"""Votes from which a person is placed in a group (or all statements, where there are fewer)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the picture is made.

    Parameters
    ----------
    least
        Votes from which a person belongs to a group.
    number
        Number of groups; None lets the votes decide.
    most
        Groups at most.
    margin
        How much better the silhouette must be for one group more.
    polish
        Let k-means go on with the people themselves after the base clusters; False is Polis's way.
    seed
        Of the random starts of k-means.
    """

    least: int = LEAST
    number: int | None = None
    most: int = MOST
    margin: float = MARGIN
    polish: bool = True
    seed: int = 0


POLIS = Settings(margin=0.0, polish=False)
"""The settings that follow Polis."""


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """Where people and statements stand, in which groups, and what is agreed on.

    Parameters
    ----------
    votes, hidden, settings
        What it was made from; ``hidden`` (m,) are the statements taken out by moderators.
    components
        Centre and directions.
    places
        (n, 2) where people stand.
    member
        (n,) group of each person, -1 for those with too few votes.
    groups
        The division of those who are in a group.
    tally
        (k, m) votes by group.
    """

    votes: Votes
    hidden: Flags
    settings: Settings
    components: Components
    places: Floats
    member: Integers
    groups: Groups
    tally: Tally

    @property
    def grouped(self) -> Integers:
        """Positions of the people who are in a group."""
        return np.flatnonzero(self.member >= 0)

    @property
    def explained(self) -> float:
        """Share of the differences between people that the plane shows."""
        return float(self.components.variance.sum() / self.components.total) if self.components.total else 0.0

    def statements(self) -> pd.DataFrame:
        """One row a statement, as :func:`statement_table` describes it, and whether it is ``hidden``."""
        return statement_table(self.votes, self.tally, self.member).assign(hidden=self.hidden)

    def representative(self, shown: int = SHOWN) -> pd.DataFrame:
        """The statements that speak for each group."""
        return choose_representative(
            representative_table(self.tally, self.votes.statements, self.hidden), shown
        )

    def priorities(self) -> Floats:
        """(m,) weights by which the next statement is drawn."""
        everybody = tally(self.votes, np.zeros(len(self.votes.people), dtype=np.int64), 1)
        return priorities(everybody, extremity(self.components), self.hidden)


def map_opinions(
    votes: Votes,
    hidden: Flags | None = None,
    settings: Settings | None = None,
    *,
    pairs: Pairs | None = None,
) -> OpinionMap:
    """Make the picture.

    Parameters
    ----------
    votes
        The votes.
    hidden
        (m,) statements that moderators took out: they shape nothing and are not shown.
    settings
        How; the default is the more stable way (the manual says by how much), :data:`POLIS` follows Polis.
    pairs
        Counts of pairs that are kept up to date beside the votes; the result is the same without them.

    >>> from isopolis.decide.opinions.votes import collect
    >>> people = [p for p in "abcdef" for _ in range(3)]
    >>> votes = collect(people, [1, 2, 3] * 6, [1, 1, -1] * 3 + [-1, -1, 1] * 3)
    >>> member = map_opinions(votes).member.tolist()
    >>> [one == member[0] for one in member]
    [True, True, True, False, False, False]
    """
    chosen = settings or Settings()
    out = np.zeros(len(votes.statements), dtype=bool) if hidden is None else np.asarray(hidden, dtype=bool)
    components = principal_components(votes, out, pairs)
    places = positions(votes, components, out)
    enough = max(1, min(chosen.least, int((~out).sum())))
    inside = np.flatnonzero(votes.cast >= enough)
    groups = find_groups(
        places[inside],
        number=chosen.number,
        most=chosen.most,
        margin=chosen.margin,
        polish=chosen.polish,
        seed=chosen.seed,
    )
    member = np.full(len(votes.people), -1, dtype=np.int64)
    member[inside] = groups.member
    counted = tally(votes, member, max(1, len(groups.people)))
    return OpinionMap(votes, out, chosen, components, places, member, groups, counted)
