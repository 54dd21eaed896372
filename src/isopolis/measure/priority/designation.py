"""From a rule to priority neighbourhoods: judge the areas, join those that touch, keep every decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import Areas
from isopolis.measure.priority.contiguity import touching
from isopolis.measure.priority.criteria import Answer, Answers, Cities, References, combine, judge
from isopolis.measure.priority.decisions import audit_trail
from isopolis.measure.priority.exceptions import HandMade, positions
from isopolis.measure.priority.result import PriorityResult, Why
from isopolis.measure.priority.rule import Rule
from isopolis.measure.priority.zones import STATUS, join


def priority_areas(
    areas: Areas,
    rule: Rule,
    *,
    references: References | None = None,
    by: str | None = None,
    name: str = "",
    exceptions: Sequence[HandMade] = (),
    city_people: Mapping[str, float] | None = None,
    statistic: str = "mean",
    use_imputed: bool = False,
    tolerance: float = 0.0,
) -> PriorityResult:
    """Find the priority neighbourhoods that a rule makes of areas.

    1. Each area is judged by each criterion: yes, no, or unknown where its value is not known.
    2. Exceptions made by hand override the criteria.
    3. Areas that are in and touch make a zone. A zone is a priority neighbourhood if it has the people that
       the rule asks for and its city is large enough. It is undecided where it would have them only with
       areas beside it that nobody can judge.

    Every step leaves its rows in ``decisions``.

    Parameters
    ----------
    areas
        Of one city, or of many with ``by``; with cells or geometry, and the columns that the rule names.
    rule
        See :func:`rule.read_rule`.
    references
        Reference values that the rule names, e.g. ``{"national": 22040, "urban_unit": {"Lyon": 23150}}``, or
        how to compute one (``criteria.Computed``).
    by, name
        Column with the city of each area; or the name of the one city. Areas of no city are out.
    exceptions
        Areas put in or taken out by hand.
    city_people
        People of cities that the areas do not cover whole; otherwise the sum of a city's areas.
    statistic
        What the values are: ``"mean"``, ``"median"`` or ``"rate"``. Where the rule means another one, the
        result says so.
    use_imputed
        Whether values that the publisher filled in may decide. By default they are unknown.
    tolerance
        See :func:`contiguity.touching`.

    Raises
    ------
    InputError
        A column, a reference value or an area that is missing; areas without shapes.

    The value of a zone is the mean of its areas' values, each weighted with its people: exact if they are
    means over people, an approximation if they are medians. Linear in areas and pairs that touch.
    """
    cities = _cities(areas, by, name, city_people)
    large = _large_cities(rule, cities)
    judged = judge(areas, rule, cities, references or {}, use_imputed=use_imputed)
    answers = combine(judged, rule.combine)
    why = np.asarray([Why.FAILS, Why.MEETS, Why.UNKNOWN])[answers]
    at = positions(areas, exceptions)
    put_in = np.asarray([exception.include for exception in exceptions], dtype=bool)
    answers[at] = np.where(put_in, Answer.YES, Answer.NO)
    why[at] = np.where(put_in, Why.PUT_IN, Why.TAKEN_OUT)
    small = np.append(large == Answer.NO, True)[cities.codes]  # the last one is for areas of no city
    answers[small] = Answer.NO
    why[small] = np.where(cities.codes[small] < 0, Why.NO_CITY, Why.SMALL_CITY)

    pairs = touching(areas, rule.zone.contiguity, tolerance=tolerance)
    pairs = pairs[cities.codes[pairs[:, 0]] == cities.codes[pairs[:, 1]]]
    zones = join(
        answers,
        pairs,
        areas.total,
        minimum=rule.zone.minimum_people,
        cities=cities,
        large=large,
        judged=judged,
    )
    inside = zones.of_area >= 0
    answers[inside] = zones.answers[zones.of_area[inside]]
    why[inside & (answers == Answer.NO)] = Why.SMALL_ZONE
    why[inside & (answers == Answer.UNKNOWN)] = Why.OPEN_ZONE
    by_hand = np.zeros(len(areas), dtype=bool)
    by_hand[at] = True
    table = pd.DataFrame(
        {
            "city": np.asarray([*cities.names, None], dtype=object)[cities.codes],
            "area": areas.ids,
            "people": areas.total,
            **{one.criterion.name: one.measured for one in judged},
            "status": STATUS[answers],
            "zone": np.asarray([*zones.table["zone"], None], dtype=object)[zones.of_area],
            "why": np.asarray([reason.name.lower() for reason in Why], dtype=object)[why],
            "by_hand": by_hand,
        }
    )
    decisions = audit_trail(
        rule,
        cities,
        large=large,
        judged=judged,
        areas=table,
        exceptions=list(zip(at.tolist(), exceptions, strict=True)),
        zones=zones.table,
    )
    return PriorityResult(areas, rule, table, zones.table, decisions, statistic, tuple(judged))


def _cities(areas: Areas, by: str | None, name: str, people: Mapping[str, float] | None) -> Cities:
    if by is None:
        codes, names = np.zeros(len(areas), dtype=np.intp), [name or areas.source.title or ""]
    elif by in areas.attributes.columns:
        found, values = pd.factorize(areas.attributes[by], sort=True)
        codes, names = np.asarray(found, dtype=np.intp), [str(value) for value in values]
    else:
        raise InputError(
            f"there is no column “{by}” with the cities",
            file=areas.source.file or None,
            expected="one of " + ", ".join(map(str, areas.attributes.columns)),
            remedy="choose one of these",
        )
    inside = codes >= 0
    # The sum is NaN, not the sum of what is known, where the people of some area are unknown.
    sums = np.bincount(codes[inside], weights=areas.total[inside], minlength=len(names)).astype(float)
    given = people or {}
    return Cities(names, codes, np.asarray([float(given.get(city, sums[i])) for i, city in enumerate(names)]))


def _large_cities(rule: Rule, cities: Cities) -> Answers:
    """(cities,) whether each is large enough for the rule."""
    if rule.city.minimum_people == 0:
        return np.full(len(cities.names), Answer.YES, dtype=np.int8)
    answers = [
        Answer.UNKNOWN if np.isnan(people) else Answer(int(rule.city.large_enough(people)))
        for people in cities.people.tolist()
    ]
    return np.asarray(answers, dtype=np.int8)
