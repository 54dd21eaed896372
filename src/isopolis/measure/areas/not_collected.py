"""Zeros that mean that nobody asked.

Some countries deliver a variable of the census grid that they did not collect as 0 instead of leaving it
out, and a file of the whole continent does not say which country a cell is in. A real zero is found where
few people live; a country's zero also stands where many do. Hence the rule:

1. A zero is *decisive* in a cell with so many people that the variable cannot be 0 if it was counted.
2. Decisive zeros that touch, directly or over other zeros, form a *block*. A block of at least three
   decisive cells with ten times the decisive number of people was not collected. Smaller ones (a prison
   without women, a camp without old people) are real.
3. So was a variable that is 0 in the whole file, when enough people live in it.
4. Every other zero goes with its surroundings: it was not collected if the nearest not collected block is
   at least as near as the nearest cell where the variable is above 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from isopolis.measure.areas.grid import Cells, contiguous, lattice

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
CELLS_OF_A_BLOCK = 3
PEOPLE_OF_A_BLOCK = 10
"""Times the decisive number of people of a cell."""


def not_collected(cells: Cells, values: Floats, people: Floats, decisive: float) -> Mask:
    """Which zeros of a variable mean that it was not collected there.

    Parameters
    ----------
    cells
        (n,) cells of one size.
    values
        (n,) counts of the variable; NaN where it is unknown for another reason.
    people
        (n,) all people of the cell; NaN where unknown.
    decisive
        People of a cell above whom a zero cannot be real.

    Returns
    -------
    (n,) True where the value is 0 and means "not collected".

    >>> cells = Cells(np.arange(4) * 1000, np.zeros(4, int), np.full(4, 1000))
    >>> not_collected(cells, np.zeros(4), np.array([900.0, 800.0, 700.0, 2.0]), decisive=100).tolist()
    [True, True, True, True]
    >>> not_collected(cells, np.array([0.0, 9.0, 9.0, 9.0]), np.full(4, 500.0), decisive=100).any()
    np.False_
    """
    zero = (values == 0) & (people > 0)
    positive = values > 0
    out = np.zeros(len(values), dtype=bool)
    if not zero.any():
        return out
    if not positive.any():
        return zero if people[zero].sum() >= PEOPLE_OF_A_BLOCK * decisive else out
    seeds = zero & (people >= decisive)
    if seeds.sum() < CELLS_OF_A_BLOCK or people[seeds].sum() < PEOPLE_OF_A_BLOCK * decisive:
        return out
    out[_large_blocks(cells, zero, seeds, people, decisive)] = True
    rest = np.flatnonzero(zero & ~out)
    if out.any() and len(rest):
        out[rest[_nearer(cells, rest, out, positive)]] = True
    return out


def _large_blocks(
    cells: Cells, zero: Mask, seeds: Mask, people: Floats, decisive: float
) -> npt.NDArray[np.intp]:
    """Rows of the decisive zeros of blocks that are too large to be real."""
    rows = np.flatnonzero(zero)
    grid = lattice(cells.take(rows))
    block = contiguous(grid.keys, grid.width, diagonals=True)[grid.of]
    weight = seeds[rows]
    number = np.bincount(block, weights=weight)
    crowd = np.bincount(block, weights=np.where(weight, people[rows], 0.0))
    large = (number >= CELLS_OF_A_BLOCK) & (crowd >= PEOPLE_OF_A_BLOCK * decisive)
    return np.asarray(rows[large[block] & weight], dtype=np.intp)


def _nearer(cells: Cells, rows: npt.NDArray[np.intp], no: Mask, yes: Mask) -> Mask:
    """Which of ``rows`` are at least as near to a cell of ``no`` as to one of ``yes``."""
    places = np.column_stack([cells.x, cells.y]).astype(np.float64)
    to_no = np.asarray(_tree(places[no]).query(places[rows])[0])
    tree, out = _tree(places[yes]), np.ones(len(rows), dtype=bool)
    # A cell of `yes` farther away than the block need not be found: search no farther, ring by ring.
    rings = np.ceil(np.log2(np.maximum(to_no, 1.0)))
    for ring in np.unique(rings):
        here = rings == ring
        to_yes = np.asarray(tree.query(places[rows[here]], distance_upper_bound=2.0**ring + 1.0)[0])
        out[here] = to_no[here] <= to_yes
    return out


def _tree(places: Floats) -> cKDTree:
    return cKDTree(places, balanced_tree=False, compact_nodes=False)
