"""The advice memo: what keeps cities from the money, and what a changed rule would open.

Every sentence carries a number, and the table behind it has a row of that number: nothing is said that cannot
be looked up. Barriers that fewer cities than the threshold met are not counted out.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from isopolis.language import Language, message
from isopolis.learn.advice.barriers import Obstacle
from isopolis.learn.advice.counterfactual import change_sentence, sentence
from isopolis.learn.advice.sensitivity import Partners, hanging_sentence
from isopolis.learn.funds.fund import fund_by_id
from isopolis.plan.documents.flow import Block, Document, Heading, Items, Paragraph, Row, Table, inline
from isopolis.records.words import choose

MOST = 12
"""Most changes that a memo speaks of; the table of the command line holds all of them."""
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Findings:
    """What the memo is made of.

    Attributes
    ----------
    changes
        As :func:`~isopolis.learn.advice.counterfactual.counterfactuals` makes it.
    barriers
        As :func:`~isopolis.learn.advice.barriers.aggregate` makes it, or None where there is no log.
    cities, origin
        How many cities the rules were applied to, and whose table of them it is.
    assumptions
        What was assumed of every city, in the reader's words.
    partnerships
        Where ``changes`` is of :func:`~isopolis.learn.advice.sensitivity.over_partnerships`: what was tried.
    """

    changes: pd.DataFrame
    barriers: pd.DataFrame | None
    cities: int
    origin: str
    assumptions: Sequence[str] = ()
    partnerships: Sequence[Partners] = ()


def advice_memo(
    found: Findings, day: datetime.date, language: Language | None = None, *, partnership: str = ""
) -> Document:
    """The memo as a document."""
    speaks = language or Language()
    text = speaks.text
    blocks: list[Block] = [
        Paragraph("lead", inline(text(LEAD, cities=speaks.number(found.cities))), "lead"),
        *(Paragraph(f"assumed-{number}", inline(said)) for number, said in enumerate(found.assumptions, 1)),
        *_changes(found, speaks),
        *_barriers(found.barriers, speaks),
        Heading("method", inline(text("How this was computed")), 1),
        Items("assumed", tuple(inline(one) for one in map(text, METHOD))),
        Paragraph("origin", inline(text("Cities: {origin}.", origin=found.origin)), "note"),
    ]
    return Document(
        language=speaks,
        day=day,
        kicker=partnership or "Isopolis",
        title=text("What keeps cities from the money"),
        subtitle=text("Advice on the rules of funds, with the table behind each sentence"),
        kind=text("Advice memo"),
        blocks=tuple(blocks),
        is_long=False,
    )


LEAD = message(
    "The rules of the funds were applied to {cities} cities and towns, as they are and with one rule, or two,"
    " changed. A number in brackets leads to the row of the table that a sentence rests on."
)
METHOD = (
    message(
        "A change opens a fund to a city that one of its rules shuts out today,"
        " where no rule shuts it out then."
    ),
    message("What is not known of a city is not assumed: a rule about it opens nothing."),
    message(
        "Segregated neighbourhoods: square kilometres of at least 100 people with at least twice the city's"
        " share of people born outside the EU."
    ),
    message("Changes marked * touch a rule that was not found in a source that we read."),
)


HEADERS = (
    message("No."),
    message("Changed rule"),
    message("Cities that it opens to"),
    message("Cities that it spares neighbours or another language"),
    message("People in them"),
    message("of these in segregated neighbourhoods"),
    message("Cities measured"),
)


def _changes(found: Findings, speaks: Language) -> list[Block]:
    text = speaks.text
    heading = Heading("changes", inline(text("What a changed rule would open")), 1)
    if found.changes.empty:
        return [heading, Paragraph("none", inline(text("No change that was tried opens anything.")))]
    rows = [row for _, row in found.changes.head(MOST).iterrows()]
    is_range = bool(found.partnerships)
    holding = sum(not is_range or bool(row["holds"]) for row in rows)
    words = [sentence(row, speaks) for row in rows[:holding]]
    words += [hanging_sentence(row, found.partnerships, speaks) for row in rows[holding:]]
    said = [inline(f"{one} [{number}]") for number, one in enumerate(words, 1)]
    spoken: list[Block] = []
    if holding:
        spoken += [
            *([Heading("holds", inline(text(HOLDS)), 2)] if is_range else []),
            Items("said", tuple(said[:holding])),
        ]
    if holding < len(rows):
        spoken += [Heading("hangs", inline(text(HANGING)), 2), Items("said-if", tuple(said[holding:]))]
    table = Table(
        "behind-changes",
        text("The table behind the sentences"),
        tuple(map(text, HEADERS)),
        tuple(_change_row(number, row, speaks) for number, row in enumerate(rows, 1)),
        (0.5, 3.6, 1.1, 1.2, 1.3, 1.4, 1.0),
        frozenset({2, 3, 4, 5, 6}),
    )
    return [heading, *spoken, table]


HOLDS = message("What holds whatever partners a city finds")
HANGING = message("What hangs on the partners that it finds")


def _change_row(number: int, row: pd.Series, speaks: Language) -> Row:
    starred = any(change.before.checked_on is None for change in row["changes"])
    change = change_sentence(row["changes"], speaks) + (" *" if starred else "")
    apart = speaks.number(round(row["segregated"])) if row["known_for"] else NOTHING
    cells = (
        change,
        speaks.number(row["opened"]),
        speaks.number(row["spared"]),
        speaks.number(round(row["people"])),
        apart,
        speaks.number(row["known_for"]),
    )
    return Row(f"change-{number}", inline(str(number)), tuple(map(inline, cells)))


def _barriers(barriers: pd.DataFrame | None, speaks: Language) -> list[Block]:
    text = speaks.text
    heading = Heading("barriers", inline(text("What cities say stood in their way")), 1)
    if barriers is None or barriers.empty:
        return [heading, Paragraph("no-log", inline(text("No city has said so yet.")))]
    shown = barriers[~barriers["withheld"]].sort_values("cities", ascending=False, kind="stable")
    rows = []
    for letter, (_, row) in zip(map(_letters, range(len(shown))), shown.iterrows(), strict=True):
        fund, obstacle = fund_title(row["fund"], speaks), text(Obstacle(row["obstacle"]).label)
        rows.append((letter, fund, obstacle, int(row["cities"])))
    said = tuple(
        inline(
            text(
                "{cities} cities met with {fund}: {obstacle} [{letter}]",
                cities=speaks.number(cities),
                fund=fund,
                obstacle=obstacle,
                letter=letter,
            )
        )
        for letter, fund, obstacle, cities in rows
    )
    table = Table(
        "behind-barriers",
        text("The table behind the sentences"),
        (text("No."), text("Fund"), text("What stood in the way"), text("Cities")),
        tuple(
            Row(f"barrier-{letter}", inline(letter), tuple(map(inline, (fund, what, speaks.number(cities)))))
            for letter, fund, what, cities in rows
        ),
        (0.5, 3.0, 3.0, 1.0),
        frozenset({3}),
    )
    withheld = int(barriers["withheld"].sum())
    few = text(
        "Further kinds of barriers were met by too few cities to be counted out: {number}.",
        number=speaks.number(withheld),
    )
    blocks: list[Block] = [heading]
    if rows:
        blocks += [Items("met", said), table]
    return [*blocks, Paragraph("few", inline(few), "note")] if withheld else blocks


def fund_title(name: str, language: Language) -> str:
    """The title of a fund of the catalogue; the sentence for no fund in particular for an empty name."""
    return (
        choose(fund_by_id(name).title, language.code)[1] if name else language.text("no fund in particular")
    )


def _letters(number: int) -> str:
    """A, B, … Z, AA, AB, …

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    head, rest = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("A") + rest)
