"""Sensitivity to the units: the same people in coarser cells, at every place where the grid could begin.

The modifiable areal unit problem (Openshaw 1984; Wong 2009): an index depends on how large the units are
and where their borders run. For square cells both can be tried out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.segregation.inference.expected import expected
from isopolis.measure.segregation.inference.sample import checked_counts
from isopolis.measure.segregation.registry import INDICES, Floats


def coarsen(
    counts: Floats, column: npt.ArrayLike, row: npt.ArrayLike, factor: int, offset: tuple[int, int] = (0, 0)
) -> Floats:
    """People of ``factor`` x ``factor`` blocks of cells; ``offset`` moves the blocks by that many cells.

    >>> coarsen(np.ones((4, 2)), [0, 1, 2, 3], [0, 0, 0, 0], 2).tolist()
    [[2.0, 2.0], [2.0, 2.0]]
    >>> coarsen(np.ones((4, 2)), [0, 1, 2, 3], [0, 0, 0, 0], 2, (1, 0)).tolist()
    [[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]]
    """
    x = (np.asarray(column, dtype=np.int64) + offset[0]) // factor
    y = (np.asarray(row, dtype=np.int64) + offset[1]) // factor
    x, y = x - x.min(), y - y.min()
    _, block = np.unique(y * (x.max() + 1) + x, return_inverse=True)
    size = int(block.max()) + 1
    return np.column_stack([np.bincount(block, counts[:, m], size) for m in range(counts.shape[1])])


def unit_sensitivity(
    counts: Floats,
    column: npt.ArrayLike,
    row: npt.ArrayLike,
    indices: Sequence[str],
    *,
    factors: Sequence[int] = (1, 2, 3, 4),
) -> pd.DataFrame:
    """Each index for coarser cells, at every offset of the grid.

    Parameters
    ----------
    counts
        (n, g) people of square cells.
    column, row
        (n,) whole numbers: place of each cell on the grid, in cells.
    indices
        Names from the registry.
    factors
        How many cells wide the coarser ones are; factor k has k x k offsets.

    Returns
    -------
    One row an index, factor and offset: ``index``, ``factor``, ``offset_column``, ``offset_row``, ``units``,
    ``value``, ``expected`` where people are spread at random over these units (it falls as units grow).

    Raises
    ------
    InputError
        Counts that cannot be used, places that are not one a cell, a factor below 1.

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0], [10.0, 0.0], [0.0, 10.0]])
    >>> table = unit_sensitivity(counts, [0, 1, 2, 3], [0, 0, 0, 0], ["dissimilarity"], factors=(1, 2))
    >>> table.groupby("factor").value.agg(["min", "max"]).values.tolist()
    [[1.0, 1.0], [0.0, 0.5]]
    """
    indices = (indices,) if isinstance(indices, str) else indices
    counts = checked_counts(counts)
    for name, place in (("column", column), ("row", row)):
        if np.shape(place) != (len(counts),):
            raise InputError(
                f"{name} has shape {np.shape(place)}", expected=f"{len(counts)} whole numbers, one a cell"
            )
    if min(factors) < 1:
        raise InputError(f"a factor of {min(factors)}", expected="whole numbers from 1")
    rows: list[tuple[str, int, int, int, int, float, float]] = []
    for factor in factors:
        for dx in range(factor):
            for dy in range(factor):
                blocks = coarsen(counts, column, row, factor, (dx, dy))
                rows.extend(
                    (name, factor, dx, dy, len(blocks), INDICES[name].city(blocks), expected(blocks, name))
                    for name in indices
                )
    return pd.DataFrame(
        rows, columns=["index", "factor", "offset_column", "offset_row", "units", "value", "expected"]
    )
