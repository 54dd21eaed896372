"""Advice: what a changed rule opens, and barriers that name nobody."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from isopolis.language import Language
from isopolis.learn.advice.barriers import Entry, Obstacle, aggregate
from isopolis.learn.advice.counterfactual import Change, assumptions, counterfactuals, sentence, weaker_rules
from isopolis.learn.advice.purse import Purse
from isopolis.learn.advice.sensitivity import PARTNERSHIPS, hanging_sentence, over_partnerships
from isopolis.learn.funds.city import City, city_table
from isopolis.learn.funds.fund import fund_by_id, funds
from isopolis.learn.funds.project import Project
from isopolis.learn.practices.vocabulary import Size

PROJECT = Project(on=date(2026, 11, 26), partners=4, countries=3, months=24, new=True)


def towns() -> pd.DataFrame:
    sizes = [12_000, 30_000, 48_000, 60_000, 200_000]
    cities = [City(f"{p}", "PL", population=p, grouping_population=p, degurba=2) for p in sizes]
    return city_table(cities).assign(segregated_people=[100.0, np.nan, 300.0, 400.0, 500.0])


def test_a_lower_threshold_opens_the_fund_to_exactly_the_towns_between() -> None:
    found = counterfactuals([fund_by_id("eui-innovative-actions")], towns(), PROJECT)
    opened = {row["changes"][0].after.least: row for _, row in found.iterrows()}
    assert opened[25_000]["opened"] == 2
    assert opened[10_000]["opened"] == 3
    assert opened[25_000]["people"] == 78_000
    assert opened[25_000]["known_for"] == 1
    assert opened[25_000]["segregated"] == 300.0


def test_no_change_opens_less_than_nothing_and_none_that_opens_nothing_is_listed() -> None:
    found = counterfactuals(funds(), towns(), PROJECT)
    assert ((found["opened"] + found["spared"]) > 0).all()
    assert (found["surely"] <= found["opened"]).all()
    assert (found["people"] <= towns()["population"].sum()).all()


def test_a_pair_is_listed_only_where_it_opens_more_than_the_two_alone() -> None:
    fund = fund_by_id("eui-innovative-actions")
    old = replace(PROJECT, partners=None, countries=None, new=False)
    found = counterfactuals([fund], towns(), old)
    pairs = found[found["changes"].map(len) == 2]
    singles = found[found["changes"].map(len) == 1]
    assert len(pairs)
    assert pairs["opened"].min() > 0
    assert set(singles["changes"].map(lambda c: c[0].before.kind)) == {"novelty"}


def test_an_application_in_any_language_spares_the_towns_of_other_languages() -> None:
    cities = [City("a", "PL", population=9_000), City("b", "FR", population=9_000), City("c", population=1)]
    found = counterfactuals([fund_by_id("elena")], city_table(cities), PROJECT, pairs=False)
    spoken = [row for _, row in found.iterrows() if row["changes"][0].before.kind == "language"]
    assert len(spoken) == 1
    assert (spoken[0]["spared"], spoken[0]["opened"], spoken[0]["people"]) == (1, 0, 9_000)
    assert "in a language of their own country" in sentence(spoken[0])
    assert "neighbours" not in sentence(spoken[0])


def test_advice_on_consortia_hangs_on_partners_and_comes_after_what_holds() -> None:
    some = [fund_by_id(name) for name in ("eui-innovative-actions", "urbact-action-planning-networks")]
    found = over_partnerships(some, towns(), PROJECT, pairs=False)
    holds = found["holds"].tolist()
    assert holds == sorted(holds, reverse=True)
    by_fund = found.groupby("fund")["holds"].all().to_dict()
    assert by_fund == {"eui-innovative-actions": True, "urbact-action-planning-networks": False}
    urbact = found[~found["holds"]].iloc[0]
    assert urbact["touched"] == (5, 5, 0)
    said = hanging_sentence(urbact)
    assert said.startswith("URBACT IV Action Planning Networks: instead of “At least 8 partners")
    assert said.endswith("”: helps 5 cities with 2 partners, 5 with 4, 0 with 8.")
    assert hanging_sentence(found.iloc[0]) == ""


def test_what_holds_is_the_same_under_each_assumption_alone() -> None:
    found = over_partnerships(funds(), towns(), PROJECT, pairs=False)
    for number, (partners, countries) in enumerate(PARTNERSHIPS):
        project = replace(PROJECT, partners=partners, countries=countries)
        alone = counterfactuals(funds(), towns(), project, pairs=False)
        assert alone["opened"].sum() + alone["spared"].sum() == sum(row[number] for row in found["touched"])


def test_a_change_leaves_the_other_rules_alone() -> None:
    fund = fund_by_id("urbact-action-planning-networks")
    for change in weaker_rules(fund):
        assert isinstance(change, Change)
        changed = change.applied()
        assert len(changed.rules) == len(fund.rules)
        kept = [r for at, r in enumerate(changed.rules) if at != change.at]
        assert kept == [r for at, r in enumerate(fund.rules) if at != change.at]


def test_the_sentence_says_the_numbers_in_the_reader_s_language() -> None:
    found = counterfactuals([fund_by_id("eui-innovative-actions")], towns(), PROJECT)
    row = found[found["opened"] == 3].iloc[0]
    assert "opens it to 3 cities" in sentence(row)
    assert "l’ouvre à 3 villes" in sentence(row, Language("fr"))


def test_a_higher_rate_opens_a_fund_to_exactly_the_cities_whose_purse_it_then_fits() -> None:
    fund = fund_by_id("eui-innovative-actions")
    project = Project(on=PROJECT.on, partners=4, countries=3, months=24, new=True, cost=1_000_000)
    cities = city_table(
        [
            City(str(p), "PL", population=p, grouping_population=p, degurba=1)
            for p in range(50_000, 250_000, 10_000)
        ]
    )
    found = counterfactuals([fund], cities, project, purse=Purse(own=1.0, cash=float("inf")))
    money = {c[0].at: n for c, n in zip(found["changes"], found["opened"], strict=True) if len(c) == 1}
    assert money == {"rate": 15}  # 200,000 euros of own money now, 50,000 then: 50,000 to 190,000 inhabitants
    said = sentence(found.iloc[0])
    assert "with a rate of 95% instead of 80%" in said


def test_an_advance_opens_a_fund_to_cities_that_cannot_wait_for_the_money() -> None:
    fund = fund_by_id("eui-innovative-actions")
    project = Project(on=PROJECT.on, months=24, new=True, cost=1_000_000)
    cities = city_table(
        [
            City(str(p), "PL", population=p, grouping_population=p, degurba=1)
            for p in (60_000, 400_000, 500_000)
        ]
    )
    purse = Purse(own=float("inf"), cash=1.0)
    found = counterfactuals([fund], cities, project, purse=purse)
    opened = {c[0].at: n for c, n in zip(found["changes"], found["opened"], strict=True) if len(c) == 1}
    assert opened == {
        "advance": 1,
        "rate": 1,
    }  # 433,333 euros in cash now, 360,000 with 80% in advance, 358,333 at 95%
    assert counterfactuals([fund], cities, project).empty
    assert "an inhabitant" in assumptions(project, purse=purse)[0]


@pytest.mark.parametrize("threshold", [3, 5])
def test_few_cities_are_withheld_and_one_city_counts_once(threshold) -> None:
    on = date(2026, 11, 1)
    entries = [Entry(f"c{i % 4}", "elena", Obstacle.STAFF, Size.SMALL, on) for i in range(12)]
    entries += [Entry("c1", "elena", Obstacle.LANGUAGE, Size.SMALL, on)]
    found = aggregate(entries, threshold=threshold).set_index("obstacle")
    shown = found["cities"].to_dict()
    assert np.isnan(shown["language"])
    assert (shown["staff"] == 4.0) if threshold == 3 else np.isnan(shown["staff"])
    assert "city" not in found.columns
