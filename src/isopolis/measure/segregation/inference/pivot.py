r"""The pivot: from replicates of a corrected index to a corrected value and its interval.

Let :math:`u = \theta - \theta_0` be an index less its value where nobody is segregated, raised to the
power that makes it quadratic in small differences between areas (D and Gini: squared; H, M and exposure: as
they are). Its standard error then grows like :math:`\sqrt{u + b/2}`, b being the small-count bias of the
plain index on that scale, so that

.. math:: \varphi(\theta) = \operatorname{sgn}\sqrt{|u + b/2|}

has nearly the same spread whatever the truth is. On this scale the replicates :math:`\theta^*_r` of the
corrected index, drawn from shares with the known value :math:`\theta^c`, give

.. math:: m = \varphi(\tilde\theta) - [\overline{\varphi(\theta^*)} - \varphi(\theta^c)], \qquad
          [\,m - q_{1-\alpha/2}\,\kappa,\; m - q_{\alpha/2}\,\kappa\,],

a basic (pivotal) bootstrap interval: q are quantiles of the replicates about their mean, and
:math:`\kappa\ge1` accounts for the correction itself being estimated, from two more draws per replicate (the
fast double bootstrap).

Efron & Tibshirani (1993), ch. 12-13; Davison & Hinkley (1997), sec. 3.9 and 5.2; Giacomini, Politis & White
(2013); Davidson & MacKinnon (2007).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from isopolis.measure.segregation.registry import Floats


def signed_root(values: Floats | float) -> Floats:
    """Square root that keeps the sign."""
    return np.asarray(np.sign(values) * np.sqrt(np.abs(values)))


class Power(Enum):
    """How an index grows with small differences between areas."""

    DISTANCE = 1
    """In proportion to them: D, Gini."""
    QUADRATIC = 2
    """With their square: H, M, the correlation ratio."""
    LINEAR = 0
    """Not from 0: isolation, exposure, whose value in an even city is a share of the city, itself
    uncertain. Left on its own scale."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """The scale on which an index has a nearly constant spread.

    Attributes
    ----------
    even
        Value of the index where nobody is segregated.
    power
        How the index grows with small differences between areas.
    offset
        Half the small-count bias on the quadratic scale, 0 or more.
    """

    even: float
    power: Power
    offset: float = 0.0

    def forward(self, values: Floats | float) -> Floats:
        """Values of the index on the pivot's scale."""
        u = np.asarray(values) - self.even
        if self.power is Power.LINEAR:
            return u
        return signed_root((u * np.abs(u) if self.power is Power.DISTANCE else u) + self.offset)

    def back(self, values: Floats | float) -> Floats:
        """Values on the pivot's scale as values of the index."""
        values = np.asarray(values)
        if self.power is Power.LINEAR:
            return values + self.even
        u = values * np.abs(values) - self.offset
        return (signed_root(u) if self.power is Power.DISTANCE else u) + self.even


def quantile(ordered: Floats, share: float) -> float:
    """Weibull's quantile of values in ascending order: position share (R + 1), counted from 1.

    The library's takes ten times as long for a few hundred values, and an atlas asks for a million.

    >>> quantile(np.array([1.0, 2.0, 3.0]), 0.5), quantile(np.array([1.0, 2.0, 3.0]), 0.9)
    (2.0, 3.0)
    """
    position = min(max(share * (len(ordered) + 1) - 1.0, 0.0), len(ordered) - 1.0)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (position - below) * (ordered[above] - ordered[below]))


@dataclass(frozen=True, slots=True)
class Interval:
    """A corrected value with its interval; ``draws`` are values as plausible as the replicates."""

    corrected: float
    low: float
    high: float
    se: float
    draws: Floats


def middle_of(draws: Floats, level: float) -> Interval:
    """The interval of (R,) draws from a posterior, around their median."""
    ordered = np.sort(draws)
    low, median, high = (
        quantile(ordered, share) for share in ((1.0 - level) / 2.0, 0.5, (1.0 + level) / 2.0)
    )
    return Interval(median, low, high, float(draws.std(ddof=1)), draws)


INNER = 100
"""Replicates at most that are drawn from twice more; they tell a ratio of two spreads, not the ends."""


def interval(  # noqa: PLR0917
    pivot: Pivot,
    estimate: float,
    truth: Floats | float,
    replicates: Floats,
    level: float,
    inner: Floats | None = None,
    *,
    recentre: bool,
) -> Interval:
    """The interval of an index from replicates of its corrected estimator.

    Parameters
    ----------
    pivot
        The scale.
    estimate
        The corrected estimator of the data.
    truth
        Value of the shares that the replicates were drawn from, one or (R,).
    replicates
        (R,) the estimator of each replicate.
    level
        Coverage, e.g. 0.95.
    inner
        (r, 4) of some replicates the estimator, the value of the shares found in it, and the estimator of two
        further draws from those.
    recentre
        Whether the replicates' mean error is taken off (not for an unbiased estimator).
    """
    known = pivot.forward(truth)
    outer = pivot.forward(replicates) - known
    mean = float(outer.mean())
    errors = outer - mean
    if inner is not None:
        errors *= _inflation(pivot.forward(inner), known[: len(inner)] if known.ndim else known)
    middle = pivot.forward(estimate)
    if recentre:
        middle = middle - mean
    tail = (1.0 - level) / 2.0
    ordered = np.sort(errors)
    low_error, high_error = quantile(ordered, tail), quantile(ordered, 1.0 - tail)
    ends = np.sort(pivot.back(np.array([middle - high_error, middle - low_error])))
    draws = pivot.back(middle - errors)
    away = draws - draws.mean()  # a library's standard deviation takes ten times as long
    se = math.sqrt(float(away @ away) / (len(draws) - 1))
    return Interval(float(pivot.back(middle)), float(ends[0]), float(ends[1]), se, draws)


def _inflation(scaled: Floats, truth: Floats) -> float:
    """How much wider errors are for the correction being estimated too, from (r, 4) ``inner`` replicates.

    ``truth`` is the value of the shares that these were drawn from, one or (r,), on the same scale.
    """
    outer, known, first, second = scaled.T
    outer = outer - truth
    spread = outer.var(ddof=1)
    calibrated = outer - (0.5 * (first + second) - known)
    variance = calibrated.var(ddof=1) - ((first - second) ** 2).mean() / 4.0
    return math.sqrt(max(1.0, variance / spread)) if spread > 0 else 1.0
