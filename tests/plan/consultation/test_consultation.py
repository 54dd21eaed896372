"""Campaigns are found, every comment is answered, few people are not shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.language import Language
from isopolis.plan.consultation.campaigns import grouped, likeness
from isopolis.plan.consultation.comment import Answer, Comment, Verdict, Who
from isopolis.plan.consultation.results import participation, rate, response_table, verdicts
from isopolis.plan.documents.action_plan.consultation import consultation_report
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow import Table
from isopolis.plan.documents.flow.html import to_html
from plans import TODAY, sound_plan

LETTER = "Please keep the swimming hall open on Saturday, for families have no other day to go there."


def comment(key: str, text: str = "", who: Who = Who.RESIDENT, **more: object) -> Comment:
    values = {"key": key, "text": text, "who": who, "received": date(2027, 5, 2), "action": "bridge"}
    return Comment.model_validate(values | more)


def test_copies_with_a_word_changed_are_one_group_and_other_texts_are_not() -> None:
    comments = [
        comment("a", LETTER),
        comment("b", "I like cycling in the rain and nothing else at all."),
        comment("c", LETTER.replace("families", "our families")),
        comment("d", LETTER.upper()),
    ]
    assert [[one.key for one in group.comments] for group in grouped(comments)] == [["a", "c", "d"], ["b"]]


def test_the_same_words_about_another_action_are_another_comment() -> None:
    assert len(grouped([comment("a", LETTER), comment("b", LETTER, action="")])) == 2


def test_comments_without_text_stand_alone() -> None:
    assert len(grouped([comment("a", feasibility=3), comment("b", feasibility=4)])) == 2


def test_thousands_of_copies_are_one_campaign_at_once() -> None:
    groups = grouped([comment(f"c{i}", LETTER) for i in range(5_000)])
    assert len(groups) == 1
    assert groups[0].is_campaign


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_symmetrical_and_a_text_is_like_itself(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 1
    assert not any(c.isalnum() for c in a) or likeness(a, a) == 1


def test_a_campaign_is_one_voice_in_the_ratings() -> None:
    campaign = [comment(f"c{i}", LETTER, impact=5) for i in range(50)]
    singles = [comment(f"s{i}", f"Word{i} other{i} text{i} here{i}", impact=2) for i in range(4)]
    ratings = {one.action: one for one in rate(sound_plan(), [*campaign, *singles])}
    assert (ratings["bridge"].impact, ratings["bridge"].comments, ratings["bridge"].campaigns) == (2, 54, 1)


def test_ratings_of_few_people_are_not_shown() -> None:
    ratings = {one.action: one for one in rate(sound_plan(), [comment(f"s{i}", impact=2) for i in range(4)])}
    assert ratings["bridge"].impact is None
    assert ratings["bridge"].rated == 4


def test_an_answer_to_one_copy_answers_all_and_the_others_wait() -> None:
    comments = [
        comment("a", LETTER),
        comment("b", LETTER),
        comment("c", "Something else entirely, thank you."),
    ]
    answer = Answer(comments=("b",), verdict=Verdict.PARTLY, reason="On two Saturdays a month.")
    rows = response_table(comments, [answer])
    assert [row.answer for row in rows] == [answer, None]
    assert verdicts(rows) == {Verdict.ACCEPTED: 0, Verdict.PARTLY: 2, Verdict.REJECTED: 0, None: 1}


def test_nobody_is_zero_and_few_are_hidden() -> None:
    comments = [comment("a", who=Who.CITY), *(comment(f"r{i}", country="FR") for i in range(6))]
    found = participation(sound_plan(), comments)
    assert found.by_who[Who.CITY] is None
    assert found.by_who[Who.RESIDENT] == 6
    assert found.by_who[Who.RESEARCH] == 0
    assert Who.RESEARCH in found.missing_kinds
    assert Who.CITY not in found.missing_kinds


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_report_holds_every_comment_and_every_answer(code: str) -> None:
    comments = [comment(f"c{i}", LETTER) for i in range(6)]
    comments.append(
        comment("x", "Something <else> entirely.", Who.ASSOCIATION, organisation="Club", action="")
    )
    answer = Answer(comments=("c0",), verdict=Verdict.ACCEPTED, reason="Done.", changed=("steps",))
    writing = Writing(sound_plan(), Language(code), TODAY)
    report = consultation_report(writing, comments, [answer], date(2027, 5, 1), date(2027, 6, 12))
    tables = [block for block in report.blocks if isinstance(block, Table)]
    assert sum(len(table.rows) for table in tables if table.key.startswith("responses")) == 2
    page = to_html(report)
    assert "Something &lt;else&gt; entirely." in page
    assert "Done." in page
