"""Eligibility: what is not known never passes; one city and a thousand get the same answers."""

import time
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.language import Language
from isopolis.learn.funds.backward import backward_calendar
from isopolis.learn.funds.city import Applicant, City, city_table
from isopolis.learn.funds.eligibility import eligibility, outcomes, verdicts
from isopolis.learn.funds.fund import fund_by_id, funds
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import (
    ApplicantRule,
    ConsortiumRule,
    CountryRule,
    DegurbaRule,
    LanguageRule,
    Outcome,
    PopulationRule,
    SizeRule,
    StatusRule,
    ThemeRule,
)
from isopolis.learn.practices.vocabulary import Theme

NOVEMBER = date(2026, 11, 26)


def one(rule, city: City | None = None, project: Project | None = None) -> Outcome:
    return Outcome(int(rule.outcomes(city_table([city or City()]), project or Project())[0]))


@pytest.mark.parametrize(
    ("alone", "together", "said"),
    [
        (60_000, None, Outcome.PASS),
        (40_000, None, Outcome.UNKNOWN),
        (40_000, 70_000, Outcome.PASS),
        (40_000, 45_000, Outcome.FAIL),
        (None, None, Outcome.UNKNOWN),
    ],
)
def test_a_small_city_may_apply_with_its_neighbours(alone, together, said) -> None:
    city = City(population=alone, grouping_population=together)
    assert one(PopulationRule(least=50_000, grouping=True), city) is said


def test_without_grouping_a_small_city_fails() -> None:
    assert one(PopulationRule(least=50_000), City(population=49_999)) is Outcome.FAIL
    assert one(PopulationRule(most=50_000), City(population=50_001)) is Outcome.FAIL
    assert one(PopulationRule(most=50_000)) is Outcome.UNKNOWN


def test_a_country_is_admitted_turned_away_or_told_to_ask() -> None:
    closed, open_to_others = CountryRule(eu=True, out=("DK",)), CountryRule(eu=True, others_ask=True)
    assert one(closed, City(country="FR")) is Outcome.PASS
    assert one(closed, City(country="DK")) is Outcome.FAIL
    assert one(closed, City(country="CH")) is Outcome.FAIL
    assert one(open_to_others, City(country="DK")) is Outcome.PASS
    assert one(open_to_others, City(country="SM")) is Outcome.UNKNOWN
    assert one(open_to_others) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("country", "languages", "said"),
    [
        ("FR", None, Outcome.PASS),
        ("BE", None, Outcome.PASS),
        ("PL", None, Outcome.UNKNOWN),
        ("PL", ("pl", "en"), Outcome.PASS),
        ("PL", ("pl",), Outcome.FAIL),
        ("FR", ("br",), Outcome.FAIL),
        (None, None, Outcome.UNKNOWN),
    ],
)
def test_a_language_is_known_of_the_city_or_of_its_country_or_asked_for(country, languages, said) -> None:
    assert one(LanguageRule(among=("en", "fr")), City(country=country, languages=languages)) is said


def test_a_rule_looks_at_the_city_or_at_the_project_never_at_both() -> None:
    cities = [City(), City("a", "PL", population=9_000, degurba=3, named=True, languages=("pl",))]
    asked = [Project(), Project(themes=tuple(Theme), cost=1e9, months=90, partners=9, countries=9, new=True)]
    for rule in {repr(rule): rule for fund in funds() for rule in fund.rules}.values():
        said = [rule.outcomes(city_table(cities), project).tolist() for project in asked]
        if rule.of_city:
            assert said[0] == said[1], rule
        else:
            assert all(one == other for one, other in said), rule


def test_a_programme_that_names_its_cities_admits_no_other() -> None:
    fund = fund_by_id("it-pn-metro-plus")
    table = city_table([City(country="IT", named=known) for known in (True, None, False)])
    assert outcomes(fund, table, Project())["status"].tolist() == [2, 1, 0]


def test_a_rural_city_with_a_strategy_under_article_11_passes() -> None:
    rule = DegurbaRule(among=(1, 2), or_article_11=True)
    assert one(rule, City(degurba=3, article_11=True)) is Outcome.PASS
    assert one(rule, City(degurba=3, article_11=False)) is Outcome.FAIL
    assert one(rule, City(degurba=3)) is Outcome.UNKNOWN
    assert one(rule, City(degurba=2)) is Outcome.PASS


def test_what_the_project_does_not_say_is_unknown() -> None:
    assert one(ConsortiumRule(partners=3, countries=3)) is Outcome.UNKNOWN
    assert (
        one(ConsortiumRule(partners=3, countries=3), None, Project(partners=5, countries=2)) is Outcome.FAIL
    )
    assert one(SizeRule(most=100.0)) is Outcome.UNKNOWN
    assert one(SizeRule(least=10.0, most=100.0), None, Project(cost=100.0)) is Outcome.PASS
    assert one(ThemeRule(among=(Theme.HOUSING,))) is Outcome.UNKNOWN
    assert one(ThemeRule(among=(Theme.HOUSING,)), None, Project(themes=(Theme.WORK,))) is Outcome.FAIL


facts = st.builds(
    City,
    country=st.sampled_from([None, "FR", "DE", "NO", "UA"]),
    applicant=st.sampled_from([applicant.value for applicant in Applicant]),
    population=st.one_of(st.none(), st.floats(1_000, 5e6)),
    degurba=st.sampled_from([None, 1, 2, 3]),
    region_class=st.sampled_from([None, "less-developed", "transition", "more-developed"]),
    article_11=st.sampled_from([None, True, False]),
    loan_capacity=st.sampled_from([None, True, False]),
)


@settings(deadline=None, max_examples=10)
@given(st.lists(facts, min_size=1, max_size=3))
def test_many_cities_at_once_get_the_answers_that_each_gets_alone(cities) -> None:
    project = Project(on=NOVEMBER, partners=3, countries=3, cost=1e6)
    together = verdicts(funds(), city_table(cities), project)
    for number, city in enumerate(cities):
        alone = {e.fund.id: int(e.verdict) for e in eligibility(funds(), city, project)}
        assert together.iloc[number].to_dict() == alone


@settings(deadline=None, max_examples=25)
@given(facts)
def test_knowing_less_never_turns_a_failure_into_a_pass(city) -> None:
    project = Project(on=NOVEMBER, partners=3, countries=3)
    knows = verdicts(funds(), city_table([city]), project).iloc[0]
    blank = verdicts(funds(), city_table([City(applicant=city.applicant)]), project).iloc[0]
    assert not ((knows == Outcome.FAIL) & (blank == Outcome.PASS)).any()


def test_an_unknown_answer_says_whom_to_ask_in_the_reader_s_language() -> None:
    found = eligibility([fund_by_id("erdf-sustainable-urban-development")], City(country="FR"), Project())[0]
    assert found.verdict is Outcome.UNKNOWN
    asked = [reason.ask for reason in found.reasons if reason.outcome is Outcome.UNKNOWN]
    assert any("managing authority" in ask for ask in asked)
    french = eligibility([found.fund], City(country="FR"), Project(), Language("fr"))[0]
    assert any("autorité de gestion" in reason.ask for reason in french.reasons)


def test_a_facility_that_is_over_fails_for_everybody() -> None:
    city = City(country="IT", population=2e6, degurba=1)
    closed = fund_by_id("recovery-and-resilience")
    assert outcomes(closed, city_table([city]), Project(on=NOVEMBER))["call"][0] == Outcome.FAIL


def test_a_status_that_nobody_told_is_unknown() -> None:
    assert one(StatusRule(has="just_transition")) is Outcome.UNKNOWN
    assert one(StatusRule(has="just_transition"), City(just_transition=False)) is Outcome.FAIL
    assert one(ApplicantRule(among=(Applicant.STATE,))) is Outcome.FAIL


def test_a_thousand_cities_and_every_fund_take_under_a_second() -> None:
    rng = np.random.default_rng(1)
    cities = [City(country="FR", population=float(p), degurba=1) for p in rng.integers(1e4, 1e6, 1000)]
    table = city_table(cities)
    start = time.process_time()
    assert verdicts(funds(), table, Project(on=NOVEMBER)).shape == (1000, len(funds()))
    assert time.process_time() - start < 1.0


def test_the_calendar_runs_backwards_and_knows_what_is_too_late() -> None:
    steps = backward_calendar(fund_by_id("cerv-town-twinning"), date(2027, 1, 10), NOVEMBER)
    days = [step.day for step in steps]
    assert days == sorted(days)
    assert steps[0].late
    assert not steps[-1].late
