"""An evaluation: known answers, nothing about few people, and no way around that."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isopolis.decide.evaluation import (
    Criterion,
    Done,
    evaluate,
    organiser_questions,
    participant_questions,
)
from isopolis.decide.representation.ratio import LEAST

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
IDS = [one.id for one in participant_questions()]
PEOPLE = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(IDS), st.integers(1, 5)), st.sampled_from(["north", "south", None])
    ),
    max_size=40,
)


def line(found, name):
    return next(one for one in found.lines if one.question.id == name)


def test_both_questionnaires_are_told_in_both_languages() -> None:
    for one in (*participant_questions(), *organiser_questions()):
        assert set(one.text) == {"en", "fr"}, one.id
    assert len({*IDS}) == len(IDS)


def test_agreement_is_four_or_five_of_those_who_answered() -> None:
    found = line(evaluate([{"time": value} for value in (5, 4, 3, 2, 1, 1, 4, 5)] + [{}] * 3, {}), "time")
    assert found.answered == 8
    assert found.agree == pytest.approx(4 / 8)
    assert found.disagree == pytest.approx(3 / 8)
    assert found.low < 0.5 < found.high


@CALM
@given(PEOPLE)
def test_nothing_is_said_about_fewer_than_the_least(people) -> None:
    answers, groups = [one for one, _group in people], [group for _one, group in people]
    found = evaluate(answers, {}, groups)
    assert (found.answered is None) == (len(people) < LEAST)
    for one in found.lines:
        given_to = [group for answer, group in people if one.question.id in answer]
        assert (one.agree is None) == (len(given_to) < LEAST)
        for name, share in one.groups.items():
            assert share is None or given_to.count(name) >= LEAST


@CALM
@given(PEOPLE)
def test_no_single_withheld_group_can_be_worked_out_from_the_total(people) -> None:
    found = evaluate([one for one, _group in people], {}, [group for _one, group in people])
    for one in found.lines:
        counts = {
            name: sum(group == name and one.question.id in answer for answer, group in people)
            for name in ("north", "south")
        }
        unnamed = sum(group is None and one.question.id in answer for answer, group in people)
        hidden = [name for name, share in one.groups.items() if share is None and counts[name]]
        if len(hidden) == 1 and one.agree is not None:  # it hides among those who did not say theirs
            assert unnamed > 0


def test_organisers_who_see_it_better_than_participants_are_told() -> None:
    own = {one.id: Done.YES for one in organiser_questions()}
    answers = [dict.fromkeys(IDS, 2)] * 6
    found = evaluate(answers, own)
    assert all(one.is_blind for one in found.standings)
    assert found.open_requirements == ()
    assert not any(one.is_blind for one in evaluate([dict.fromkeys(IDS, 5)] * 6, own).standings)


def test_what_is_not_done_is_listed_and_counts_half_or_nothing() -> None:
    first, second = [one for one in organiser_questions() if one.criterion is Criterion.OUTCOME][:2]
    found = evaluate([], {first.id: Done.PARTLY, second.id: Done.NO})
    standing = next(one for one in found.standings if one.criterion is Criterion.OUTCOME)
    assert standing.organisers == pytest.approx(0.25)
    assert standing.participants is None
    assert found.open_requirements == (first, second)
