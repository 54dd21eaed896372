"""Estimators: a corrected value, the scale on which its error is even, and what its draws are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from isopolis.measure.segregation.inference.pivot import Interval, Pivot, Power, interval
from isopolis.measure.segregation.registry import Floats, Index, Setting

_LARGE_CORRECTION = 0.25  # standard errors from which on the correction's own error is worth two more draws


@dataclass(frozen=True, slots=True)
class Draws:
    """How many ``replicates``, from which ``key`` of random streams, for intervals of which ``level``."""

    replicates: int
    key: np.uint64
    level: float

    @property
    def seed(self) -> int:
        """A seed of its own for whatever draws in another way."""
        return int(self.key >> np.uint64(1))


@dataclass(frozen=True, slots=True)
class Estimator:
    """A corrected estimate with what is known about its scale.

    ``estimate`` of the data, ``naive`` value of its observed shares, ``truth`` of the shares that replicates
    are drawn from, ``even`` value of an even city; ``recentre`` unless the estimator is unbiased.
    """

    estimate: float
    naive: float
    truth: Floats | float
    even: float
    power: Power
    recentre: bool = True

    def interval(self, replicates: Floats, level: float, inner: Floats | None = None) -> Interval:
        """Its interval; half the difference between plain and corrected value, if any, sets the pivot.

        ``replicates`` (R,) of the estimator, ``inner`` (r, 4) as in :func:`.pivot.interval`.
        """
        plain, corrected = np.array([self.naive, self.estimate]) - self.even
        distance = self.power is Power.DISTANCE
        bias = plain**2 - corrected * abs(corrected) if distance else plain - corrected
        pivot = Pivot(self.even, self.power, max(bias, 0.0) / 2.0)
        return interval(pivot, self.estimate, self.truth, replicates, level, inner, recentre=self.recentre)

    def needs_inner_draws(self, found: Interval) -> bool:
        """Whether the correction is so large that its own error matters."""
        return self.recentre and abs(self.naive - found.corrected) > _LARGE_CORRECTION * found.se


def setting_of(index: Index, counts: Floats, settings: Mapping[str, Any]) -> Any:
    """What an index reads beside ``counts``: the counts again, or what was given for its setting."""
    if index.setting is Setting.ENVIRONMENT:
        return counts
    return settings.get(index.setting.value)


def power_of(naive: float, even: float, half: float) -> Power:
    """How an index grows, from its value where all differences between areas are halved.

    >>> power_of(0.4, 0.0, 0.2), power_of(0.4, 0.0, 0.1)
    (<Power.DISTANCE: 1>, <Power.QUADRATIC: 2>)
    """
    if abs(even) > 1e-6:
        return Power.LINEAR
    return Power.DISTANCE if abs(half) > 0.35 * abs(naive) else Power.QUADRATIC
