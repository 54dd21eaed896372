r"""The two directions in which opinions differ most: principal components of the votes, without a dense copy.

A vote that was not given counts as the mean of its statement. After centring, such cells are zero, so the
matrix of residuals :math:`R` has as many entries as there are votes. The components are the eigenvectors of
:math:`G = R^\top R`, which four tables of *whole numbers* give without rounding:

.. math:: G_{ij} = \sum_p v_{pi} v_{pj} - c_i \sum_p o_{pi} v_{pj} - c_j \sum_p v_{pi} o_{pj}
          + c_i c_j \sum_p o_{pi} o_{pj}

with :math:`v` the votes, :math:`o` one where there is a vote and :math:`c` the means. Whole numbers add up
to the same bits in any order: on any number of threads, after a restart, and when one vote is added to the
tables instead of counting all again. With more than :data:`WIDE` statements the tables would be larger than
the votes, and the eigenvectors are found from the sparse residuals instead; so they are where people vote
on very many statements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.linalg import eigh_tridiagonal

from isopolis.decide.opinions.votes import Flags, Floats, Integers, Votes

WIDE = 2_000
"""Statements above which no table of pairs is kept."""
MANY_PAIRS = 1_000_000_000
"""Pairs of votes of one person, over all people, above which they are not counted."""
TOLERANCE = 1e-10
"""Residual of an eigenvector, in units of the largest eigenvalue, at which the search ends."""
STEPS = 400
"""Steps of the search at most."""
_CHUNK, _PANEL = 32_000, 32
Counts = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """How votes on pairs of statements go together: (m, m) whole numbers over the people who voted on both.

    Parameters
    ----------
    both
        People who voted on both.
    product
        Sum of the products of their two votes.
    second
        Sum of the votes on the second of the two.
    """

    both: Counts
    product: Counts
    second: Counts

    @property
    def voted(self) -> Integers:
        """(m,) votes on each statement."""
        return np.diagonal(self.both).astype(np.int64)

    @property
    def total(self) -> Integers:
        """(m,) sum of the votes on each statement."""
        return np.diagonal(self.second).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Components:
    """Where the middle of opinion is, and the directions in which people differ from it most.

    Parameters
    ----------
    center
        (m,) mean vote on each statement; 0 where there is none or the statement is hidden.
    directions
        (2, m) unit vectors; the first differs most. A direction that does not exist is zero.
    variance
        (2,) eigenvalues: the sum of squares along each direction.
    total
        The sum of squares in all directions.
    """

    center: Floats
    directions: Floats
    variance: Floats
    total: float


def countable(votes: Votes) -> bool:
    """Whether pairs are counted for these votes; it depends on nothing else."""
    cast = votes.cast
    return len(votes.statements) <= WIDE and int((cast * (cast + 1) // 2).sum()) <= MANY_PAIRS


def count_pairs(votes: Votes) -> Pairs:
    """Count the votes on all pairs of statements."""
    m = len(votes.statements)
    both, product, second = _pairs(votes.start, votes.statement, votes.value, m)
    return Pairs(both, product, second)


def principal_components(votes: Votes, hidden: Flags | None = None, pairs: Pairs | None = None) -> Components:
    """The centre and the first two components of the votes (mean-imputed and centred).

    Parameters
    ----------
    votes
        The votes.
    hidden
        (m,) statements that are left out of the picture: their column is zero.
    pairs
        The counts of :func:`count_pairs`, where they are known already.

    Source: Small et al. (2021), Polis: scaling deliberation by mapping high dimensional opinion spaces,
    RECERCA 26; Lanczos (1950) with full reorthogonalisation, Golub & Van Loan (2013), section 10.3.

    >>> from isopolis.decide.opinions.votes import collect
    >>> votes = collect([1, 1, 2, 2, 3, 3], [1, 2] * 3, [1, -1, 1, -1, -1, 1])
    >>> principal_components(votes).directions[0].round(4).tolist()
    [0.7071, -0.7071]
    """
    m = len(votes.statements)
    shown = np.ones(m, dtype=bool) if hidden is None else ~hidden
    if pairs is None and countable(votes):
        pairs = count_pairs(votes)
    if pairs is not None:
        center = np.divide(pairs.total, pairs.voted, out=np.zeros(m), where=(pairs.voted > 0) & shown)
        gram = _gram(pairs.both, pairs.product, pairs.second, center, shown)
        total = float(np.trace(gram))
        variance, directions = _leading(lambda vector: _times(gram, vector), shown, total)
    else:
        count = np.bincount(votes.statement, minlength=m)
        summed = np.bincount(votes.statement, weights=votes.value, minlength=m)
        center = np.divide(summed, count, out=np.zeros(m), where=(count > 0) & shown)
        column_start, person, value = _transposed(votes.start, votes.statement, votes.value, m)
        total = float(_squares(column_start, value, center, shown).sum())

        def apply(vector: Floats) -> Floats:
            score = _scores(votes.start, votes.statement, votes.value, center, np.where(shown, vector, 0.0))
            return np.asarray(_loadings(column_start, person, value, center, shown, score))

        variance, directions = _leading(apply, shown, total)
    return Components(center, _signed(directions), variance, total)


def _leading(apply: Callable[[Floats], Floats], shown: Flags, scale: float) -> tuple[Floats, Floats]:
    """The two largest eigenvalues of a symmetric operator, zero outside ``shown``, and their unit vectors."""
    m = len(shown)
    variance, directions = np.zeros(2), np.zeros((2, m))
    steps = min(int(shown.sum()), STEPS)
    if scale <= 0.0:
        return variance, directions
    basis = np.zeros((steps, m))
    diagonal, beside = np.zeros(steps), np.zeros(steps)
    fresh = _start(shown, 0)
    for step in range(steps):
        basis[step] = fresh / np.sqrt(_dot(fresh, fresh))
        image = apply(basis[step])
        diagonal[step] = _dot(basis[step], image)
        fresh = _apart(image, basis, step + 1)
        norm = np.sqrt(_dot(fresh, fresh))
        if norm <= 1e-13 * scale:  # all that this start can reach is found; go on from another
            norm, fresh = 0.0, _apart(_start(shown, step + 1), basis, step + 1)
        beside[step] = norm
        last = step + 1 == steps or _dot(fresh, fresh) < 1e-20 * m
        if step % 4 == 3 or last:
            values, vectors = eigh_tridiagonal(diagonal[: step + 1], beside[:step])
            leading = vectors[:, -2:]
            missing = norm * np.abs(leading[-1])
            if last or (norm > 0.0 and (missing <= TOLERANCE * values[-1]).all()):
                found = min(2, step + 1)
                variance[:found] = np.maximum(values[::-1][:found], 0.0)
                weights = np.array(vectors[:, ::-1][:, :found].T, dtype=np.float64, order="C")
                directions[:found] = _combine(basis, weights, step + 1)
                break
    directions[variance <= 1e-12 * scale] = 0.0
    return variance, directions


def _start(shown: Flags, turn: int) -> Floats:
    """Fixed numbers without a pattern that votes could have."""
    place = np.arange(1, len(shown) + 1, dtype=np.float64)
    fixed = np.modf(place * 0.6180339887498949 + turn * 0.7548776662466927)[0] + 0.1
    return np.asarray(np.where(shown, fixed, 0.0))


def _signed(directions: Floats) -> Floats:
    """Turn each direction so that its largest entry is positive (of equal ones, the first)."""
    out = directions.copy()
    for one in out:
        size = np.abs(one)
        place = int(np.flatnonzero(size >= size.max() * (1 - 1e-9))[0]) if len(one) else 0
        if len(one) and one[place] < 0:
            np.negative(one, out=one)
    return out


@njit(cache=True)
def _pairs(
    start: Integers, statement: npt.NDArray[np.int32], value: npt.NDArray[np.int8], m: int
) -> tuple[Counts, Counts, Counts]:
    """Count panel by panel: the pairs whose first statement is in the panel, whose table fits into the cache.

    The four counts of a pair (both, product + 1, second + 1, first + 1) share one number of 64 bits, which
    :data:`_CHUNK` people cannot overflow.
    """
    both = np.zeros((m, m), np.int32)
    product = np.zeros((m, m), np.int32)
    second = np.zeros((m, m), np.int32)
    n = len(start) - 1
    for panel in range((m + _PANEL - 1) // _PANEL):
        top, bottom = panel * _PANEL, min(m, (panel + 1) * _PANEL)
        packed = np.zeros((_PANEL, m), np.int64)
        for chunk in range(0, n, _CHUNK):
            for person in range(chunk, min(n, chunk + _CHUNK)):
                last = start[person + 1]
                a = _from(statement, start[person], last, top)
                while a < last and statement[a] < bottom:
                    x = np.int64(value[a])
                    base = np.int64(1) + (np.int64(1) << 16) + (np.int64(1) << 32) + ((x + 1) << 48)
                    by = (x << 16) + (np.int64(1) << 32)
                    row = packed[statement[a] - top]
                    for b in range(a, last):
                        row[np.uint32(statement[b])] += base + by * value[b]
                    a += 1
            for i in range(top, bottom):
                for j in range(i, m):
                    whole = packed[i - top, j]
                    if whole != 0:
                        count = np.int32(whole & 0xFFFF)
                        both[i, j] += count
                        product[i, j] += np.int32((whole >> 16) & 0xFFFF) - count
                        second[i, j] += np.int32((whole >> 32) & 0xFFFF) - count
                        if j > i:
                            second[j, i] += np.int32((whole >> 48) & 0xFFFF) - count
                        packed[i - top, j] = 0
    for i in range(m):
        for j in range(i):
            both[i, j] = both[j, i]
            product[i, j] = product[j, i]
    return both, product, second


@njit(cache=True)
def _from(statement: npt.NDArray[np.int32], first: int, last: int, least: int) -> int:
    """The first of a person's votes whose statement is not before ``least``."""
    while first < last:
        middle = (first + last) // 2
        if statement[middle] < least:
            first = middle + 1
        else:
            last = middle
    return first


@njit(cache=True)
def _gram(both: Counts, product: Counts, second: Counts, center: Floats, shown: Flags) -> Floats:
    m = len(center)
    gram = np.zeros((m, m))
    for i in range(m):
        if shown[i]:
            for j in range(m):
                if shown[j]:
                    x = product[i, j] - center[i] * second[i, j] - center[j] * second[j, i]
                    gram[i, j] = x + center[i] * center[j] * both[i, j]
    return gram


@njit(cache=True)
def _times(gram: Floats, vector: Floats) -> Floats:
    """A symmetric matrix times a vector; four rows at a time, so that the sums stay in the cache."""
    m = len(vector)
    out = np.zeros(m)
    for i in range(0, m - m % 4, 4):
        a, b, c, d = vector[i], vector[i + 1], vector[i + 2], vector[i + 3]
        for j in range(m):
            out[j] += (a * gram[i, j] + b * gram[i + 1, j]) + (c * gram[i + 2, j] + d * gram[i + 3, j])
    for i in range(m - m % 4, m):
        for j in range(m):
            out[j] += vector[i] * gram[i, j]
    return out


@njit(cache=True)
def _dot(one: Floats, other: Floats) -> float:
    total = 0.0
    for i in range(len(one)):
        total += one[i] * other[i]
    return total


@njit(cache=True)
def _apart(vector: Floats, basis: Floats, count: int) -> Floats:
    """What is left of a vector beside the basis; done twice, as rounding demands."""
    out = vector.copy()
    for _ in range(2):
        for k in range(count):
            share = _dot(basis[k], out)
            for j in range(len(out)):
                out[j] -= share * basis[k, j]
    return out


@njit(cache=True)
def _combine(basis: Floats, weights: Floats, count: int) -> Floats:
    out = np.zeros((len(weights), basis.shape[1]))
    for row in range(len(weights)):
        for k in range(count):
            for j in range(basis.shape[1]):
                out[row, j] += weights[row, k] * basis[k, j]
    return out


@njit(cache=True)
def _transposed(
    start: Integers, statement: npt.NDArray[np.int32], value: npt.NDArray[np.int8], m: int
) -> tuple[Integers, npt.NDArray[np.int32], npt.NDArray[np.int8]]:
    """The votes statement by statement."""
    column_start = np.zeros(m + 1, np.int64)
    for k in range(len(statement)):
        column_start[statement[k] + 1] += 1
    for j in range(m):
        column_start[j + 1] += column_start[j]
    free = column_start.copy()
    person = np.empty(len(statement), np.int32)
    turned = np.empty(len(statement), np.int8)
    for row in range(len(start) - 1):
        for k in range(start[row], start[row + 1]):
            place = free[statement[k]]
            person[place] = row
            turned[place] = value[k]
            free[statement[k]] += 1
    return column_start, person, turned


@njit(cache=True)
def _scores(
    start: Integers,
    statement: npt.NDArray[np.int32],
    value: npt.NDArray[np.int8],
    center: Floats,
    vector: Floats,
) -> Floats:
    """R times a vector: one number a person."""
    out = np.zeros(len(start) - 1)
    for row in range(len(out)):
        total = 0.0
        for k in range(start[row], start[row + 1]):
            total += (value[k] - center[statement[k]]) * vector[statement[k]]
        out[row] = total
    return out


@njit(cache=True)
def _loadings(  # noqa: PLR0917  (compiled: no keywords)
    column_start: Integers,
    person: npt.NDArray[np.int32],
    value: npt.NDArray[np.int8],
    center: Floats,
    shown: Flags,
    score: Floats,
) -> Floats:
    """R transposed times a vector: one number a statement."""
    out = np.zeros(len(center))
    for j in range(len(out)):
        if shown[j]:
            total = 0.0
            for k in range(column_start[j], column_start[j + 1]):
                total += (value[k] - center[j]) * score[person[k]]
            out[j] = total
    return out


@njit(cache=True)
def _squares(column_start: Integers, value: npt.NDArray[np.int8], center: Floats, shown: Flags) -> Floats:
    out = np.zeros(len(center))
    for j in range(len(out)):
        if shown[j]:
            for k in range(column_start[j], column_start[j + 1]):
                out[j] += (value[k] - center[j]) ** 2
    return out
