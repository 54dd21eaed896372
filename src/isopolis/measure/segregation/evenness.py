"""Evenness: how far the areas' composition is from the city's."""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from isopolis.language import message
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index


@njit(parallel=True, cache=True)
def _dissimilarity(counts: Floats, environment: Floats, shares: Floats, scale: float) -> Floats:
    n, g = counts.shape
    out = np.empty(n)
    for i in prange(n):
        people, around, distance = 0.0, 0.0, 0.0
        for m in range(g):
            people += counts[i, m]
            around += environment[i, m]
        if people > 0.0 and around > 0.0:
            for m in range(g):
                distance += abs(environment[i, m] / around - shares[m])
        out[i] = people * distance * scale
    return out


def dissimilarity(counts: Floats, environment: Floats) -> Floats:
    r"""Contribution of each area to the index of dissimilarity D, two groups or many.

    .. math:: D = \sum_i \frac{t_i}{2 T I} \sum_m |\tilde\pi_{im} - \pi_m|,
              \quad I = \sum_m \pi_m (1 - \pi_m)

    With two groups and each area its own environment this is Duncan & Duncan's
    :math:`\frac12 \sum_i |a_i/A - b_i/B|`.

    Parameters
    ----------
    counts, environment
        (n, g) people; (n, g) composition around each area (its row shares matter).

    Returns
    -------
    (n,) contributions, whose sum is D (0 even to 1 apart); NaN where only one group has people.

    Source: Duncan & Duncan (1955); Sakoda (1981); Morgan (1975); Reardon & O'Sullivan (2004), eq. 9.

    >>> counts = np.array([[10.0, 0.0], [0.0, 30.0]])
    >>> dissimilarity(counts, counts).sum()
    np.float64(1.0)
    """
    groups = counts.sum(axis=0)
    total = groups.sum()
    if total == 0.0:
        return np.full(len(counts), np.nan)
    shares = groups / total
    interaction = float((shares * (1.0 - shares)).sum())
    if interaction == 0.0:
        return np.full(len(counts), np.nan)
    return np.asarray(_dissimilarity(counts, environment, shares, 1.0 / (2.0 * total * interaction)))


INDICES.add(
    Index(
        name="dissimilarity",
        title=message("Dissimilarity (D)"),
        dimension=Dimension.EVENNESS,
        groups=Groups.MANY,
        low=0.0,
        high=1.0,
        formula=r"\sum_i \frac{t_i}{2TI}\sum_m|\tilde\pi_{im}-\pi_m|",
        source="Duncan & Duncan (1955); Reardon & O'Sullivan (2004)",
        reading=message(
            "{people} of 100 people of {a} would have to move to another area "
            "for {a} and {b} to live spread out alike."
        ),
        contributions=dissimilarity,
    )
)
