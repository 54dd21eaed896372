"""The registry of indices: what each is called, reads, ranges over, and where it comes from.

An index is a per-area contribution: one function returns what each area adds, and the city's value is
the sum. Indices that do not decompose have a ``value`` function instead, and figures that are about areas
alone (the location quotient) a ``local`` one.
Nearly every function takes the people of each area and the composition of its *environment*; an aspatial
index is the case where each area is its own environment. A few read something else beside the people
(the surface, the distance to the centre); ``Index.setting`` says what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]
Contributions = Callable[[Floats, Any], Floats]
"""(counts (n, g), setting) -> (n,) contributions; the city's value is their sum.

``counts`` are people. ``setting`` is what :attr:`Index.setting` names; for most indices the *environment*:
the (n, g) composition around each area, as people or as shares (only its row shares matter). Pass
``counts`` twice for the aspatial index. NaN where the formula has no value.
"""
Value = Callable[[Floats, Any], float]
"""(counts, setting) -> the city's value, for an index that does not decompose."""
Local = Callable[[Floats, Any], Floats]
"""(counts, setting) -> (n,) figures of the areas themselves, which are not parts of a sum."""


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
    """Which columns of ``counts`` an index reads, and whether their order matters."""

    ONE = "one"
    """One group among everybody: the first column; the others together are the rest of the people."""
    TWO = "two"
    """Two groups, symmetric: A and B can be exchanged."""
    TWO_ORDERED = "two_ordered"
    """A towards B: the first two columns in this order; further columns are the other people."""
    MANY = "many"
    """Two groups or more, in any order."""
    ORDERED = "ordered"
    """Two classes or more in ascending order, such as income brackets from the lowest to the highest."""


class Setting(StrEnum):
    """What an index reads beside the people of each area."""

    ENVIRONMENT = "environment"
    """(n, g) composition around each area; the counts themselves for the aspatial index."""
    SURFACE = "surface"
    """(n,) surface of each area, in any unit."""
    CENTRE = "centre"
    """(n,) distance of each area from the centre, in any unit."""
    SURFACE_AND_CENTRE = "surface and centre"
    """The two above, as a pair."""
    CORE = "core"
    """(n,) whether each area lies in the central city."""
    BORDERS = "borders"
    """What areas share a border, and how long it is (see ``environments.borders.Borders``)."""
    COORDINATES = "coordinates"
    """(n, 2) coordinates of each area, in metres, or ``environments.Locations``, which know surfaces too."""
    CLASS_VALUES = "class values"
    """(g,) value of each class in ascending order, such as the mean income of each bracket."""


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
    reading_many
        The sentence for more than two groups, where it is another one.
    contributions, value
        One of the two; see :data:`Contributions` and :data:`Value`.
    local
        The area's own figure, for an index that is about areas and not about a sum.
    setting
        What it reads beside the people.
    spatial
        Whether it has a version where the environment is not the area itself. Without one, an
        environment other than the counts is refused.
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
    reading_many: str = ""
    contributions: Contributions | None = None
    value: Value | None = None
    local: Local | None = None
    setting: Setting = Setting.ENVIRONMENT
    spatial: bool = True

    def __post_init__(self) -> None:
        """An index has contributions or a value, not both, or is local only."""
        if self.contributions is not None and self.value is not None:
            raise ValueError(f"{self.name}: give contributions or value, not both")
        if self.contributions is None and self.value is None and self.local is None:
            raise ValueError(f"{self.name}: give contributions, value or local")

    @property
    def decomposes(self) -> bool:
        """Whether the city's value is a sum over its areas."""
        return self.contributions is not None

    def city(self, counts: Floats, setting: Any = None) -> float:
        """The city's value for (n, g) counts.

        ``setting`` is what :attr:`setting` names; without it an index of the environment is aspatial.
        NaN where the formula has no value, or the index is about areas only.

        Raises
        ------
        InputError
            The index needs something that was not given, or has no spatial version.
        """
        setting = self._checked(counts, setting)
        if self.contributions is not None:
            return float(self.contributions(counts, setting).sum())
        return float("nan") if self.value is None else float(self.value(counts, setting))

    def areas(self, counts: Floats, setting: Any = None) -> Floats | None:
        """(n,) figures of the areas: contributions where it decomposes, else its own local figures.

        None for an index that has neither.
        """
        setting = self._checked(counts, setting)
        figures = self.contributions or self.local
        return None if figures is None else figures(counts, setting)

    def intensity(self, counts: Floats, setting: Any = None) -> Floats | None:
        """(n,) the areas' figures on the city's scale: what the index would be if all areas were like this.

        An area's contribution over its share of the people that the index is about: all of them, or those
        of the first group for an index of one group or of one towards another. The mean weighted by these
        people is the city's value. NaN where none of them live; None for an index that does not decompose.
        """
        if self.contributions is None:
            return None
        one_sided = self.groups in (Groups.ONE, Groups.TWO_ORDERED)
        about = counts[:, 0] if one_sided else counts.sum(axis=1)
        figures = self.contributions(counts, self._checked(counts, setting))
        nowhere = np.full(len(counts), np.nan)
        return np.asarray(np.divide(figures * about.sum(), about, out=nowhere, where=about > 0))

    def _checked(self, counts: Floats, setting: Any) -> Any:
        if self.setting is not Setting.ENVIRONMENT:
            if setting is None:
                raise InputError(
                    f"the index {self.name} needs the {self.setting} of the areas",
                    remedy=f"pass {self.setting}=...",
                )
            return setting
        if setting is None or setting is counts:
            return counts
        if not self.spatial:
            raise InputError(
                f"the index {self.name} has no spatial version",
                expected="the areas as their own environment",
                remedy="choose an index with a spatial version, such as theil_h or dissimilarity",
            )
        if np.shape(setting) != np.shape(counts):
            raise InputError(
                f"the people have the shape {np.shape(counts)}, their surroundings {np.shape(setting)}",
                expected="the same areas and groups in both",
            )
        return setting


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
            # As the literature writes it, in the title: D, H, xPx; or nearly as it is written here.
            meant = [index.name for index in self if f"({name})" in index.title]
            meant += get_close_matches(str(name).lower().replace(" ", "_"), self._indices, n=1)
            raise InputError(
                f"there is no index “{name}”",
                expected="one of " + ", ".join(self._indices),
                remedy=f"write {meant[0]}" if meant else None,
            )
        return self._indices[name]

    def __iter__(self) -> Iterator[Index]:
        return iter(self._indices.values())

    def __len__(self) -> int:
        return len(self._indices)


INDICES = Registry()
