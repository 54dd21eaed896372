"""Tell by arithmetic whether a dash stands for nobody or for a number that is hidden.

Offices differ: Berlin hides counts behind “–”, the censuses of Scotland and Germany write it for zero. Where
the parts that are not dashes already add up to the total of their row, nobody can be behind the dashes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.formats.table import RawTable

DASHES = ("–", "—", "-", "‐", "−")
_FEWEST_ROWS = 5
_NEARLY_ALL = 0.95


def dashes_for_zero(
    table: RawTable, numbers: Mapping[str, Floats], total: str | None, partitions: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    """The dashes of a table that stand for zero: in nearly all rows with one the other parts add up."""
    if total is None:
        return ()
    found = []
    for dash in DASHES:
        rows = agreeing = 0
        for parts in partitions:
            cells = pd.DataFrame(
                {part: table.frame[part].astype("str").str.strip() == dash for part in parts}
            )
            known = np.column_stack([numbers[part] for part in parts])
            only = (cells.to_numpy() | np.isfinite(known)).all(axis=1) & cells.any(axis=1).to_numpy()
            only &= np.isfinite(numbers[total])
            rows += int(only.sum())
            agreeing += int((np.abs(np.nansum(known, axis=1) - numbers[total])[only] <= 0.5).sum())
        if rows >= _FEWEST_ROWS and agreeing >= _NEARLY_ALL * rows:
            found.append(dash)
    return tuple(found)
