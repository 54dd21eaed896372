r"""Inversion: many draws from the same binomial distributions, by tables of their distribution functions.

The replicates of a city draw from the same shares hundreds of times. A table of each area's distribution
function, with a guide of where to begin to look (Chen & Asau 1974), gives a draw for one uniform number and
about two comparisons, where rejection takes a dozen times as long. Tables end where the probability is below
:math:`10^{-18}`, less than what a uniform number of 53 bits can tell from nothing.

A group after the first is drawn from whoever is left, a number :math:`l` that changes from draw to draw.
With a number :math:`b` that is seldom more,
:math:`\mathrm{Bin}(l, q) = \mathrm{Bin}(b, q) + \mathrm{Bin}(l - b, q)`: the first has a table, the second
is small. Where fewer are left, there is no table.

Chen & Asau (1974), AIIE Transactions 6; Devroye (1986), *Non-Uniform Random Variate Generation*, ch. III.2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.inference.streams import binomial, start_streams, uniform
from isopolis.measure.segregation.registry import Floats

Integers = npt.NDArray[np.int64]

_LONGEST = 1024  # entries of one table: beyond, making it takes longer than a few hundred draws save
_MOST = 4_000_000  # entries of all tables together, 64 MB; without tables draws are only slower
_REACH = 8.5  # standard deviations on each side of the mode
_FLOOR = 25.0  # people on each side of the mode, for rare groups
_SELDOM = 1.5  # standard deviations that the people left are below their mean in one draw of fifteen


class Tables(NamedTuple):
    """Tables for the people (n,) of areas with shares (n, g); (n, g - 1) in the order of drawing.

    ``order`` (g,) groups from the rarest to the commonest; ``chance`` of the group among those left; ``base``
    people whose draw has a table, 0 without; ``lowest`` and ``length`` of each table, and its ``start``
    among the ``cumulative`` chances and the ``guide``.
    """

    order: Integers
    chance: Floats
    base: Integers
    lowest: Integers
    length: Integers
    start: Integers
    cumulative: Floats
    guide: Integers


def tables_of(shares: Floats, people: Floats) -> Tables:
    """Make the tables.

    >>> tables = tables_of(np.array([[0.5, 0.5]]), np.array([2.0]))
    >>> tables.cumulative[:2].tolist()
    [0.25, 0.75]
    """
    n, g = shares.shape
    order = np.argsort((people[:, None] * shares).sum(axis=0), kind="stable").astype(np.int64)
    chance = np.zeros((n, g - 1))
    base, lowest, length = (np.zeros((n, g - 1), dtype=np.int64) for _ in range(3))
    left = people.astype(np.int64)
    rest = shares.sum(axis=1)
    for step, group in enumerate(order[:-1]):
        with np.errstate(invalid="ignore", divide="ignore"):
            p = np.where(rest > 0, np.clip(shares[:, group] / rest, 0.0, 1.0), 0.0)
        rest = np.maximum(rest - shares[:, group], 0.0)
        spread = np.sqrt(left * p * (1.0 - p))
        reach = np.floor(_REACH * spread + _FLOOR).astype(np.int64)
        mode = np.minimum(np.floor((left + 1) * p).astype(np.int64), left)
        low, high = np.maximum(mode - reach, 0), np.minimum(mode + reach, left)
        short = (high - low < _LONGEST) & (left > 0)
        chance[:, step], lowest[:, step] = p, low
        base[:, step], length[:, step] = np.where(short, left, 0), np.where(short, high - low + 1, 0)
        left = np.maximum(left - mode - np.ceil(_SELDOM * spread).astype(np.int64), 0)
    if length.sum() > _MOST:
        base[:], length[:] = 0, 0
    start = np.zeros((n, g - 1), dtype=np.int64)
    start.ravel()[1:] = np.cumsum(length.ravel())[:-1]
    cumulative, guide = np.empty(int(length.sum())), np.empty(int(length.sum()), dtype=np.int64)
    tables = Tables(order, chance, base, lowest, length, start, cumulative, guide)
    _fill(*tables[1:])
    return tables


@njit(nogil=True, cache=True, error_model="numpy")
def _fill(  # noqa: PLR0917  (compiled: no keywords)
    chance: Floats,
    base: Integers,
    lowest: Integers,
    length: Integers,
    start: Integers,
    cumulative: Floats,
    guide: Integers,
) -> None:
    for i in range(length.shape[0]):
        for step in range(length.shape[1]):
            first, size, low = start[i, step], length[i, step], lowest[i, step]
            if size == 0:
                continue
            people, p = base[i, step], chance[i, step]
            odds = p / (1.0 - p)
            against = 1.0 / odds
            mode = min(max(int((people + 1) * p), low), low + size - 1)
            weight, total = 1.0, 0.0  # relative to the mode: the sum makes chances of them
            for k in range(mode, low - 1, -1):
                cumulative[first + k - low] = weight
                weight *= against * k / (people - k + 1.0)
            weight = 1.0
            for k in range(mode, low + size):
                cumulative[first + k - low] = weight
                weight *= odds * (people - k) / (k + 1.0)
            for k in range(size):
                total += cumulative[first + k]
            running, inverse = 0.0, 1.0 / total
            for k in range(size):
                running += cumulative[first + k] * inverse
                cumulative[first + k] = running
            cumulative[first + size - 1] = 2.0  # above every uniform number
            k = 0
            for j in range(size):
                while cumulative[first + k] * size <= j:
                    k += 1
                guide[first + j] = k


@njit(nogil=True, cache=True, error_model="numpy")
def draw_block(  # noqa: PLR0917  (compiled: no keywords)
    key: np.uint64,
    first: int,
    number: int,
    people: Floats,
    tables: Tables,
    states: npt.NDArray[np.uint64],
    out: Floats,
) -> None:
    """Draw the people of every area, ``number`` times: counts (number, n, g) into ``out``.

    Each replicate from ``first`` on has its own stream, left in its row of ``states``. Area by area, so that
    a table stays near while it is read.
    """
    start_streams(key, first, number, states)
    order, chance, base, lowest, length, start, cumulative, guide = tables
    n, g = out.shape[1], out.shape[2]
    for i in range(n):
        for b in range(number):
            state, left = states[b], int(people[i])
            for step in range(g - 1):
                taken, beyond = 0, left - base[i, step]
                if beyond < 0:
                    beyond = left
                elif length[i, step] > 0:
                    first = start[i, step]
                    u = uniform(state)
                    k = guide[first + int(u * length[i, step])]
                    while cumulative[first + k] <= u:
                        k += 1
                    taken = lowest[i, step] + k
                if beyond > 0:
                    taken += binomial(state, beyond, chance[i, step])
                out[b, i, order[step]] = taken
                left -= taken
            out[b, i, order[g - 1]] = left
