"""Statements that speak for a group: its members take a side more than everybody else does.

For each group, statement and side, two one-sided tests: that more than half of the group are on that side,
and that they are on it more often than the rest. The ratio of the two shares says how much more often.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.decide.opinions.consensus import ONE_SIDED, Tally, majority_z, probability
from isopolis.decide.opinions.votes import Flags, Floats

SHOWN = 5
"""Statements shown for each group."""


def difference_z(
    side: npt.ArrayLike, seen: npt.ArrayLike, other_side: npt.ArrayLike, other_seen: npt.ArrayLike
) -> Floats:
    """z of “more often than the rest”: pooled two-sample test, one vote added to each of the four counts."""
    a, n, b, rest = (np.asarray(one, dtype=float) + 1.0 for one in (side, seen, other_side, other_seen))
    pooled = (a + b) / (n + rest)
    spread = np.sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / rest))
    return np.asarray(np.divide(a / n - b / rest, spread, out=np.zeros_like(a), where=spread > 0))


def representative_table(counted: Tally, statements: npt.ArrayLike, hidden: Flags) -> pd.DataFrame:
    """One row a group, statement and side (“agree”, “disagree”), hidden statements left out.

    Columns: ``votes`` on that side of ``seen``; ``share`` and ``share_z``; ``ratio`` to the rest's share and
    ``ratio_z``; ``weight``, the product of the four, by which statements are ranked; ``representative``
    where both tests pass at 10 %.

    Source: Small et al. (2021), RECERCA 26, “representativeness”.
    """
    rest = counted.rest()
    k, m = counted.seen.shape
    tables = []
    for name in ("agree", "disagree"):
        mine, theirs = getattr(counted, name), getattr(rest, name)
        share = probability(mine, counted.seen)
        ratio = share / probability(theirs, rest.seen)
        share_z = majority_z(mine, counted.seen)
        ratio_z = difference_z(mine, counted.seen, theirs, rest.seen)
        tables.append(
            pd.DataFrame(
                {
                    "group": np.repeat(np.arange(k), m),
                    "statement": np.tile(np.asarray(statements), k),
                    "side": name,
                    "votes": mine.ravel(),
                    "seen": counted.seen.ravel(),
                    "share": share.ravel(),
                    "share_z": share_z.ravel(),
                    "ratio": ratio.ravel(),
                    "ratio_z": ratio_z.ravel(),
                    "weight": (share * share_z * ratio * ratio_z).ravel(),
                }
            )[np.tile(~hidden, k)]
        )
    table = pd.concat(tables, ignore_index=True)
    passes = (table["share_z"] > ONE_SIDED) & (table["ratio_z"] > ONE_SIDED)
    return table.assign(representative=passes)


def choose_representative(table: pd.DataFrame, shown: int = SHOWN) -> pd.DataFrame:
    """The statements to show for each group: the heaviest of those that pass both tests, each on its
    heavier side.

    A group without any gets its single heaviest statement, with ``representative`` False: little sets it
    apart.
    """
    chosen = []
    for _, rows in table.groupby("group", sort=True):
        ranked = rows.sort_values(["weight", "statement"], ascending=[False, True], kind="stable")
        ranked = ranked.drop_duplicates("statement")
        passing = ranked[ranked["representative"]]
        chosen.append(passing.head(shown) if len(passing) else ranked.head(1))
    return pd.concat(chosen, ignore_index=True) if chosen else table.head(0)
