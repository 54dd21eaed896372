"""One more vote: votes and counts of pairs brought up to date without counting all again.

The counts are whole numbers, so the picture made afterwards is the same to the last bit as one made from
all votes anew: a restart changes nothing.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.decide.opinions.components import Pairs
from isopolis.decide.opinions.votes import AGREE, DISAGREE, PASS, Labels, Votes
from isopolis.errors import InputError


def add_vote(
    votes: Votes, pairs: Pairs, person: Hashable, statement: Hashable, value: int
) -> tuple[Votes, Pairs]:
    """Votes and pairs with one more vote; an earlier vote of the person on the statement is replaced.

    ``pairs`` is used up: its tables are changed in place.

    >>> from isopolis.decide.opinions.components import count_pairs
    >>> from isopolis.decide.opinions.votes import collect
    >>> votes = collect(["ana", "bo"], [1, 1], [1, -1])
    >>> votes, pairs = add_vote(votes, count_pairs(votes), "ana", 2, 1)
    >>> votes.shape, pairs.both.tolist()
    ((2, 2), [[2, 1], [1, 1]])
    """
    if value not in (AGREE, DISAGREE, PASS):
        raise InputError(
            "the vote “{value}”", expected="1 for agree, -1 for disagree, 0 for pass", value=value
        )
    row, people = _place(votes.people, person)
    column, statements = _place(votes.statements, statement)
    start, columns = votes.start, votes.statement
    if len(people) > len(votes.people):
        start = np.insert(start, row, start[row])
    if len(statements) > len(votes.statements):
        columns = np.where(columns >= column, columns + 1, columns).astype(np.int32)
        pairs = Pairs(*(_widened(one, column) for one in (pairs.both, pairs.product, pairs.second)))
    first, last = int(start[row]), int(start[row + 1])
    at = first + int(np.searchsorted(columns[first:last], column))
    given = votes.value
    if at < last and columns[at] == column:
        old = int(given[at])
        given = given.copy()
        given[at] = value
    else:
        old = -2
        columns = np.insert(columns, at, column).astype(np.int32)
        given = np.insert(given, at, value).astype(np.int8)
        start = start.copy()
        start[row + 1 :] += 1
        last += 1
    _update(
        pairs.both, pairs.product, pairs.second, columns[first:last], given[first:last], column, old, value
    )
    return Votes(people, statements, start, columns, given), pairs


def _place(labels: Labels, label: Hashable) -> tuple[int, Labels]:
    """Where the label stands or will stand, and the labels with it."""
    place = int(np.searchsorted(labels, label))  # type: ignore[call-overload]
    if place < len(labels) and labels[place] == label:
        return place, labels
    wide = labels if labels.dtype.kind not in "US" else labels.astype(object)
    return place, np.concatenate([wide[:place], np.array([label], dtype=wide.dtype), wide[place:]])


def _widened(table: npt.NDArray[np.int32], place: int) -> npt.NDArray[np.int32]:
    return np.insert(np.insert(table, place, 0, axis=0), place, 0, axis=1)


@njit(cache=True)
def _update(  # noqa: PLR0917  (compiled: no keywords)
    both: npt.NDArray[np.int32],
    product: npt.NDArray[np.int32],
    second: npt.NDArray[np.int32],
    statement: npt.NDArray[np.int32],
    value: npt.NDArray[np.int8],
    column: int,
    old: int,
    new: int,
) -> None:
    """Change the pairs of the changed vote with every vote of the person (``old`` -2: there was none)."""
    fresh = old == -2
    before = 0 if fresh else old
    for k in range(len(statement)):
        j = statement[k]
        if j == column:
            product[j, j] += new * new - before * before
            second[j, j] += new - before
            both[j, j] += 1 if fresh else 0
        else:
            other = np.int32(value[k])
            product[column, j] += (new - before) * other
            product[j, column] += (new - before) * other
            second[j, column] += new - before
            if fresh:
                both[column, j] += 1
                both[j, column] += 1
                second[column, j] += other
