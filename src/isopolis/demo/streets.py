"""Walkable streets: a connected planar graph, grid-like, with avenues to the centre and few bridges."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from isopolis.demo.site import CELL, CENTRE, CRS, HAMLETS, Site, river_north, to_metres

BRIDGES = (-4.6, -1.2, 0.35, 2.6)
"""Kilometres east at which a bridge crosses the river."""
AVENUES = 8
MISSING = 0.12
"""Share of the streets between two corners that were never built."""
Position = tuple[int, int]
"""Column and row of a cell in the window."""
Pair = tuple[int, int]
"""Two corners, the lower number first."""


@dataclass(frozen=True, slots=True)
class Streets:
    """The streets as a graph.

    Attributes
    ----------
    nodes
        One row a corner: ``node`` (its number), point geometry in EPSG:3035.
    edges
        One row a street between two corners: ``start``, ``end`` (numbers of nodes), ``kind`` (street,
        avenue, bridge, road), ``length_m``, line geometry.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame


def build_streets(site: Site, populated: npt.NDArray[np.bool_], rng: np.random.Generator) -> Streets:
    """Lay streets between the middles of populated cells, avenues and roads across the rest."""
    at = {position: i for i, position in enumerate(zip(site.column.tolist(), site.row.tolist(), strict=True))}
    avenues, roads = _avenues(), _roads()
    used = populated & ~site.water
    for position in itertools.chain(*avenues, *roads):
        if position in at and not site.water[at[position]]:
            used[at[position]] = True
    kinds = _corner_to_corner(site, at, used, rng)
    for path in avenues:
        kinds |= dict.fromkeys(_along(path, site, at, used, kinds), "avenue")
    for path in roads:
        steps = _along(path, site, at, used, kinds)
        kinds |= {(i, j): "road" for i, j in steps if not (populated[i] and populated[j])}
    xy = np.column_stack([site.x, site.y]) + rng.uniform(-0.055, 0.055, (len(site.x), 2))
    for east in BRIDGES:
        kinds[_bridge(site, xy, used, east)] = "bridge"
    return _graph(xy, _join_up(kinds, len(xy)))


def _corner_to_corner(
    site: Site, at: dict[Position, int], used: npt.NDArray[np.bool_], rng: np.random.Generator
) -> dict[Pair, str]:
    """Streets to the east and north of each corner; some were never built."""
    pairs = [
        (i, at[neighbour])
        for (column, row), i in at.items()
        if used[i]
        for neighbour in ((column + 1, row), (column, row + 1))
        if neighbour in at and used[at[neighbour]] and site.north_bank[i] == site.north_bank[at[neighbour]]
    ]
    absent = rng.random(len(pairs)) < MISSING
    return {pair: "missing" if no else "street" for pair, no in zip(pairs, absent.tolist(), strict=True)}


def _along(
    path: list[Position],
    site: Site,
    at: dict[Position, int],
    used: npt.NDArray[np.bool_],
    kinds: dict[Pair, str],
) -> list[Pair]:
    """The steps of a path that stay on one bank and cross no street."""
    steps = []
    for a, b in itertools.pairwise(path):
        if a in at and b in at and not _crossed(a, b, at, kinds):
            i, j = sorted((at[a], at[b]))
            if used[i] and used[j] and site.north_bank[i] == site.north_bank[j]:
                steps.append((i, j))
    return steps


def _cell(site_x: float, site_y: float) -> Position:
    """Position of the cell that holds a point, in the window of cells."""
    return int(np.floor((site_x + 10.0) / CELL)), int(np.floor((site_y + 8.0) / CELL))


def _line(start: Position, end: Position) -> list[Position]:
    """Cells on the straight way from one to another, each touching the next."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    return [
        (
            round(start[0] + (end[0] - start[0]) * k / steps),
            round(start[1] + (end[1] - start[1]) * k / steps),
        )
        for k in range(steps + 1)
    ]


def _avenues() -> list[list[Position]]:
    centre = _cell(*CENTRE)
    angles = 2 * np.pi * (np.arange(AVENUES) + 0.3) / AVENUES
    ends = [_cell(CENTRE[0] + 5.6 * np.cos(a), CENTRE[1] + 4.6 * np.sin(a)) for a in angles]
    return [_line(centre, end) for end in ends]


def _roads() -> list[list[Position]]:
    """Country roads from each village towards the centre, as far as its own bank goes."""
    return [_line(_cell(east, north), _cell(*CENTRE)) for east, north, _ in HAMLETS]


def _crossed(
    a: Position,
    b: Position,
    at: dict[Position, int],
    kinds: dict[Pair, str],
) -> bool:
    """Whether the other diagonal of the same square is a street already."""
    if a[0] == b[0] or a[1] == b[1]:
        return False
    i, j = at.get((a[0], b[1]), -1), at.get((b[0], a[1]), -1)
    return (min(i, j), max(i, j)) in kinds


def _bridge(site: Site, xy: npt.NDArray[np.float64], used: npt.NDArray[np.bool_], east: float) -> Pair:
    """The corners on both banks that are nearest to where a bridge stands."""
    point = np.array([east, float(river_north(np.array(east)))])
    far = np.where(used, np.hypot(*(xy - point).T), np.inf)
    ends = [int(np.where(site.north_bank == north, far, np.inf).argmin()) for north in (True, False)]
    return min(ends), max(ends)


def _join_up(kinds: dict[Pair, str], number: int) -> dict[Pair, str]:
    """Build as many of the missing streets as it takes to join what they cut off; drop the rest."""
    built = {pair: kind for pair, kind in kinds.items() if kind != "missing"}
    spare = [pair for pair, kind in kinds.items() if kind == "missing"]
    part = _parts(built, number)
    for i, j in spare:
        if part[i] != part[j]:
            built[i, j] = "street"
            part[part == part[j]] = part[i]
    corners = np.unique(np.array(list(built)).ravel())
    main = np.bincount(part[corners]).argmax()
    return {(i, j): kind for (i, j), kind in built.items() if part[i] == main}


def _parts(edges: dict[Pair, str], number: int) -> npt.NDArray[np.int32]:
    pairs = np.array(list(edges))
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(number, number))
    return np.asarray(connected_components(graph, directed=False)[1])


def _graph(xy: npt.NDArray[np.float64], kinds: dict[Pair, str]) -> Streets:
    pairs = np.array(sorted(kinds), dtype=np.int64)
    corners, numbered = np.unique(pairs, return_inverse=True)
    numbered = numbered.reshape(pairs.shape)
    points = to_metres(shapely.points(xy[corners]))
    ends = shapely.get_coordinates(points)
    lines = shapely.linestrings(ends[numbered])
    nodes = gpd.GeoDataFrame({"node": np.arange(len(corners))}, geometry=points, crs=CRS)
    edges = gpd.GeoDataFrame(
        {
            "start": numbered[:, 0],
            "end": numbered[:, 1],
            "kind": [kinds[i, j] for i, j in pairs.tolist()],
            "length_m": np.round(shapely.length(lines), 1),
        },
        geometry=lines,
        crs=CRS,
    )
    return Streets(nodes, edges)
