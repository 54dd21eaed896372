"""Rounding of tables of counts to a base, so that parts and totals still add up."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]


def round_counts(counts: Floats, *, base: int = 5) -> Floats:
    r"""Round a table of areas x groups to multiples of ``base`` such that every margin adds up.

    Controlled rounding: each count goes to one of the two multiples of the base next to it, and so do every
    row's sum, every column's sum and the grand total; multiples of the base, zeros among them, stay. Among
    all such roundings this is one with the least :math:`\sum |r_{im} - x_{im}|`. In two
    dimensions one always exists, and the linear program that finds it has whole-number corners.

    A rounded count says no more than: less than ``base`` away. It replaces the gate for tables of counts
    alone, not where figures of the exact counts are published beside it.

    Parameters
    ----------
    counts
        (n, g) people, no NaN. Up to some 100,000 cells.
    base
        3, 5 or 10 as a rule.

    Returns
    -------
    (n, g) multiples of ``base``. The same table gives the same result.

    Source: Cox & Ernst (1982), *INFOR* 20; Cox (1987), *JASA* 82.

    >>> round_counts(np.array([[1.0, 2.0], [4.0, 8.0]]), base=5)
    array([[ 0.,  0.],
           [ 5., 10.]])
    """
    if base < 2:
        raise InputError(
            "the base of rounding is {base}", expected="a whole number from 2, e.g. 3, 5 or 10", base=base
        )
    if np.isnan(counts).any():
        raise ValueError("a count that is not known cannot be rounded; leave its row out")
    scaled = counts / base
    down = np.floor(scaled)
    part = scaled - down
    cells = np.flatnonzero(part > 0)
    if cells.size == 0:
        return counts.copy()
    n, g = counts.shape
    one = np.ones(cells.size)
    position = np.arange(cells.size)
    margins = vstack(
        [
            csr_array((one, (cells // g, position)), shape=(n, cells.size)),
            csr_array((one, (cells % g, position)), shape=(g, cells.size)),
            csr_array((one, (np.zeros(cells.size, dtype=int), position)), shape=(1, cells.size)),
        ]
    ).tocsr()
    exact = margins @ part.ravel()[cells]
    low, high = np.floor(exact + 1e-9), np.ceil(exact - 1e-9)
    result = milp(
        1.0 - 2.0 * part.ravel()[cells],
        integrality=np.ones(cells.size, dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=[LinearConstraint(margins, low, high)],
    )
    if not result.success:  # pragma: no cover - a two-way table can always be rounded
        raise ValueError(f"the table could not be rounded: {result.message}")
    rounded = down.ravel().copy()
    rounded[cells] += np.rint(result.x)
    return np.asarray(rounded.reshape(n, g) * base)
