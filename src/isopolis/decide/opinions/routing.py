r"""Which statement a person is shown next: the one from which most is learnt, with a chance for the new ones.

.. math:: w_j = \left[(1 - p_j)\,(1 + E_j)\,a_j\,\left(1 + 8 \cdot 2^{-s_j / 5}\right)\right]^2

with :math:`p_j` the share of passes and :math:`a_j` the share of agreement (both drawn to one half where
few voted),
:math:`E_j` how far the statement draws people from the middle, :math:`s_j` the votes it has. A statement
nobody has seen weighs up to 81 times as much as it will later; a divisive one more than a bland one; one
that many pass less. The next statement is drawn in proportion to the weights, among those that the person
has not voted on.

Source: Small et al. (2021), RECERCA 26; the weights are those of the votes at hand, not of an earlier round.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isopolis.decide.opinions.consensus import Tally, probability
from isopolis.decide.opinions.votes import Flags, Floats

NEW = 8.0
"""How many times more a statement without votes weighs (before squaring)."""
HALVED = 5.0
"""Votes after which that advantage is halved."""


def priorities(counted: Tally, extremity: Floats, hidden: Flags | None = None) -> Floats:
    """(m,) weights of the statements; 0 for hidden ones.

    >>> from isopolis.decide.opinions.consensus import Tally
    >>> votes = Tally(np.array([[0, 40]]), np.array([[0, 40]]), np.array([[0, 100]]))
    >>> priorities(votes, np.zeros(2)).round(3).tolist()
    [5.062, 0.102]
    """
    whole = counted.everybody()
    seen = whole.seen[0]
    agree, passed = probability(whole.agree[0], seen), probability(whole.passed[0], seen)
    weight = ((1.0 - passed) * (1.0 + extremity) * agree * (1.0 + NEW * 2.0 ** (-seen / HALVED))) ** 2
    return np.asarray(weight if hidden is None else np.where(hidden, 0.0, weight))


def next_statement(weights: Floats, seen: Flags, draw: float) -> int | None:
    """Position of the next statement for a person, None when all are seen; ``draw`` is a number from [0, 1).

    >>> next_statement(np.array([1.0, 3.0, 0.0]), np.array([False, False, False]), 0.5)
    1
    """
    open_ = np.where(seen, 0.0, weights)
    total = np.cumsum(open_)
    if len(total) == 0 or total[-1] <= 0.0:
        return None
    return int(np.searchsorted(total, draw * total[-1], side="right"))


def chances(weights: Floats, seen: npt.NDArray[np.bool_]) -> Floats:
    """(m,) chance of each statement to come next: what :func:`next_statement` draws from."""
    open_ = np.where(seen, 0.0, weights)
    return np.asarray(open_ / open_.sum() if open_.sum() > 0 else open_)
