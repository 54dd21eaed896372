"""Nested decomposition: how much of a city's segregation lies between its districts, how much within.

Mutual information M decomposes exactly: people are told apart first between regions, then between the
cities of a region, the districts of a city, the areas of a district, and the parts add up to the whole
(Theil 1972; Frankel & Volij 2011; Mora & Ruiz-Castillo 2011). H is M divided by the entropy of the groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]


def entropy(shares: Floats, axis: int = -1) -> Floats:
    r"""Entropy :math:`-\sum_m \pi_m \ln \pi_m` of shares along an axis, with :math:`0 \ln 0 = 0`.

    >>> entropy(np.array([0.5, 0.5])).round(4)
    np.float64(0.6931)
    """
    logs = np.log(shares, where=shares > 0, out=np.zeros_like(shares))
    return np.asarray(-(shares * logs).sum(axis=axis))[()]


def row_information(counts: Floats) -> Floats:
    r"""What each row adds to M: :math:`\frac{t_i}{T} \sum_m \pi_{im} \ln(\pi_{im}/\pi_m)`.

    Parameters
    ----------
    counts
        (n, g) people.

    Returns
    -------
    (n,) contributions in nats; their sum is M. Zero for an empty row; all zero when nobody is there.

    >>> row_information(np.array([[10.0, 0.0], [0.0, 10.0]])).round(4)
    array([0.3466, 0.3466])
    """
    total = counts.sum()
    if total == 0:
        return np.zeros(len(counts))
    joint = counts / total
    independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    ratio = np.divide(joint, independent, out=np.ones_like(joint), where=joint > 0)
    return np.asarray((joint * np.log(ratio)).sum(axis=1))


def _sum_by(counts: Floats, codes: npt.NDArray[np.intp], size: int) -> Floats:
    """Add up the rows of ``counts`` that have the same code."""
    return np.column_stack([np.bincount(codes, column, size) for column in counts.T])


def nested(counts: Floats, levels: Mapping[str, Sequence[Any] | npt.NDArray[Any]]) -> pd.DataFrame:
    r"""Split M and H into what lies between the units of each level, within the level above.

    .. math:: M = \sum_{k=1}^{K} (M_k - M_{k-1}), \quad M_0 = 0

    where :math:`M_k` is the mutual information of groups and units of level k, units being told apart
    inside the level above.

    Parameters
    ----------
    counts
        (n, g) people of n areas.
    levels
        Name of the level -> (n,) unit of each area, the widest level first, e.g.
        ``{"city": ..., "district": ...}``. The areas themselves are the last level, named ``"area"``.

    Returns
    -------
    One row a level, widest first: ``level``, ``units``, ``mutual_information``, ``theil_h`` (parts that add
    up to the total of the last row, level ``"total"``) and ``share`` of the total.

    Source: Theil (1972); Reardon & Firebaugh (2002) for H; Mora & Ruiz-Castillo (2011) for M.

    >>> counts = np.array([[9.0, 1.0], [5.0, 5.0], [1.0, 9.0], [1.0, 9.0]])
    >>> nested(counts, {"district": ["north", "north", "south", "south"]})["share"].round(3).tolist()
    [0.801, 0.199, 1.0]
    """
    counts = np.asarray(counts, dtype=float)
    shares = counts.sum(axis=0) / max(counts.sum(), 1e-300)
    whole = float(entropy(shares))
    path = np.zeros(len(counts), dtype=np.intp)
    before, rows = 0.0, []
    for name, units in [*levels.items(), ("area", np.arange(len(counts)))]:
        if len(units) != len(counts):
            raise ValueError(f"level {name} names {len(units)} units for {len(counts)} areas")
        own, _ = pd.factorize(np.asarray(units), use_na_sentinel=False)
        path, distinct = pd.factorize(path * (own.max(initial=0) + 1) + own)
        information = float(row_information(_sum_by(counts, path, len(distinct))).sum())
        rows.append((name, len(distinct), information - before))
        before = information
    table = pd.DataFrame(
        [*rows, ("total", len(counts), before)], columns=["level", "units", "mutual_information"]
    )
    table["theil_h"] = table["mutual_information"] / whole if whole > 0 else np.nan
    table["share"] = table["mutual_information"] / before if before > 0 else np.nan
    return table


def within(counts: Floats, units: Sequence[Any]) -> pd.DataFrame:
    r"""The segregation inside each unit (district, city) and what it adds to the whole.

    .. math:: M = M_{between} + \sum_s \frac{T_s}{T} M_s

    Parameters
    ----------
    counts
        (n, g) people of n areas.
    units
        (n,) unit of each area.

    Returns
    -------
    One row a unit in sorted order: ``unit``, ``people``, ``mutual_information`` and ``theil_h`` inside it,
    ``between`` (its contribution to M between units), ``within`` (its weight times its own M). The two
    columns add up to the city's M.

    Raises
    ------
    InputError
        An area without a unit.

    Source: Theil (1972); Mora & Ruiz-Castillo (2011).

    >>> counts = np.array([[9.0, 1.0], [5.0, 5.0], [1.0, 9.0], [1.0, 9.0]])
    >>> table = within(counts, ["north", "north", "south", "south"])
    >>> bool(np.isclose(table[["between", "within"]].to_numpy().sum(), row_information(counts).sum()))
    True
    """
    counts = np.asarray(counts, dtype=float)
    codes, names = pd.factorize(np.asarray(units), sort=True)
    if len(codes) != len(counts) or (codes < 0).any():
        raise InputError(
            f"{int((codes >= 0).sum())} areas of {len(counts)} have a unit", expected="a unit for each area"
        )
    sums = _sum_by(counts, codes, len(names))
    people = sums.sum(axis=1)
    weight = people / max(people.sum(), 1e-300)
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(names) + 1))
    inside = np.array([row_information(counts[order[a:b]]).sum() for a, b in pairwise(edges)])
    shares = np.divide(sums, people[:, None], out=np.zeros_like(sums), where=people[:, None] > 0)
    spread = entropy(shares)
    return pd.DataFrame(
        {
            "unit": names,
            "people": people,
            "mutual_information": inside,
            "theil_h": np.divide(inside, spread, out=np.full(len(names), np.nan), where=spread > 0),
            "between": row_information(sums),
            "within": weight * inside,
        }
    )
