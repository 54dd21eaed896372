"""The chooser: what it says for known wishes, and what must hold for all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isopolis.decide.methods import (
    BudgetClass,
    Purpose,
    Setting,
    Verdict,
    Wish,
    choose_methods,
    method_by_id,
    methods,
)
from isopolis.decide.methods.fit import fits, span_words
from isopolis.decide.methods.method import Span
from isopolis.language import Language
from isopolis.records.vocabulary import Group, Participation

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The first wish of a run reads the catalogue; that is no fault of the tests."""
ENGLISH, FRENCH = Language("en"), Language("fr")
WISHES = st.builds(
    Wish,
    purpose=st.none() | st.sampled_from(Purpose),
    level=st.none() | st.sampled_from(Participation),
    groups=st.lists(st.sampled_from(Group), unique=True, max_size=3).map(tuple),
    people=st.none() | st.integers(1, 5000),
    budget=st.none() | st.sampled_from(BudgetClass),
    weeks=st.none() | st.integers(1, 200),
    setting=st.none() | st.sampled_from(Setting),
)


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        (Wish(Purpose.MONEY, Participation.EMPOWER, people=2000), "participatory-budget"),
        (Wish(Purpose.LISTEN, groups=(Group.HOMELESS, Group.ROMA), budget=BudgetClass.MEDIUM), "photovoice"),
        (Wish(Purpose.LISTEN, groups=(Group.WOMEN,), weeks=3, people=12), "exploratory-walk"),
        (Wish(Purpose.ADVISE, Participation.COLLABORATE, people=100), "citizens-assembly"),
        (Wish(Purpose.ADVISE, budget=BudgetClass.HIGH, people=20, weeks=30), "citizens-jury"),
        (Wish(Purpose.RUN, Participation.COLLABORATE, budget=BudgetClass.LOW), "commons-pact"),
    ],
)
def test_the_method_that_the_field_would_name_comes_first(wish, first) -> None:
    assert choose_methods(wish, methods())[0].method.id == first


@CALM
@given(WISHES)
def test_every_method_is_ranked_once_and_best_first(wish) -> None:
    found = choose_methods(wish, methods())
    assert sorted(one.method.id for one in found) == [one.id for one in methods()]
    scores = [one.score for one in found if one.score is not None]
    assert all(0 <= score <= 1 for score in scores)
    assert all(before >= after - 1e-9 for before, after in pairwise(scores))
    assert found == choose_methods(wish, reversed(methods()))


@CALM
@given(WISHES)
def test_every_reason_is_said_once_for_or_against_in_both_languages(wish) -> None:
    for one in choose_methods(wish, methods())[:5]:
        for language in (ENGLISH, FRENCH):
            said = [*one.speaks_for(language), *one.speaks_against(language)]
            assert len(said) == len(one.fits)
            assert all(sentence and "{" not in sentence for sentence in said)


@CALM
@given(st.sampled_from(methods()), st.integers(1, 400))
def test_more_time_never_speaks_against_a_method(method, weeks) -> None:
    (less,), (more,) = fits(method, Wish(weeks=weeks)), fits(method, Wish(weeks=weeks + 1))
    assert more.value >= less.value


@CALM
@given(st.sampled_from(methods()))
def test_more_money_never_speaks_against_a_method(method) -> None:
    values = [fits(method, Wish(budget=one))[0].value for one in BudgetClass]
    assert values == sorted(values)
    assert values[-1] == 1


def test_nothing_asked_gives_no_score_and_the_order_of_names() -> None:
    found = choose_methods(Wish(), methods())
    assert {one.score for one in found} == {None}
    assert [one.method.id for one in found] == [one.id for one in methods()]


def test_a_group_that_is_left_out_speaks_against_a_method() -> None:
    wish = Wish(groups=(Group.OFFLINE,))
    one = next(x for x in choose_methods(wish, methods()) if x.method.id == "wiki-survey")
    assert one.verdict is Verdict.AGAINST
    assert one.speaks_against(ENGLISH) == [
        "It tends to leave out people with few digital skills: plan against that, or choose another."
    ]


def test_the_score_is_the_weighted_mean_of_its_tests() -> None:
    method = method_by_id("citizens-jury")
    wish = Wish(Purpose.AGREE, Participation.CONSULT, people=24, budget=BudgetClass.MEDIUM)
    (found,) = choose_methods(wish, [method])
    # another purpose of it 3/4 x 3, next level 1/2 x 2, people 1, one class too dear 1/2
    assert found.score == pytest.approx((0.75 * 3 + 0.5 * 2 + 1 + 0.5) / 7)


def test_spans_are_written_as_people_say_them() -> None:
    assert span_words(Span(least=10, most=20), ENGLISH) == "10 to 20"
    assert span_words(Span(least=10), FRENCH) == "10 ou plus"
    assert span_words(Span(least=12, most=12), ENGLISH) == "12"
