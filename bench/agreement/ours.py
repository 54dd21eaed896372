"""What Isopolis computes in the place of an index of PySAL: the same, or what PySAL's formula comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from bench.agreement.cities import City

from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.boundaries import morrill
from isopolis.measure.segregation.clustering import Own, Proximity, decaying
from isopolis.measure.segregation.environments import Kernel, Shape, environments, find_borders, locate
from isopolis.measure.segregation.inference.expected import expected_values
from isopolis.measure.segregation.inference.small_counts import corrected_dissimilarity
from isopolis.measure.segregation.margins import entropy, group_totals, interaction

NEAR = 1500.0
"""Bandwidth in metres of the environments that are compared."""
Ours = Callable[[City], float]


def one(index: str) -> Ours:
    """An index of the first group, against everybody else."""
    return lambda city: city.ours(index)


def every(index: str) -> Ours:
    """An index of all groups."""
    return lambda city: city.ours(index, city.groups)


def nothing(city: City) -> float:
    """What is not computed here."""
    return float("nan")


def diversity(city: City) -> float:
    """The entropy of the city."""
    return entropy(_shares(city))


def of_different_groups(city: City) -> float:
    """The chance that two people of the city are of different groups."""
    return interaction(_shares(city))


def of_one_group(city: City) -> float:
    """The chance that two people of the city are of one group."""
    return 1.0 - interaction(_shares(city))


def _shares(city: City) -> Any:
    totals = group_totals(city.counts)
    return totals / totals.sum()


def carrington(index: str) -> Ours:
    """Carrington and Troske's correction, with the exact value by chance."""

    def corrected(city: City) -> float:
        plain, chance = city.ours(index), expected_values(city.pair, [index])[index]
        return (plain - chance) / (1 - chance) if plain >= chance else (plain - chance) / chance

    return corrected


def with_corners(city: City) -> float:
    """Morrill's index where areas touch at corners too; those of centres are what is nearest to each."""
    shapes = city.table
    if not city.drawn:
        from libpysal.cg import voronoi_frames  # noqa: PLC0415

        shapes = voronoi_frames(shapes.geometry, return_input=False)
    return float(morrill(city.pair, find_borders(shapes), corners=True).sum())


def corrected(city: City) -> float:
    """Dissimilarity of constrained shares."""
    return corrected_dissimilarity(city.pair)


def min_max(city: City) -> float:
    """What the dissimilarity makes of the min-max index."""
    apart = city.ours("dissimilarity")
    return 2 * apart / (1 + apart)


def clustered(index: Callable[[Any, Proximity], Any]) -> Ours:
    """An index of proximity; the people of an area without a surface all live at its centre."""

    def value(city: City) -> float:
        own = Own.AREA if city.drawn else Own.POINT
        return float(np.sum(index(city.pair, decaying(city.pair, locate(city.table), own=own))))

    return value


def their_distances(city: City) -> Any:
    """What PySAL puts in the place of proximity: it grows with distance."""
    from segregation.util import generate_distance_matrix  # noqa: PLC0415

    c = 1 - generate_distance_matrix(city.table)
    np.fill_diagonal(c, 1 - np.exp(-np.sqrt(0.6 * city.table.area)))
    return c


def with_their_distances(index: Callable[[Any, Proximity], Any]) -> Ours:
    """An index of proximity with their matrix."""

    def value(city: City) -> float:
        c = their_distances(city)
        return float(np.sum(index(city.pair, Proximity(c @ city.pair, c.sum(axis=1)))))

    return value


def their_relative_clustering(city: City) -> float:
    """Squares of the people of each area in the place of pairs, with their distances."""
    reach = their_distances(city).sum(axis=0)
    means = [reach @ people**2 / people.sum() ** 2 for people in city.pair.T]
    return float(means[0] / means[1] - 1)


def around(city: City, bandwidth: float = NEAR) -> Any:
    """(n, g) people around each area."""
    near = [Kernel(bandwidth, Shape.TRIANGULAR)]
    return next(environments(city.counts, locate(city.table), near)).people


def _rounded_pair(city: City) -> Any:
    """The first group around each area and everybody else, each of them and their sum rounded."""
    people = around(city)
    group = np.round(people[:, 0])
    return np.column_stack([group, np.round(people.sum(axis=1)) - group])


def smoothed(name: str, many: bool) -> Ours:
    """The index of the rounded people of the environments: what PySAL takes for the spatial index."""
    return lambda city: float(INDICES[name].city(np.round(around(city)) if many else _rounded_pair(city)))


def smoothed_min_max(city: City) -> float:
    """The same for the min-max index, for which everybody else is rounded, not the sum."""
    people = around(city)
    pair = np.round(np.column_stack([people[:, 0], people[:, 1:].sum(axis=1)]))
    apart = float(INDICES["dissimilarity"].city(pair))
    return 2 * apart / (1 + apart)


def spatial(name: str, many: bool) -> Ours:
    """The people of each area against their environments."""

    def value(city: City) -> float:
        people = around(city)
        if many:
            return float(INDICES[name].city(city.counts, people))
        pair = np.column_stack([people[:, 0], people[:, 1:].sum(axis=1)])
        return float(INDICES[name].city(city.pair, pair))

    return value
