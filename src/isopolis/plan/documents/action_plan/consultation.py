"""The consultation report: who answered, how the actions were rated, and the table of responses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from isopolis.plan.consultation.comment import CONSULTATION_TITLES, Answer, Comment, Verdict
from isopolis.plan.consultation.results import (
    FEWEST,
    ResponseRow,
    participation,
    rate,
    response_table,
    verdicts,
)
from isopolis.plan.documents.action_plan.writing import NOTHING, Writing
from isopolis.plan.documents.flow import Block, Document, Heading, Paragraph, Row, Table, inline


def consultation_report(
    writing: Writing, comments: Sequence[Comment], answers: Sequence[Answer], opened: date, closed: date
) -> Document:
    """What was said and what was done with it."""
    plan, text = writing.plan, writing.text
    rows = response_table(comments, answers)
    blocks: list[Block] = [
        Heading("short", inline(text("In short")), 1),
        *(
            Paragraph(f"short.{i}", inline(said))
            for i, said in enumerate(_short(writing, comments, rows, opened, closed))
        ),
        Heading("who", inline(text("Who answered")), 1),
        _who(writing, comments),
        *(Paragraph(f"who.{i}", inline(said)) for i, said in enumerate(_missing(writing, comments))),
        Heading("ratings", inline(text("How the actions were rated")), 1),
        _ratings(writing, comments),
        Heading("responses", inline(text("Comments and responses")), 1, on_new_page=True),
        *_responses(writing, rows),
    ]
    return Document(
        language=writing.language,
        day=writing.day,
        kicker=plan.partnership,
        title=plan.title,
        subtitle=plan.edition,
        kind=text("Consultation report"),
        blocks=tuple(blocks),
    )


def _short(
    writing: Writing, comments: Sequence[Comment], rows: Sequence[ResponseRow], opened: date, closed: date
) -> list[str]:
    text, number = writing.text, writing.language.number
    counts = verdicts(rows)
    campaigns = [row.group for row in rows if row.group.is_campaign]
    said = [
        text(
            "The draft was open for comments from {first} to {last}. {n} comments came in.",
            first=writing.date(opened),
            last=writing.date(closed),
            n=number(len(comments)),
        ),
        text(
            "Accepted: {accepted}. Partly accepted: {partly}. Not accepted: {rejected}. "
            "Without an answer yet: {open}.",
            accepted=number(counts[Verdict.ACCEPTED]),
            partly=number(counts[Verdict.PARTLY]),
            rejected=number(counts[Verdict.REJECTED]),
            open=number(counts[None]),
        ),
    ]
    if campaigns:
        said.append(
            text(
                "Campaigns with the same text: {groups}, with {n} comments together. Each is answered once "
                "and counts as one voice in the ratings.",
                n=number(sum(len(one.comments) for one in campaigns)),
                groups=number(len(campaigns)),
            )
        )
    return said


def _who(writing: Writing, comments: Sequence[Comment]) -> Table:
    text = writing.text
    found = participation(writing.plan, comments)
    few = text("fewer than {n}", n=FEWEST)
    rows = [
        *((str(who), text(CONSULTATION_TITLES[who]), n) for who, n in found.by_who.items()),
        *((country, country, n) for country, n in found.by_country.items()),
    ]
    return Table(
        "who.table",
        text("Comments by kind of sender and by country"),
        (text("Sender"), text("Comments")),
        tuple(
            Row(f"who.{key}", inline(name), (inline(few if n is None else writing.language.number(n)),))
            for key, name, n in rows
        ),
        (4.0, 1.0),
        frozenset({1}),
    )


def _missing(writing: Writing, comments: Sequence[Comment]) -> list[str]:
    found = participation(writing.plan, comments)
    said = []
    if found.missing_kinds:
        kinds = ", ".join(writing.text(CONSULTATION_TITLES[one]) for one in found.missing_kinds)
        said.append(writing.text("Nobody answered as: {kinds}.", kinds=kinds))
    if found.missing_countries:
        countries = ", ".join(found.missing_countries)
        said.append(
            writing.text(
                "Nobody answered from these countries of partners: {countries}.", countries=countries
            )
        )
    said.append(
        writing.text(
            "Those who answer a consultation are no sample of those concerned: the numbers say what was "
            "said, not what people think."
        )
    )
    return said


def _ratings(writing: Writing, comments: Sequence[Comment]) -> Table:
    text, number = writing.text, writing.language.number
    titles = {one.key: one.title for one in writing.plan.standing}
    rows = []
    for one in rate(writing.plan, comments):
        name = writing.quote(titles[one.action]) if one.action else inline(text("The whole plan"))
        medians = [NOTHING if value is None else number(value, 1) for value in (one.feasibility, one.impact)]
        cells = [number(one.comments), number(one.rated), *medians]
        rows.append(Row(f"ratings.{one.action}", name, tuple(inline(cell) for cell in cells)))
    return Table(
        "ratings.table",
        text("Medians of the ratings, from 1 (very low) to 5 (very high)"),
        (text("Action"), text("Comments"), text("Rated by"), text("Feasibility"), text("Expected impact")),
        tuple(rows),
        (3.6, 1.1, 1.0, 1.1, 0.9),
        frozenset({1, 2, 3, 4}),
        text("A dash where fewer than {n} rated.", n=FEWEST),
    )


def _responses(writing: Writing, rows: Sequence[ResponseRow]) -> list[Block]:
    text = writing.text
    titles = {one.key: one.title for one in writing.plan.actions}
    blocks: list[Block] = []
    for key in dict.fromkeys(row.group.comments[0].action for row in rows):
        own = [row for row in rows if row.group.comments[0].action == key]
        name = writing.quote(titles.get(key, key)) if key else inline(text("The whole plan"))
        blocks.append(Heading(f"responses.{key}", name, 2))
        blocks.append(
            Table(
                f"responses.{key}.table",
                text("Comments and responses"),
                (text("Comment"), text("From"), text("Response"), text("Reason and change")),
                tuple(_response(writing, row) for row in own),
                (3.4, 1.4, 1.2, 3.0),
                is_captioned=False,
            )
        )
    return blocks


def _response(writing: Writing, row: ResponseRow) -> Row:
    text = writing.text
    first, n = row.group.comments[0], len(row.group.comments)
    sender = first.organisation or text(CONSULTATION_TITLES[first.who])
    if n > 1:
        sender = text("{sender} and {n} more with the same text", sender=sender, n=n - 1)
    answer = row.answer
    verdict = text("open") if answer is None else text(CONSULTATION_TITLES[answer.verdict])
    reason = "" if answer is None else answer.reason
    if answer is not None and answer.changed:
        reason += " " + text("Changed: {fields}.", fields=", ".join(answer.changed))
    return Row(
        f"responses.{first.key}",
        writing.quote(first.text),
        (inline(sender), inline(verdict), writing.quote(reason)),
    )
