"""The letter “you said – we did” to the author of a proposal."""

from __future__ import annotations

from datetime import date

from isopolis.decide.feedback import Feedback
from isopolis.language import Language
from isopolis.plan.documents.flow import Block, Document, Heading, Items, Paragraph, inline


def letter(
    feedback: Feedback, sender: str, language: Language, day: date, *, name: str = "", address: str = ""
) -> Document:
    """The letter; ``name`` of the author where it is known, ``address`` of the author's own page."""
    hello = language.text("Dear {name},", name=name) if name else language.text("Dear author,")
    heard = tuple(inline(one) for one in feedback.we_heard(language))
    blocks: list[Block] = [
        Paragraph("hello", inline(hello)),
        Heading("said", inline(language.text("You said")), 1),
        Paragraph("put", inline(feedback.you_said(language))),
        Paragraph("idea", inline(feedback.idea), "note"),
    ]
    if heard:
        blocks += [
            Heading("heard", inline(language.text("What others said")), 1),
            Items("heard-items", heard),
        ]
    done = tuple(inline(one) for one in feedback.we_did(language))
    if done:
        blocks += [Heading("did", inline(language.text("We did")), 1), Items("did-items", done)]
    if address:
        where = language.text("Your own page of this proposal: {address}", address=address)
        blocks.append(Paragraph("where", inline(where)))
    blocks.append(Paragraph("thanks", inline(language.text("Thank you for taking part."))))
    return Document(
        language=language,
        day=day,
        kicker=sender,
        title=feedback.title,
        subtitle="",
        kind=language.text("You said – we did"),
        blocks=tuple(blocks),
        is_long=False,
    )
