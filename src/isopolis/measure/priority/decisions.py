"""The audit trail: one row a decision, whoever or whatever made it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.priority.criteria import Answer, Answers, Cities, Judged
from isopolis.measure.priority.exceptions import HandMade
from isopolis.measure.priority.rule import Rule

DECISION_COLUMNS = (
    "step",
    "city",
    "area",
    "zone",
    "criterion",
    "value",
    "threshold",
    "outcome",
    "reason",
    "who",
    "when",
)
"""Columns of the audit trail.

step       "city", "criterion", "exception" or "zone"
city, area, zone
           what the decision is about
criterion  name of the criterion, or "people" for a minimum
value, threshold
           what was found and what it was compared with
outcome    "yes", "no", "unknown", "put in" or "taken out"
reason     why it is unknown, or the reason of the exception
who, when  of an exception
"""


def audit_trail(
    rule: Rule,
    cities: Cities,
    *,
    large: Answers,
    judged: Sequence[Judged],
    areas: pd.DataFrame,
    exceptions: Sequence[tuple[int, HandMade]],
    zones: pd.DataFrame,
) -> pd.DataFrame:
    """Every decision, in the order of the steps: cities, criteria, exceptions, zones.

    ``areas`` has the columns ``city`` and ``area``; ``exceptions`` come with the position of their area.
    """
    parts = [
        _rows(
            step="city",
            city=cities.names,
            criterion="people",
            value=cities.people,
            threshold=rule.city.minimum_people,
            outcome=_in_words(large),
        )
    ]
    for one in judged:
        open_because = np.where(one.answers == Answer.UNKNOWN, "not known", "")
        parts.append(
            _rows(
                step="criterion",
                city=areas["city"].to_numpy(),
                area=areas["area"].to_numpy(),
                criterion=one.criterion.name,
                value=one.measured,
                threshold=one.thresholds,
                outcome=_in_words(one.answers),
                reason=np.where(one.imputed, "imputed", open_because),
            )
        )
    at = [position for position, _ in exceptions]
    made = [exception for _, exception in exceptions]
    parts.append(
        _rows(
            step="exception",
            city=areas["city"].to_numpy()[at],
            area=areas["area"].to_numpy()[at],
            outcome=["put in" if exception.include else "taken out" for exception in made],
            reason=[exception.reason for exception in made],
            who=[exception.who for exception in made],
            when=[exception.when for exception in made],
        )
    )
    parts.append(
        _rows(
            step="zone",
            city=zones["city"].to_numpy(),
            zone=zones["zone"].to_numpy(),
            criterion="people",
            value=zones["people"].to_numpy(),
            threshold=rule.zone.minimum_people,
            outcome=zones["status"].map({"in": "yes", "out": "no", "unknown": "unknown"}).to_numpy(),
        )
    )
    return pd.concat(parts, ignore_index=True)


def _in_words(answers: Answers) -> npt.NDArray[np.object_]:
    return np.asarray(["no", "yes", "unknown"], dtype=object)[answers]


def _rows(**columns: object) -> pd.DataFrame:
    """Rows of the trail; what a step says nothing about is None."""
    length = max(len(value) for value in columns.values() if isinstance(value, np.ndarray | list))
    given = {name: columns.get(name) for name in DECISION_COLUMNS}
    return pd.DataFrame(given, index=range(length), dtype=object)
