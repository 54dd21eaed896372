"""Which areas touch: by a side (rook), or by a side or a corner (queen)."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from isopolis.errors import InputError
from isopolis.measure.areas import Areas
from isopolis.measure.areas.grid import Cells, find, lattice

Pairs = npt.NDArray[np.intp]
Contiguity = Literal["rook", "queen"]


def touching(areas: Areas, contiguity: Contiguity = "rook", *, tolerance: float = 0.0) -> Pairs:
    """Pairs of areas that touch.

    Parameters
    ----------
    areas
        With grid cells of one size, or with geometry.
    contiguity
        ``"rook"``: they share a stretch of border; ``"queen"``: a point is enough.
    tolerance
        Borders that are drawn this far apart, in the units of the map, still touch; for layers whose borders
        do not match. A shared stretch must then be longer than four times the tolerance. Not for cells.

    Returns
    -------
    (m, 2) positions, the smaller first, sorted.

    Raises
    ------
    InputError
        Areas without a shape.

    >>> from isopolis.measure.areas.grid import Cells
    >>> cells = Cells(np.array([0, 200, 200]), np.array([0, 0, 200]), np.full(3, 200))
    >>> touching_cells(cells, "rook").tolist()
    [[0, 1], [1, 2]]
    """
    if areas.cells is not None:
        return touching_cells(areas.cells, contiguity)
    if areas.geometry is None:
        raise InputError(
            "the areas have no shapes, so nobody can say which of them touch",
            file=areas.source.file or None,
            expected="polygons or codes of grid cells",
            remedy="join the table to polygons first",
        )
    shapes = valid_shapes(areas.geometry.array)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance)
    once = first < second
    pairs = np.column_stack([first[once], second[once]])
    if contiguity == "rook":
        pairs = pairs[_shared(shapes[pairs[:, 0]], shapes[pairs[:, 1]], tolerance) > 4.0 * tolerance]
    return _sorted(pairs)


def valid_shapes(shapes: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Shapes of which a border that crosses itself has been put in order; the others are not touched.

    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> valid_shapes([bow])[0].area
    2.0
    """
    out = np.array(shapes, dtype=object)
    wrong = ~shapely.is_valid(out) & ~shapely.is_missing(out)
    out[wrong] = shapely.make_valid(out[wrong], method="structure", keep_collapsed=False)
    return out


def _shared(
    one: npt.NDArray[np.object_], other: npt.NDArray[np.object_], tolerance: float
) -> npt.NDArray[np.float64]:
    """Length of the border of ``other`` that lies in or on ``one``, widened by the tolerance."""
    wide = shapely.buffer(one, tolerance, quad_segs=4) if tolerance > 0 else one
    return np.asarray(shapely.length(shapely.intersection(wide, shapely.boundary(other))))


def touching_cells(cells: Cells, contiguity: Contiguity = "rook") -> Pairs:
    """Pairs of grid cells of one size that touch; see :func:`touching`."""
    grid = lattice(cells)
    at = np.full(len(grid.keys), -1, dtype=np.intp)
    at[grid.of[::-1]] = np.arange(len(cells))[::-1]
    forward = [1, grid.width] + ([grid.width - 1, grid.width + 1] if contiguity == "queen" else [])
    found = []
    for step in forward:
        other = find(grid.keys, grid.keys + step)
        here = np.flatnonzero(other >= 0)
        found.append(np.column_stack([at[here], at[other[here]]]))
    return _sorted(np.sort(np.concatenate(found), axis=1))


def _sorted(pairs: npt.NDArray[np.integer]) -> Pairs:
    return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], dtype=np.intp)


def components(pairs: Pairs, inside: npt.NDArray[np.bool_]) -> Pairs:
    """(n,) number of the contiguous set that each area with ``inside`` belongs to; -1 for the others.

    Numbered from 0 in the order of their first area.

    >>> components(np.array([[0, 1], [1, 2]]), np.array([True, False, True])).tolist()
    [0, -1, 1]
    """
    n = len(inside)
    kept = pairs[inside[pairs].all(axis=1)]
    graph = csr_array((np.ones(len(kept), dtype=np.int8), (kept[:, 0], kept[:, 1])), shape=(n, n))
    labels = connected_components(graph, directed=False)[1]
    out = np.full(n, -1, dtype=np.intp)
    numbers, first = np.unique(labels[inside], return_index=True)
    rank = np.empty(labels.max() + 1 if n else 0, dtype=np.intp)
    rank[numbers[np.argsort(first, kind="stable")]] = np.arange(len(numbers))
    out[inside] = rank[labels[inside]]
    return out
