"""An initiative and the draft of an application in plain paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from isopolis.language import Language
from isopolis.learn.funds.fund import fund_by_id
from isopolis.learn.initiatives.draft import Part
from isopolis.learn.initiatives.initiative import Deadline, Initiative
from isopolis.learn.practices.practice import Fact
from isopolis.learn.practices.reading import checked
from isopolis.records.words import choose


def next_deadline(initiative: Initiative, today: date) -> date | None:
    """The first deadline that is not past; None: none is known."""
    return min(
        (one.closes for one in initiative.deadlines if one.closes and one.closes >= today), default=None
    )


def state_of(deadline: Deadline, language: Language, today: date) -> str:
    """Whether a deadline is past; nothing for what has no date.

    >>> from datetime import date
    >>> state_of(Deadline(text={"en": "Closed."}, closes=date(2025, 2, 7)), Language("en"), date(2026, 1, 1))
    'past'
    """
    if deadline.closes is None:
        return ""
    if deadline.closes < today:
        return language.text("past")
    return language.text("until {date}", date=language.date(deadline.closes))


def paragraphs(initiative: Initiative, language: Language, today: date) -> Iterator[str]:
    """What it is, what it gives, what it asks, until when, and who says so."""
    yield choose(initiative.title, language.code)[1]
    yield f"{language.text(initiative.kind.label)} – {initiative.organiser}"
    yield choose(initiative.summary, language.code)[1]
    yield from _facts(language.text("What it gives"), initiative.gives, language)
    yield from _facts(language.text("What it asks"), initiative.asks, language)
    for name in initiative.funds:
        title = choose(fund_by_id(name).title, language.code)[1]
        words = language.text(
            "Who may apply and what is paid, rule by rule: {fund} ({id})", fund=title, id=name
        )
        yield f"- {words}"
    yield language.text("Deadlines")
    for deadline in initiative.deadlines:
        state = state_of(deadline, language, today)
        line = f"- {_said(deadline, language)}"
        yield f"{line} [{state}]" if state else line
    yield language.text("Sources")
    for source in initiative.sources:
        yield f"- {source.title}: {source.url}"


def draft_lines(parts: Iterable[Part], language: Language) -> Iterator[str]:
    """The draft as a text to work on, in Markdown: what to add by hand stands under each section."""
    for part in parts:
        yield f"## {part.title} ({part.key})"
        if part.text:
            yield part.text
        yield f"_{counted(part, language)}_"
        for missing in part.missing:
            yield f"- {missing}"


def counted(part: Part, language: Language) -> str:
    """How long a section is, of how much, and what was left out."""
    values = {"n": language.number(part.characters), "limit": language.number(part.limit)}
    said = (
        language.text("{n} of {limit} characters.", **values)
        if part.known_limit
        else language.text(
            "{n} characters; our working length is {limit}, the form’s is not known.", **values
        )
    )
    if part.left_out:
        left = language.text("Sentences on record that did not fit: {n}.", n=language.number(part.left_out))
        said = f"{said} {left}"
    return said


def _facts(title: str, facts: Iterable[Fact], language: Language) -> Iterator[str]:
    yield title
    for fact in facts:
        yield f"- {_said(fact, language)}"


def _said(fact: Fact, language: Language) -> str:
    return f"{choose(fact.text, language.code)[1]} ({checked(fact, language)})"
