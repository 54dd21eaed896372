"""Score sheets of single people gathered by group, so that nobody's own scores can be read off.

Each sheet belongs to a group (partners, experts, residents, ...). The mean of a group is given where
:data:`LEAST` of it or more scored an action on a criterion: with fewer, one of them could work out what the
other gave. The scores of smaller groups are put together under :data:`OTHERS`; where these are too few as
well, they do not count. Weights are gathered in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from isopolis.decide.priorities.scores import Scores, read_rows
from isopolis.errors import InputError
from isopolis.language import message

Floats = npt.NDArray[np.float64]
LEAST = 3
OTHERS = message("other members")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person gave: a score from 0 to 10 by action and criterion, and how much criteria count."""

    group: str
    scores: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """Scores by group, and what each group would have count how much.

    Attributes
    ----------
    scores
        Groups, actions, criteria, and the groups' means; :data:`OTHERS` is the last group, if it is there.
    weights
        (G, C) weights of each group that add up to 1; a row of NaN where too few gave any.
    """

    scores: Scores
    weights: Floats

    @property
    def shared_weights(self) -> Floats:
        """(C,) the mean of the groups' weights, each group alike; equal where no group gave any."""
        given = self.weights[~np.isnan(self.weights).any(axis=1)]
        number = self.weights.shape[1]
        return np.asarray(given.mean(axis=0) if len(given) else np.full(number, 1.0 / number))


def gather(
    sheets: Sequence[Sheet], actions: Sequence[str], criteria: Sequence[str], *, least: int = LEAST
) -> Panel:
    """Means by group, without those that single people could be read from.

    Raises
    ------
    InputError
        Nothing to score, or an action that too few people scored on a criterion.
    """
    if not actions or not sheets:
        raise InputError("nothing is scored yet", expected="an action and a sheet or more")
    groups = sorted({one.group for one in sheets})
    values = np.full((len(groups) + 1, len(actions), len(criteria)), np.nan)
    for a, action in enumerate(actions):
        for c, criterion in enumerate(criteria):
            given = [
                [one.scores[action][criterion] for one in sheets
                 if one.group == group and criterion in one.scores.get(action, {})]
                for group in groups
            ]  # fmt: skip
            values[:, a, c] = _means(given, least)
            if np.isnan(values[:, a, c]).all():
                raise InputError(
                    "“{action}” has {number} scores on {criterion}",
                    expected="{least} or more, so that nobody's own can be read off",
                    action=action,
                    number=sum(map(len, given)),
                    criterion=criterion,
                    least=least,
                )
    mass = [
        [[one.weights.get(name, 0.0) for name in criteria] for one in sheets
         if one.group == group and sum(one.weights.values()) > 0]
        for group in groups
    ]  # fmt: skip
    shares = [[np.array(row) / sum(row) for row in rows] for rows in mass]
    weights = np.column_stack(
        [_means([[float(row[c]) for row in rows] for rows in shares], least) for c in range(len(criteria))]
    )
    kept = ~np.isnan(values).all(axis=(1, 2))
    names = tuple(name for name, there in zip([*groups, str(OTHERS)], kept, strict=True) if there)
    return Panel(Scores(tuple(actions), tuple(criteria), names, values[kept]), weights[kept])


def _means(given: list[list[float]], least: int) -> Floats:
    """(G + 1,) mean of each group with enough, then of all others together; NaN where there are too few."""
    rest = [value for row in given if len(row) < least for value in row]
    rows = [row if len(row) >= least else [] for row in given] + [rest if len(rest) >= least else []]
    return np.array([np.mean(row) if row else np.nan for row in rows])


def read_sheets(source: Path | str | bytes, *, file: str = "") -> tuple[list[Sheet], tuple[str, ...]]:
    """Sheets from a table as :func:`read_scores` reads it, and the criteria; without weights.

    With a column ``rater`` (or ``sheet``) its rows are put together by it; else each row is a sheet of its
    own.
    """
    criteria, rows = read_rows(source, file=file)
    found: dict[tuple[str, str], dict[str, dict[str, float]]] = {}
    for number, row in enumerate(rows):
        who = (row.group, row.rater or f"row {number}")
        scores = zip(criteria, row.values, strict=True)
        found.setdefault(who, {})[row.action] = {name: value for name, value in scores if not np.isnan(value)}
    return [Sheet(group, scores, {}) for (group, _who), scores in found.items()], criteria
