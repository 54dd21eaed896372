"""The report of an evaluation: both sides by criterion, every statement, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from isopolis.decide.evaluation import Evaluation, Line
from isopolis.decide.evaluation.evaluation import Standing
from isopolis.decide.representation.ratio import LEAST
from isopolis.language import Language, message
from isopolis.plan.documents.flow import Block, Document, Heading, Items, Paragraph, Row, Table, inline
from isopolis.records.words import choose

WITHHELD = message("withheld")
NOTHING = "–"
"""Where nobody answered: not the same as withheld."""


def evaluation_report(
    evaluation: Evaluation,
    title: str,
    *,
    sender: str,
    language: Language,
    day: date,
    groups: Sequence[str] = (),
) -> Document:
    """The report; ``groups``: the answers about oneself in the order of their columns."""
    blocks: list[Block] = [Paragraph("who", inline(who_answered(evaluation, language)), "lead")]
    blocks += _standings(evaluation, language)
    blocks += _lines(evaluation, language, groups)
    if evaluation.open_requirements:
        blocks.append(Heading("open", inline(language.text("What the organisers say is not done")), 1))
        texts = [choose(one.text, language.code)[1] for one in evaluation.open_requirements]
        blocks.append(Items("open-items", tuple(inline(one) for one in texts)))
    return Document(
        language=language,
        day=day,
        kicker=sender,
        title=title,
        subtitle="",
        kind=language.text("Evaluation of the process"),
        blocks=tuple(blocks),
        is_long=False,
    )


def who_answered(evaluation: Evaluation, language: Language) -> str:
    """How many answered, or that they are too few."""
    if evaluation.answered is None:
        return language.text(
            "Fewer than {least} participants have answered: nothing is shown yet.", least=LEAST
        )
    return language.text("{n} participants answered.", n=language.number(evaluation.answered))


def blind_sentence(standing: Standing, language: Language) -> str:
    """Where organisers and participants see it differently."""
    return language.text(
        "{criterion}: the organisers see it better than participants felt it. Talk about it.",
        criterion=language.text(standing.criterion.label),
    )


def _standings(evaluation: Evaluation, language: Language) -> list[Block]:
    rows = tuple(
        Row(
            one.criterion.value,
            inline(language.text(one.criterion.label)),
            (
                inline(_share(one.participants, language)),
                inline(NOTHING if one.organisers is None else language.percent(one.organisers)),
            ),
        )
        for one in evaluation.standings
    )
    title = language.text("Both sides, by criterion")
    headers = (
        language.text("Criterion"),
        language.text("Participants who agree, mean"),
        language.text("Organisers: done, mean"),
    )
    table = Table("standings", title, headers, rows, (4, 2, 2), frozenset({1, 2}), is_captioned=False)
    blind = tuple(inline(blind_sentence(one, language)) for one in evaluation.standings if one.is_blind)
    out: list[Block] = [Heading("criteria", inline(title), 1), table]
    return [*out, Items("blind", blind)] if blind else out


def _lines(evaluation: Evaluation, language: Language, groups: Sequence[str]) -> list[Block]:
    title = language.text("What participants said")
    headers = (
        language.text("Statement"),
        language.text("Answers"),
        language.text("Agree"),
        language.text("95% interval"),
        language.text("Disagree"),
        *groups,
    )
    rows = tuple(_row(one, language, groups) for one in evaluation.lines)
    numbers = frozenset(range(1, len(headers)))
    shares = (5, 1.2, 1.2, 1.8, 1.4, *(1.4 for _ in groups))
    note = language.text("Agree: 4 or 5 of 5. Disagree: 1 or 2. Withheld: fewer than {least}.", least=LEAST)
    table = Table("statements", title, headers, rows, shares, numbers, note, is_captioned=False)
    return [Heading("said", inline(title), 1), table]


def _row(line: Line, language: Language, groups: Sequence[str]) -> Row:
    answered = language.text(WITHHELD) if line.answered is None else language.number(line.answered)
    interval = (
        language.text(WITHHELD)
        if line.low is None or line.high is None
        else f"{language.percent(line.low)} – {language.percent(line.high)}"
    )
    cells = [answered, _share(line.agree, language), interval, _share(line.disagree, language)]
    cells += [_share(line.groups[name], language) if name in line.groups else NOTHING for name in groups]
    head = inline(choose(line.question.text, language.code)[1])
    return Row(line.question.id, head, tuple(inline(cell) for cell in cells))


def _share(value: float | None, language: Language) -> str:
    return language.text(WITHHELD) if value is None else language.percent(value)
