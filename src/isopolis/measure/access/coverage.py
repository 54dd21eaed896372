"""Coverage: how many people of each group have a place within a limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of groups within a limit.

    Attributes
    ----------
    share
        (g,) share of each group's people, 0 to 1, who have a place within the limit; NaN for nobody.
    beyond
        (g,) people who have none.
    people
        (g,) people that these are shares of: those of the areas whose count is known.
    mean
        (g,) mean distance in metres, weighted by people; infinite where somebody has no place at all.
    """

    share: Floats
    beyond: Floats
    people: Floats
    mean: Floats


def coverage(counts: Floats, distance: Floats, limit: float) -> Coverage:
    r"""Coverage of each group within ``limit`` metres, weighted by people.

    .. math:: C_m = \frac{\sum_i x_{im} [d_i \le L]}{\sum_i x_{im}}, \qquad
              \bar d_m = \frac{\sum_i x_{im} d_i}{\sum_i x_{im}}

    Parameters
    ----------
    counts
        (n, g) people; NaN where a count is hidden or not known: such a count takes no part for its group.
    distance
        (n,) metres to the nearest place.
    limit
        Metres.

    >>> found = coverage(np.array([[30.0, 10.0], [10.0, np.nan]]), np.array([200.0, 900.0]), 500)
    >>> found.share.tolist(), found.people.tolist(), found.mean.tolist()
    ([0.75, 1.0], [40.0, 10.0], [375.0, 200.0])
    """
    known = np.nan_to_num(counts, nan=0.0)
    people = known.sum(axis=0)
    far = distance > limit
    beyond = known[far].sum(axis=0)
    nobody = people == 0
    within = np.divide(people - beyond, people, out=np.full(len(people), np.nan), where=~nobody)
    # Where nobody lives, an infinite distance weighs nothing.
    weighted = np.where(known > 0, known * np.where(known > 0, distance[:, None], 0.0), 0.0).sum(axis=0)
    mean = np.divide(weighted, people, out=np.full(len(people), np.nan), where=~nobody)
    return Coverage(within, beyond, people, mean)
