"""Matching: the problem decides, missing conditions weigh, what is unknown is asked; reasons in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.language import Language
from isopolis.learn.finding.matching import (
    WEIGHTS,
    CityProfile,
    Need,
    contexts,
    evidence_part,
    likeness,
    match,
    need_from_text,
    tendency,
)
from isopolis.learn.finding.reasons import reasons
from isopolis.learn.practices.catalogue import catalogue, practice_by_id
from isopolis.learn.practices.vocabulary import Condition, Direction, Group, Mechanism, Theme

TOWN = CityProfile("Town", "FR", 60_000, 1)
RENTS = Need(frozenset({Mechanism.DISPLACEMENT}))
ENGLISH = Language("en")


def by_id(found):
    return {one.practice.id: one for one in found}


def test_the_weights_add_up() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


def test_only_practices_that_act_on_the_problem_are_matched() -> None:
    found = match(TOWN, RENTS, catalogue())
    assert found
    assert all(Mechanism.DISPLACEMENT in one.practice.mechanisms for one in found)


def test_a_condition_that_is_missing_puts_a_practice_last_with_its_reason() -> None:
    city = CityProfile("Town", "FR", 60_000, 1, {Condition.NATIONAL_LAW: False, Condition.PUBLIC_LAND: True})
    found = match(city, RENTS, catalogue())
    feasible = [one.feasible for one in found]
    assert feasible == sorted(feasible, reverse=True)
    paris = by_id(found)["paris-rent-ceilings"]
    assert not paris.feasible
    why = reasons(paris, city, RENTS, ENGLISH)
    assert "It needs, and you lack: A national or regional law gives the power." in why.against
    trust = by_id(found)["brussels-community-land-trust"]
    assert "You have: The city owns land or can buy it." in reasons(trust, city, RENTS, ENGLISH).speaks_for


def test_what_the_city_did_not_say_is_asked_and_counts_half() -> None:
    paris = by_id(match(TOWN, RENTS, catalogue()))["paris-rent-ceilings"]
    assert paris.parts["conditions"] == 0.5
    assert paris.feasible
    assert "Is it so? Rents and land prices rise" in reasons(paris, TOWN, RENTS, ENGLISH).ask


def test_bad_results_and_stopped_practices_bring_no_evidence_points_and_say_so() -> None:
    act = practice_by_id("rotterdam-act")
    assert tendency(act) is Direction.MIXED or tendency(act) is Direction.WORSE
    stopped = practice_by_id("berlin-rent-cap")
    assert evidence_part(stopped) == 0.0
    one = by_id(match(TOWN, RENTS, catalogue()))["berlin-rent-cap"]
    against = reasons(one, TOWN, RENTS, ENGLISH).against
    assert "It was stopped or struck down: a case to learn from, not to copy." in against


def test_the_same_country_and_size_are_likest() -> None:
    paris = practice_by_id("paris-rent-ceilings")
    near = likeness(CityProfile("", "FR", 2_000_000, 1), paris)
    far = likeness(CityProfile("", "PL", 30_000, 3), paris)
    assert near == 1.0
    assert far == 0.0
    assert likeness(CityProfile(), paris) is None


def test_a_country_has_one_context() -> None:
    assert contexts()["FR"] == contexts()["DE"] != contexts()["SE"]
    assert {practice.country for practice in catalogue() if practice.country} - set(contexts()) <= {"CO"}


@pytest.mark.parametrize(
    ("text", "mechanism", "group"),
    [
        ("Les loyers chassent les familles", Mechanism.DISPLACEMENT, Group.FAMILIES),
        ("Roma children in segregated schools", Mechanism.SCHOOLS, Group.ROMA),
        ("fracture numérique des seniors", Mechanism.DIGITAL, Group.OLDER),
    ],
)
def test_a_need_is_read_from_a_text_in_both_languages(text, mechanism, group) -> None:
    need = need_from_text(text)
    assert mechanism in need.mechanisms
    assert group in need.groups


def test_a_text_that_names_nothing_known_is_no_need() -> None:
    assert not need_from_text("xyzzy")
    assert need_from_text("schools") | RENTS


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.frozensets(st.sampled_from(list(Mechanism)), min_size=1, max_size=3),
    st.frozensets(st.sampled_from(list(Theme)), max_size=2),
    st.frozensets(st.sampled_from(list(Group)), max_size=2),
    st.dictionaries(st.sampled_from(list(Condition)), st.booleans(), max_size=4),
    st.one_of(st.none(), st.integers(1_000, 3_000_000)),
)
def test_scores_lie_between_nothing_and_all_and_do_not_depend_on_the_order(
    mechanisms, themes, groups, conditions, inhabitants
) -> None:
    city, need = CityProfile("", "FR", inhabitants, 1, conditions), Need(mechanisms, themes, groups)
    found = match(city, need, catalogue())
    assert all(0.0 <= one.score <= 1.0 for one in found)
    again = match(city, need, reversed(catalogue()))
    assert [one.practice.id for one in again] == [one.practice.id for one in found]
    for one in found:
        assert len(one.met) + len(one.lacking) + len(one.unknown) == len(one.practice.requirements)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.sampled_from(catalogue()), st.sampled_from(list(Condition)))
def test_meeting_one_more_condition_never_lowers_a_score(practice, condition) -> None:
    need = Need(frozenset(practice.mechanisms))
    (open_,) = match(CityProfile(), need, [practice])
    (met,) = match(CityProfile(conditions={condition: True}), need, [practice])
    assert met.score >= open_.score - 1e-12


def test_reasons_are_given_in_french() -> None:
    one = by_id(match(TOWN, RENTS, catalogue()))["paris-rent-ceilings"]
    why = reasons(one, TOWN, RENTS, Language("fr"))
    assert any(line.startswith("Bons résultats") for line in why.speaks_for)
