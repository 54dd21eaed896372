"""How far people who were left out can move a figure."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def dissimilarity_bound(counts: Floats, left_out: float) -> float:
    r"""Most that the index of dissimilarity can change when areas with ``left_out`` people come back.

    Nothing is assumed about which of the groups they belong to, how many areas they live in, or how.

    Two groups. D is the total variation distance of the two groups' distributions over the areas. With
    :math:`k_a` more people of a group of :math:`A`, its distribution moves by :math:`k_a/(A+k_a)`, and so by
    the triangle inequality

    .. math:: |D' - D| \le \frac{k_a}{A+k_a} + \frac{k_b}{B+k_b},

    which is largest for :math:`(A+k_a)/\sqrt A = (B+k_b)/\sqrt B`, as far as :math:`0 \le k_a, k_b` and
    :math:`k_a + k_b = k` allow.

    Many groups. :math:`D = V/I` with V the distance between the joint distribution of people over areas and
    groups and the product of its margins, and :math:`I = \sum_m \pi_m(1-\pi_m)`. All distributions move by
    at most :math:`\varepsilon = k/(T+k)`, hence V by at most :math:`3\varepsilon` and I by at most
    :math:`4\varepsilon`. Safe, not sharp.

    Parameters
    ----------
    counts
        (n, g) people in the areas that the figure was computed from, no NaN.
    left_out
        People of these groups in the areas left out, or more (all people there).

    Returns
    -------
    The bound, at most 1; NaN where the figure itself has no value.

    >>> dissimilarity_bound(np.array([[100.0, 0.0], [0.0, 100.0]]), 0.0)
    0.0
    >>> round(dissimilarity_bound(np.array([[500.0, 900.0], [500.0, 100.0]]), 20.0), 4)
    0.0198
    """
    groups = counts.sum(axis=0)
    if (groups > 0).sum() < 2:
        return math.nan
    if counts.shape[1] == 2:
        return min(1.0, _two_groups(float(groups[0]), float(groups[1]), left_out))
    return min(1.0, _many_groups(counts, groups, left_out))


def _two_groups(a: float, b: float, k: float) -> float:
    more_a = math.sqrt(a) * (a + b + k) / (math.sqrt(a) + math.sqrt(b)) - a
    more_a = min(max(more_a, 0.0), k)
    more_b = k - more_a
    return more_a / (a + more_a) + more_b / (b + more_b)


def _many_groups(counts: Floats, groups: Floats, k: float) -> float:
    total = float(groups.sum())
    shares = groups / total
    interaction = float((shares * (1.0 - shares)).sum())
    distance = 0.5 * float(np.abs(counts - counts.sum(axis=1, keepdims=True) * shares).sum()) / total
    moved = k / (total + k)
    value = distance / interaction
    if interaction <= 4.0 * moved:
        return 1.0
    high = (distance + 3.0 * moved) / (interaction - 4.0 * moved)
    low = max(0.0, distance - 3.0 * moved) / (interaction + 4.0 * moved)
    return max(high - value, value - low)
