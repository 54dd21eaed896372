"""The attack that the gate has to withstand: what can be worked out from what is published?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = npt.NDArray[np.float64]
TOLERANCE = 1e-6
UNBOUNDED = (3, 4)
"""The solver's words for a value without a limit (4: "unbounded or infeasible")."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A number of people in an area that can be worked out: it lies between ``low`` and ``high``.

    ``of`` is a column of counts, ``"not COLUMN"`` for the other groups together, or ``"none"`` for the
    people in none of the groups.
    """

    area: str
    of: str
    low: float
    high: float


def disclosures(
    published: pd.DataFrame,
    totals: Mapping[str, pd.DataFrame],
    *,
    threshold: float,
    counts: Sequence[str],
    people: str | None = "people",
    area: str = "area",
) -> list[Disclosure]:
    """Every number of people that can be worked out too closely, by linear programming.

    A reader knows every published cell and total, that no count is negative, and that the groups are no
    more than the people. For each number of people (of a group, of the other groups together, of those in
    none) the smallest and the largest value that agree with all of this are found exactly. It is a
    disclosure where they are less than ``threshold`` apart, unless it is then known to be 0 or to reach the
    threshold.

    For small tables (two linear programs a number): it proves the gate in tests, it does not replace it.

    Parameters
    ----------
    published
        The table as it would leave; NaN where withheld.
    totals
        For each column of ``published`` that areas are added up by (city, district), the published totals:
        one row a value of that column (index), the columns of counts; NaN where withheld.

    Raises
    ------
    ValueError
        The published cells and totals contradict each other.

    Source: Hundepool et al. (2012), *Statistical Disclosure Control*, sec. 4.3; solver HiGHS.

    >>> table = pd.DataFrame({"city": "X", "area": ["a", "b"], "people": [np.nan, 90.0]})
    >>> total = pd.DataFrame({"people": [94.0]}, index=["X"])
    >>> disclosures(table, {"city": total}, threshold=10, counts=[])
    [Disclosure(area='a', of='people', low=4.0, high=4.0)]
    """
    columns = [*([people] if people else []), *counts]
    cells = published[columns].to_numpy(float)
    margins: list[tuple[npt.NDArray[np.bool_], int, float]] = []
    for level, table in totals.items():
        for name, row in table[columns].iterrows():
            members = (published[level] == name).to_numpy()
            margins += [(members, k, float(row[c])) for k, c in enumerate(columns) if not np.isnan(row[c])]
    attack = _Attack(cells, margins, has_people=people is not None)
    out: list[Disclosure] = []
    for i, name in enumerate(published[area]):
        for of, weights in _forms(list(counts), people):
            high = attack.greatest(i, weights)
            if high <= TOLERANCE or np.isinf(high):
                continue
            low = -attack.greatest(i, -weights)
            if high - low < threshold - TOLERANCE and low < threshold - TOLERANCE:
                out.append(Disclosure(str(name), of, low, high))
    return out


def _forms(counts: list[str], people: str | None) -> list[tuple[str, Floats]]:
    """Every number of people worth hiding: its name and the weights of the columns it is made of."""
    shift, g = int(people is not None), len(counts)
    forms: list[tuple[str, Floats]] = []
    if people is not None:
        forms.append((people, np.eye(1, g + shift)[0]))
    if people is not None and g:
        forms.append(("none", np.concatenate([[1.0], -np.ones(g)])))
    for m, name in enumerate(counts):
        weights = np.zeros(g + shift)
        weights[shift + m] = 1.0
        forms.append((name, weights))
        if g > 1:
            forms.append((f"not {name}", np.concatenate([np.zeros(shift), np.ones(g)]) - weights))
    return forms


class _Attack:
    """What a reader knows, as a linear program over the withheld cells."""

    def __init__(
        self, cells: Floats, margins: list[tuple[npt.NDArray[np.bool_], int, float]], *, has_people: bool
    ) -> None:
        self.cells = cells
        self.hidden = np.isnan(cells)
        self.size = int(self.hidden.sum())
        self.position = np.full(cells.shape, -1)
        self.position[self.hidden] = np.arange(self.size)
        rows, low, high = [], [], []
        for members, k, total in margins:
            unknown = members & self.hidden[:, k]
            rows.append(self._row(self.position[unknown, k], np.ones(int(unknown.sum()))))
            left = total - float(np.nansum(cells[members, k]))
            low.append(left)
            high.append(left)
        sign = np.concatenate([[-1.0], np.ones(cells.shape[1] - 1)])
        for i in np.flatnonzero(self.hidden.any(axis=1)) if has_people else ():
            rows.append(self._row(self.position[i, self.hidden[i]], sign[self.hidden[i]]))
            low.append(-np.inf)
            high.append(-float((sign * np.nan_to_num(cells[i])).sum()))
        self.known = [LinearConstraint(np.vstack(rows), low, high)] if rows and self.size else []

    def _row(self, positions: npt.NDArray[np.intp], weights: Floats) -> Floats:
        row = np.zeros(self.size)
        row[positions] = weights
        return row

    def greatest(self, i: int, weights: Floats) -> float:
        """Greatest value that ``weights`` times the cells of area ``i`` can have."""
        fixed = float((weights * np.nan_to_num(self.cells[i])).sum())
        free = self.hidden[i] & (weights != 0)
        if not free.any():
            return fixed
        objective = np.zeros(self.size)
        objective[self.position[i, free]] = -weights[free]
        result = milp(objective, constraints=self.known, bounds=Bounds(0.0, np.inf))
        if result.status in UNBOUNDED:
            return np.inf
        if not result.success:
            raise ValueError(f"the published cells and totals contradict each other: {result.message}")
        return fixed - float(result.fun)
