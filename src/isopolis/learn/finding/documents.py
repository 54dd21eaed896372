"""What is indexed of a practice and asked by a query: terms and marks, the same for every database.

A mark is a term that no text contains: ``c_rent`` (the text speaks of the concept), ``theme_schools`` (the
record says so), ``scope_public`` (who may find it). The database stores and ranks terms; what they are is
decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from isopolis.learn.finding.analysis import terms
from isopolis.learn.finding.thesaurus import Concept, thesaurus
from isopolis.learn.practices.practice import Practice

FACETS = (
    "theme",
    "collection",
    "mechanism",
    "instrument",
    "group",
    "country",
    "size",
    "evidence",
    "status",
    "tone",
)
"""What practices can be narrowed by."""
FIELDS = ("title", "summary", "body", "marks")
"""Fields of a document, the weightiest first."""
WEIGHTS = (4.0, 2.0, 1.0, 2.0)
"""How much a term counts in each of the :data:`FIELDS`."""
PUBLIC_SCOPE = "public"


def mark(kind: str, value: str) -> str:
    """The term that stands for a facet's value; letters, digits and low lines only.

    >>> mark("evidence", "before-after")
    'evidence_before_after'
    """
    return f"{kind}_{re.sub(r'[^a-z0-9]+', '_', value.lower())}"


@dataclass(frozen=True, slots=True)
class Document:
    """The terms of a practice by field, joined by spaces."""

    title: str
    summary: str
    body: str
    marks: str


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: terms of which at least one is wanted, and marks that must all be there.

    ``filters`` holds alternatives: one mark of each group must be there.
    """

    wanted: tuple[str, ...]
    filters: tuple[tuple[str, ...], ...] = ()
    concepts: tuple[Concept, ...] = field(default=(), compare=False)


def facets_of(practice: Practice) -> dict[str, tuple[str, ...]]:
    """The values of each facet."""
    return {
        "theme": tuple(practice.themes),
        "collection": tuple(practice.collections),
        "mechanism": tuple(practice.mechanisms),
        "instrument": tuple(practice.instruments),
        "group": tuple(practice.groups),
        "country": (practice.country,) if practice.country else (),
        "size": (practice.size,) if practice.size else (),
        "evidence": (practice.evidence,),
        "status": (practice.status,) if practice.status else (),
        "tone": ("warning",) if practice.negative else ("encouraging",),
    }


def document_of(practice: Practice, scope: str = PUBLIC_SCOPE) -> Document:
    """The terms of a practice; ``scope`` says who may find it."""
    title = [*practice.title.values(), practice.city]
    summary = list(practice.summary.values())
    body = [
        text
        for part in (
            practice.challenge,
            practice.approach,
            practice.actors,
            *(f.text for f in practice.facts),
        )
        if part
        for text in part.values()
    ]
    marks = [mark(kind, value) for kind, values in facets_of(practice).items() for value in values]
    marks += [f"c_{concept.id.replace('-', '_')}" for concept in _concepts([*title, *summary])]
    marks.append(mark("scope", scope))
    return Document(_joined(title), _joined(summary), _joined(body), " ".join(marks))


def query_of(
    text: str, facets: Mapping[str, Iterable[str]] | None = None, scopes: Iterable[str] = (PUBLIC_SCOPE,)
) -> Query:
    """The query of a free text, narrowed to values of facets and to scopes.

    >>> query_of("carte scolaire", {"country": ["FR"]}).wanted
    ('cart', 'scolair', 'c_school_catchment', 'theme_schools', 'mechanism_school_catchment')
    """
    stems = terms(text)
    spelt = thesaurus().respelt(stems)
    concepts = list(dict.fromkeys(concept for concept, *_ in thesaurus().found(spelt)))
    wanted = list(dict.fromkeys([*stems, *spelt]))
    for concept in concepts:
        wanted.append(f"c_{concept.id.replace('-', '_')}")
        wanted += [mark("theme", theme) for theme in concept.themes[:1]]
        wanted += [mark("mechanism", value) for value in concept.mechanisms[:1]]
        wanted += [mark("group", value) for value in concept.groups[:1]]
    filters = [tuple(mark("scope", scope) for scope in scopes)]
    filters += [
        tuple(mark(kind, value) for value in values) for kind, values in (facets or {}).items() if values
    ]
    return Query(tuple(dict.fromkeys(wanted)), tuple(filters), tuple(concepts))


def _concepts(texts: Iterable[str]) -> list[Concept]:
    return list(dict.fromkeys(concept for text in texts for concept, *_ in thesaurus().found(text)))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(term for text in texts for term in terms(text))
