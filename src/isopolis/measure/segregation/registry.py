"""The registry of indices: what each is called, reads, ranges over, and where it comes from.

An index is a per-area contribution: one function returns what each area adds, and the city's value is
the sum. Indices that do not decompose have ``contributions=None`` and a ``value`` function.
Every function takes the people of each area and the composition of its *environment*; an aspatial index
is the case where each area is its own environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]
Contributions = Callable[[Floats, Floats], Floats]
"""(counts (n, g), environment (n, g)) -> (n,) contributions; the city's value is their sum.

``counts`` are people; ``environment`` is the composition around each area, as people or as shares (only
its row shares matter). Pass ``counts`` twice for the aspatial index. NaN where the formula has no value.
"""
Value = Callable[[Floats, Floats], float]
"""(counts, environment) -> the city's value, for an index that does not decompose."""


class Dimension(StrEnum):
    """Massey & Denton's (1988) five dimensions, and the families that came later."""

    EVENNESS = "evenness"
    EXPOSURE = "exposure"
    CONCENTRATION = "concentration"
    CENTRALISATION = "centralisation"
    CLUSTERING = "clustering"
    DIVERSITY = "diversity"
    INCOME = "income"
    LOCAL = "local"


class Groups(StrEnum):
    """How many groups an index reads, and whether their order matters."""

    TWO = "two"
    """Two groups, symmetric: A and B can be exchanged."""
    TWO_ORDERED = "two_ordered"
    """Two groups, A seen from B's side or towards B: the order matters."""
    MANY = "many"
    """Two groups or more."""


@dataclass(frozen=True, slots=True)
class Index:
    """One segregation index.

    Attributes
    ----------
    name
        Its key in figures, code and the command line, e.g. ``"dissimilarity"``.
    title
        Its name in words (a message to translate).
    dimension, groups
        What it is about, and which groups it reads.
    low, high
        Its range; ``high`` may be infinite.
    formula
        In LaTeX, with n areas i, g groups m, t_i people of area i.
    source
        Author (year), where.
    reading
        A sentence with named places (a message to translate); see ``readings``.
    contributions, value
        One of the two; see :data:`Contributions` and :data:`Value`.
    """

    name: str
    title: str
    dimension: Dimension
    groups: Groups
    low: float
    high: float
    formula: str
    source: str
    reading: str
    contributions: Contributions | None = None
    value: Value | None = None

    def __post_init__(self) -> None:
        """An index has contributions or a value, not both."""
        if (self.contributions is None) == (self.value is None):
            raise ValueError(f"{self.name}: give contributions or value")

    @property
    def decomposes(self) -> bool:
        """Whether the city's value is a sum over its areas."""
        return self.contributions is not None

    def city(self, counts: Floats, environment: Floats | None = None) -> float:
        """The city's value for (n, g) counts."""
        environment = counts if environment is None else environment
        if self.contributions is not None:
            return float(self.contributions(counts, environment).sum())
        assert self.value is not None  # noqa: S101  (one of the two, checked above)
        return self.value(counts, environment)


class Registry:
    """All indices by name; iterating gives them in the order of registration."""

    def __init__(self) -> None:
        self._indices: dict[str, Index] = {}

    def add(self, index: Index) -> Index:
        """Register an index; a name is taken once."""
        if index.name in self._indices:
            raise ValueError(f"the index {index.name} is registered twice")
        self._indices[index.name] = index
        return index

    def __getitem__(self, name: str) -> Index:
        if name not in self._indices:
            raise InputError(
                f"there is no index “{name}”",
                expected="one of " + ", ".join(self._indices),
            )
        return self._indices[name]

    def __iter__(self) -> Iterator[Index]:
        return iter(self._indices.values())

    def __len__(self) -> int:
        return len(self._indices)


INDICES = Registry()
