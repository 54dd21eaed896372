r"""Ranking: places of cities with the interval of the place, never without.

City i is certainly above city j where its whole interval lies above the other's. With :math:`a_i` cities
certainly above i and :math:`b_i` certainly below, the place of i is somewhere from :math:`a_i + 1` to
:math:`n - b_i`; cities whose intervals overlap are not distinguishable.

Klein, Wright & Wieczorek (2020), J. R. Stat. Soc. C 69, 589-606. With 95% intervals of single cities the
places are those of pairs that one looks at; for all places to hold together with 95% the intervals would have
to be wider.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def rank_intervals(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the places of its rows, the highest value first.

    Parameters
    ----------
    table
        Columns ``value``, ``low``, ``high``; rows without one of them are left out: they have no place.

    Returns
    -------
    The rows in order of value, with ``rank_low`` and ``rank_high``: the first and last place each may have.

    >>> rank_intervals(pd.DataFrame({"value": [0.1, 0.5, 0.45], "low": [0.0, 0.4, 0.35],
    ...                              "high": [0.2, 0.6, 0.5]}))[["value", "rank_low", "rank_high"]]
       value  rank_low  rank_high
    1   0.50         1          2
    2   0.45         1          2
    0   0.10         3          3
    """
    known = table[table[["value", "low", "high"]].notna().all(axis=1)]
    low, high = np.sort(known["low"].to_numpy(float)), np.sort(known["high"].to_numpy(float))
    above = len(known) - np.searchsorted(low, known["high"].to_numpy(float), side="right")
    below = np.searchsorted(high, known["low"].to_numpy(float), side="left")
    ranked = known.assign(rank_low=above + 1, rank_high=len(known) - below)
    return ranked.sort_values(["value", "low"], ascending=False, kind="stable")
