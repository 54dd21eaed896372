"""The thesaurus: finds the concepts that a text speaks of, in whichever of its languages.

Documents and queries are both tagged with concepts, so “carte scolaire” finds a text about school catchments.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from isopolis.learn.finding.analysis import terms
from isopolis.learn.practices.vocabulary import Group, Mechanism, Theme

LANGUAGES = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing with several words, and the words of the record that it points at."""

    id: str
    words: Mapping[str, tuple[str, ...]] = field(compare=False)
    themes: tuple[Theme, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    groups: tuple[Group, ...] = ()

    def label(self, language: str) -> str:
        """Its first word in a language, else in English."""
        return self.words.get(language, self.words["en"])[0]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Concepts, found by the stems of their words."""

    concepts: tuple[Concept, ...]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Concept], ...]]

    def found(self, text: str | Iterable[str]) -> list[tuple[Concept, int, int]]:
        """Concepts in a text (or its terms), each with the places of its first term and after its last.

        The longest phrase that begins at a term wins; phrases do not overlap.

        >>> [found[0].id for found in thesaurus().found("Mixité scolaire et loyers")]
        ['school-segregation', 'rent']
        """
        stems = terms(text) if isinstance(text, str) else list(text)
        return list(self._walk(stems))

    def _walk(self, stems: list[str]) -> Iterator[tuple[Concept, int, int]]:
        place = 0
        while place < len(stems):
            for phrase, concept in self.phrases.get(stems[place], ()):
                if tuple(stems[place : place + len(phrase)]) == phrase:
                    yield concept, place, place + len(phrase)
                    place += len(phrase)
                    break
            else:
                place += 1


def thesaurus_from(data: Mapping[str, Mapping[str, list[str]]]) -> Thesaurus:
    """A thesaurus from plain data: concept -> words by language and what it points at."""
    concepts = tuple(
        Concept(
            name,
            {language: tuple(entry[language]) for language in LANGUAGES},
            tuple(Theme(value) for value in entry.get("themes", ())),
            tuple(Mechanism(value) for value in entry.get("mechanisms", ())),
            tuple(Group(value) for value in entry.get("groups", ())),
        )
        for name, entry in data.items()
    )
    phrases: dict[str, dict[tuple[str, ...], Concept]] = {}
    for concept in concepts:
        for words in concept.words.values():
            for word in words:
                stems = tuple(terms(word))
                phrases.setdefault(stems[0], {}).setdefault(stems, concept)
    ordered = {
        first: tuple(sorted(known.items(), key=lambda item: (-len(item[0]), item[0])))
        for first, known in phrases.items()
    }
    return Thesaurus(concepts, ordered)


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus that comes with Isopolis."""
    return thesaurus_from(tomllib.loads((files(__package__) / "thesaurus.toml").read_text("utf-8")))
