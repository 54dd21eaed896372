"""A practice in the reader's language, ready for a page: texts with their language, labels, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from isopolis.language import Language
from isopolis.learn.practices.evidence import MEANINGS
from isopolis.learn.practices.practice import Fact
from isopolis.learn.practices.practice import Practice as Record
from isopolis.learn.practices.reading import period_of, place_of
from isopolis.learn.practices.vocabulary import Advice, Direction, Term
from isopolis.records.record import Source
from isopolis.records.words import choose

TONES = {Direction.BETTER: "good", Direction.WORSE: "bad", Direction.NONE: "bad", Direction.MIXED: "mixed"}


@dataclass(frozen=True, slots=True)
class Said:
    """A text and, where it is not the page's own, its language."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        """The text alone."""
        return self.text


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact with its label, its source and when it was checked (None: unverified)."""

    said: Said
    label: str
    source: Source | None
    checked_on: date | None
    tone: str = ""
    method: str = ""
    figures: tuple[str, ...] = ()


def said_in(text: dict[str, str], language: Language) -> Said:
    """A text in a language, or with the language that it is in."""
    code, words = choose(text, language.code)
    return Said(words, "" if code == language.code else code)


class Shown:
    """What a page shows of a record."""

    def __init__(self, record: Record, language: Language) -> None:
        self.record, self.language = record, language

    def _said(self, text: dict[str, str] | None) -> Said | None:
        return said_in(text, self.language) if text else None

    def _label(self, term: Term) -> str:
        return self.language.text(term.label)

    def _fact(self, fact: Fact, label: str, **more: object) -> ShownFact:
        said = self._said(fact.text)
        source = self.record.source(fact.source)
        return ShownFact(said, label, source, fact.checked_on, **more)  # type: ignore[arg-type]

    @cached_property
    def title(self) -> Said | None:
        """The title."""
        return self._said(self.record.title)

    @cached_property
    def summary(self) -> Said | None:
        """The summary."""
        return self._said(self.record.summary)

    @cached_property
    def challenge(self) -> Said | None:
        """The problem."""
        return self._said(self.record.challenge)

    @cached_property
    def approach(self) -> Said | None:
        """What was done."""
        return self._said(self.record.approach)

    @cached_property
    def cost(self) -> Said | None:
        """What it cost."""
        return self._said(self.record.cost)

    @property
    def where(self) -> str:
        """City and country."""
        return place_of(self.record, self.language)

    @property
    def when(self) -> str:
        """From when to when, and how it stands."""
        return period_of(self.record, self.language)

    @property
    def evidence(self) -> str:
        """The level of evidence."""
        return self._label(self.record.evidence)

    @property
    def meaning(self) -> str:
        """What the level means."""
        return self.language.text(MEANINGS[self.record.evidence])

    @property
    def themes(self) -> list[str]:
        """Fields of policy."""
        return [self._label(theme) for theme in self.record.themes]

    @property
    def mechanisms(self) -> list[str]:
        """What it acts on."""
        return [self._label(value) for value in self.record.mechanisms]

    @property
    def groups(self) -> list[str]:
        """For whom it is."""
        return [self._label(value) for value in self.record.groups]

    @property
    def participation(self) -> str:
        """How far residents decide."""
        return self._label(self.record.participation) if self.record.participation else ""

    @property
    def size(self) -> str:
        """Class of population."""
        return self._label(self.record.size) if self.record.size else ""

    @cached_property
    def results(self) -> list[ShownFact]:
        """What came of it."""
        return [
            self._fact(
                one,
                self._label(one.direction),
                tone=TONES[one.direction],
                method=self._label(one.method),
                figures=tuple(figure for figure in (one.baseline, one.after) if figure),
            )
            for one in self.record.results
        ]

    @cached_property
    def effects(self) -> list[ShownFact]:
        """Side effects, seen or feared."""
        return [
            self._fact(one, self._label(one.harm), tone="bad" if one.observed else "feared")
            for one in self.record.side_effects
        ]

    def _lessons(self, advice: Advice) -> list[ShownFact]:
        return [self._fact(one, "") for one in self.record.lessons if one.advice is advice]

    @property
    def dos(self) -> list[ShownFact]:
        """What to do."""
        return self._lessons(Advice.DO)

    @property
    def donts(self) -> list[ShownFact]:
        """What not to do."""
        return self._lessons(Advice.AVOID)

    @property
    def requirements(self) -> list[tuple[str, bool]]:
        """Conditions, and whether each is indispensable."""
        return [(self._label(one.condition), one.needed) for one in self.record.requirements]
