"""Neighbourhoods: irregular, of similar population, never across the river, redrawn between two years."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial.distance import cdist

from isopolis.demo import names
from isopolis.demo.site import CENTRE, CRS, STORIES, Site, river_north, to_metres

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

PIECES = 65
"""Pieces of ground of which both years' neighbourhoods are made."""
PINNED = ("estate", "second_estate", "new_quarter", "port", "wood", "business")
"""Places that are a neighbourhood of their own whatever their population."""
SPLIT_LATER, JOINED_LATER = 4, 2


@dataclass(frozen=True, slots=True)
class Division:
    """The neighbourhoods of one year.

    Attributes
    ----------
    table
        One row a neighbourhood: ``code``, ``name``, ``district``, geometry in EPSG:3035.
    cell
        (n cells,) row of the neighbourhood that a cell's middle lies in.
    """

    table: gpd.GeoDataFrame
    cell: Integers


def divide(site: Site, people: Floats, rng: np.random.Generator) -> tuple[Division, Division]:
    """Divide the city twice: as it was before and as it is after.

    Between the two, four neighbourhoods are split, two pairs are joined and one boundary moves.
    """
    pieces, owner = _pieces(site, people, rng)
    places = np.array([_story(piece) for piece in pieces], dtype=object)
    district = _districts(pieces)
    label = _labels(pieces, places)
    earlier, later = _regroup(pieces, places, district)
    return tuple(_division(pieces, owner, district, label, parts) for parts in (earlier, later))  # type: ignore[return-value]


def _pieces(site: Site, people: Floats, rng: np.random.Generator) -> tuple[npt.NDArray[np.object_], Integers]:
    """The pieces of ground, in kilometres, and the piece of each cell."""
    weight = people + 0.05
    shares = np.array([weight[site.north_bank].sum(), weight[~site.north_bank].sum()])
    wanted = np.round(PIECES * shares / shares.sum()).astype(int)
    banks = shapely.ops.split(site.outline, site.river).geoms
    lines = [site.outline.exterior, shapely.intersection(site.river, site.outline)]
    for north, number in zip((True, False), wanted, strict=True):
        rows = site.north_bank == north
        seeds = _centres(np.column_stack([site.x[rows], site.y[rows]]), weight[rows], number, north, rng)
        (bank,) = (b for b in banks if _is_north(b) == north)
        borders = shapely.voronoi_polygons(
            shapely.MultiPoint(seeds), extend_to=site.outline.envelope, only_edges=True
        )
        lines.append(shapely.intersection(borders, bank))
    # Snapped to centimetres, so that borders that meet at the river meet in one point.
    net = shapely.union_all(lines, grid_size=1e-5)
    net = shapely.transform(shapely.segmentize(net, 0.12), _bend)
    pieces = np.array([p for p in shapely.polygonize([net]).geoms if p.area > 1e-4], dtype=object)
    middle = shapely.centroid(pieces)
    pieces = pieces[np.lexsort([shapely.get_x(middle), np.hypot(*_from_centre(middle))])]
    tree = shapely.STRtree(pieces)
    owner = np.asarray(tree.nearest(shapely.points(site.x, site.y)), dtype=np.int64)
    return pieces, owner


def _is_north(bank: shapely.Polygon) -> bool:
    inner = bank.representative_point()
    return bool(inner.y > river_north(np.array(inner.x)))


def _from_centre(points: npt.NDArray[np.object_]) -> tuple[Floats, Floats]:
    return shapely.get_x(points) - CENTRE[0], shapely.get_y(points) - CENTRE[1]


def _centres(xy: Floats, weight: Floats, number: int, north: bool, rng: np.random.Generator) -> Floats:
    """Centres of pieces of similar population (Lloyd's algorithm), the pinned ones held in place."""
    pinned = np.array([STORIES[name][:2] for name in PINNED])
    pinned = pinned[(pinned[:, 1] > river_north(pinned[:, 0])) == north]
    free = xy[rng.choice(len(xy), number - len(pinned), replace=False, p=weight / weight.sum())]
    for _ in range(25):
        nearest = cdist(xy, np.vstack([pinned, free])).argmin(axis=1) - len(pinned)
        mine = nearest >= 0
        load = np.bincount(nearest[mine], weight[mine], len(free))
        pull = [np.bincount(nearest[mine], weight[mine] * xy[mine, axis], len(free)) for axis in (0, 1)]
        occupied = load > 0
        free[occupied] = (np.column_stack(pull)[occupied]) / load[occupied, None]
    return np.vstack([pinned, free])


def _bend(xy: Floats) -> Floats:
    """Bend straight borders as streets bend; the river stays where it is."""
    x, y = xy[:, 0], xy[:, 1]
    ease = np.clip(np.abs(y - river_north(x)) / 0.5, 0, 1)
    east = 0.06 * np.sin(4.1 * y + 1.3 * x) + 0.025 * np.sin(9.7 * y - 3.1 * x)
    north = 0.06 * np.sin(4.3 * x - 0.7 * y) + 0.025 * np.sin(10.3 * x + 2.9 * y)
    return np.column_stack([x + ease * east, y + ease * north])


def _story(piece: shapely.Polygon) -> str | None:
    """The place with a story that has its middle in this piece."""
    for name in names.PLACES:
        if shapely.contains_xy(piece, *STORIES[name][:2]):
            return name
    return None


def _districts(pieces: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    east, north = _from_centre(shapely.centroid(pieces))
    middle = shapely.centroid(pieces)
    bank = shapely.get_y(middle) > river_north(shapely.get_x(middle))
    side = np.where(bank, "north", "south").astype(object) + np.where(east < 0, "-west", "-east")
    return np.where((np.hypot(east, north) < 1.7) & bank, "centre", side)


def _labels(pieces: npt.NDArray[np.object_], places: npt.NDArray[np.object_]) -> list[str]:
    spare = iter(names.NEIGHBOURHOODS)
    return [names.PLACES[place] if place else next(spare) for place in places]


def _regroup(
    pieces: npt.NDArray[np.object_], places: npt.NDArray[np.object_], district: npt.NDArray[np.object_]
) -> tuple[list[list[int]], list[list[int]]]:
    """Which pieces make a neighbourhood before and after."""
    ordinary = [i for i, place in enumerate(places) if place is None]

    def touch(i: int, j: int) -> bool:
        """Whether two pieces share 300 m of border and a district."""
        border = shapely.intersection(pieces[i].boundary, pieces[j].boundary)
        return bool(district[i] == district[j] and border.length > 0.3)

    neighbours = {i: [j for j in ordinary if j != i and touch(i, j)] for i in ordinary}
    # A boundary moves: a piece goes from one neighbour to the other.
    moving = next(i for i in reversed(ordinary) if len(neighbours[i]) > 1)
    old, new = neighbours[moving][:2]
    used = {moving, old, new}
    pairs: list[tuple[int, int]] = []
    for i in ordinary[3:]:  # the innermost stay as they are
        mate = next((j for j in neighbours[i] if j > i and j not in used), None)
        if mate is not None and i not in used:
            pairs.append((i, mate))
            used |= {i, mate}
    chosen = [pairs[k] for k in np.linspace(0, len(pairs) - 1, SPLIT_LATER + JOINED_LATER).astype(int)]
    split, joined = chosen[:SPLIT_LATER], chosen[SPLIT_LATER:]
    return (
        _groups(len(pieces), [*split, (old, moving)]),
        _groups(len(pieces), [*joined, (new, moving)]),
    )


def _groups(number: int, pairs: list[tuple[int, int]]) -> list[list[int]]:
    absorbed = {second: first for first, second in pairs}
    return [
        [i, *(s for s, first in absorbed.items() if first == i)] for i in range(number) if i not in absorbed
    ]


def _division(
    pieces: npt.NDArray[np.object_],
    owner: Integers,
    district: npt.NDArray[np.object_],
    label: list[str],
    parts: list[list[int]],
) -> Division:
    order = sorted(range(len(parts)), key=lambda k: (list(names.DISTRICTS).index(district[parts[k][0]]), k))
    parts = [parts[k] for k in order]
    of_piece = np.empty(len(pieces), dtype=np.int64)
    for k, members in enumerate(parts):
        of_piece[members] = k
    metres = to_metres(pieces)
    areas = [district[members[0]] for members in parts]
    number = pd.Series(areas).map({key: i + 1 for i, key in enumerate(names.DISTRICTS)})
    # A neighbourhood's code says which pieces it holds, as offices' codes follow the land register.
    codes = [
        f"{d:02d}{members[0] + 1:02d}{'AB'[len(members) - 1]}"
        for d, members in zip(number, parts, strict=True)
    ]
    table = gpd.GeoDataFrame(
        {
            "code": codes,
            "name": [label[members[0]] for members in parts],
            "district": [names.DISTRICTS[key] for key in areas],
        },
        geometry=[shapely.coverage_union_all(metres[members]) for members in parts],
        crs=CRS,
    )
    return Division(table, of_piece[owner])
