"""Votes as they are counted: one of agree, disagree or pass for each person and statement voted on, and no
more.

A vote that was not given is not stored, so a conversation of a hundred thousand people takes the memory of
its votes. Agree is +1, disagree -1, pass 0 (as in the exports of Polis; its database has the signs turned).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from isopolis.errors import InputError

AGREE, DISAGREE, PASS = 1, -1, 0
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Labels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes of n people on m statements, person by person (compressed rows).

    Parameters
    ----------
    people
        (n,) labels, ascending, each once.
    statements
        (m,) labels, ascending, each once.
    start
        (n + 1,) where the votes of each person start.
    statement
        Positions of the statements voted on, ascending within a person.
    value
        +1 agree, -1 disagree, 0 pass.
    """

    people: Labels
    statements: Labels
    start: Integers
    statement: npt.NDArray[np.int32]
    value: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.value)

    @property
    def shape(self) -> tuple[int, int]:
        """(people, statements)."""
        return len(self.people), len(self.statements)

    @property
    def cast(self) -> Integers:
        """(n,) votes that each person cast."""
        return np.asarray(np.diff(self.start))

    def of(self, person: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8]]:
        """Statements and values of one person's votes."""
        row = slice(self.start[person], self.start[person + 1])
        return self.statement[row], self.value[row]

    def take(self, people: Integers) -> Votes:
        """The votes of some people (positions, ascending), on all statements."""
        start, at = _rows(self.start, people)
        return Votes(self.people[people], self.statements, start, self.statement[at], self.value[at])

    def on(self, kept: Flags) -> Votes:
        """The votes on some statements; people stay, even without votes."""
        stays = kept[self.statement]
        start = np.concatenate([[0], np.cumsum(stays)])[self.start]
        place = np.cumsum(kept) - 1
        return Votes(
            self.people,
            self.statements[kept],
            np.asarray(start, dtype=np.int64),
            place[self.statement[stays]].astype(np.int32),
            self.value[stays],
        )

    def position(self, statements: Collection[Hashable]) -> Flags:
        """(m,) which statements these are."""
        return np.asarray(pd.Index(self.statements).isin(list(statements)))


def collect(
    person: npt.ArrayLike,
    statement: npt.ArrayLike,
    value: npt.ArrayLike,
    *,
    people: npt.ArrayLike | None = None,
    statements: npt.ArrayLike | None = None,
) -> Votes:
    """Votes from three columns in the order in which they were cast; a later vote replaces an earlier one.

    ``people`` and ``statements`` add those without a vote. The order of people, of statements and of votes on
    different statements makes no difference.

    Raises
    ------
    InputError
        Columns of different length; a value other than 1, 0, -1.

    >>> votes = collect(["ana", "bo", "ana"], [1, 1, 1], [1, 0, -1])
    >>> votes.people.tolist(), votes.value.tolist()
    (['ana', 'bo'], [-1, 0])
    """
    who, what = _column(person), _column(statement)
    given = np.asarray(value)
    if not len(who) == len(what) == len(given):
        raise InputError(
            "{number} people, {statements} statements and {values} values",
            expected="one of each for every vote",
            number=len(who),
            statements=len(what),
            values=len(given),
        )
    wrong = np.flatnonzero(~((given == AGREE) | (given == DISAGREE) | (given == PASS)))
    if len(wrong):
        raise InputError(
            "the vote “{vote}” (vote {value} of {number})",
            expected="1 for agree, -1 for disagree, 0 for pass",
            vote=given[wrong[0]],
            value=wrong[0] + 1,
            number=len(given),
        )
    rows, row_names = _codes(who, people)
    columns, column_names = _codes(what, statements)
    start, at, column = _sorted(rows, columns, len(row_names), len(column_names))
    return Votes(row_names, column_names, start, column, given.astype(np.int8)[at])


def _column(labels: npt.ArrayLike) -> Labels:
    column = labels if isinstance(labels, np.ndarray) else pd.Series(labels).to_numpy()
    return np.asarray(column)


def _codes(labels: Labels, others: npt.ArrayLike | None) -> tuple[npt.NDArray[np.int32], Labels]:
    """Positions of labels among all labels in ascending order."""
    codes, names = pd.factorize(labels, sort=True)
    if (codes < 0).any():
        raise InputError(
            "vote {value} has no person or no statement",
            expected="a label for both",
            value=int(np.flatnonzero(codes < 0)[0]) + 1,
        )
    if others is not None:
        known = pd.Index(names).union(pd.Index(_column(others)), sort=True)
        codes, names = known.get_indexer(names)[codes], known.to_numpy()
    return codes.astype(np.int32), np.asarray(names)


@njit(cache=True)
def _sorted(
    rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], n: int, m: int
) -> tuple[Integers, Integers, npt.NDArray[np.int32]]:
    """Two counting sorts, by statement and then by person; of votes on the same cell the last stays."""
    count = len(rows)
    by_column = np.zeros(m + 1, np.int64)
    for i in range(count):
        by_column[columns[i] + 1] += 1
    for j in range(m):
        by_column[j + 1] += by_column[j]
    order = np.empty(count, np.int64)
    for i in range(count):
        order[by_column[columns[i]]] = i
        by_column[columns[i]] += 1
    by_row = np.zeros(n + 1, np.int64)
    for i in range(count):
        by_row[rows[i] + 1] += 1
    for i in range(n):
        by_row[i + 1] += by_row[i]
    start = by_row.copy()
    at = np.empty(count, np.int64)
    for k in range(count):
        i = order[k]
        at[by_row[rows[i]]] = i
        by_row[rows[i]] += 1
    kept = 0
    final = np.zeros(n + 1, np.int64)
    column = np.empty(count, np.int32)
    for row in range(n):
        for k in range(start[row], start[row + 1]):
            if k + 1 < start[row + 1] and columns[at[k]] == columns[at[k + 1]]:
                continue
            column[kept] = columns[at[k]]
            at[kept] = at[k]
            kept += 1
        final[row + 1] = kept
    return final, at[:kept].copy(), column[:kept].copy()


@njit(cache=True)
def _rows(start: Integers, people: Integers) -> tuple[Integers, Integers]:
    """Where the votes of some people stand, and where they will start."""
    new = np.zeros(len(people) + 1, np.int64)
    for k in range(len(people)):
        new[k + 1] = new[k] + start[people[k] + 1] - start[people[k]]
    at = np.empty(new[-1], np.int64)
    for k in range(len(people)):
        for i in range(new[k + 1] - new[k]):
            at[new[k] + i] = start[people[k]] + i
    return new, at
