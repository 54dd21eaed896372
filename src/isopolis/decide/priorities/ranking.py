"""A preliminary list in order, with how sure each place is, who disagrees, and why, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from isopolis.decide.priorities.acceptability import acceptability
from isopolis.decide.priorities.scores import HIGHEST, Scores, weights_of
from isopolis.decide.priorities.sensitivity import Swap, dominated, swaps
from isopolis.language import Language, message

Floats = npt.NDArray[np.float64]
DISSENT = 3.0
"""Points between the groups that like an action most and least from which dissent is said."""


@dataclass(frozen=True, slots=True)
class Place:
    """One action of the list.

    Attributes
    ----------
    rank, action, value
        Place, name, and weighted mean score from 0 to 1.
    low, high
        Ranks between which it lies with 95% of all weights.
    first
        Share of all weights with which it is first.
    strongest, weakest
        Criteria with its best and worst score.
    dissent
        Points (0 to 10) between the group that likes it most and the one that likes it least; 0 with one
        group.
    most, least
        These groups.
    beaten_by
        An action that is at least as good on every criterion; empty where there is none.
    """

    rank: int
    action: str
    value: float
    low: int
    high: int
    first: float
    strongest: str
    weakest: str
    dissent: float
    most: str
    least: str
    beaten_by: str

    def sentence(self, language: Language) -> str:
        """Its place, its name, and why it is there."""
        rank = language.number(self.rank)
        return language.text(_PLACE, rank=rank, action=self.action, reasons=self.reasons(language))

    def reasons(self, language: Language) -> str:
        """Why it is where it is."""
        parts = [
            language.text(
                _WHY,
                value=language.number(self.value * HIGHEST, 1),
                strongest=self.strongest,
                weakest=self.weakest,
                low=language.number(self.low),
                high=language.number(self.high),
            )
        ]
        if self.beaten_by:
            parts.append(language.text(_BEATEN, other=self.beaten_by))
        if self.dissent >= DISSENT:
            points = language.number(self.dissent, 1)
            parts.append(language.text(_DISSENT, most=self.most, least=self.least, points=points))
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The list, and what would change its first place."""

    places: tuple[Place, ...]
    swaps: tuple[Swap, ...]
    actions: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: Floats

    def sensitivity(self, language: Language) -> str:
        """The smallest change of one weight that puts another action first, in words."""
        if not self.swaps:
            return language.text(_ROBUST, action=self.places[0].action)
        swap = self.swaps[0]
        return language.text(
            _SWAP,
            criterion=self.criteria[swap.criterion],
            before=language.percent(self.weights[swap.criterion]),
            after=language.percent(swap.weight, 1),
            action=self.actions[swap.action],
            first=self.places[0].action,
        )


def rank(
    scores: Scores, weights: Mapping[str, float] | Sequence[float] | None = None, *, seed: int = 0
) -> Ranking:
    """Rank the actions; ties keep the order of the list."""
    mean, given = scores.mean, weights_of(scores, weights)
    values = mean @ given
    sure = acceptability(mean, seed=seed)
    known = ~np.isnan(scores.values)
    counted = known.sum(axis=2)
    sums = np.where(known, scores.values, 0.0).sum(axis=2)
    by_group = np.divide(sums, counted, out=np.full(sums.shape, np.nan), where=counted > 0)
    beaten = dict(dominated(mean))
    places = []
    for turn, i in enumerate(np.argsort(-np.round(values, 12), kind="stable"), start=1):
        liked = by_group[:, i]
        most, least = int(np.nanargmax(liked)), int(np.nanargmin(liked))
        places.append(
            Place(
                turn,
                scores.actions[i],
                float(values[i]),
                int(sure.low[i]),
                int(sure.high[i]),
                float(sure.ranks[i, 0]),
                scores.criteria[int(np.argmax(mean[i]))],
                scores.criteria[int(np.argmin(mean[i]))],
                float(liked[most] - liked[least]),
                scores.groups[most],
                scores.groups[least],
                scores.actions[beaten[i]] if i in beaten else "",
            )
        )
    return Ranking(tuple(places), tuple(swaps(mean, given)), scores.actions, scores.criteria, given)


_PLACE = message("{rank}. {action}: {reasons}")
_WHY = message(
    "{value} of 10; strongest on {strongest}, weakest on {weakest}. Whatever the weights, it is between "
    "places {low} and {high} in 95 of 100 cases."
)
_BEATEN = message("“{other}” is at least as good on every criterion.")
_DISSENT = message("The groups disagree: {points} points lie between “{most}” and “{least}”.")
_SWAP = message(
    "If {criterion} counted {after} instead of {before}, “{action}” would come before “{first}”; no smaller "
    "change of one "
    "weight changes the first place."
)
_ROBUST = message("No change of a single weight takes the first place from “{action}”.")
