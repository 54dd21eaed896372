"""People on pieces of ground, from a finer grid or from points, and what they do not tell about groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from isopolis.measure.areas.areas import Areas
from isopolis.measure.areas.overlay import Floats, Overlay, Rows, Shapes, overlay, shapes_of, valid


@dataclass(frozen=True, slots=True)
class People:
    """People of a finer grid on pieces of ground.

    Attributes
    ----------
    piece, cell
        (k,) the piece and the cell (or point) that share ground.
    people
        (k,) people of the cell on that ground, spread evenly within the cell.
    number
        How many cells there are.
    """

    piece: Rows
    cell: Rows
    people: Floats
    number: int


def people_on(pieces: Overlay, weights: Areas, crs: Any) -> People:
    """The people that a finer grid, or points, put on each piece.

    Raises
    ------
    InputError
        The weights have no shapes or no coordinate reference system.
    """
    near = weights if weights.cells is None else _near(weights, pieces.shape, crs)
    shapes = valid(shapes_of(near, "the weights").to_crs(crs))
    people = np.nan_to_num(near.total)
    if (shapely.get_dimensions(shapes) == 0).all():
        cell, piece = shapely.STRtree(pieces.shape).query(shapes, predicate="intersects")
        order = np.lexsort((piece, cell))
        cell, first = np.unique(cell[order], return_index=True)  # a point on an edge is in one piece
        piece = piece[order][first]
        return People(piece, cell, people[cell], len(near))
    found = overlay(pieces.shape, shapes)
    share = found.area / np.asarray(shapely.area(shapes))[found.second]
    return People(found.first, found.second, people[found.second] * share, len(near))


def _near(weights: Areas, shapes: Shapes, crs: Any) -> Areas:
    """The cells around the shapes: a continent is not drawn for the sake of a city."""
    assert weights.cells is not None  # noqa: S101  (checked by the caller)
    bounds = shapely.box(*shapely.total_bounds(shapes))
    frame = gpd.GeoSeries([bounds], crs=crs).segmentize((bounds.length or 1.0) / 100)
    west, south, east, north = frame.to_crs(epsg=weights.cells.epsg).total_bounds
    x, y, size = weights.cells.x, weights.cells.y, weights.cells.size
    return weights.take((x + size >= west) & (x <= east) & (y + size >= south) & (y <= north))


def interval(
    pieces: Overlay,
    cells: People,
    given: Floats,
    split: npt.NDArray[np.bool_],
    least: Floats,
    *,
    unevenness: float,
    replicates: int,
    seed: int,
) -> tuple[Floats, Floats]:
    """Ends of the 95% interval of each target and group, from groups that live unevenly in the cells.

    Parameters
    ----------
    pieces
        Ground that sources and targets share; the target after the last stands for the outside.
    cells
        The people on it.
    given
        (n, g) counts of the sources.
    split
        (n,) which sources were split.
    least
        (m, g) what the targets have from sources that were not.
    unevenness
        Coefficient of variation of a group's share among cells.
    replicates, seed
        Number of draws, and where they begin.

    Returns
    -------
    (m, g) low and high ends.
    """
    targets, n = len(least), len(pieces.first)
    residents = np.bincount(pieces.first[cells.piece], cells.people, len(given))
    # Where a split area has nobody on the finer grid, nothing is known but the bounds.
    blind = np.flatnonzero((split & (residents == 0))[pieces.first] & (pieces.second < targets))
    low, high = least.copy(), least.copy()
    np.add.at(high, pieces.second[blind], given[pieces.first[blind]])
    part = split[pieces.first[cells.piece]]
    piece, cell, people = cells.piece[part], cells.cell[part], cells.people[part]
    moved = np.unique(piece)
    moved = moved[np.argsort(pieces.first[moved], kind="stable")]
    source, target = pieces.first[moved], pieces.second[moved]
    for group in range(given.shape[1]):
        random = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, group])))
        drawn = np.empty((replicates, targets))
        for i in range(replicates):
            density = random.gamma(1.0 / unevenness**2, size=cells.number)
            mass = np.bincount(piece, people * density[cell], n)[moved]
            count = _allot(given[:, group], source, mass.astype(np.float64), random)
            drawn[i] = np.bincount(target, count, targets + 1)[:targets]
        ends = np.quantile(drawn, [0.025, 0.975], axis=0)
        low[:, group] += ends[0]
        high[:, group] += ends[1]
    return low, high


def _allot(count: Floats, source: Rows, mass: Floats, random: np.random.Generator) -> Floats:
    """Draw where the people of each source live: one piece after the other takes its binomial part.

    ``source`` is sorted; ``mass`` is what each piece weighs.
    """
    first = np.r_[True, source[1:] != source[:-1]]
    start = np.flatnonzero(first)
    rank = np.arange(len(source)) - start[np.cumsum(first) - 1]
    left = np.rint(count).astype(np.int64)
    scale = np.divide(count, left, out=np.ones(len(count)), where=left > 0)
    remaining = np.asarray(np.bincount(source, mass, len(count)), dtype=np.float64)
    out = np.zeros(len(source))
    for step in range(int(rank.max(initial=-1)) + 1):
        here = np.flatnonzero(rank == step)
        of = source[here]
        chance = np.divide(mass[here], remaining[of], out=np.zeros(len(here)), where=remaining[of] > 0)
        taken = random.binomial(left[of], np.minimum(chance, 1.0))
        left[of] -= taken
        remaining[of] -= mass[here]
        out[here] = taken * scale[of]
    return out
