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
"""Languages of the catalogue: every concept has words in each."""
FURTHER = ("de", "it", "es", "pl", "nl")
"""Languages in which one can ask as well."""
SPELT_ALIKE = 6
"""Words shorter than this are taken as they are typed: too many of them are one letter apart."""


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
    known: frozenset[str] = frozenset()
    """Every term of its phrases."""

    def respelt(self, stems: Iterable[str]) -> list[str]:
        """The terms of a query, those that the thesaurus does not know but for one slip as it spells them.

        >>> thesaurus().respelt(["gentrificaton", "vilag"])
        ['gentrification', 'vilag']
        """
        return [self._nearest(one) for one in stems]

    def _nearest(self, stem: str) -> str:
        if len(stem) < SPELT_ALIKE or stem in self.known:
            return stem
        alike = [one for one in self.known if one[0] == stem[0] and one_slip_apart(stem, one)]
        return min(alike) if len(alike) == 1 else stem

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
            {
                **{language: tuple(entry[language]) for language in LANGUAGES},
                **{language: tuple(entry[language]) for language in FURTHER if language in entry},
            },
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
    known = frozenset(stem for entries in phrases.values() for phrase in entries for stem in phrase)
    return Thesaurus(concepts, ordered, known)


@cache
def thesaurus() -> Thesaurus:
    """The thesaurus that comes with Isopolis."""
    data, more = (
        tomllib.loads((files(__package__) / name).read_text("utf-8"))
        for name in ("thesaurus.toml", "thesaurus_more.toml")
    )
    return thesaurus_from({name: {**more.get(name, {}), **entry} for name, entry in data.items()})


def one_slip_apart(word: str, other: str) -> bool:
    """Whether one letter too many, too few, wrong, or two in the wrong order lead from a word to another.

    >>> [one_slip_apart(word, "gentrification") for word in ("gentrificaton", "gentrifciation", "gentry")]
    [True, True, False]
    """
    if abs(len(word) - len(other)) > 1 or word == other:
        return word == other
    short, long = sorted((word, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]
