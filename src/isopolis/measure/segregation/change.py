"""Decomposition of change: did the city's people change, its areas, or the way they are shared out?

Two tables of the same areas and groups at two dates differ in the sizes of the groups, in the sizes of
the areas, and in *structure*: who lives where once both sizes are held equal. Iterative proportional
fitting gives the table that has the structure of one date and the sizes of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit

from isopolis.measure.segregation.decomposition import entropy, row_information

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Change:
    """How M changed between two dates and why.

    Attributes
    ----------
    before, after
        M at the two dates, in nats.
    parts
        One row a part: ``part``, ``value``. The parts add up to ``after - before``.
    areas
        One row for each area present at both dates: ``area``, ``structure`` (its part of the structural
        change; adds up to it).
    """

    before: float
    after: float
    parts: pd.DataFrame
    areas: pd.DataFrame


@njit(cache=True)
def _fit(table: Floats, rows: Floats, columns: Floats, tolerance: float, steps: int) -> float:
    """Scale ``table`` in place until its margins are ``rows`` and ``columns``; returns what is left."""
    worst = np.inf
    n, g = table.shape
    for _ in range(steps):
        sums = np.zeros(g)
        for i in range(n):
            total = 0.0
            for m in range(g):
                total += table[i, m]
            factor = rows[i] / total if total > 0.0 else 0.0
            for m in range(g):
                table[i, m] *= factor
                sums[m] += table[i, m]
        worst = 0.0
        for m in range(g):
            worst = max(worst, abs(sums[m] - columns[m]))
            sums[m] = columns[m] / sums[m] if sums[m] > 0.0 else 0.0
        for i in range(n):
            for m in range(g):
                table[i, m] *= sums[m]
        if worst < tolerance:
            break
    return worst


def proportional_fit(table: Floats, rows: Floats, columns: Floats, *, tolerance: float = 1e-12) -> Floats:
    """The table with the structure (odds ratios) of ``table`` and the given margins.

    Parameters
    ----------
    table
        (n, g) people or shares, every row and column with somebody in it.
    rows, columns
        (n,) and (g,) margins with the same sum; the result is scaled to a sum of 1.

    Raises
    ------
    ValueError
        The margins cannot be reached because zeros of the table stand in the way.

    Source: Deming & Stephan (1940).

    >>> table = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> fitted = proportional_fit(table, np.array([0.5, 0.5]), np.array([0.2, 0.8]))
    >>> fitted.sum(axis=0).round(6).tolist()
    [0.2, 0.8]
    """
    fitted = np.ascontiguousarray(table / table.sum(), dtype=float)
    left = _fit(fitted, rows / rows.sum(), columns / columns.sum(), tolerance, 100_000)
    if left > 1e-6:
        raise ValueError("these margins cannot be reached: groups are missing where they would be needed")
    return fitted


def _common(counts: Floats, rows: npt.NDArray[np.bool_], groups: npt.NDArray[np.bool_]) -> Floats:
    return np.ascontiguousarray(counts[rows][:, groups])


def change(before: Floats, after: Floats, areas: Sequence[object] | None = None) -> Change:
    r"""Decompose the change of M between two dates (Shapley, by iterative proportional fitting).

    With :math:`M(s, u, g)` the mutual information of the table that has the structure of date s, the area
    sizes of date u and the group sizes of date g, each part is its Shapley value: the mean, over all orders
    of changing the three, of what changing that one does.

    Parameters
    ----------
    before, after
        (n, g) people of the same n areas and g groups at two dates. An area (group) with nobody at one date
        has arrived or departed: what that does to M stands apart.
    areas
        (n,) names of the areas.

    Returns
    -------
    Change
        with the parts ``arrivals`` and ``departures`` (of areas and groups), ``groups`` (their sizes),
        ``areas`` (their sizes) and ``structure``; they add up to the change.

    Source: Elbers (2021), Sociological Methods & Research; Deutsch, Flückiger & Silber (2009).

    >>> before = np.array([[40.0, 20.0], [5.0, 15.0]])
    >>> found = change(before, 2 * before)
    >>> bool(abs(found.parts["value"]).max() < 1e-12)
    True
    """
    before, after = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if before.shape != after.shape:
        raise ValueError(f"the dates have tables of {before.shape} and {after.shape}")
    rows = (before.sum(axis=1) > 0) & (after.sum(axis=1) > 0)
    groups = (before[rows].sum(axis=0) > 0) & (after[rows].sum(axis=0) > 0)
    tables = _common(before, rows, groups), _common(after, rows, groups)
    first, last = (float(row_information(table).sum()) for table in (before, after))
    if not rows.any() or not groups.any():
        raise ValueError("no area has people of the same groups at both dates")
    margins = [(table.sum(axis=1) / table.sum(), table.sum(axis=0) / table.sum()) for table in tables]
    information: dict[tuple[int, int, int], Floats] = {}
    for s, u, g in product((0, 1), repeat=3):
        fitted = proportional_fit(tables[s], margins[u][0], margins[g][1])
        information[s, u, g] = row_information(fitted)
    value = {key: float(found.sum()) for key, found in information.items()}
    structure_by_area = sum(
        weight * (information[1, u, g] - information[0, u, g])
        for (u, g), weight in {(0, 0): 1 / 3, (0, 1): 1 / 6, (1, 0): 1 / 6, (1, 1): 1 / 3}.items()
    )
    parts = {
        "arrivals": last - value[1, 1, 1],
        "departures": value[0, 0, 0] - first,
        "groups": _shapley(value, 2),
        "areas": _shapley(value, 1),
        "structure": _shapley(value, 0),
    }
    names = np.arange(len(before)) if areas is None else np.asarray(areas, dtype=object)
    return Change(
        before=first,
        after=last,
        parts=pd.DataFrame({"part": list(parts), "value": list(parts.values())}),
        areas=pd.DataFrame({"area": names[rows], "structure": structure_by_area}),
    )


def _shapley(value: dict[tuple[int, int, int], float], player: int) -> float:
    """Shapley value of changing one of the three from the first date to the second."""
    total = 0.0
    for others in product((0, 1), repeat=2):
        low, high = list(others), list(others)
        low.insert(player, 0)
        high.insert(player, 1)
        weight = 1 / 6 if sum(others) == 1 else 1 / 3
        total += weight * (value[high[0], high[1], high[2]] - value[low[0], low[1], low[2]])
    return total


def algebraic_change(before: Floats, after: Floats) -> pd.DataFrame:
    r"""Decompose the change of M without fitting: entropy of the groups, sizes of the areas, mixing in them.

    .. math:: \Delta M = \Delta E - \sum_i \bar E_i \Delta p_i - \sum_i \bar p_i \Delta E_i

    with :math:`p_i` the share of the people who live in area i, :math:`E_i` the entropy of its groups,
    :math:`E` that of the city, and bars for the mean of the two dates.

    Parameters
    ----------
    before, after
        (n, g) people of the same areas and groups at two dates.

    Returns
    -------
    ``part`` (``groups``, ``areas``, ``mixing``) and ``value``; they add up to the change.

    Source: Mora & Ruiz-Castillo (2009), Research on Economic Inequality 17.

    >>> table = algebraic_change(np.array([[4.0, 2.0], [1.0, 3.0]]), np.array([[4.0, 2.0], [2.0, 3.0]]))
    >>> table["part"].tolist()
    ['groups', 'areas', 'mixing']
    """
    sizes, mixing, whole = [], [], []
    for counts in (np.asarray(before, dtype=float), np.asarray(after, dtype=float)):
        people = counts.sum(axis=1, keepdims=True)
        sizes.append(people[:, 0] / people.sum())
        mixing.append(entropy(np.divide(counts, people, out=np.zeros_like(counts), where=people > 0)))
        whole.append(float(entropy(counts.sum(axis=0) / people.sum())))
    values = (
        whole[1] - whole[0],
        -float(((mixing[0] + mixing[1]) / 2 * (sizes[1] - sizes[0])).sum()),
        -float(((sizes[0] + sizes[1]) / 2 * (mixing[1] - mixing[0])).sum()),
    )
    return pd.DataFrame({"part": ["groups", "areas", "mixing"], "value": values})
