"""A street graph, and where on its edges the areas are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from isopolis.errors import InputError
from isopolis.measure.segregation.environments.locations import Locations

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Streets:
    """An undirected graph of streets that one can walk.

    Attributes
    ----------
    nodes
        (N, 2) coordinates in metres.
    tail, head
        (m,) nodes at the two ends of each edge.
    length
        (m,) metres along each edge.
    start, edge
        (N + 1,) where the edges of each node begin in ``edge``, (2m,) the edges; a loop stands twice.
    """

    nodes: Floats
    tail: Integers
    head: Integers
    length: Floats
    start: Integers
    edge: Integers


@dataclass(frozen=True, slots=True)
class Doorsteps:
    """Where areas meet the streets: on an edge, not at its end, so neighbours on one street stay apart.

    Attributes
    ----------
    edge
        (n,) nearest edge.
    offset
        (n,) metres along it from its tail.
    access
        (n,) metres from the centroid to the edge.
    """

    edge: Integers
    offset: Floats
    access: Floats


def streets(nodes: npt.ArrayLike, edges: npt.ArrayLike, lengths: npt.ArrayLike | None = None) -> Streets:
    """A street graph from arrays.

    Parameters
    ----------
    nodes
        (N, 2) coordinates in metres.
    edges
        (m, 2) positions of the two nodes of each edge; several edges may join the same two.
    lengths
        (m,) metres to walk; straight lines without.

    Raises
    ------
    InputError
        An edge names a node that is not there, or a length is negative or missing.

    >>> graph = streets([[0.0, 0.0], [300.0, 400.0]], [[0, 1]])
    >>> graph.length
    array([500.])
    """
    points = np.ascontiguousarray(nodes, dtype=np.float64).reshape(-1, 2)
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    if len(pairs) == 0 or pairs.min() < 0 or pairs.max() >= len(points):
        raise InputError(
            f"{len(pairs)} edges between nodes that are not all among the {len(points)} given",
            expected="edges as pairs of positions of nodes, counted from 0",
        )
    tail, head = np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])
    straight = np.hypot(*(points[tail] - points[head]).T)
    length = straight if lengths is None else np.ascontiguousarray(lengths, dtype=np.float64)
    if length.shape != tail.shape or not (np.isfinite(length) & (length >= 0)).all():
        raise InputError("a length of a street is missing or negative", expected="metres, 0 or more")
    ends = np.concatenate([tail, head])
    order = np.argsort(ends, kind="stable")
    start = np.searchsorted(ends[order], np.arange(len(points) + 1)).astype(np.int64)
    return Streets(points, tail, head, length, start, (order % len(tail)).astype(np.int64))


def doorsteps(locations: Locations, graph: Streets) -> Doorsteps:
    """The nearest point on the nearest edge of every area, edges drawn as straight lines.

    >>> graph = streets([[0.0, 0.0], [100.0, 0.0]], [[0, 1]])
    >>> from isopolis.measure.segregation.environments.locations import at_points
    >>> doorsteps(at_points([30.0], [5.0]), graph)
    Doorsteps(edge=array([0]), offset=array([30.]), access=array([5.]))
    """
    lines = shapely.linestrings(np.stack([graph.nodes[graph.tail], graph.nodes[graph.head]], axis=1))
    points = shapely.points(locations.x, locations.y)
    tree = shapely.STRtree(lines)
    (area, edge), distance = tree.query_nearest(points, return_distance=True, all_matches=False)
    order = np.argsort(area)
    nearest = edge[order].astype(np.int64)
    share = shapely.line_locate_point(lines[nearest], points, normalized=True)
    share = np.where(graph.length[nearest] > 0, np.nan_to_num(share), 0.0)
    return Doorsteps(nearest, share * graph.length[nearest], distance[order])
