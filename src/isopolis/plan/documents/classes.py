"""Classes of a choropleth map: few, told apart at sight, with limits that can be said aloud."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATIOS = ((1.05, 1.1), (1.05, 1.25), (1.1, 1.25), (1.1, 1.5), (1.25, 1.5), (1.25, 2.0), (1.25, 3.0))
"""Inner and outer limits that classes of ratios may have above 1; below 1 stand their inverses."""

# Lightness falls from class to class in both schemes, so that a photocopy keeps the order; the hue of
# the diverging one turns from blue to brown at the middle, which every common colour vision tells apart.
DIVERGING = ("#d9eaf3", "#a3c6dc", "#bc9a69", "#96552a", "#4f1d0d")
SEQUENTIAL = ("#f0eeda", "#b9d5ae", "#74aea4", "#387f92", "#17405f")
_FEWER = {1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}

_SAMPLE = 2_000
"""Fisher-Jenks takes time that grows with n²; longer columns are thinned to this many quantiles."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Limits and colours of the classes of a map.

    Attributes
    ----------
    limits
        Inner limits, rising; a value equal to a limit belongs to the class above it.
    colours
        One more than there are limits, from light to dark.
    diverging
        Whether the classes lie symmetrically around 1.
    """

    limits: tuple[float, ...]
    colours: tuple[str, ...]
    diverging: bool = False

    def __post_init__(self) -> None:
        """There is one class more than limits."""
        if len(self.colours) != len(self.limits) + 1:
            raise ValueError(f"{len(self.colours)} colours for {len(self.limits)} limits")

    def of(self, values: Floats) -> npt.NDArray[np.intp]:
        """(n,) class of each value, -1 where it is NaN."""
        found = np.searchsorted(np.array(self.limits), values, side="right")
        return np.where(np.isnan(values), -1, found)


def around_one(values: Floats) -> Classes:
    """Five classes for ratios to the city: two below, one about 1, two above, symmetrical as ratios.

    Of the limits in :data:`RATIOS`, those are taken that tell most areas apart: their classes have the
    greatest entropy.

    >>> around_one(np.array([0.3, 0.45, 0.7, 0.75, 1.0, 1.1, 1.4, 1.7, 2.1, 3.2])).limits
    (0.5, 0.8, 1.25, 2.0)
    """
    known = values[~np.isnan(values)]
    candidates = [
        Classes((1 / outer, 1 / inner, inner, outer), DIVERGING, diverging=True) for inner, outer in RATIOS
    ]
    return max(candidates, key=lambda classes: _entropy(classes.of(known)))


def _entropy(of: npt.NDArray[np.intp]) -> float:
    shares = np.bincount(of, minlength=5) / max(len(of), 1)
    return float(-(shares * np.log(np.where(shares > 0, shares, 1.0))).sum())


def sequential(values: Floats, most: int = 5) -> Classes:
    """Up to ``most`` classes by Fisher and Jenks' natural breaks, with limits rounded as far as they may be.

    A column of few distinct values gets a class for each.
    Source: Fisher (1958), On grouping for maximum homogeneity; Jenks (1977); computed by mapclassify.

    >>> sequential(np.array([0.0, 1.0, 1.0, np.nan])).limits
    (1.0,)
    """
    known = np.sort(values[~np.isnan(values)])
    distinct = np.unique(known)
    if len(distinct) <= most:
        limits = tuple(distinct[1:].tolist())
    else:
        limits = _rounded(_natural_breaks(known, most), distinct)
    return Classes(limits, tuple(SEQUENTIAL[i] for i in _FEWER[len(limits) + 1]))


def _natural_breaks(ordered: Floats, most: int) -> Floats:
    """Lowest value of each class but the first."""
    from mapclassify import FisherJenks  # noqa: PLC0415  (seconds to import, and most maps do not need it)

    if len(ordered) > _SAMPLE:
        ordered = np.quantile(ordered, np.linspace(0, 1, _SAMPLE), method="nearest")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about numba's threads
        highest = np.asarray(FisherJenks(ordered, k=min(most, len(np.unique(ordered)))).bins)
    lowest = np.searchsorted(ordered, highest[:-1], side="right")
    return np.asarray(ordered[lowest])


def _rounded(breaks: Floats, distinct: Floats) -> tuple[float, ...]:
    """The breaks with as few digits as leave every class about as it was.

    A break may fall anywhere in the gap below it, or move by a tenth of the narrower class beside it.
    """
    widths = np.diff(np.r_[distinct[0], breaks, distinct[-1]])
    below = distinct[np.searchsorted(distinct, breaks) - 1]
    room = np.minimum(widths[:-1], widths[1:]) / 10
    lows, highs = np.minimum(below, breaks - room), breaks + room
    return tuple(
        _shortest(value, low, high)
        for value, low, high in zip(breaks.tolist(), lows.tolist(), highs.tolist(), strict=True)
    )


def _shortest(value: float, low: float, high: float) -> float:
    """The number of fewest digits near ``value`` with ``low`` < number <= ``high``."""
    for digits in range(-12, 18):
        step = 10.0**-digits
        for number in (round(value, digits), round(np.floor(value / step) * step, digits)):
            if low < number <= high:
                return float(number)
    return value
