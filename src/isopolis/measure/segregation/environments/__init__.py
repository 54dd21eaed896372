"""Environments: who lives around each area, at any scale, always streamed and never n x n.

``environments`` yields one :class:`Environment` a scale; an index reads its ``people`` beside the counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError
from isopolis.measure.segregation.environments.borders import Borders, find_borders, lattice_borders
from isopolis.measure.segregation.environments.contiguity import contiguous_environments
from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.kernel import kernel_environments
from isopolis.measure.segregation.environments.locations import Lattice, Locations, at_points, locate
from isopolis.measure.segregation.environments.nearest_people import nearest_areas, nearest_people
from isopolis.measure.segregation.environments.neighbours import Neighbours, find_neighbours
from isopolis.measure.segregation.environments.network import walking_environments
from isopolis.measure.segregation.environments.scale import (
    ContiguityOrder,
    Kernel,
    NearestAreas,
    NearestPeople,
    Scale,
    Shape,
    Walk,
    parse_scale,
)
from isopolis.measure.segregation.environments.streets import Doorsteps, Streets, doorsteps, streets

__all__ = [
    "Borders",
    "ContiguityOrder",
    "Doorsteps",
    "Environment",
    "Kernel",
    "Lattice",
    "Locations",
    "NearestAreas",
    "NearestPeople",
    "Neighbours",
    "Scale",
    "Shape",
    "Streets",
    "Walk",
    "at_points",
    "contiguous_environments",
    "doorsteps",
    "environments",
    "find_borders",
    "find_neighbours",
    "kernel_environments",
    "lattice_borders",
    "locate",
    "nearest_areas",
    "nearest_people",
    "parse_scale",
    "streets",
    "walking_environments",
]

Floats = npt.NDArray[np.float64]


def environments(
    counts: Floats,
    locations: Locations,
    scales: Sequence[Scale],
    *,
    edges: bool = False,
    borders: Borders | None = None,
    streets: Streets | None = None,
) -> Iterator[Environment]:
    """The environment of every area at each scale, in the order given.

    Consecutive scales of one kind are computed in one pass.

    Parameters
    ----------
    counts
        (n, g) people.
    locations
        Where the n areas are.
    scales
        What is near.
    edges
        Also the share of each kernel's weight that falls where the data has no area.
    borders
        Which areas touch, for scales by contiguity; on a grid, cells that share a side without it.
    streets
        The street graph, for walking distances.

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> near = at_points([0.0, 100.0], [0.0, 0.0])
    >>> [found.people[0].tolist() for found in environments(counts, near, [Kernel(50.0), NearestPeople(15)])]
    [[10.0, 0.0], [10.0, 5.0]]
    """
    for kind, group in groupby(scales, key=type):
        same: list[Any] = list(group)
        if kind is Kernel:
            yield from kernel_environments(counts, locations, same, edges=edges)
        elif kind is NearestPeople:
            yield from nearest_people(counts, locations, same)
        elif kind is NearestAreas:
            yield from nearest_areas(counts, locations, same)
        elif kind is ContiguityOrder:
            yield from contiguous_environments(counts, _borders(borders, locations), same)
        elif streets is not None:
            yield from walking_environments(counts, locations, streets, same)
        else:
            raise InputError(
                f"the streets are not known, and “{same[0].label}” is a walking distance",
                expected="streets=streets(nodes, edges)",
                remedy="pass the street graph, or choose a scale in metres or people",
            )


def _borders(borders: Borders | None, locations: Locations) -> Borders:
    if borders is not None:
        return borders
    if locations.lattice is not None:
        return lattice_borders(locations.lattice).sides()
    raise InputError(
        "which areas touch is not known",
        expected="borders=find_borders(areas), for a scale by contiguity",
        remedy="pass the borders, or choose a scale in metres or people",
    )
