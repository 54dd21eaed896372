"""How sure a ranking is when nobody is sure of the weights: rank acceptabilities.

Source: Lahdelma & Salminen (2001), "SMAA-2: stochastic multicriteria acceptability analysis for group
decision making", *Operations Research* 49, 444-454.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
DRAWS = 10_000
TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Acceptability:
    """Shares of possible weights.

    Attributes
    ----------
    ranks
        (A, A) share of the weights with which action i has rank j (the first column: is first). Rows add up
        to 1.
    low, high
        (A,) the ranks between which an action lies with 95% of the weights.
    beats
        (A, A) share of the weights with which action i is above action j.
    """

    ranks: Floats
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    beats: Floats


def acceptability(
    mean: Floats, weights: Floats | None = None, *, certainty: float = 0.0, draws: int = DRAWS, seed: int = 0
) -> Acceptability:
    """Ranks of actions over weights drawn at random.

    Parameters
    ----------
    mean
        (A, C) scores.
    weights, certainty
        With certainty 0, all weights that add up to 1 are equally likely. Above 0, they are drawn around
        ``weights`` from a Dirichlet distribution with the sum of parameters C (1 + certainty): 10 keeps
        them near, 100 very near.
    seed
        The same seed draws the same weights.
    """
    number, criteria = mean.shape
    rng = np.random.default_rng(seed)
    middle = np.full(criteria, 1.0 / criteria) if weights is None else weights
    drawn = rng.dirichlet(1.0 + criteria * certainty * middle, draws)
    values = drawn @ mean.T
    # Equal values share a rank at random, so that twins get the same acceptability on average.
    order = np.lexsort((rng.random(values.shape), -np.round(values, 12)), axis=1)
    rank = np.argsort(order, axis=1)
    ranks = np.array([np.bincount(rank[:, i], minlength=number) for i in range(number)]) / draws
    cumulative = ranks.cumsum(axis=1)
    beats = np.array([(values[:, [i]] > values + 1e-12).mean(axis=0) for i in range(number)])
    return Acceptability(
        ranks,
        np.argmax(cumulative > TAIL / 2, axis=1) + 1,
        np.argmax(cumulative >= 1.0 - TAIL / 2 - 1e-12, axis=1) + 1,
        beats,
    )
