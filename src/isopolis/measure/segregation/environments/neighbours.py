"""Neighbours: who is around each area of a city, seen from there and from the areas around; never n x n."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from isopolis.measure.segregation.environments.borders import Borders, lattice_borders
from isopolis.measure.segregation.environments.contiguity import contiguous_environments
from isopolis.measure.segregation.environments.discs import Discs
from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.kernel import kernel_sums
from isopolis.measure.segregation.environments.locations import Locations
from isopolis.measure.segregation.environments.network import walking_environments
from isopolis.measure.segregation.environments.scale import ContiguityOrder, Kernel, NearestPeople, Walk
from isopolis.measure.segregation.environments.streets import Streets

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Neighbours(Protocol):
    r"""The weights :math:`w_{ij}` of a scale, to be added up in both directions."""

    @property
    def rows(self) -> Integers:
        """(c,) positions of the city's areas among all n, the halo included."""

    @property
    def own_weight(self) -> Floats:
        """(c,) weight of an area in its own environment."""

    def around(self, values: Floats, *, squared: bool = False) -> Floats:
        r"""(c, g) sums :math:`\sum_j w_{ij} z_{jm}` of (n, g) values; with the weights squared at will."""

    def back(self, values: Floats) -> Floats:
        r"""(n, g) sums :math:`\sum_i w_{ij} z_{im}` of (c, g) values of the city's areas."""


def find_neighbours(
    locations: Locations,
    people: Floats,
    found: Environment,
    inside: npt.NDArray[np.bool_],
    *,
    borders: Borders | None = None,
    streets: Streets | None = None,
) -> Neighbours:
    """The neighbours of a city's areas at the scale of an environment.

    Parameters
    ----------
    locations
        Where all areas are, the halo included.
    people
        (n,) those whom a number of people counts.
    found
        The environment of all areas.
    inside
        (n,) True for the areas of the city.
    borders, streets
        As for :func:`environments`.

    >>> from isopolis.measure.segregation.environments import NearestPeople, at_points, environments
    >>> street = at_points([0.0, 100.0, 250.0], [0.0, 0.0, 0.0])
    >>> people, city = np.array([[10.0], [10.0], [10.0]]), np.array([True, False, False])
    >>> (found,) = environments(people, street, [NearestPeople(15)])
    >>> near = find_neighbours(street, people[:, 0], found, city)
    >>> near.around(people).tolist(), near.back(np.array([[1.0]])).ravel().tolist()
    ([[15.0]], [1.0, 0.5, 0.0])
    """
    rows, scale = np.flatnonzero(inside).astype(np.int64), found.scale
    if isinstance(scale, Kernel):
        return _Mutual(rows, len(locations), partial(_kernel_sums, locations, scale))
    if isinstance(scale, ContiguityOrder):
        if borders is None:
            assert locations.lattice is not None  # noqa: S101  (there is an environment)
            borders = lattice_borders(locations.lattice).sides()
        return _Mutual(rows, len(locations), partial(_contiguous_sums, borders, scale))
    if isinstance(scale, Walk):
        assert streets is not None  # noqa: S101  (as above)
        return _Mutual(rows, len(locations), partial(_walking_sums, locations, streets, scale))
    assert found.reach is not None  # noqa: S101  (as above)
    counted = people if isinstance(scale, NearestPeople) else np.ones(len(people))
    return Discs.of(locations, counted, scale.k, found.reach, rows)


_Sums = Callable[[Floats, bool], Floats]
"""(n, g) sums around all areas of (n, g) values; of the weights or their squares."""


def _kernel_sums(locations: Locations, kernel: Kernel, values: Floats, squared: bool) -> Floats:
    return kernel_sums(values, locations, replace(kernel, squared=squared))


def _contiguous_sums(borders: Borders, order: ContiguityOrder, values: Floats, squared: bool) -> Floats:
    return next(contiguous_environments(values, borders, [order])).people  # every weight is 0 or 1


def _walking_sums(places: Locations, graph: Streets, walk: Walk, values: Floats, squared: bool) -> Floats:
    return next(walking_environments(values, places, graph, [replace(walk, squared=squared)])).people


@dataclass(frozen=True, slots=True)
class _Mutual:
    """Whoever is near is as near from the other side: one sum serves for both directions."""

    rows: Integers
    areas: int
    sums: _Sums

    @property
    def own_weight(self) -> Floats:
        return np.ones(len(self.rows))

    def around(self, values: Floats, *, squared: bool = False) -> Floats:
        sums = self.sums(values, squared)
        return sums if len(self.rows) == self.areas else sums[self.rows]

    def back(self, values: Floats) -> Floats:
        if len(self.rows) == self.areas:
            return self.sums(values, False)
        every = np.zeros((self.areas, values.shape[1]))
        every[self.rows] = values
        return self.sums(every, False)
