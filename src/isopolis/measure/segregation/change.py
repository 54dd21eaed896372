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

from isopolis.errors import InputError
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
    areas, groups
        One row for each area (group) with people at both dates: ``area`` (``group``) and ``structure``, its
        part of the structural change. Each of the two columns adds up to it.
    left_out
        Areas of both dates whose people are not known at one of them: they are part of no figure.
    """

    before: float
    after: float
    parts: pd.DataFrame
    areas: pd.DataFrame
    groups: pd.DataFrame
    left_out: tuple[str, ...] = ()


@njit(cache=True)
def _fit(table: Floats, rows: Floats, columns: Floats, tolerance: float, steps: int) -> float:
    """Scale ``table`` in place until its margins are ``rows`` and ``columns``; returns what is left."""
    worst, earlier = np.inf, np.inf
    n, g = table.shape
    for step in range(steps):
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
        if step % 1000 == 999:
            if worst > 0.99 * earlier:  # zeros stand in the way: it comes no nearer
                break
            earlier = worst
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
    InputError
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
        raise InputError(
            "the people of one date cannot be given the sizes of the other: somewhere a group is missing "
            "that would have to grow there",
            expected="groups that share some of their areas with others at both dates",
            remedy="join areas to larger ones, or join groups that are few",
        )
    return fitted


def change(
    before: Floats,
    after: Floats,
    areas: Sequence[object] | None = None,
    groups: Sequence[object] | None = None,
) -> Change:
    r"""Decompose the change of M between two dates (Shapley, by iterative proportional fitting).

    With :math:`M(s, u, g)` the mutual information of the table that has the structure of date s, the area
    sizes of date u and the group sizes of date g,

    .. math:: \Delta_{structure} = \tfrac12 [M(2,1,1) - M(1,1,1)] + \tfrac12 [M(2,2,2) - M(1,2,2)]

        \Delta_{groups} = \tfrac14 \sum_{s,u} [M(s,u,2) - M(s,u,1)], \qquad
        \Delta_{areas} = \tfrac14 \sum_{s,g} [M(s,2,g) - M(s,1,g)]

    Structure is told from the sizes first, then the two sizes from each other: the means over both orders
    of changing them.

    Parameters
    ----------
    before, after
        (n, g) people of the same n areas and g groups at two dates. An area (group) with nobody at one date
        has arrived or departed: what that does to M stands apart.
    areas, groups
        (n,) and (g,) names.

    Returns
    -------
    Change
        with the parts ``arrivals`` and ``departures`` (of areas and groups), ``groups`` (their sizes),
        ``areas`` (their sizes) and ``structure``; they add up to the change.

    Raises
    ------
    InputError
        No area has people of the same groups at both dates, or :func:`proportional_fit` fails.

    Source: Elbers (2021), Sociological Methods & Research; Deutsch, Flückiger & Silber (2009).

    >>> before = np.array([[40.0, 20.0], [5.0, 15.0]])
    >>> found = change(before, 2 * before)
    >>> bool(abs(found.parts["value"]).max() < 1e-12)
    True
    """
    tables, present, of_group = _in_common(before, after)
    first, last = (float(row_information(np.ascontiguousarray(table)).sum()) for table in (before, after))
    margins = [(table.sum(axis=1) / table.sum(), table.sum(axis=0) / table.sum()) for table in tables]
    fitted = {
        (s, u, g): tables[s] if s == u == g else proportional_fit(tables[s], margins[u][0], margins[g][1])
        for s, u, g in product((0, 1), repeat=3)
    }
    value = {key: float(row_information(table).sum()) for key, table in fitted.items()}
    parts = {
        "arrivals": last - value[1, 1, 1],
        "departures": value[0, 0, 0] - first,
        "groups": sum(value[s, u, 1] - value[s, u, 0] for s, u in product((0, 1), repeat=2)) / 4,
        "areas": sum(value[s, 1, g] - value[s, 0, g] for s, g in product((0, 1), repeat=2)) / 4,
        "structure": (value[1, 0, 0] - value[0, 0, 0] + value[1, 1, 1] - value[0, 1, 1]) / 2,
    }
    return Change(
        before=first,
        after=last,
        parts=pd.DataFrame({"part": list(parts), "value": list(parts.values())}),
        areas=_structure("area", areas, present, fitted),
        # M reads the same from the side of the groups.
        groups=_structure("group", groups, of_group, {key: table.T for key, table in fitted.items()}),
    )


def _in_common(
    before: Floats, after: Floats
) -> tuple[tuple[Floats, Floats], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """The two tables cut to the areas and groups with people at both dates, and which these are."""
    tables = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if tables[0].shape != tables[1].shape:
        raise ValueError(f"the dates have tables of {tables[0].shape} and {tables[1].shape}")
    rows, groups = np.ones(tables[0].shape[0], dtype=bool), np.ones(tables[0].shape[1], dtype=bool)
    while True:
        # Without a group that is gone an area can be empty, and without that area a group, and so on.
        cut = [table[rows][:, groups] for table in tables]
        full_rows = np.logical_and.reduce([table.sum(axis=1) > 0 for table in cut])
        full_groups = np.logical_and.reduce([table.sum(axis=0) > 0 for table in cut])
        if full_rows.all() and full_groups.all():
            break
        rows[rows], groups[groups] = full_rows, full_groups
    if not rows.any() or not groups.any():
        raise InputError(
            "no area has people of the same groups at both dates",
            expected="areas and groups with people at both",
            remedy="bring both dates to the same areas and groups first",
        )
    return (np.ascontiguousarray(cut[0]), np.ascontiguousarray(cut[1])), rows, groups


def _structure(
    what: str,
    names: Sequence[object] | None,
    present: npt.NDArray[np.bool_],
    fitted: dict[tuple[int, int, int], Floats],
) -> pd.DataFrame:
    """How much each row adds to the structural change."""
    added = [
        row_information(fitted[1, size, size]) - row_information(fitted[0, size, size]) for size in (0, 1)
    ]
    named = np.arange(len(present)) if names is None else np.asarray(names, dtype=object)
    return pd.DataFrame({what: named[present], "structure": (added[0] + added[1]) / 2})


def algebraic_change(before: Floats, after: Floats) -> pd.DataFrame:
    r"""Decompose the change of M without fitting: entropy of the groups, sizes of the areas, mixing in them.

    .. math:: \Delta M = \Delta E - \sum_i \bar E_i \Delta p_i - \sum_i \bar p_i \Delta E_i

    with :math:`p_i` the share of the people who live in area i, :math:`E_i` the entropy of its groups,
    :math:`E` that of the city, and bars for the mean of the two dates.

    Parameters
    ----------
    before, after
        (n, g) people of the same areas and groups at two dates. An area (group) with nobody at one date has
        arrived or departed, as in :func:`change`.

    Returns
    -------
    ``part`` (``arrivals``, ``departures``, ``groups``, ``areas``, ``mixing``) and ``value``; they add up to
    the change.

    Raises
    ------
    InputError
        No area has people of the same groups at both dates.

    Source: Mora & Ruiz-Castillo (2009), Research on Economic Inequality 17.

    >>> table = algebraic_change(np.array([[4.0, 2.0], [1.0, 3.0]]), np.array([[4.0, 2.0], [2.0, 3.0]]))
    >>> table["part"].tolist()
    ['arrivals', 'departures', 'groups', 'areas', 'mixing']
    """
    tables, _, _ = _in_common(before, after)
    first, last = (float(row_information(np.ascontiguousarray(table)).sum()) for table in (before, after))
    common = [float(row_information(table).sum()) for table in tables]
    shares = [table / table.sum() for table in tables]
    sizes = [share.sum(axis=1) for share in shares]
    whole = [float(entropy(share.sum(axis=0))) for share in shares]
    mixing = [entropy(share / size[:, None]) for share, size in zip(shares, sizes, strict=True)]
    parts = {
        "arrivals": last - common[1],
        "departures": common[0] - first,
        "groups": whole[1] - whole[0],
        "areas": -float(((mixing[0] + mixing[1]) / 2 * (sizes[1] - sizes[0])).sum()),
        "mixing": -float(((sizes[0] + sizes[1]) / 2 * (mixing[1] - mixing[0])).sum()),
    }
    return pd.DataFrame({"part": list(parts), "value": list(parts.values())})
