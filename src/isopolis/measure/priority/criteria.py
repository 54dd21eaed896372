"""Criteria: what they look at, where their thresholds lie, which areas meet them or nobody can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, CountStatus
from isopolis.measure.priority.rule import Criterion, Relative, Rule

Floats = npt.NDArray[np.float64]
Answers = npt.NDArray[np.int8]
SHARE = "share:"


class Answer(IntEnum):
    """Whether something holds; what is not known is neither yes nor no."""

    UNKNOWN = -1
    NO = 0
    YES = 1


class Computed(StrEnum):
    """A reference value that is taken from the areas themselves."""

    CITY_MEDIAN = "city median"
    """Median over the people of the city, each with the value of their area."""
    OVERALL_MEDIAN = "overall median"
    """The same over all areas given."""


References = Mapping[str, float | Mapping[str, float] | Computed]
"""For each name: one value, one a city, or how to compute it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion, applied.

    Attributes
    ----------
    criterion
        Which.
    measured, thresholds
        (n,) what each area has, NaN where unknown, and what it was compared with.
    answers
        (n,) :class:`Answer`.
    imputed
        (n,) True where the answer is unknown because the publisher filled the value in.
    unverified
        Cities where the threshold's source was not verified.
    """

    criterion: Criterion
    measured: Floats
    thresholds: Floats
    answers: Answers
    imputed: npt.NDArray[np.bool_]
    unverified: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cities:
    """The cities that the areas lie in: names, the city of each area, the people of each city."""

    names: list[str]
    codes: npt.NDArray[np.intp]
    people: Floats

    def members(self) -> list[npt.NDArray[np.intp]]:
        """Positions of the areas of each city."""
        order = np.argsort(self.codes, kind="stable")
        ends = np.searchsorted(self.codes[order], np.arange(len(self.names) + 1))
        return [order[start:end] for start, end in pairwise(ends.tolist())]


def judge(
    areas: Areas, rule: Rule, cities: Cities, references: References, *, use_imputed: bool
) -> list[Judged]:
    """Apply every criterion of a rule to every area.

    Raises
    ------
    InputError
        A column or a reference value that is missing.
    """
    if missing := rule.references - set(references):
        raise InputError(
            "the rule needs the reference value " + " and ".join(f"“{name}”" for name in sorted(missing)),
            expected="one number, or one for each city",
            remedy=f"give it (--reference {min(missing)}=VALUE), or say “{Computed.CITY_MEDIAN}” to take the "
            "median of the city's areas",
        )
    filled = (areas.total_status == CountStatus.IMPUTED) | (areas.status == CountStatus.IMPUTED).any(axis=1)
    if use_imputed:
        filled = np.zeros(len(areas), dtype=bool)
    return [_judge(areas, criterion, cities, references, filled) for criterion in rule.criteria]


def combine(judged: list[Judged], how: str) -> Answers:
    """All or any of the criteria, with three answers: what is open stays open unless it does not matter."""
    answers = np.stack([one.answers for one in judged])
    stop, otherwise = (Answer.NO, Answer.YES) if how == "all" else (Answer.YES, Answer.NO)
    out = np.where((answers == Answer.UNKNOWN).any(axis=0), Answer.UNKNOWN, otherwise)
    return np.where((answers == stop).any(axis=0), stop, out).astype(np.int8)


def _judge(
    areas: Areas, criterion: Criterion, cities: Cities, references: References, filled: npt.NDArray[np.bool_]
) -> Judged:
    given = values_of(areas, criterion, cities)
    values = np.where(filled, np.nan, given)
    overall = median_of_people(values, areas.total)
    bounds: list[float] = []
    unverified: list[str] = []
    for code, (city, inside) in enumerate(zip(cities.names, cities.members(), strict=True)):
        threshold, verified = criterion.threshold(float(cities.people[code]))
        if threshold is None:
            bounds.append(_share_of_people(criterion, values[inside], areas.total[inside]))
        elif isinstance(threshold, Relative):
            median = {
                Computed.CITY_MEDIAN: median_of_people(values[inside], areas.total[inside]),
                Computed.OVERALL_MEDIAN: overall,
            }
            found = {name: _reference(name, city, references[name], median) for name in threshold.weights}
            bounds.append(threshold.value(found))
        else:
            bounds.append(threshold)
        if not verified:
            unverified.append(city)
    thresholds = np.where(cities.codes >= 0, np.asarray([*bounds, np.nan])[cities.codes], np.nan)
    met = criterion.met(values, thresholds)
    answers = np.where(np.isnan(values) | np.isnan(thresholds), Answer.UNKNOWN, met).astype(np.int8)
    return Judged(criterion, values, thresholds, answers, filled & ~np.isnan(given), tuple(unverified))


def values_of(areas: Areas, criterion: Criterion, cities: Cities) -> Floats:
    """(n,) what a criterion looks at; NaN where it is unknown."""
    if not criterion.weights:
        return column_of(areas, criterion.column or criterion.name)
    out = np.zeros(len(areas))
    for name, weight in criterion.weights.items():
        values = pd.Series(column_of(areas, name))
        by_city = values.groupby(cities.codes)
        spread = by_city.transform("std", ddof=0)
        out += weight * ((values - by_city.transform("mean")) / spread.where(spread > 0)).to_numpy()
    return out


def column_of(areas: Areas, name: str) -> Floats:
    """(n,) numbers of a column of the attributes, or the share of a group (``share:GROUP``).

    Raises
    ------
    InputError
        There is no such column, or it holds something else than numbers.
    """
    if name.startswith(SHARE):
        group = name.removeprefix(SHARE)
        people = areas.counts[:, areas.column(group)]
        whole = areas.universe.get(group)
        total = areas.total if whole is None else areas.counts[:, areas.column(whole)]
        return np.asarray(np.divide(people, total, out=np.full(len(areas), np.nan), where=total > 0))
    if name not in areas.attributes.columns:
        raise InputError(
            f"there is no column “{name}”",
            file=areas.source.file or None,
            expected="one of "
            + ", ".join([*map(str, areas.attributes.columns), *(SHARE + group for group in areas.groups)]),
            remedy="name the column in the rule, under criteria",
        )
    numbers = pd.to_numeric(areas.attributes[name], errors="coerce")
    wrong = numbers.isna() & areas.attributes[name].notna()
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f"“{areas.attributes[name].iloc[row]}” in the area “{areas.ids[row]}” is not a number",
            file=areas.source.file or None,
            column=name,
            expected="numbers, and nothing where the value is not known",
            remedy="correct the value, or choose another column in the rule",
        )
    return numbers.to_numpy(dtype=float, na_value=np.nan)


def median_of_people(values: Floats, people: Floats) -> float:
    """Median over people who all have the value of their area; NaN where nothing is known.

    >>> median_of_people(np.array([10.0, 20.0, 30.0]), np.array([1.0, 1.0, 5.0]))
    30.0
    """
    usable = ~np.isnan(values) & (people > 0)
    if not usable.any():
        return float("nan")
    order = np.argsort(values[usable], kind="stable")
    reached = np.cumsum(people[usable][order])
    return float(values[usable][order][np.searchsorted(reached, reached[-1] / 2.0)])


def _reference(
    name: str, city: str, given: float | Mapping[str, float] | Computed, median: Mapping[Computed, float]
) -> float:
    if isinstance(given, Computed):
        return median[given]
    if isinstance(given, Mapping):
        if city not in given:
            raise InputError(
                f"the reference value “{name}” is not given for “{city}”",
                expected="one number, or one for each city",
                remedy="add this city",
            )
        return float(given[city])
    return float(given)


def _share_of_people(criterion: Criterion, values: Floats, people: Floats) -> float:
    """The value up to (from) which the areas hold the share of people that the criterion names."""
    usable = ~np.isnan(values) & (people > 0)
    if not usable.any():
        return float("nan")
    sign = 1.0 if criterion.lowest is not None else -1.0
    share = criterion.lowest if criterion.lowest is not None else criterion.highest
    order = np.argsort(sign * values[usable], kind="stable")
    reached = np.cumsum(people[usable][order])
    last = np.searchsorted(reached, (share or 0.0) * reached[-1] * (1 - 1e-12))
    return float(values[usable][order][last])
