r"""Linearisation: intervals of figures of surroundings from their derivatives, without a draw.

The people of area j are draws from underlying shares :math:`\pi_{jm}`, the number of them as it is. A figure
F of the counts x and of the environments :math:`e_{im} = \sum_j w_{ij} x_{jm}` moves with a person of group m
in area j by

.. math:: d_{jm} = \frac{\partial F}{\partial x_{jm}}
                 + \sum_i w_{ij} \frac{\partial F}{\partial e_{im}}, \qquad
          \operatorname{Var} F \approx \sum_j t_j
                 \Bigl[\sum_m \pi_{jm} d_{jm}^2 - \bigl(\sum_m \pi_{jm} d_{jm}\bigr)^2\Bigr],

the variance of a multinomial draw in every area. What curvature adds to the mean of F is taken off; it
comes from the variance of the surroundings,
:math:`V_{im} = \sum_j w_{ij}^2 t_j \pi_{jm} (1 - \pi_{jm})`. Both are good where surroundings hold many
people, which is what environments are for; ``docs/methods/inference.md`` shows the coverage. The work is
that of a few more environments, no draw and no n x n array.

Source: the delta method; Rao (1973), *Linear Statistical Inference*, ch. 6a; for D the mean of a folded
normal deviate, Leone, Nelson & Nottingham (1961).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from isopolis.measure.segregation.environments import Neighbours
from isopolis.measure.segregation.inference.slopes import (
    clipped_variance,
    covariance,
    dissimilarity_slopes,
    isolation_slopes,
    theil_slopes,
)
from isopolis.measure.segregation.margins import area_shares, people
from isopolis.measure.segregation.registry import Floats


@dataclass(frozen=True, slots=True)
class _City:
    """The city's areas: (c, g) people, environments and their variance; (c,) weight of each in its own."""

    counts: Floats
    around: Floats
    variance: Floats
    own_weight: Floats


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Derivatives of a figure by a person of k groups in the place of one of the others, and its bias.

    ``columns`` (k,) of the groups; ``own`` (k,) or (c, k) by the people of the city's areas, ``around`` by
    their environments (c, k); ``bias``, what curvature adds to the mean of the figure.
    """

    columns: Sequence[int]
    own: Floats
    around: Floats
    bias: float


def _theil_h(city: _City, _: int) -> _Slopes:
    """H = 1 - sum_i t_i E_i / (T E), E_i the entropy of the environment."""
    own, slopes, bias = theil_slopes(city.counts, city.around, city.variance)
    return _Slopes(range(1, len(own)), own[1:], slopes, bias)


def _dissimilarity(city: _City, _: int) -> _Slopes:
    """D = sum_i t_i sum_m |p_im - P_m| / (2 T I), p the shares of the environment, P the city's."""
    own, slopes, bias = dissimilarity_slopes(city.counts, city.around, city.variance)
    return _Slopes(range(1, len(own)), own[1:], slopes, bias)


def _isolation(city: _City, column: int) -> _Slopes:
    """The mean share of a group in the environments of its members."""
    return _Slopes([column], *isolation_slopes(city.counts, city.around, city.own_weight, column))


LINEARISED: Mapping[str, Callable[[_City, int], _Slopes]] = {
    "theil_h": _theil_h,
    "dissimilarity": _dissimilarity,
    "isolation": _isolation,
}
"""Indices whose derivatives are known.

What moves a figure alike whichever group a person is of is left out: the number of people is as it is.
"""


@dataclass(frozen=True, slots=True)
class Linear:
    """A figure less what curvature adds to it, and how whoever is drawn moves it.

    ``corrected`` value; ``moves`` (n, k) by a person of each of k groups in each area in the place of one of
    the others; ``shares`` (n, k) underlying ones of these groups; ``inhabitants`` (n,) people of the areas.
    """

    corrected: float
    moves: Floats
    shares: Floats
    inhabitants: Floats

    def covariance(self, other: Linear) -> float:
        """With another figure of the same people and groups; with itself, the variance."""
        return covariance(self.moves, other.moves, self.shares, self.inhabitants)

    def interval(self, level: float = 0.95) -> tuple[float, float, float]:
        """The corrected value and the ends of its interval."""
        error = _reach(level) * math.sqrt(self.covariance(self))
        return self.corrected, self.corrected - error, self.corrected + error


def _reach(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level / 2.0)


def ratio_interval(above: Linear, below: Linear, level: float = 0.95) -> tuple[float, float, float]:
    r"""The ratio :math:`\theta` of two corrected figures of the same people and the ends of its interval.

    The ends are where :math:`(a - \theta b)^2 = z^2 (V_a - 2 \theta C + \theta^2 V_b)`; NaN where b cannot be
    told from 0, for then no ratio is ruled out.

    Source: Fieller (1954), J. R. Stat. Soc. B 16.

    >>> moves, shares, people = np.array([[0.02]]), np.array([[0.5]]), np.array([100.0])
    >>> above, below = (Linear(value, moves, shares, people) for value in (1.0, 2.0))
    >>> [round(end, 3) for end in ratio_interval(above, below)]
    [0.5, 0.446, 0.545]
    """
    a, b, z2 = above.corrected, below.corrected, _reach(level) ** 2
    variance, shared, under = above.covariance(above), above.covariance(below), below.covariance(below)
    square = b * b - z2 * under
    if b <= 0.0 or square <= 0.0:
        return math.nan, math.nan, math.nan
    middle = (a * b - z2 * shared) / square
    half = math.sqrt(max(0.0, middle * middle - (a * a - z2 * variance) / square))
    return a / b, middle - half, middle + half


def linear_figures(
    values: Mapping[tuple[str, int], float], counts: Floats, around: Floats, neighbours: Neighbours
) -> dict[tuple[str, int], Linear]:
    """Figures of surroundings with their derivatives, by their keys.

    Parameters
    ----------
    values
        The figures of the city's areas, by the name of their index and the column of their first group, all
        others being the other groups; one that is not among :data:`LINEARISED` or has no value is passed
        over.
    counts, around
        (n, g) people of all areas, the halo included, and of their environments.
    neighbours
        Whose people make the environments of the city's areas.

    >>> from isopolis.measure.segregation import INDICES
    >>> from isopolis.measure.segregation.environments import Kernel, at_points, environments, find_neighbours
    >>> rows, columns = np.divmod(np.arange(400), 20)
    >>> counts = np.column_stack([100.0 + 5 * rows, 200.0 - 5 * rows])
    >>> places = at_points(columns * 1000.0, rows * 1000.0)
    >>> (found,) = environments(counts, places, [Kernel(2000.0)])
    >>> near = find_neighbours(places, counts.sum(axis=1), found, np.ones(400, dtype=bool))
    >>> value = INDICES["theil_h"].city(counts, found.people)
    >>> figures = linear_figures({("theil_h", 0): value}, counts, found.people, near)
    >>> _, low, high = figures["theil_h", 0].interval()
    >>> bool(low < value < high)
    True
    """
    known = {key: value for key, value in values.items() if key[0] in LINEARISED and math.isfinite(value)}
    if not known:
        return {}
    rows, shares, inhabitants = neighbours.rows, area_shares(counts), people(counts)
    city_rows = slice(None) if len(rows) == len(counts) else rows  # all of them without a copy
    near = np.ascontiguousarray(around[city_rows])
    variance = np.zeros((0, 0))
    if any(name != "isolation" for name, _ in known):
        drawn = neighbours.around(inhabitants[:, None] * shares * (1.0 - shares), squared=True)
        variance = clipped_variance(drawn, near)
    city = _City(np.ascontiguousarray(counts[city_rows]), near, variance, neighbours.own_weight)
    slopes = {(name, column): LINEARISED[name](city, column) for name, column in known}
    moved = neighbours.back(np.hstack([slope.around for slope in slopes.values()]))
    others = np.ascontiguousarray(shares[:, 1:])
    out: dict[tuple[str, int], Linear] = {}
    first = 0
    for key, slope in slopes.items():
        moves = np.ascontiguousarray(moved[:, first : first + len(slope.columns)])
        first += len(slope.columns)
        moves[city_rows] += slope.own
        own_shares = others if len(slope.columns) > 1 else shares[:, list(slope.columns)]
        out[key] = Linear(known[key] - slope.bias, moves, own_shares, inhabitants)
    return out
