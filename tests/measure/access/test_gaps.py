"""Gaps that figures show, in a small city whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from isopolis.language import Language
from isopolis.measure.access import Rule, find_gaps
from isopolis.measure.areas.protect import protect

POINTS = np.array([[0.0, 0.0], [3000.0, 0.0], [6000.0, 0.0], [9000.0, 0.0]])
LIBRARY = {"library": np.array([[0.0, 100.0], [3000.0, 0.0]])}


def city(newcomers=(50.0, 50.0, 400.0, 100.0), people=(1000.0, 1000.0, 1000.0, 1000.0)) -> pd.DataFrame:
    share = np.array(newcomers) / np.array(people)
    return pd.DataFrame(
        {
            "city": "Tessemar",
            "area": ["a", "b", "c", "d"],
            "name": ["Old Town", "Market", "Quayside", "Heath"],
            "people": people,
            "share:newcomers": share,
            "share:others": 1 - share,
            "contribution:dissimilarity": [0.1, 0.1, 0.3, 0.1],
        }
    )


def test_a_group_that_is_less_covered_is_found_with_its_figures() -> None:
    gap = find_gaps(city(), POINTS, LIBRARY)[0]
    assert (gap.kind, gap.group, gap.service, gap.area, gap.reach) == (
        "coverage", "newcomers", "library", "", 500,
    )  # fmt: skip
    assert [(one.value, one.unit) for one in gap.figures] == [(16.7, "%"), (50.0, "%"), (3010.0, "m")]
    assert gap.figures[0].sentence == (
        "17% of “newcomers” live within 1,000 m of “library”, as the crow flies, against 50% of everybody; "
        "about 500 of them do not."
    )


def test_the_area_where_the_group_lives_far_from_the_service_is_found() -> None:
    local = [gap for gap in find_gaps(city(), POINTS, LIBRARY) if gap.kind == "distance"]
    assert [(gap.area, gap.place, gap.reach) for gap in local] == [("c", "Quayside", 400)]
    assert [(one.value, one.unit) for one in local[0].figures] == [(3000.0, "m"), (40.0, "%")]


def test_a_concentration_says_what_the_area_adds_to_the_index() -> None:
    found = [
        gap for gap in find_gaps(city(), POINTS, {}, rule=Rule(quotient=1.2)) if gap.kind == "concentration"
    ]
    assert [(gap.area, gap.group) for gap in found] == [("c", "newcomers")]
    assert found[0].title == "Quayside: 2.7 times the city's share of “newcomers”"
    assert found[0].figures[1].value == 0.3
    assert "50%" in found[0].figures[1].sentence


def test_nothing_is_said_of_few_people_or_of_an_even_city() -> None:
    assert find_gaps(city((5.0, 5.0, 40.0, 5.0)), POINTS, LIBRARY, rule=Rule(fewest=100)) == []
    even = city((100.0, 100.0, 100.0, 100.0))
    assert find_gaps(even, POINTS, LIBRARY) == []


def test_a_withheld_area_takes_no_part() -> None:
    table = city((50.0, 50.0, 400.0, 4.0))
    table["n"] = table["people"] * table["share:newcomers"]
    guarded = protect(table, counts=["n"], threshold=10).local
    assert guarded["people"].isna().any()
    gaps = find_gaps(guarded, POINTS, LIBRARY)
    assert "Heath" not in " ".join(gap.title for gap in gaps)
    shown = guarded["people"].notna().to_numpy()
    kept = find_gaps(table[shown].reset_index(drop=True), POINTS[shown], LIBRARY)
    assert gaps == kept


def test_gaps_are_the_same_each_time_and_whatever_the_order_of_the_areas() -> None:
    table, order = city(), [2, 0, 3, 1]
    mixed = find_gaps(table.iloc[order].reset_index(drop=True), POINTS[order], LIBRARY)
    assert mixed == find_gaps(table, POINTS, LIBRARY)


def test_the_rule_is_what_decides() -> None:
    strict = Rule(limit=1000, points=40)
    assert [gap.kind for gap in find_gaps(city(), POINTS, LIBRARY, rule=strict)] == ["distance"]
    assert find_gaps(city(), POINTS, LIBRARY, rule=replace(strict, limit=5000)) == []


def test_gaps_speak_french() -> None:
    gap = find_gaps(city(), POINTS, LIBRARY, labels={"newcomers": "arrivants"}, language=Language("fr"))[0]
    assert gap.title.startswith("arrivants\xa0: moins souvent")
    assert gap.key == "coverage:newcomers:library"


def test_indices_have_names_that_people_read() -> None:
    table = city((50.0, 50.0, 900.0, 50.0)).assign(**{"contribution:gini": [0.1, 0.1, 0.3, 0.0]})
    labels = {"contribution:gini": "Gini index of segregation"}
    told = [one.sentence for gap in find_gaps(table, POINTS, {}, labels=labels) for one in gap.figures]
    assert any("60% of the city's index “Gini index of segregation”" in one for one in told)


def test_a_city_of_nobody_has_no_gaps() -> None:
    empty = city().iloc[:0]
    assert find_gaps(empty, POINTS[:0], LIBRARY) == []
    with pytest.raises(KeyError):
        find_gaps(pd.DataFrame(), POINTS[:0], LIBRARY)
