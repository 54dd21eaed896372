r"""Nash selection probabilities: the highest product of everybody's probabilities.

.. math:: \max \sum_i \log \pi_i

The same three steps as :mod:`.leximin`: relax, decompose, cut. The relaxed problem has one multiplier for
each quota; given these, the average number of people of type t is :math:`y_t = \min(m_t, n_t / c_t)` with
:math:`c_t` the sum of the multipliers of its quotas, so it is solved in its dual, which has few unknowns,
and finished by Newton's method. Multipliers give an upper bound on the product whatever they are (weak
duality): that is the certificate.

Source of the objective: Nash (1950); for lotteries over panels Flanigan et al. (2021), *Nature* 596.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from isopolis.decide.lottery.decomposition import decompose
from isopolis.decide.lottery.leximin import ROUNDS, Fair, Level, leximin
from isopolis.decide.lottery.panels import Cut, Panels
from isopolis.decide.lottery.types import Types

Floats = npt.NDArray[np.float64]
ACTIVE = 1e-6
"""A multiplier above this one belongs to a quota that binds."""
NEVER = 1e-9
"""Seats on average; with fewer, a type is on no panel."""
NEWTON_STEPS = 50
PRECISE = 1e-12


@dataclass(frozen=True, slots=True)
class Relaxed:
    """(T,) average numbers of people, and a bound on the geometric mean of the probabilities."""

    average: Floats
    bound: float


def nash(panels: Panels) -> Fair | None:
    """The mixture with the highest geometric mean of probabilities; None where there is no panel.

    The one level of the certificate is this mean. People who fit on no panel have probability 0 in every
    lottery and are left out of the mean; the leximin lottery tells who they are.
    """
    types = panels.types
    cuts: list[Cut] = []
    first = leximin(panels)
    if first is None:
        return None
    possible = first.mixture.average > NEVER
    counts = types.counts[possible]
    while True:
        relaxed = relaxed_nash(types, cuts, possible)
        decomposed = decompose(panels, relaxed.average)
        if decomposed is None:
            raise ArithmeticError("there were panels before and there are none now")
        mixture, cut = decomposed
        if cut is None or len(cuts) == ROUNDS:
            shares = np.maximum(mixture.average[possible] / counts, np.finfo(float).tiny)
            achieved = float(np.exp(counts @ np.log(shares) / counts.sum()))
            return Fair(mixture, (Level(relaxed.bound, achieved, int(counts.sum())),), len(cuts))
        cuts.append(cut)


def relaxed_nash(types: Types, cuts: list[Cut], possible: npt.NDArray[np.bool_]) -> Relaxed:
    """The best average under the quotas and cuts alone, over the types that are ``possible``."""
    rows = np.vstack([types.matrix, *(cut.weights for cut in cuts)])[:, possible]
    low = np.concatenate([types.low, np.full(len(cuts), -np.inf)])
    high = np.concatenate([types.high, [cut.bound for cut in cuts]])
    # One row for each end of a quota, all of the form rows @ y <= ends.
    ends = np.concatenate([high, -low])
    rows = np.vstack([rows, -rows])[np.isfinite(ends)]
    ends = ends[np.isfinite(ends)]
    counts, most = types.counts[possible], types.most[possible]
    people = float(counts.sum())

    def dual(multipliers: Floats) -> tuple[float, Floats]:
        average, cost = _average(rows, multipliers, counts, most)
        value = float(counts @ np.log(average / counts) - cost @ average + ends @ multipliers)
        return value / people, (ends - rows @ average) / people

    start = np.zeros(len(ends))
    start[0] = people / float(types.high[0])
    solved = minimize(
        dual,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * len(ends),
        options={"maxiter": 20_000, "maxfun": 40_000, "ftol": 1e-15, "gtol": 1e-11, "maxcor": 50},
    )
    multipliers = _polished(rows, ends, solved.x, counts, most)
    average = np.zeros(len(types))
    average[possible] = _average(rows, multipliers, counts, most)[0]
    return Relaxed(average, float(np.exp(dual(np.maximum(multipliers, 0.0))[0])))


def _average(rows: Floats, multipliers: Floats, counts: Floats, most: Floats) -> tuple[Floats, Floats]:
    """The average that these multipliers ask for, and their sum for each type."""
    cost = rows.T @ multipliers
    return np.minimum(most, counts / np.maximum(cost, counts / most)), cost


def _polished(rows: Floats, ends: Floats, multipliers: Floats, counts: Floats, most: Floats) -> Floats:
    """Newton's method on the quotas that bind, so that they are met to the last digits."""
    binding = multipliers > ACTIVE
    out = np.where(binding, multipliers, 0.0)
    for _ in range(NEWTON_STEPS):
        average, _ = _average(rows, out, counts, most)
        over = rows[binding] @ average - ends[binding]
        if np.abs(over).max(initial=0.0) < PRECISE:
            break
        slope = np.where(average < most, average**2 / counts, 0.0)
        step = np.linalg.lstsq((rows[binding] * slope) @ rows[binding].T, over, rcond=1e-12)[0]
        out[binding] += step
    return out
