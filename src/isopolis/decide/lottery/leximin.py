"""Maximin and leximin selection probabilities, exact, with the certificate of how exact.

Maximin raises the smallest probability as far as the quotas allow; leximin then raises the next smallest,
and so on. People of one type get the same probability, so the unknowns are the average numbers of people of
each type. They are found in three steps that repeat until they agree:

1. **relax**: the leximin average under the quotas alone, a short series of linear programs. Nothing can do
   better.
2. **decompose**: the lottery over whole panels that has this average. If there is one, it is the leximin
   lottery.
3. **cut**: if there is none, the integer program that proves it gives an inequality that all panels satisfy
   and the
   average does not. It joins the quotas.

Every value of step 1 is an upper bound, which makes the certificate: bound against achieved, level by level.

Source of the objective: Flanigan, Gölz, Gupta, Hennig & Procaccia (2021), *Nature* 596, 548-552.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.decide.lottery.decomposition import Mixture, decompose
from isopolis.decide.lottery.linear import INFINITE, LinearProgram
from isopolis.decide.lottery.panels import Cut, Panels
from isopolis.decide.lottery.types import Types

Floats = npt.NDArray[np.float64]
SUPPORTING = 1e-7
"""A type whose dual weight is above this one holds its level down."""
SAME = 1e-9
"""Levels closer than this are one."""
ROUNDS = 1000
"""Cuts after which the gap is reported as it is."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the certificate.

    Attributes
    ----------
    bound
        No lottery, given the levels below, gives everybody of this level and above a higher probability.
    achieved
        The smallest probability of the people of this level.
    people
        Number of people of this level.
    """

    bound: float
    achieved: float
    people: int

    @property
    def gap(self) -> float:
        """How much higher it could be at most; 0 up to the precision of the arithmetic."""
        return max(0.0, self.bound - self.achieved)


@dataclass(frozen=True, slots=True)
class Fair:
    """A fair mixture of panels, its levels (the first only for maximin), and how many cuts it took."""

    mixture: Mixture
    levels: tuple[Level, ...]
    cuts: int


def leximin(panels: Panels, *, first_only: bool = False) -> Fair | None:
    """The leximin mixture; with ``first_only`` one that is sure to be maximin.

    None where there is no panel.
    """
    types = panels.types
    cuts: list[Cut] = []
    while True:
        relaxed = relaxed_leximin(types, cuts)
        if relaxed is None:
            return None
        decomposed = decompose(panels, relaxed * types.counts)
        if decomposed is None:
            return None
        mixture, cut = decomposed
        levels = _levels(types, relaxed, mixture.average / types.counts)
        done = cut is None or (first_only and levels[0].gap <= SAME) or len(cuts) == ROUNDS
        if cut is None or done:
            return Fair(mixture, levels[:1] if first_only else levels, len(cuts))
        cuts.append(cut)


def relaxed_leximin(types: Types, cuts: list[Cut]) -> Floats | None:
    """(T,) leximin probabilities under the quotas and cuts alone; None where even these cannot be met.

    At each level the smallest probability z of the types that are not settled is as high as possible; types
    with a positive dual weight hold it down in every solution, and are settled at z.
    """
    size, rows = len(types), len(types.matrix) + len(cuts)
    matrix = np.zeros((rows + size, size + 1))
    matrix[:rows, :size] = np.vstack([types.matrix, *(cut.weights for cut in cuts)])
    matrix[rows:, :size] = np.diag(1.0 / types.counts)
    matrix[rows:, size] = -1.0
    program = LinearProgram(
        matrix,
        np.concatenate([types.low, np.full(len(cuts), -INFINITE), np.zeros(size)]),
        np.concatenate([types.high, [cut.bound for cut in cuts], np.full(size, INFINITE)]),
        lower=np.zeros(size + 1),
        upper=np.append(types.most, INFINITE),
        cost=np.append(np.zeros(size), 1.0),
    )
    settled = np.full(size, np.nan)
    while np.isnan(settled).any():
        solved = program.solve()
        if solved is None:
            return None
        _, duals, value = solved
        weights = np.where(np.isnan(settled), -duals[rows:], 0.0)
        holding = weights > min(SUPPORTING, 0.5 * float(weights.max()))
        for t in np.flatnonzero(holding):
            settled[t] = value
            program.set_coefficient(rows + int(t), size, 0.0)
            program.set_row(rows + int(t), value, INFINITE)
    return settled


def _levels(types: Types, bounds: Floats, achieved: Floats) -> tuple[Level, ...]:
    """People by the level that bounds them, from the lowest."""
    order = np.argsort(bounds, kind="stable")
    starts = np.flatnonzero(np.diff(bounds[order], prepend=-1.0) > SAME)
    return tuple(
        Level(
            float(bounds[part].max()),
            float(achieved[part].min()),
            int(types.counts[part].sum()),
        )
        for part in np.split(order, starts[1:])
    )
