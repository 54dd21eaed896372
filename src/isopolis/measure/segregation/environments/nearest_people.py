"""Environments by number of people: the k people who live nearest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.kernel import is_dense
from isopolis.measure.segregation.environments.locations import Locations
from isopolis.measure.segregation.environments.nearest import grow_among_points
from isopolis.measure.segregation.environments.rings import grow_discs
from isopolis.measure.segregation.environments.scale import NearestAreas, NearestPeople

Floats = npt.NDArray[np.float64]


def nearest_people(
    counts: Floats, locations: Locations, scales: Sequence[NearestPeople]
) -> Iterator[Environment]:
    """The k nearest people of every area, for many k in one pass.

    People are added in the order of the distance between centroids, those of the area itself first.
    Areas at the same distance are taken together; of the last of them, the same proportion, so that
    every environment holds exactly k people. A k above the city's population takes the whole city.

    Parameters
    ----------
    counts
        (n, g) people.

    Yields
    ------
    An :class:`Environment` for each k, with ``reach``, the distance to the last people taken in.

    Source: Östh, Malmberg & Andersson (2014), "Analysing segregation using individualised
    neighbourhoods"; Östh, Clark & Malmberg (2015), Geographical Analysis 47.

    >>> from isopolis.measure.segregation.environments.locations import at_points
    >>> street = at_points([0.0, 100.0, 200.0], [0.0, 0.0, 0.0])
    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0], [0.0, 10.0]])
    >>> (found,) = nearest_people(counts, street, [NearestPeople(20)])
    >>> found.people.tolist(), found.reach.tolist()
    ([[10.0, 10.0], [5.0, 15.0], [0.0, 20.0]], [100.0, 100.0, 100.0])
    """
    counts = np.ascontiguousarray(counts, dtype=np.float64)
    grown = grow(counts.sum(axis=1), counts, locations, [scale.k for scale in scales])
    for scale, (people, reach) in zip(scales, grown, strict=True):
        yield Environment(scale, people, reach=reach)


def nearest_areas(
    counts: Floats, locations: Locations, scales: Sequence[NearestAreas]
) -> Iterator[Environment]:
    """The k nearest areas of every area, itself included; ties as in :func:`nearest_people`.

    Every area counts as one, whether anybody lives there or not.

    >>> from isopolis.measure.segregation.environments.locations import at_points
    >>> street = at_points([0.0, 100.0, 200.0], [0.0, 0.0, 0.0])
    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0], [0.0, 10.0]])
    >>> [found.people[1].tolist() for found in nearest_areas(counts, street, [NearestAreas(2)])]
    [[5.0, 15.0]]
    """
    counts = np.ascontiguousarray(counts, dtype=np.float64)
    grown = grow(np.ones(len(counts)), counts, locations, [float(scale.k) for scale in scales])
    for scale, (people, reach) in zip(scales, grown, strict=True):
        yield Environment(scale, people, reach=reach)


def grow(
    size: Floats, counts: Floats, locations: Locations, targets: Sequence[float]
) -> Iterator[tuple[Floats, Floats]]:
    """Sums and radius of the disc around each area that holds each target, on a grid or among points."""
    if len(counts) != len(locations):
        raise ValueError(f"counts have shape {counts.shape} for {len(locations)} areas")
    lattice = locations.lattice
    if lattice is not None and is_dense(lattice, len(locations)):
        return grow_discs(size, counts, lattice, targets)
    return grow_among_points(size, counts, locations, targets)
