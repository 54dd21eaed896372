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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy.special import erf

from isopolis.measure.segregation.environments import Neighbours
from isopolis.measure.segregation.margins import (
    area_shares,
    entropy,
    group_totals,
    interaction,
    people,
)
from isopolis.measure.segregation.registry import Floats


class _City:
    """The city's areas: (c, g) people and environments, their shares, and what those are made of.

    ``variance`` (c, g) of the environments, None where no figure needs it; ``own_weight`` (c,) of an area in
    its own environment.
    """

    def __init__(self, counts: Floats, around: Floats, variance: Floats | None, own_weight: Floats) -> None:
        self.counts, self.variance, self.own_weight = counts, variance, own_weight
        self.people, self.held, self.near = people(counts), people(around), area_shares(around)
        self.totals = group_totals(counts)
        self.everybody = float(self.totals.sum())
        self.shares = self.totals / self.everybody


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Derivatives of a figure, and what curvature adds to its mean.

    ``own`` (g,) or (c, g) by the people of the city's areas, ``around`` (c, g) by their environments, both
    without what is the same for all groups, ``bias`` of the figure.
    """

    own: Floats
    around: Floats
    bias: float


def _theil_h(city: _City, _: int) -> _Slopes:
    """H = 1 - sum_i t_i E_i / (T E), E_i the entropy of the environment."""
    near, diversity = city.near, entropy(city.shares)
    weight = city.people / (city.everybody * diversity)
    logarithms = np.log(np.where(near > 0, near, 1.0))
    local = -people(near * logarithms)
    mixed = float(weight @ local)  # 1 - H
    own = -mixed / (diversity * city.everybody) * np.log(np.where(city.shares > 0, city.shares, 1.0))
    assert city.variance is not None  # noqa: S101  (asked for)
    curved = people(np.divide(city.variance, near, out=np.zeros_like(near), where=near > 0))
    bias = 0.5 * float(weight @ (curved / city.held**2))
    return _Slopes(own, (weight / city.held)[:, None] * (logarithms - logarithms[:, :1]), bias)


def _dissimilarity(city: _City, _: int) -> _Slopes:
    """D = sum_i t_i sum_m |p_im - P_m| / (2 T I), p the shares of the environment, P the city's."""
    near, shares, mixed = city.near, city.shares, interaction(city.shares)
    weight = city.people / (2.0 * city.everybody * mixed)
    apart = near - shares
    sign, distance = np.sign(apart), np.abs(apart)
    figure = float(weight @ people(distance))
    own = (2.0 * figure / mixed * shares - weight @ sign) / city.everybody
    around = (weight / city.held)[:, None] * (sign - sign[:, :1])
    assert city.variance is not None  # noqa: S101  (asked for)
    noise = city.variance / city.held[:, None] ** 2
    # At a distance of 0 all that is seen is noise: taken as far as the group's distances exceed theirs.
    seen, chance = city.people @ apart**2, city.people @ noise
    beyond = np.sqrt(np.maximum(1.0 - np.divide(chance, seen, out=np.ones_like(seen), where=seen > 0), 0.0))
    bias = float(weight @ people(_folded(distance * beyond, np.sqrt(noise))))
    return _Slopes(own, around, bias)


def _folded(distance: Floats, spread: Floats) -> Floats:
    """Mean absolute value of a normal deviate with this mean and spread, less the absolute mean."""
    some = np.where(spread > 0, spread, 1.0)
    z = distance / some
    wider = some * math.sqrt(2.0 / math.pi) * np.exp(-0.5 * z * z) + distance * (
        erf(z / math.sqrt(2.0)) - 1.0
    )
    return np.where(spread > 0, wider, 0.0)


def _isolation(city: _City, column: int) -> _Slopes:
    """The mean share of a group in the environments of its members."""
    group, near = city.counts[:, column], city.near[:, column]
    size = float(group.sum())
    own, around = np.zeros(city.near.shape), np.zeros(city.near.shape)
    own[:, column] = (near - float(group @ near) / size) / size
    around[:, column] = weight = group / (size * city.held)
    # Members are part of the environment of the area that they live in.
    living = city.people > 0
    alike = np.divide(group, city.people, out=np.zeros_like(near), where=living)
    return _Slopes(own, around, float((city.own_weight * weight) @ (1.0 - alike)))


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

    ``corrected`` value; ``moves`` (n, g) by a person of each group in each area, less what one of that area
    moves it on average; ``expected`` (n, g) people of the underlying shares.
    """

    corrected: float
    moves: Floats
    expected: Floats

    def covariance(self, other: Linear) -> float:
        """With another figure of the same people; with itself, the variance."""
        return float(np.einsum("jm,jm,jm->", self.expected, self.moves, other.moves))

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

    >>> people = np.full((1, 2), 50.0)
    >>> above, below = (Linear(value, np.array([[0.01, -0.01]]), people) for value in (1.0, 2.0))
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
    rows, shares = neighbours.rows, area_shares(counts)
    expected = people(counts)[:, None] * shares
    variance = None
    if any(name != "isolation" for name, _ in known):
        variance = _variance(neighbours.around(expected * (1.0 - shares), squared=True), around[rows])
    city = _City(counts[rows], around[rows], variance, neighbours.own_weight)
    slopes = {(name, column): LINEARISED[name](city, column) for name, column in known}
    moved = _moved(neighbours, np.hstack([slope.around for slope in slopes.values()]), len(counts))
    out: dict[tuple[str, int], Linear] = {}
    for (key, slope), d in zip(slopes.items(), np.hsplit(moved, len(slopes)), strict=True):
        d[rows] += slope.own
        mean = np.einsum("jm,jm->j", shares, d)
        out[key] = Linear(known[key] - slope.bias, d - mean[:, None], expected)
    return out


def _variance(sums: Floats, around: Floats) -> Floats:
    """Variance of environments, without what a transform's rounding made of it where nobody is.

    Weights are 1 at most, so it is no more than the people around.
    """
    some = around > 1e-9 * around.max(initial=0.0)
    return np.where(some, np.clip(sums, 0.0, around), 0.0)


def _moved(neighbours: Neighbours, slopes: Floats, areas: int) -> Floats:
    """Slopes (c, k) by the environments as slopes (n, k) by the people in them; many columns hold nothing."""
    some = slopes.any(axis=0)
    out = np.zeros((areas, slopes.shape[1]))
    out[:, some] = neighbours.back(slopes[:, some])
    return out
