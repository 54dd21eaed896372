"""What partners think of actions: scores by criterion, from several groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from isopolis.decide.similarity.words import plain
from isopolis.decide.table import read_table
from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]
CRITERIA = ("impact", "equity", "feasibility", "cost", "urgency")
"""The criteria that are used where nobody names others. A high score is always good: 10 for cost is cheap."""
HIGHEST = 10.0


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores from 0 (bad) to 10 (good).

    Attributes
    ----------
    actions, criteria, groups
        Names.
    values
        (G, A, C) mean score that each group gives; NaN where it gave none.
    """

    actions: tuple[str, ...]
    criteria: tuple[str, ...]
    groups: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        """Refuse an action that nobody scored on a criterion: it would be ranked by a guess."""
        missing = np.argwhere(np.isnan(self.values).all(axis=0))
        if len(missing):
            action, criterion = missing[0]
            raise InputError(
                "nobody scored “{action}” on “{criterion}”",
                expected="a score from 0 to 10 of at least one group",
                action=self.actions[action],
                criterion=self.criteria[criterion],
            )

    @property
    def mean(self) -> Floats:
        """(A, C) mean over the groups that gave a score, each group alike, from 0 to 1."""
        return np.asarray(np.nanmean(self.values, axis=0) / HIGHEST)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row of a table: what somebody gave an action; NaN for an empty cell."""

    action: str
    group: str
    rater: str
    values: tuple[float, ...]


def read_rows(source: Path | str | bytes, *, file: str = "") -> tuple[tuple[str, ...], list[ScoreRow]]:
    """The criteria and the rows of a table with the columns action, group and rater (both optional) and
    one for each criterion.
    """
    table = read_table(source, file=file)
    action = table.need("action", "proposal")
    group, rater = table.find("group", "role"), table.find("rater", "sheet")
    places = [place for place in range(len(table.headings)) if place not in (action, group, rater)]
    criteria = tuple(table.headings[place] for place in places)
    if not criteria:
        raise InputError(
            "there is no criterion", file=table.file, expected="one of {choices}", choices=", ".join(CRITERIA)
        )
    rows = []
    for line, row in table:
        name = row[action]
        if not name:
            raise InputError(
                "the cell is empty",
                file=table.file,
                row=line,
                column=table.headings[action],
                expected="an action",
            )
        values = tuple(_score(row[place], table.file, line, table.headings[place]) for place in places)
        said = ["" if place is None else row[place] for place in (group, rater)]
        rows.append(ScoreRow(name, said[0], said[1], values))
    return criteria, rows


def read_scores(source: Path | str | bytes, *, file: str = "") -> Scores:
    """Read a table: a row for each action and rater; columns action, group (optional) and criteria.

    Several rows of a group for an action are averaged. An empty cell is no score.
    """
    criteria, read = read_rows(source, file=file)
    given: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    for one in read:
        given.setdefault((one.group, one.action), []).append(one.values)
    groups = tuple(dict.fromkeys(key[0] for key in given))
    actions = tuple(dict.fromkeys(key[1] for key in given))
    values = np.full((len(groups), len(actions), len(criteria)), np.nan)
    for (who, what), rows in given.items():
        every = np.array(rows)
        known = ~np.isnan(every)
        sums = np.where(known, every, 0.0).sum(axis=0)
        number = known.sum(axis=0)
        mean = np.divide(sums, number, out=np.full(len(criteria), np.nan), where=number > 0)
        values[groups.index(who), actions.index(what)] = mean
    return Scores(actions, criteria, groups, values)


def _score(text: str, file: str, row: int, column: str) -> float:
    if not text:
        return float("nan")
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = float("nan")
    if not 0.0 <= value <= HIGHEST:
        raise InputError(
            "“{text}” is no score",
            file=file,
            row=row,
            column=column,
            expected="a number from 0 to 10",
            text=text,
        )
    return value


def weights_of(scores: Scores, given: Mapping[str, float] | Sequence[float] | None) -> Floats:
    """(C,) weights that add up to 1; equal where none are given.

    >>> found = Scores(("a",), ("impact", "cost"), ("",), np.array([[[5.0, 5.0]]]))
    >>> weights_of(found, {"impact": 3, "cost": 1})
    array([0.75, 0.25])
    """
    if given is None:
        return np.full(len(scores.criteria), 1.0 / len(scores.criteria))
    if isinstance(given, Mapping):
        by_name = {plain(name): value for name, value in given.items()}
        unknown = set(by_name) - {plain(one) for one in scores.criteria}
        if unknown:
            raise InputError(
                "there is no criterion “{name}”",
                expected="one of {choices}",
                name=sorted(unknown)[0],
                choices=", ".join(scores.criteria),
            )
        given = [by_name.get(plain(one), 0.0) for one in scores.criteria]
    weights = np.array(given, dtype=float)
    if len(weights) != len(scores.criteria) or (weights < 0).any() or not weights.sum() > 0:
        raise InputError(
            "the weights cannot be used", expected="numbers from 0, not all 0, one for each criterion"
        )
    return np.asarray(weights / weights.sum())
