"""The documents about taking part: they say what the record says, in every format and both languages."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import docx
import pytest

from isopolis.decide.cogovernance import Agreement, Matter, Money, Party
from isopolis.decide.cogovernance.agreement import Right
from isopolis.decide.evaluation import evaluate, participant_questions
from isopolis.decide.feedback import Fate, Feedback
from isopolis.language import Language
from isopolis.plan.documents.action_plan.write import RENDERERS
from isopolis.plan.documents.engagement.agreement import BLANK, PARTS, agreement_document
from isopolis.plan.documents.engagement.evaluation_report import evaluation_report
from isopolis.plan.documents.engagement.letter import letter
from isopolis.plan.documents.flow import Table, plain
from isopolis.plan.documents.flow.html import to_html

DAY = date(2026, 5, 4)
ENGLISH = Language("en")
DRAFT = Agreement(
    title="The square",
    purpose="Care for the square together.",
    parties=(Party("Tessemar", "city", "pays"), Party("Neighbours <of> the square", "residents", "plan")),
    matters=(Matter("planting", Right.RESIDENTS),),
    money=Money(5000.0, "the city", ""),
)


def test_an_agreement_has_every_part_and_a_line_for_what_is_open() -> None:
    page = to_html(agreement_document(DRAFT, "Partnership", ENGLISH, DAY))
    for title in PARTS.values():
        assert title in page
    assert "Neighbours &lt;of&gt; the square" in page
    assert "the residents; the city is told" in page
    assert "Still to be settled before anybody signs: Money, Duration and review" in page
    assert f"Kept and accounted for by: {BLANK}" in page
    settled = replace(DRAFT, conflict="the ombudsman")
    assert "When we do not agree, Ending it" not in to_html(
        agreement_document(settled, "Partnership", ENGLISH, DAY)
    )


def test_an_agreement_can_be_edited_in_a_word_processor() -> None:
    file = RENDERERS["docx"](agreement_document(DRAFT, "Partnership", Language("fr"), DAY))
    read = docx.Document(io.BytesIO(file))
    headings = [one.text for one in read.paragraphs if one.style.name.startswith("Heading")]
    assert any("Qui décide de quoi" in one for one in headings)
    assert [cell.text for cell in read.tables[-1].rows[0].cells] == ["Partie", "Lieu et date", "Signature"]


@pytest.mark.parametrize("form", RENDERERS)
def test_the_documents_can_be_written_in_every_format(form) -> None:
    answers = [dict.fromkeys((one.id for one in participant_questions()), 4)] * 6
    report = evaluation_report(evaluate(answers, {}), "Panel", sender="P", language=ENGLISH, day=DAY)
    told = letter(Feedback("Buses", "At night.", DAY, Fate.SHOWN), "P", ENGLISH, DAY)
    for one in (report, told):
        assert len(RENDERERS[form](one)) > 1000


def test_a_report_of_few_answers_shows_none() -> None:
    few = evaluate([{"time": 1}] * 4, {})
    page = to_html(evaluation_report(few, "Panel", sender="P", language=ENGLISH, day=DAY))
    assert "Fewer than 5 participants have answered" in page
    assert "100%<" not in page


def test_what_nobody_answered_is_not_said_to_be_withheld() -> None:
    answers = [dict.fromkeys((one.id for one in participant_questions()), 4)] * 12
    groups = ["north"] * 6 + ["south"] * 6
    report = evaluation_report(
        evaluate(answers, {}, groups),
        "Panel",
        sender="P",
        language=ENGLISH,
        day=DAY,
        groups=["north", "south", "west"],
    )
    standings, statements = (one for one in report.blocks if isinstance(one, Table))
    assert [[plain(cell) for cell in row.cells] for row in standings.rows] == [["100%", "–"]] * 5
    assert [plain(cell) for cell in statements.rows[0].cells][-3:] == ["100%", "100%", "–"]


def test_a_letter_greets_by_name_only_where_there_is_one() -> None:
    told = Feedback("Buses", "At night.", DAY, Fate.SHOWN)
    named = to_html(letter(told, "P", ENGLISH, DAY, name="Emil"))
    anonymous = to_html(letter(told, "P", ENGLISH, DAY, address="https://example.org/proposals/x/"))
    assert "Dear Emil," in named
    assert "Dear author," in anonymous
    assert "https://example.org/proposals/x/" in anonymous
