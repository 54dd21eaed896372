"""One row a column: how many of its counts are observed, zero, missing, hidden, filled in or noisy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.areas import REST, Areas, CountStatus, compose
from isopolis.measure.areas.status import StatusArray, known

Floats = npt.NDArray[np.float64]

TOTAL = "total"
"""Name of the row about all people."""

SHEET_COLUMNS = (
    "column",
    "label",
    *(status.name.lower() for status in CountStatus),
    "people",
    "share_of_people_in_areas_without",
)
"""Columns of the quality sheet::

    column    name of the group, or "total"
    label     its readable name
    observed, zero, not_collected, suppressed, imputed, perturbed
              number of areas whose count has this status; together all areas
    people    sum of the counts that are known
    share_of_people_in_areas_without
              share of all people known who live where this count is not known; NaN without a total
"""


def quality_sheet(areas: Areas, groups: tuple[str, ...] | None = None, *, threshold: int = 0) -> pd.DataFrame:
    """What is known of the total and of every group.

    Parameters
    ----------
    areas
        The areas as they were read.
    groups
        The groups compared; ``"rest"`` among them adds a row for everybody else. None: just what was read.
    threshold
        Sums of fewer people than this are left empty (the sheet is printed with the figures); 0 for none.

    Returns
    -------
    Table with the columns :data:`SHEET_COLUMNS`: the total first, then the groups as they were read.
    Linear in the number of counts.

    >>> from isopolis.measure.areas import status_of
    >>> counts, total = np.array([[3.0], [np.nan], [0.0]]), np.array([10.0, 20.0, 30.0])
    >>> areas = Areas(np.array(list("pqr"), dtype=object), ("a",), counts, status_of(counts),
    ...               total, status_of(total))
    >>> quality_sheet(areas)[["column", "observed", "zero", "not_collected", "people"]]
      column  observed  zero  not_collected  people
    0  total         3     0              0    60.0
    1      a         1     1              1     3.0
    """
    columns = [(TOTAL, areas.total, areas.total_status)]
    columns += [(group, areas.counts[:, j], areas.status[:, j]) for j, group in enumerate(areas.groups)]
    if groups and REST in groups and REST not in areas.groups:
        columns.append((REST, *_rest(areas, groups)))
    rows = [
        (name, areas.label(name), *_count(values, status, areas.total)) for name, values, status in columns
    ]
    sheet = pd.DataFrame(rows, columns=list(SHEET_COLUMNS))
    small = (sheet["people"] > 0) & (sheet["people"] < threshold)
    sheet["people"] = sheet["people"].mask(small)
    return sheet


def _count(values: Floats, status: StatusArray, total: Floats) -> tuple[int | float, ...]:
    """Areas by status, sum of what is known, share of all people who live where it is not."""
    counted = np.bincount(np.ascontiguousarray(status), minlength=len(CountStatus))
    people, without, everybody = float(values.sum()), 0.0, float(np.nansum(total))
    if np.isnan(people):
        people = float(np.nansum(values))
        without = float(np.nansum(total[~known(status)]))
    share = without / everybody if everybody > 0 else np.nan
    return (*(int(counted[kind]) for kind in CountStatus), people, share)


def _rest(areas: Areas, groups: tuple[str, ...]) -> tuple[Floats, StatusArray]:
    """Everybody who is in none of the groups; unknown wherever a group or the total is."""
    composition = compose(areas, groups)
    position = groups.index(REST)
    values = np.full(len(areas), np.nan)
    values[composition.rows] = composition.counts[:, position]
    named = [areas.column(group) for group in groups if group != REST]
    hidden = (areas.status[:, named] == CountStatus.SUPPRESSED).any(axis=1)
    hidden |= areas.total_status == CountStatus.SUPPRESSED
    status = np.where(hidden, CountStatus.SUPPRESSED, CountStatus.NOT_COLLECTED).astype(np.uint8)
    status[composition.rows] = composition.status[:, position]
    return values, status
