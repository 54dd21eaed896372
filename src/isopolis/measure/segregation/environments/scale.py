"""The scale of an environment: how far around an area its surroundings reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]


class Shape(StrEnum):
    """How the weight of a place falls with its distance d, at bandwidth h."""

    UNIFORM = "uniform"
    """1 up to h."""
    TRIANGULAR = "triangular"
    """1 - d/h up to h."""
    BIWEIGHT = "biweight"
    """(1 - (d/h)²)² up to h."""
    GAUSSIAN = "gaussian"
    """exp(-d²/2h²), cut at 5h, which leaves out 4 millionths of its volume."""
    EXPONENTIAL = "exponential"
    """exp(-d/h), cut at 30h, which leaves out 3 million-millionths of its volume."""


SHAPES = tuple(Shape)
"""The order gives each shape its number in the compiled loops."""

_CUT = {Shape.GAUSSIAN: 5.0, Shape.EXPONENTIAL: 30.0}
_VOLUME = {
    Shape.UNIFORM: np.pi,
    Shape.TRIANGULAR: np.pi / 3.0,
    Shape.BIWEIGHT: np.pi / 3.0,
    Shape.GAUSSIAN: 2.0 * np.pi,
    Shape.EXPONENTIAL: 2.0 * np.pi,
}


@dataclass(frozen=True, slots=True)
class Kernel:
    """Everybody within a distance, nearer people with more weight.

    ``bandwidth`` is in metres: the radius of the uniform, triangular and biweight kernels, the
    standard deviation of the Gaussian, the decay length of the exponential. ``squared``: the squares of
    the weights, which the variance of an environment is a sum with.
    """

    bandwidth: float
    shape: Shape = Shape.BIWEIGHT
    squared: bool = False

    def __post_init__(self) -> None:
        """A bandwidth is positive."""
        if not (np.isfinite(self.bandwidth) and self.bandwidth > 0):
            raise InputError(f"a bandwidth of {self.bandwidth} m", expected="a positive number of metres")
        object.__setattr__(self, "shape", Shape(self.shape))

    @property
    def label(self) -> str:
        """As it stands in the column ``scale`` of figures, e.g. ``"500 m"``."""
        return f"{self.bandwidth:.10g} m"

    @property
    def reach(self) -> float:
        """Distance in metres beyond which the weight is 0."""
        return self.bandwidth * _CUT.get(self.shape, 1.0)

    @property
    def volume(self) -> float:
        """Integral of the weight over the plane, in square metres."""
        return float(_VOLUME[self.shape]) * self.bandwidth**2

    def weight(self, distance: Floats) -> Floats:
        """Weights at distances in metres (any shape of array).

        >>> Kernel(100.0, Shape.TRIANGULAR).weight(np.array([0.0, 50.0, 100.0, 200.0]))
        array([1. , 0.5, 0. , 0. ])
        """
        u = distance / self.bandwidth
        # A place exactly at the edge belongs to the disc, whatever the rounding of the map's unit.
        inside = distance <= self.reach * (1.0 + 1e-9)
        if self.shape is Shape.UNIFORM:
            weight = np.ones_like(u)
        elif self.shape is Shape.TRIANGULAR:
            weight = np.maximum(1.0 - u, 0.0)
        elif self.shape is Shape.BIWEIGHT:
            weight = np.maximum(1.0 - u * u, 0.0) ** 2
        elif self.shape is Shape.GAUSSIAN:
            weight = np.exp(-0.5 * u * u)
        else:
            weight = np.exp(-u)
        return np.where(inside, weight * weight if self.squared else weight, 0.0)


@dataclass(frozen=True, slots=True)
class NearestPeople:
    """The k people who live nearest, those of the area itself first."""

    k: float

    def __post_init__(self) -> None:
        """K is positive."""
        if not (np.isfinite(self.k) and self.k > 0):
            raise InputError(f"the {self.k} nearest people", expected="a positive number of people")

    @property
    def label(self) -> str:
        """E.g. ``"k=400"``."""
        return f"k={self.k:.10g}"


@dataclass(frozen=True, slots=True)
class NearestAreas:
    """The area and its nearest areas, k in all."""

    k: int

    def __post_init__(self) -> None:
        """K counts areas."""
        if self.k < 1 or self.k != int(self.k):
            raise InputError(f"the {self.k} nearest areas", expected="a whole number from 1")

    @property
    def label(self) -> str:
        """E.g. ``"8 areas"``."""
        return f"{self.k} areas"


@dataclass(frozen=True, slots=True)
class ContiguityOrder:
    """The areas that can be reached by crossing at most ``order`` borders."""

    order: int

    def __post_init__(self) -> None:
        """Order 0 is the area itself."""
        if self.order < 0 or self.order != int(self.order):
            raise InputError(f"a contiguity order of {self.order}", expected="a whole number from 0")

    @property
    def label(self) -> str:
        """E.g. ``"order 2"``."""
        return f"order {self.order}"


@dataclass(frozen=True, slots=True)
class Walk:
    """Everybody within a walking distance on a street graph; as :class:`Kernel` in other respects."""

    distance: float
    shape: Shape = Shape.UNIFORM
    squared: bool = False

    def __post_init__(self) -> None:
        """Same rules as a kernel."""
        Kernel(self.distance, self.shape)
        object.__setattr__(self, "shape", Shape(self.shape))

    @property
    def kernel(self) -> Kernel:
        """The weight as a function of the walking distance."""
        return Kernel(self.distance, self.shape, self.squared)

    @property
    def label(self) -> str:
        """E.g. ``"500 m on foot"``."""
        return f"{self.distance:.10g} m on foot"


Scale = Kernel | NearestPeople | NearestAreas | ContiguityOrder | Walk

_PATTERNS: tuple[tuple[str, type[Kernel] | type[NearestPeople] | type[Walk], float], ...] = (
    (r"k\s*=\s*(\d+(?:\.\d+)?)", NearestPeople, 1.0),
    (r"(\d+(?:\.\d+)?)\s*m on foot", Walk, 1.0),
    (r"(\d+(?:\.\d+)?)\s*km on foot", Walk, 1000.0),
    (r"(\d+(?:\.\d+)?)\s*km", Kernel, 1000.0),
    (r"(\d+(?:\.\d+)?)\s*m", Kernel, 1.0),
)


def parse_scale(text: str | float | Scale, shape: Shape | str = Shape.BIWEIGHT) -> Scale:
    """A scale from what a person writes; a number is metres.

    >>> parse_scale("k=400"), parse_scale("1 km").label, parse_scale("2 areas"), parse_scale(500).label
    (NearestPeople(k=400.0), '1000 m', NearestAreas(k=2), '500 m')

    Raises
    ------
    InputError
        The text is none of the forms.
    """
    if shape not in set(Shape):
        raise InputError(f"there is no kernel “{shape}”", expected="one of " + ", ".join(Shape))
    if isinstance(text, Kernel | NearestPeople | NearestAreas | ContiguityOrder | Walk):
        return text
    if isinstance(text, str):
        for pattern, kind, factor in _PATTERNS:
            if match := re.fullmatch(pattern, text.strip()):
                value = float(match[1]) * factor
                return Kernel(value, Shape(shape)) if kind is Kernel else kind(value)
        if match := re.fullmatch(r"(\d+)\s*areas?", text.strip()):
            return NearestAreas(int(match[1]))
        if match := re.fullmatch(r"order\s*(\d+)", text.strip()):
            return ContiguityOrder(int(match[1]))
        raise InputError(
            f"“{text}” is not a scale",
            expected="“500 m”, “1 km”, “k=400”, “8 areas”, “order 1” or “500 m on foot”",
        )
    if isinstance(text, bool) or not isinstance(text, int | float | np.integer | np.floating):
        raise InputError(f"{text!r} is not a scale", expected="metres as a number, or a text such as “500 m”")
    return Kernel(float(text), Shape(shape))
