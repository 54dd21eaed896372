"""Zones: areas that meet the rule and touch, with the people that the rule asks for or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.priority.contiguity import Pairs, components
from isopolis.measure.priority.criteria import Answer, Answers, Cities, Judged

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]
STATUS = np.asarray(["out", "in", "unknown"], dtype=object)
"""The word for each :class:`Answer`; the last one is at -1."""


@dataclass(frozen=True, slots=True)
class Zones:
    """All zones.

    Attributes
    ----------
    table
        One row a zone, see ``PriorityResult.zones``.
    of_area
        (n,) row of the zone of each area; -1 where there is none.
    answers
        (zones,) whether each is a priority neighbourhood.
    """

    table: pd.DataFrame
    of_area: Positions
    answers: Answers


def join(
    answers: Answers,
    pairs: Pairs,
    people: Floats,
    *,
    minimum: float,
    cities: Cities,
    large: Answers,
    judged: Sequence[Judged],
) -> Zones:
    """Join the areas that are in and touch, the largest zone of each city first.

    Parameters
    ----------
    answers, pairs, people
        Whether each area is in; which areas touch; people of each area, NaN where unknown.
    minimum
        People that a zone needs.
    cities, large
        Where the areas lie; whether each city is large enough.
    judged
        The criteria, for the mean value of each zone.
    """
    inside = np.flatnonzero(answers == Answer.YES)
    member = components(pairs, answers == Answer.YES)[inside]
    _, first = np.unique(member, return_index=True)
    start = inside[first]
    count = len(start)
    own = np.bincount(member, weights=people[inside], minlength=count)
    beside, possible = _with_open(answers, pairs, people)
    enough, could = own >= minimum, ~(possible[start] < minimum)
    # A zone with an area of unknown size is open: NaN is neither enough nor too few.
    state = np.where(enough, Answer.YES, np.where(could, Answer.UNKNOWN, Answer.NO)).astype(np.int8)
    state[(large[cities.codes[start]] == Answer.UNKNOWN) & (state == Answer.YES)] = Answer.UNKNOWN
    order = np.lexsort((np.arange(count), -np.nan_to_num(own), cities.codes[start]))
    rank = np.empty(count, dtype=np.intp)
    rank[order] = np.arange(count)
    of_area = np.full(len(answers), -1, dtype=np.intp)
    of_area[inside] = rank[member]
    table = pd.DataFrame(
        {
            "city": np.asarray(cities.names, dtype=object)[cities.codes[start][order]],
            "status": STATUS[state[order]],
            "people": own[order],
            "areas": np.bincount(member, minlength=count)[order],
            "open_areas_beside": beside[start][order],
            "people_with_open_areas": possible[start][order],
        }
    )
    table.insert(0, "zone", _names(table["city"], several=len(cities.names) > 1))
    for one in judged:
        name = one.criterion.name
        table[name] = _means(one.measured, people, of_area, count)
        table[f"threshold:{name}"] = one.thresholds[start][order]
        answered = one.criterion.met(table[name].to_numpy(), table[f"threshold:{name}"].to_numpy())
        table[f"meets:{name}"] = pd.Series(answered, dtype=object).mask(table[name].isna(), None)
    return Zones(table, of_area, state[order])


def _with_open(answers: Answers, pairs: Pairs, people: Floats) -> tuple[Positions, Floats]:
    """(n,) undecided areas, and people, of the set of areas not out that each area would belong to."""
    not_out = answers != Answer.NO
    member = components(pairs, not_out)
    count = int(member.max(initial=-1)) + 1
    together = np.bincount(member[not_out], weights=people[not_out], minlength=count)
    undecided = np.bincount(member[answers == Answer.UNKNOWN], minlength=count)
    return np.append(undecided, 0)[member].astype(np.intp), np.append(together, 0.0)[member]


def _names(city: pd.Series[str], *, several: bool) -> list[str]:
    """1, 2, 3 ... in a city; with the city's name where there are several."""
    number = city.groupby(city, sort=False).cumcount() + 1
    return [f"{name} {i}" if several else str(i) for name, i in zip(city, number, strict=True)]


def _means(values: Floats, people: Floats, of_area: Positions, count: int) -> Floats:
    """Mean of the values of each zone's areas, weighted with their people, where both are known."""
    usable = (of_area >= 0) & ~np.isnan(values) & (people > 0)
    weight = np.bincount(of_area[usable], weights=people[usable], minlength=count)
    total = np.bincount(of_area[usable], weights=(people * values)[usable], minlength=count)
    return np.asarray(np.divide(total, weight, out=np.full(count, np.nan), where=weight > 0))
