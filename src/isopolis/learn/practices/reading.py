"""A practice in plain paragraphs, for a terminal and for anything else that shows text only."""

from __future__ import annotations

from collections.abc import Iterator

from isopolis.language import Language
from isopolis.learn.practices.evidence import MEANINGS
from isopolis.learn.practices.practice import Fact, Practice
from isopolis.records.words import choose


def checked(fact: Fact, language: Language) -> str:
    """When a fact was last checked, or that it was not."""
    if fact.checked_on is None:
        return language.text("unverified")
    return language.text("checked on {date}", date=language.date(fact.checked_on))


def place_of(practice: Practice, language: Language) -> str:
    """City and country, as far as they are known.

    >>> from isopolis.learn.practices.catalogue import practice_by_id
    >>> place_of(practice_by_id("paris-rent-ceilings"), Language("fr"))
    'Paris, France'
    """
    country = language.country(practice.country) if practice.country else ""
    return ", ".join(part for part in (practice.city, country) if part)


def period_of(practice: Practice, language: Language) -> str:
    """From when to when, and whether it still runs."""
    parts = []
    if practice.start:
        parts.append(f"{practice.start}–{practice.end or ''}")
    if practice.status:
        parts.append(language.text(practice.status.label))
    return ", ".join(parts)


def paragraphs(practice: Practice, language: Language) -> Iterator[str]:
    """Everything that a reader wants to know, from the title to the sources."""
    code = language.code
    yield f"{choose(practice.title, code)[1]} [{practice.id}]"
    yield " · ".join(part for part in (place_of(practice, language), period_of(practice, language)) if part)
    yield choose(practice.summary, code)[1]
    for heading, passage in (
        (language.text("The problem"), practice.challenge),
        (language.text("What was done"), practice.approach),
    ):
        if passage:
            yield f"{heading}: {choose(passage, code)[1]}"
    evidence = practice.evidence
    yield f"{language.text('Evidence')}: {language.text(evidence.label)}. {language.text(MEANINGS[evidence])}"
    for result in practice.results:
        label = f"{language.text(result.direction.label)}, {language.text(result.method.label)}"
        yield f"  • ({label}) {choose(result.text, code)[1]} [{checked(result, language)}]"
    if practice.side_effects:
        yield language.text("Side effects")
    for effect in practice.side_effects:
        label = language.text(effect.harm.label)
        if not effect.observed:
            label = language.text("feared: {harm}", harm=label)
        yield f"  • ({label}) {choose(effect.text, code)[1]} [{checked(effect, language)}]"
    for lesson in practice.lessons:
        yield f"  {language.text(lesson.advice.label)}: {choose(lesson.text, code)[1]}"
    for requirement in practice.requirements:
        word = language.text("needs") if requirement.needed else language.text("helped by")
        yield f"  {word}: {language.text(requirement.condition.label)}"
    for source in practice.sources:
        when = f", {language.date(source.accessed)}" if source.accessed else ""
        yield f"  {source.title}. {source.publisher}. {source.url}{when}"
