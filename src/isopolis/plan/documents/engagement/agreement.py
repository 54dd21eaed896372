"""The co-governance agreement as a document to discuss, fill in and sign."""

from __future__ import annotations

from datetime import date

from isopolis.decide.cogovernance import Agreement, missing_parts
from isopolis.decide.cogovernance.agreement import Part
from isopolis.language import Language, message
from isopolis.plan.documents.flow import (
    Block,
    Callout,
    Document,
    Heading,
    Items,
    Paragraph,
    Row,
    Table,
    inline,
)

BLANK = "…………………………………"
PARTS = {
    Part.PURPOSE: message("Purpose"),
    Part.PARTIES: message("Parties and roles"),
    Part.MATTERS: message("Who decides what"),
    Part.MONEY: message("Money"),
    Part.DURATION: message("Duration and review"),
    Part.CONFLICT: message("When we do not agree"),
    Part.EXIT: message("Ending it"),
}
OPENNESS = (
    message("Minutes and accounts are public; personal data is not."),
    message("Papers are sent a week before, in plain words and in the languages of the parties."),
    message("Nobody pays to take part; travel, care and interpreting are covered."),
    message("Nobody is put at a disadvantage for what they say here."),
)


def agreement_document(agreement: Agreement, sender: str, language: Language, day: date) -> Document:
    """The whole draft; parts that are not settled have a line to write on."""
    missing = missing_parts(agreement)
    blocks: list[Block] = []
    if missing:
        open_parts = ", ".join(language.text(PARTS[one]) for one in missing)
        said = language.text("Still to be settled before anybody signs: {parts}.", parts=open_parts)
        blocks.append(Callout("open", language.text("This is a draft"), (inline(said),)))
    for number, part in enumerate(Part, 1):
        blocks.append(Heading(part.value, inline(language.text(PARTS[part])), 1, str(number)))
        blocks += _WRITERS[part](agreement, language)
    blocks.append(Heading("openness", inline(language.text("Openness and fairness")), 1, str(len(Part) + 1)))
    blocks.append(Items("openness-items", tuple(inline(language.text(one)) for one in OPENNESS)))
    blocks += _signatures(agreement, language)
    legal = language.text("A draft made from the partnership's records. Have it checked under your law.")
    blocks.append(Paragraph("legal", inline(legal), "note"))
    return Document(
        language=language,
        day=day,
        kicker=sender,
        title=agreement.title,
        subtitle="",
        kind=language.text("Co-governance agreement"),
        blocks=tuple(blocks),
        is_long=False,
    )


def _purpose(agreement: Agreement, language: Language) -> list[Block]:
    return [Paragraph("purpose-text", inline(agreement.purpose or BLANK))]


def _parties(agreement: Agreement, language: Language) -> list[Block]:
    rows = tuple(
        Row(f"party-{i}", inline(one.name), (inline(one.kind), inline(one.role or BLANK)))
        for i, one in enumerate(agreement.parties)
    )
    headers = (
        language.text("Party"),
        language.text("What it is"),
        language.text("What it brings and does"),
    )
    caption = language.text(PARTS[Part.PARTIES])
    return [Table("parties-table", caption, headers, rows, (2, 1.4, 3), is_captioned=False)]


def _matters(agreement: Agreement, language: Language) -> list[Block]:
    rule = language.text("What is not named here, the city decides after hearing the other parties.")
    if not agreement.matters:
        return [Paragraph("matters-blank", inline(BLANK)), Paragraph("matters-rule", inline(rule), "note")]
    rows = tuple(
        Row(f"matter-{i}", inline(one.name), (inline(language.text(one.right.label)),))
        for i, one in enumerate(agreement.matters)
    )
    headers = (language.text("Matter"), language.text("Who decides"))
    caption = language.text(PARTS[Part.MATTERS])
    table = Table("matters-table", caption, headers, rows, (2, 3), is_captioned=False)
    return [table, Paragraph("matters-rule", inline(rule), "note")]


def _money(agreement: Agreement, language: Language) -> list[Block]:
    money = agreement.money
    amount = BLANK if money.amount is None else language.text("{n} euros", n=language.number(money.amount))
    said = [
        language.text("Sum: {amount}", amount=amount),
        language.text("From: {giver}", giver=money.source or BLANK),
        language.text("Kept and accounted for by: {keeper}", keeper=money.keeper or BLANK),
        language.text("Two people of different parties sign each payment; accounts are shown twice a year."),
    ]
    return [Items("money-items", tuple(inline(one) for one in said))]


def _duration(agreement: Agreement, language: Language) -> list[Block]:
    starts = language.date(agreement.starts) if agreement.starts else BLANK
    ends = language.date(agreement.ends) if agreement.ends else BLANK
    months = BLANK if agreement.review_months is None else language.number(agreement.review_months)
    said = [
        language.text("It runs from {starts} to {ends}.", starts=starts, ends=ends),
        language.text(
            "The parties review it together every {months} months and may change it.", months=months
        ),
    ]
    return [Items("duration-items", tuple(inline(one) for one in said))]


def _conflict(agreement: Agreement, language: Language) -> list[Block]:
    body = agreement.conflict or BLANK
    said = [
        language.text("First those concerned talk, within two weeks."),
        language.text("Then this person or body, whom all parties trust, mediates: {body}", body=body),
        language.text("If that fails, what was decided before stays in force, and the minority is recorded."),
    ]
    return [Items("conflict-items", tuple(inline(one) for one in said), ordered=True)]


def _exit(agreement: Agreement, language: Language) -> list[Block]:
    weeks = BLANK if agreement.notice_weeks is None else language.number(agreement.notice_weeks)
    after = agreement.afterwards or BLANK
    said = [
        language.text("Every party may leave with {weeks} weeks' notice and says why.", weeks=weeks),
        language.text("What happens then to place, things and money: {after}", after=after),
    ]
    return [Items("exit-items", tuple(inline(one) for one in said))]


def _signatures(agreement: Agreement, language: Language) -> list[Block]:
    rows = tuple(
        Row(f"sign-{i}", inline(one.name), (inline(" "), inline(" ")))
        for i, one in enumerate(agreement.parties)
    )
    if not rows:
        return []
    headers = (language.text("Party"), language.text("Place and day"), language.text("Signature"))
    return [
        Heading("signatures", inline(language.text("Signatures")), 1),
        Table("signatures-table", language.text("Signatures"), headers, rows, (2, 2, 3), is_captioned=False),
    ]


_WRITERS = {
    Part.PURPOSE: _purpose,
    Part.PARTIES: _parties,
    Part.MATTERS: _matters,
    Part.MONEY: _money,
    Part.DURATION: _duration,
    Part.CONFLICT: _conflict,
    Part.EXIT: _exit,
}
