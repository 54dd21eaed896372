"""Who gets the money: the concentration of grants by how deprived the cities are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST = 10
"""Fewest cities of which an interval is drawn: of fewer, a bootstrap says nothing."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """A concentration index and its 95% interval, NaN where there are too few cities for one.

    Above 0 more money per inhabitant went to the more deprived, below 0 to the less deprived.
    """

    value: float
    low: float
    high: float


def fractional_rank(people: Floats, deprivation: Floats) -> Floats:
    """(n,) how far up the people of each city stand when all are ranked by deprivation: 0 least, 1 most.

    Everybody of a city stands at the middle of its people; cities equally deprived stand at the middle of
    theirs together.

    >>> fractional_rank(np.array([1.0, 1.0, 2.0]), np.array([0.1, 0.3, 0.3])).tolist()
    [0.125, 0.625, 0.625]
    """
    _levels, level = np.unique(deprivation, return_inverse=True)
    of_level = np.bincount(level, weights=people)
    below = np.concatenate([[0.0], np.cumsum(of_level)[:-1]])
    rank: Floats = ((below + of_level / 2) / of_level.sum())[level]
    return rank


def concentration_index(people: Floats, euros: Floats, deprivation: Floats) -> float:
    r"""The concentration index of grants per inhabitant, NaN where there are none.

    .. math:: C = \frac{2}{\mu} \sum_i w_i (y_i - \mu)(R_i - \tfrac12)

    with :math:`w_i` the share of the people in city :math:`i`, :math:`y_i` its grants per inhabitant,
    :math:`\mu` the grants per inhabitant of all, :math:`R_i` the fractional rank by deprivation. From -1 (all
    to the least deprived) to 1.

    Parameters
    ----------
    people, euros, deprivation
        (n,) of each city; ``people`` above 0.

    References
    ----------
    Kakwani, Wagstaff & van Doorslaer (1997), Journal of Econometrics 77: 87-103.

    >>> round(concentration_index(np.full(4, 1.0), np.array([0.0, 0, 0, 8]), np.array([1.0, 2, 3, 4])), 3)
    0.75
    """
    total = euros.sum()
    if total <= 0:
        return float("nan")
    # w_i (y_i - mu) / mu is the city's share of the money less its share of the people.
    surplus = euros / total - people / people.sum()
    return float(2 * (surplus * (fractional_rank(people, deprivation) - 0.5)).sum())


def concentration(
    people: Floats, euros: Floats, deprivation: Floats, *, replicates: int = 999, seed: int = 0
) -> Concentration:
    """The index with a 95% interval: how far it hangs on which cities there are (bootstrap of cities).

    The same seed gives the same interval. Percentiles; replicates without any money are left out.
    """
    value = concentration_index(people, euros, deprivation)
    n = len(people)
    if n < FEWEST or np.isnan(value):
        return Concentration(value, float("nan"), float("nan"))
    random = np.random.default_rng(seed)
    drawn = random.integers(n, size=(replicates, n))
    found = [concentration_index(people[one], euros[one], deprivation[one]) for one in drawn]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return Concentration(value, float(low), float(high))
