"""Where each person and each statement stands in the plane of the two components."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.decide.opinions.components import Components
from isopolis.decide.opinions.votes import Flags, Floats, Integers, Votes


def positions(votes: Votes, components: Components, hidden: Flags | None = None) -> Floats:
    r"""(n, 2) places of people, from the statements that they voted on alone.

    .. math:: x_p = \sqrt{m / t_p} \sum_{j\ \text{voted}} (v_{pj} - c_j)\, d_j

    Without the root, whoever votes little would stand in the middle for that reason only. As Polis does, m
    counts all statements and :math:`t_p` the person's votes, with a hidden statement counted as voted on by
    all. A person without votes stands in the middle.
    """
    shown = np.ones(len(votes.statements), dtype=bool) if hidden is None else ~hidden
    raw, voted = _places(
        votes.start, votes.statement, votes.value, components.center, components.directions, shown
    )
    voted += int((~shown).sum())
    return np.asarray(raw * np.sqrt(len(shown) / np.maximum(voted, 1))[:, None])


def statement_positions(components: Components) -> Floats:
    """(m, 2) places of statements: where a person stands who agreed with this one and voted on no other."""
    loading = (1.0 - components.center)[:, None] * components.directions.T
    return np.asarray(loading * np.sqrt(len(components.center)))


def extremity(components: Components) -> Floats:
    """(m,) how far from the middle each statement draws those who agree with it."""
    return np.asarray(np.sqrt((statement_positions(components) ** 2).sum(axis=1)))


@njit(cache=True)
def _places(  # noqa: PLR0917  (compiled: no keywords)
    start: Integers,
    statement: npt.NDArray[np.int32],
    value: npt.NDArray[np.int8],
    center: Floats,
    directions: Floats,
    shown: Flags,
) -> tuple[Floats, Integers]:
    n = len(start) - 1
    out = np.zeros((n, 2))
    voted = np.zeros(n, np.int64)
    for row in range(n):
        x = 0.0
        y = 0.0
        count = 0
        for k in range(start[row], start[row + 1]):
            j = statement[k]
            if shown[j]:
                residual = value[k] - center[j]
                x += residual * directions[0, j]
                y += residual * directions[1, j]
                count += 1
        out[row, 0] = x
        out[row, 1] = y
        voted[row] = count
    return out, voted
