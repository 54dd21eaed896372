"""What people agree on: over everybody, in every group, across groups that differ, and in one group alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit
from scipy.special import betaincinv

from isopolis.decide.opinions.votes import Floats, Integers, Votes

ONE_SIDED = 1.2815515655446004
"""z of a one-sided test at 10 %: what Polis calls significant."""

_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on each statement in each group: (k, m) whole numbers; ``seen`` counts passes too."""

    agree: Integers
    disagree: Integers
    seen: Integers

    @property
    def passed(self) -> Integers:
        """(k, m) passes."""
        return np.asarray(self.seen - self.agree - self.disagree)

    def everybody(self) -> Tally:
        """All groups as one: (1, m)."""
        return Tally(*(one.sum(axis=0, keepdims=True) for one in (self.agree, self.disagree, self.seen)))

    def rest(self) -> Tally:
        """For each group, everybody else."""
        return Tally(*(one.sum(axis=0) - one for one in (self.agree, self.disagree, self.seen)))


def tally(votes: Votes, member: Integers, groups: int) -> Tally:
    """Count the votes of each group; people with a ``member`` below 0 are in none."""
    counted = _tally(votes.start, votes.statement, votes.value, member, groups, len(votes.statements))
    return Tally(counted[0], counted[1], counted[2])


def probability(side: npt.ArrayLike, seen: npt.ArrayLike) -> Floats:
    """(a + 1) / (s + 2): the share on one side, drawn to one half where few voted (Laplace's rule)."""
    return np.asarray((np.asarray(side) + 1.0) / (np.asarray(seen) + 2.0))


def majority_z(side: npt.ArrayLike, seen: npt.ArrayLike) -> Floats:
    """z of “more than half are on this side”, one vote added to each count, as Polis computes it."""
    more = np.asarray(seen) + 1.0
    return np.asarray(2.0 * np.sqrt(more) * ((np.asarray(side) + 1.0) / more - 0.5))


def group_informed_consensus(counted: Tally) -> tuple[Floats, Floats]:
    r"""(m,) chance that one person drawn from *every* group agrees, and that all disagree.

    .. math:: \prod_g \frac{A_g + 1}{S_g + 2}

    One group that is against is enough to make it small, however many the others are.

    Source: Small et al. (2021), RECERCA 26, “group-informed consensus”.
    """
    return (
        np.asarray(probability(counted.agree, counted.seen).prod(axis=0)),
        np.asarray(probability(counted.disagree, counted.seen).prod(axis=0)),
    )


def share_interval(side: npt.ArrayLike, seen: npt.ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Jeffreys interval of a share; from 0 to 1 where nobody voted.

    Source: Brown, Cai & DasGupta (2001), Statistical Science 16.
    """
    a, n = np.asarray(side, dtype=float), np.asarray(seen, dtype=float)
    tail = (1.0 - level) / 2.0
    low = np.where(a > 0, betaincinv(a + 0.5, n - a + 0.5, tail), 0.0)
    high = np.where(a < n, betaincinv(a + 0.5, n - a + 0.5, 1.0 - tail), 1.0)
    return np.asarray(low), np.asarray(high)


def statement_table(votes: Votes, counted: Tally, member: Integers) -> pd.DataFrame:
    """One row a statement: votes of everybody, consensus over and across groups, and how much groups differ.

    Columns
    -------
    agree, disagree, passed, seen
        Votes of everybody, members of a group or not.
    share, low, high
        Share of agreement among those who saw it, with its 95 % interval.
    consensus
        Chance that one person from every group agrees (:func:`group_informed_consensus`); ``dissensus``
        that all disagree.
    lowest, lowest_group
        The least agreement of a group (drawn to one half where few voted), and that group.
    spread
        Greatest difference in agreement between two groups.
    kind
        “consensus for” / “consensus against” where more than half are on that side in *every* group, surely
        for everybody; “divisive” where one group is surely for and another surely against; else “open”.
    """
    whole = tally(votes, np.zeros(len(votes.people), dtype=np.int64), 1)
    agree, disagree, seen = whole.agree[0], whole.disagree[0], whole.seen[0]
    low, high = share_interval(agree, seen)
    together, against = group_informed_consensus(counted)
    by_group = probability(counted.agree, counted.seen)
    no_by_group = probability(counted.disagree, counted.seen)
    everywhere = (by_group > 0.5).all(axis=0) & (majority_z(agree, seen) > ONE_SIDED)
    nowhere = (no_by_group > 0.5).all(axis=0) & (majority_z(disagree, seen) > ONE_SIDED)
    surely = (majority_z(counted.agree, counted.seen) > ONE_SIDED) & (by_group > 0.5)
    surely_not = (majority_z(counted.disagree, counted.seen) > ONE_SIDED) & (no_by_group > 0.5)
    divisive = surely.any(axis=0) & surely_not.any(axis=0)
    table = pd.DataFrame(
        {
            "agree": agree,
            "disagree": disagree,
            "passed": whole.passed[0],
            "seen": seen,
            "share": np.divide(agree, seen, out=np.full(len(seen), np.nan), where=seen > 0),
            "low": low,
            "high": high,
            "consensus": together,
            "dissensus": against,
            "lowest": by_group.min(axis=0),
            "lowest_group": by_group.argmin(axis=0),
            "spread": by_group.max(axis=0) - by_group.min(axis=0),
            "kind": np.select(
                [everywhere, nowhere, divisive], ["consensus for", "consensus against", "divisive"], "open"
            ),
        },
        index=pd.Index(votes.statements, name="statement"),
    )
    return table.assign(members=int((member >= 0).sum()))


@njit(cache=True)
def _tally(  # noqa: PLR0917  (compiled: no keywords)
    start: Integers,
    statement: npt.NDArray[np.int32],
    value: npt.NDArray[np.int8],
    member: Integers,
    groups: int,
    m: int,
) -> Integers:
    """Agreements, disagreements and votes seen; the three counts of a cell share one number of 64 bits, which
    :data:`_CHUNK` people cannot overflow.
    """
    out = np.zeros((3, groups, m), np.int64)
    step = np.array([1 << 21 | 1 << 42, 1 << 42, 1 | 1 << 42], np.int64)  # disagree, pass, agree
    low = (1 << 21) - 1
    for chunk in range(0, len(start) - 1, _CHUNK):
        packed = np.zeros((groups, m), np.int64)
        for person in range(chunk, min(len(start) - 1, chunk + _CHUNK)):
            group = member[person]
            if group >= 0:
                for k in range(start[person], start[person + 1]):
                    packed[group, statement[k]] += step[value[k] + 1]
        for group in range(groups):
            for j in range(m):
                out[0, group, j] += packed[group, j] & low
                out[1, group, j] += (packed[group, j] >> 21) & low
                out[2, group, j] += packed[group, j] >> 42
    return out
