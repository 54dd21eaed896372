r"""Clustering: whether people of a group live near each other, beyond the borders of areas.

Every index here is a mean of the proximity :math:`c_{ij} = \exp(-d_{ij}/L)` over pairs of people. The
length L is in metres and part of the figure: a figure without its length says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError
from isopolis.language import message
from isopolis.measure.segregation.environments.borders import Borders
from isopolis.measure.segregation.environments.kernel import kernel_environments
from isopolis.measure.segregation.environments.locations import Locations, locate
from isopolis.measure.segregation.environments.scale import Kernel, Shape
from isopolis.measure.segregation.exposure import exposure, isolation
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index, Setting

DECAY = 1000.0
"""Metres over which proximity falls to 37%: Massey & Denton's exp(-d) with d in kilometres."""


class Own(StrEnum):
    """How near the people of one area are to each other."""

    AREA = "area"
    """At the distance sqrt(0.6 a), about the mean one in an area of surface a (White 1983)."""
    POINT = "point"
    """At no distance, as if all lived at the centroid (OasisR)."""
    NONE = "none"
    """Not compared at all (R seg): only pairs from different areas count."""


@dataclass(frozen=True, slots=True)
class Proximity:
    r"""Sums of proximity around every area.

    Attributes
    ----------
    people
        (n, g) :math:`\sum_j c_{ij} t_{jm}`.
    areas
        (n,) :math:`\sum_j c_{ij}`.
    """

    people: Floats
    areas: Floats


def decaying(
    counts: Floats,
    locations: Locations | npt.ArrayLike,
    *,
    decay: float = DECAY,
    own: Own | str = Own.AREA,
) -> Proximity:
    r"""Proximity that decays with distance, :math:`c_{ij} = \exp(-d_{ij}/L)`.

    Distances are between centroids; within an area ``own`` says. On a grid the sums are a Fourier
    convolution, elsewhere they are added through buckets; no n x n array. Pairs farther apart than
    30 L are left out: that changes a mean proximity by at most exp(-30), 1e-13.

    Parameters
    ----------
    counts
        (n, g) people.
    locations
        Where the areas are; (n, 2) metres, or :class:`Locations`.
    decay
        The length L in metres.

    Raises
    ------
    InputError
        ``own`` is ``"area"`` and the surface of the areas is not known.

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> decaying(counts, [[0.0, 0.0], [1000.0, 0.0]], own="point").people.round(3)
    array([[10.   ,  3.679],
           [ 3.679, 10.   ]])
    """
    places = locations if isinstance(locations, Locations) else locate(locations)
    counts = np.asarray(counts, dtype=np.float64)
    channels = np.column_stack([counts, np.ones(len(counts))])
    (found,) = kernel_environments(channels, places, [Kernel(decay, Shape.EXPONENTIAL)])
    correction = _own_weight(places, decay, Own(own)) - 1.0
    sums = found.people + np.reshape(correction, (-1, 1)) * channels
    return Proximity(np.ascontiguousarray(sums[:, :-1]), sums[:, -1])


def touching(counts: Floats, borders: Borders, *, corners: bool = False) -> Proximity:
    r"""Proximity that is 1 within an area and between areas that touch, else 0.

    The contiguity form of Massey & Denton's (1988) absolute clustering; it depends on the size of the
    areas where :func:`decaying` depends on its length.

    >>> from isopolis.measure.segregation.environments.locations import find_lattice
    >>> from isopolis.measure.segregation.environments.borders import lattice_borders
    >>> row = lattice_borders(find_lattice(np.arange(3.0), np.zeros(3)))
    >>> touching(np.array([[1.0], [10.0], [100.0]]), row).people.ravel().tolist()
    [11.0, 111.0, 110.0]
    """
    kept = borders if corners else borders.sides()
    channels = np.column_stack([counts, np.ones(len(counts))])
    sums = channels.copy()
    area = kept.area
    for m in range(channels.shape[1]):
        near = channels[kept.neighbour, m]
        sums[:, m] += np.bincount(area, weights=near, minlength=len(counts))
    return Proximity(np.ascontiguousarray(sums[:, :-1]), sums[:, -1])


def _own_weight(places: Locations, decay: float, own: Own) -> Floats | float:
    if own is Own.POINT:
        return 1.0
    if own is Own.NONE:
        return 0.0
    surface: Floats | float
    if places.surface is not None:
        surface = places.surface
    elif places.lattice is not None:
        surface = places.lattice.cell**2
    else:
        raise InputError(
            "the areas have no surface",
            expected="the surface of each area, for the distance between the people who live in it",
            remedy="give polygons or surfaces, or choose own='point'",
        )
    return np.exp(-np.sqrt(0.6 * np.asarray(surface)) / decay)


def spatial_proximity(counts: Floats, proximity: Proximity) -> Floats:
    r"""Contribution of each area to White's index of spatial proximity SP.

    .. math:: SP = \frac{X P_{xx} + Y P_{yy}}{T P_{tt}}, \qquad
              P_{ab} = \sum_{ij} \frac{a_i\, b_j\, c_{ij}}{A\,B}

    Returns
    -------
    (n,) contributions, whose sum is SP: 1 where the two groups are as near to each other as to
    themselves, above 1 where each lives near its own, below 1 where they alternate. NaN where one
    group has nobody.

    Source: White (1983), American Journal of Sociology 88; White (1986), Population Index 52.

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> spatial_proximity(counts, decaying(counts, [[0.0, 0.0], [1000.0, 0.0]], own="point")).round(4)
    array([0.7311, 0.7311])
    """
    totals = counts.sum(axis=0)
    if (totals[:2] == 0).any():
        return np.full(len(counts), np.nan)
    pair, near = counts[:, :2], proximity.people[:, :2]
    everybody = float((pair.sum(axis=1) * near.sum(axis=1)).sum()) / totals[:2].sum()
    return np.asarray((pair * near / totals[:2]).sum(axis=1) / everybody)


def absolute_clustering(counts: Floats, proximity: Proximity) -> float:
    r"""Massey & Denton's absolute clustering ACL of the first group.

    .. math:: ACL = \frac{\sum_i \frac{x_i}{X} \sum_j c_{ij} x_j - \frac{X}{n^2} \sum_{ij} c_{ij}}
                         {\sum_i \frac{x_i}{X} \sum_j c_{ij} t_j - \frac{X}{n^2} \sum_{ij} c_{ij}}

    The mean number of people of the group near its members, beyond what an even spread over the areas
    gives, as a share of all people near them: 0 where spread evenly, towards 1 where apart and together.
    It does not decompose. NaN where the group has nobody.

    Source: Massey & Denton (1988), Social Forces 67, after Geary and Dacey.

    >>> counts = np.array([[10.0, 0.0], [10.0, 5.0], [0.0, 10.0]])
    >>> near = decaying(counts, [[0.0, 0.0], [500.0, 0.0], [4000.0, 0.0]], own="point")
    >>> round(absolute_clustering(counts, near), 4)
    0.6037
    """
    group = counts[:, 0]
    size = group.sum()
    if size == 0:
        return float("nan")
    even = size / len(counts) ** 2 * proximity.areas.sum()
    near_own = float((group * proximity.people[:, 0]).sum()) / size - even
    near_all = float((group * proximity.people.sum(axis=1)).sum()) / size - even
    return float("nan") if near_all == 0 else float(near_own / near_all)


def relative_clustering(counts: Floats, proximity: Proximity) -> float:
    r"""Massey & Denton's relative clustering RCL of the first group against the second.

    .. math:: RCL = \frac{P_{xx}}{P_{yy}} - 1

    0 where members of both groups live equally near their own, above 0 where the first group lives
    closer together, below 0 (never under -1) where the second does. It does not decompose.

    Source: Massey & Denton (1988), Social Forces 67.

    >>> counts = np.array([[10.0, 0.0], [10.0, 5.0], [0.0, 10.0]])
    >>> near = decaying(counts, [[0.0, 0.0], [500.0, 0.0], [4000.0, 0.0]], own="point")
    >>> round(relative_clustering(counts, near), 4)
    0.4118
    """
    pair, near = counts[:, :2], proximity.people[:, :2]
    totals = pair.sum(axis=0)
    if (totals == 0).any():
        return float("nan")
    mean = (pair * near).sum(axis=0) / totals**2
    return float("nan") if mean[1] == 0 else float(mean[0] / mean[1] - 1.0)


def distance_decay_isolation(counts: Floats, proximity: Proximity) -> Floats:
    r"""Contribution of each area to Morgan's distance-decay isolation DPxx of the first group.

    .. math:: DP_{xx} = \sum_i \frac{x_i}{X} \sum_j K_{ij} \frac{x_j}{t_j}, \qquad
              K_{ij} = \frac{c_{ij} t_j}{\sum_j c_{ij} t_j}

    The people of area j cancel, so this is the isolation of the group in the environment
    :math:`\sum_j c_{ij} t_{jm}`; with :func:`distance_decay_interaction` towards all other groups it
    adds up to 1.

    Source: Morgan (1983), Social Science Quarterly 64; Massey & Denton (1988).

    >>> counts = np.array([[10.0, 0.0], [10.0, 5.0], [0.0, 10.0]])
    >>> near = decaying(counts, [[0.0, 0.0], [500.0, 0.0], [4000.0, 0.0]], own="point")
    >>> distance_decay_isolation(counts, near).sum().round(4)
    np.float64(0.7925)
    """
    return isolation(counts, proximity.people)


def distance_decay_interaction(counts: Floats, proximity: Proximity) -> Floats:
    r"""Contribution of each area to Morgan's distance-decay interaction DPxy of the first two groups.

    .. math:: DP_{xy} = \sum_i \frac{x_i}{X} \sum_j K_{ij} \frac{y_j}{t_j}

    See :func:`distance_decay_isolation`.

    Source: Morgan (1983), Social Science Quarterly 64; Massey & Denton (1988).

    >>> counts = np.array([[10.0, 0.0], [10.0, 5.0], [0.0, 10.0]])
    >>> near = decaying(counts, [[0.0, 0.0], [500.0, 0.0], [4000.0, 0.0]], own="point")
    >>> distance_decay_interaction(counts, near).sum().round(4)
    np.float64(0.2075)
    """
    return exposure(counts, proximity.people)


Result = TypeVar("Result", Floats, float)


def _decaying_with_distance(
    function: Callable[[Floats, Proximity], Result],
) -> Callable[[Floats, Locations | npt.ArrayLike], Result]:
    """The index of counts and positions, at the standard length and own distance."""

    def of_positions(counts: Floats, coordinates: Locations | npt.ArrayLike) -> Result:
        return function(counts, decaying(counts, coordinates))

    return of_positions


INDICES.add(
    Index(
        name="spatial_proximity",
        title=message("Spatial proximity (SP)"),
        dimension=Dimension.CLUSTERING,
        groups=Groups.TWO,
        low=0.0,
        high=math.inf,
        formula=r"\frac{XP_{xx}+YP_{yy}}{TP_{tt}},\quad P_{ab}=\sum_{ij}\frac{a_ib_j}{AB}e^{-d_{ij}/L}",
        source="White (1983, 1986)",
        reading=message(
            "People of {a} and of {b} live {times} times as near to their own group as to everybody "
            "(1: no nearer)."
        ),
        contributions=_decaying_with_distance(spatial_proximity),
        setting=Setting.COORDINATES,
        spatial=False,
    )
)
INDICES.add(
    Index(
        name="absolute_clustering",
        title=message("Absolute clustering (ACL)"),
        dimension=Dimension.CLUSTERING,
        groups=Groups.ONE,
        low=-math.inf,
        high=1.0,
        formula=r"\frac{\sum_i\frac{x_i}{X}\sum_jc_{ij}x_j-\frac{X}{n^2}\sum_{ij}c_{ij}}"
        r"{\sum_i\frac{x_i}{X}\sum_jc_{ij}t_j-\frac{X}{n^2}\sum_{ij}c_{ij}}",
        source="Massey & Denton (1988)",
        reading=message(
            "On a scale from 0 (spread evenly over the city) to 100 (together and apart from all others), "
            "people of {a} stand at {people}."
        ),
        value=_decaying_with_distance(absolute_clustering),
        setting=Setting.COORDINATES,
        spatial=False,
    )
)
INDICES.add(
    Index(
        name="relative_clustering",
        title=message("Relative clustering (RCL)"),
        dimension=Dimension.CLUSTERING,
        groups=Groups.TWO_ORDERED,
        low=-1.0,
        high=math.inf,
        formula=r"\frac{P_{xx}}{P_{yy}}-1",
        source="Massey & Denton (1988)",
        reading=message(
            "The nearness of people of {a} to each other differs by {percent} from that of people of {b} "
            "(above 0: {a} live closer together)."
        ),
        value=_decaying_with_distance(relative_clustering),
        setting=Setting.COORDINATES,
        spatial=False,
    )
)
INDICES.add(
    Index(
        name="distance_decay_isolation",
        title=message("Distance-decay isolation (DPxx)"),
        dimension=Dimension.CLUSTERING,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=r"\sum_i\frac{x_i}{X}\sum_jK_{ij}\frac{x_j}{t_j},"
        r"\quad K_{ij}=\frac{c_{ij}t_j}{\sum_jc_{ij}t_j}",
        source="Morgan (1983); Massey & Denton (1988)",
        reading=message(
            "Of 100 people whom a person of {a} would meet, nearer ones more often, {people} are of {a}."
        ),
        contributions=_decaying_with_distance(distance_decay_isolation),
        setting=Setting.COORDINATES,
        spatial=False,
    )
)
INDICES.add(
    Index(
        name="distance_decay_interaction",
        title=message("Distance-decay interaction (DPxy)"),
        dimension=Dimension.CLUSTERING,
        groups=Groups.TWO_ORDERED,
        low=0.0,
        high=1.0,
        formula=r"\sum_i\frac{x_i}{X}\sum_jK_{ij}\frac{y_j}{t_j}",
        source="Morgan (1983); Massey & Denton (1988)",
        reading=message(
            "Of 100 people whom a person of {a} would meet, nearer ones more often, {people} are of {b}."
        ),
        contributions=_decaying_with_distance(distance_decay_interaction),
        setting=Setting.COORDINATES,
        spatial=False,
    )
)
