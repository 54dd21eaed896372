"""A first draft of an application from the city's own records, within the limits of its sections.

Only what is on record is written: whole sentences, taken in turn from each practice so that none crowds out
the others. What does not fit is counted, and what the records do not say is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.learn.initiatives.initiative import Fill, Initiative, Section
from isopolis.learn.practices.practice import Practice
from isopolis.learn.practices.vocabulary import Group
from isopolis.records.words import choose

THRESHOLD = 50_000
GROUNDS = (
    (message("sex"), {Group.WOMEN}),
    (message("racial or ethnic origin"), {Group.ROMA, Group.ETHNIC}),
    (message("religion or belief"), {Group.RELIGION}),
    (message("disability"), {Group.DISABILITY}),
    (message("age"), {Group.OLDER, Group.YOUNG, Group.CHILDREN}),
    (message("LGBTIQ identity"), {Group.LGBTIQ}),
)
"""The grounds that the award names, and the groups of a record that stand for them."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, as far as that is known."""

    city: str
    country: str = ""
    inhabitants: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the draft.

    Attributes
    ----------
    known_limit
        Whether ``limit`` is the form's own (or given by the reader), not our working length.
    left_out
        Number of sentences on record that did not fit.
    missing
        What to add by hand, in words.
    """

    key: str
    title: str
    text: str
    limit: int
    known_limit: bool
    left_out: int
    missing: tuple[str, ...]

    @property
    def characters(self) -> int:
        """Length of the text, spaces included."""
        return len(self.text)


def sentences(text: str) -> list[str]:
    """A text in sentences.

    >>> sentences("It opened in 2019. Who came? About 3.5 % did.")
    ['It opened in 2019.', 'Who came?', 'About 3.5 % did.']
    """
    return [part for part in re.split(r"(?<=[.!?…])\s+(?=[^\W\d_a-z]|\d|«)", text.strip()) if part]


def fit(pieces: Sequence[Sequence[str]], limit: int) -> tuple[str, int]:
    """Sentences of several practices within a limit, taken in turn: the text and how many did not fit.

    >>> fit([["One.", "Two is long."], ["Three."]], 12)
    ('One.\\nThree.', 1)
    """
    kept: list[list[str]] = [[] for _ in pieces]
    length = left = 0
    for turn in zip_longest(*pieces):
        for place, sentence in enumerate(turn):
            if sentence is None:
                continue
            cost = len(sentence) + (1 if length else 0)
            if length + cost > limit:
                left += 1
            else:
                kept[place].append(sentence)
                length += cost
    return "\n".join(" ".join(part) for part in kept if part), left


def draft(
    initiative: Initiative,
    applicant: Applicant,
    practices: Sequence[Practice],
    language: Language,
    limits: Mapping[str, int] | None = None,
) -> list[Part]:
    """The sections of an application, filled from records; ``limits`` are those of this year's form."""
    if not initiative.sections:
        raise InputError(
            f"for “{initiative.id}” there is no outline of an application",
            remedy="choose an initiative that has one: inclusion-diversity-award, urbact-good-practice",
        )
    limits = limits or {}
    unknown = set(limits) - {section.key for section in initiative.sections}
    if unknown:
        raise InputError(
            f"there is no section “{min(unknown)}”",
            expected=", ".join(section.key for section in initiative.sections),
        )
    return [_part(section, applicant, practices, language, limits) for section in initiative.sections]


def _part(
    section: Section,
    applicant: Applicant,
    practices: Sequence[Practice],
    language: Language,
    limits: Mapping[str, int],
) -> Part:
    known = limits.get(section.key, section.limit)
    limit = known or section.working
    pieces, missing = _fillers()[section.fill](applicant, practices, language)
    text, left = fit(pieces, limit)
    if not text and not missing:
        missing = [language.text("The records say nothing of this.")]
    title = choose(section.title, language.code)[1]
    return Part(section.key, title, text, limit, known is not None, left, tuple(missing))


Filled = tuple[list[list[str]], list[str]]
Filler = Callable[[Applicant, Sequence[Practice], Language], Filled]


def _fillers() -> dict[Fill, Filler]:
    return {
        Fill.APPLICANT: _applicant,
        Fill.SUMMARY: _summary,
        Fill.CHALLENGE: lambda _, practices, language: _passages(practices, "challenge", language),
        Fill.APPROACH: lambda _, practices, language: _passages(practices, "approach", language),
        Fill.PEOPLE: _people,
        Fill.GROUNDS: _grounds,
        Fill.RESULTS: _results,
        Fill.LESSONS: _lessons,
        Fill.THEMES: _themes,
        Fill.CONDITIONS: _conditions,
        Fill.NOTHING: lambda _applicant, _practices, _language: ([], []),
    }


def _applicant(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    place = ", ".join(part for part in (applicant.city, applicant.country) if part)
    if applicant.inhabitants is None:
        return [[f"{place}."]], [language.text("Number of inhabitants: it decides the category.")]
    people = language.text("{n} inhabitants", n=language.number(applicant.inhabitants))
    missing = []
    if applicant.inhabitants == THRESHOLD:
        missing.append(language.text("Exactly 50,000 inhabitants: ask the organiser for the category."))
        return [[f"{place}.", f"{people}."]], missing
    small = applicant.inhabitants < THRESHOLD
    category = (
        language.text("Category: local authorities with less than 50,000 inhabitants.")
        if small
        else language.text("Category: local authorities with more than 50,000 inhabitants.")
    )
    return [[f"{place}.", f"{people}.", category]], missing


def _named(practice: Practice, language: Language) -> str:
    return choose(practice.title, language.code)[1]


def _summary(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    pieces = [
        [f"{_named(one, language)}.", *sentences(choose(one.summary, language.code)[1])] for one in practices
    ]
    return pieces, []


def _passages(practices: Sequence[Practice], field: str, language: Language) -> Filled:
    pieces = [
        sentences(choose(getattr(one, field), language.code)[1]) for one in practices if getattr(one, field)
    ]
    return pieces, _lacking(
        (one for one in practices if not getattr(one, field)),
        language,
        message("“{title}”: the record has nothing here."),
    )


def _lacking(practices: Iterable[Practice], language: Language, sentence: str) -> list[str]:
    return [language.text(sentence, title=_named(one, language)) for one in practices]


def _people(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    pieces, without = [], []
    for one in practices:
        said = sentences(choose(one.actors, language.code)[1]) if one.actors else []
        if one.participation:
            said.append(
                language.text("Residents: {level}.", level=language.text(one.participation.label).lower())
            )
        else:
            without.append(one)
        pieces.append(said)
    return pieces, _lacking(without, language, message("“{title}”: say how far residents decided."))


def _grounds(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    groups = {group for one in practices for group in one.groups}
    met = [language.text(label) for label, members in GROUNDS if members & groups]
    unmet = [language.text(label) for label, members in GROUNDS if not members & groups]
    said = []
    if met:
        said.append(language.text("Grounds of discrimination addressed: {grounds}.", grounds=", ".join(met)))
    crossing = [_named(one, language) for one in practices if one.intersectional]
    if crossing:
        said.append(
            language.text("Several grounds at once (intersection): {titles}.", titles="; ".join(crossing))
        )
    missing = []
    if unmet:
        missing.append(
            language.text("Not in the records: {grounds}. Is there a measure?", grounds=", ".join(unmet))
        )
    if not crossing:
        missing.append(language.text("No record says that several grounds are addressed together."))
    return [said], missing


def _results(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    pieces = [
        [sentence for fact in one.results for sentence in sentences(choose(fact.text, language.code)[1])]
        for one in practices
    ]
    missing = _lacking(
        (one for one in practices if not one.results), language, message("“{title}”: no result is on record.")
    )
    unsourced = sum(1 for one in practices for fact in one.results if not fact.verified)
    if unsourced:
        missing.append(
            language.text("Results that nobody checked in a source: {n}.", n=language.number(unsourced))
        )
    return pieces, missing


def _lessons(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    pieces = [
        [choose(fact.text, language.code)[1] for fact in (*one.side_effects, *one.lessons)]
        for one in practices
    ]
    return pieces, []


def _themes(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    pieces = [[f"{'; '.join(language.text(theme.label) for theme in one.themes)}."] for one in practices]
    return pieces, []


def _conditions(applicant: Applicant, practices: Sequence[Practice], language: Language) -> Filled:
    pieces = [
        [f"{language.text(need.condition.label).rstrip('.')}." for need in one.requirements]
        for one in practices
    ]
    without = (one for one in practices if not one.requirements)
    return pieces, _lacking(without, language, message("“{title}”: say what another city needs for it."))
