"""The list of practices: searched, narrowed by facets, each facet with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from isopolis.language import Language
from isopolis.learn.finding.documents import FACETS, PUBLIC_SCOPE, facets_of, query_of
from isopolis.learn.practices.evidence import Evidence
from isopolis.learn.practices.vocabulary import (
    Collection,
    Group,
    Instrument,
    Mechanism,
    Size,
    Status,
    Term,
    Theme,
)
from isopolis.workspace.learn.search import store_of
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.practices.models import Practice, scope_of

LABELS = {
    "theme": _("Theme"),
    "collection": _("Kind of example"),
    "mechanism": _("What it acts on"),
    "instrument": _("How it acts"),
    "group": _("For whom"),
    "country": _("Country"),
    "size": _("Size of the city"),
    "evidence": _("Evidence"),
    "status": _("Status"),
    "tone": _("What came of it"),
}
TERMS: dict[str, type[Term]] = {
    "theme": Theme,
    "collection": Collection,
    "mechanism": Mechanism,
    "instrument": Instrument,
    "group": Group,
    "size": Size,
    "evidence": Evidence,
    "status": Status,
}
MAIN = ("theme", "country", "evidence", "tone")
"""Facets that are shown at once; the others open on request."""
TONES = {"encouraging": _("no bad news"), "warning": _("with bad news to learn from")}


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list: values, labels, numbers, and whether each is chosen."""

    name: str
    label: Any
    choices: tuple[tuple[str, Any, int, bool], ...]

    @property
    def main(self) -> bool:
        """Whether it is shown at once."""
        return self.name in MAIN


def asked_of(data: QueryDict) -> dict[str, str]:
    """What a form or an address asks for: words, and one value of some facets."""
    return {name: data[name] for name in ("words", *FACETS) if data.get(name)}


def search(asked: Mapping[str, str], partnership: Partnership | None) -> list[Practice]:
    """The practices that fit, of the catalogue and one's own: best first; by title where no words are."""
    scopes = [PUBLIC_SCOPE] + ([scope_of(partnership.pk)] if partnership else [])
    facets = {name: [asked[name]] for name in FACETS if name in asked}
    keys = store_of(connection).find(query_of(asked.get("words", ""), facets, scopes))
    found = Practice.objects.select_related("partnership").in_bulk(keys)
    practices = [found[key] for key in keys if key in found]
    return practices if asked.get("words") else sorted(practices, key=lambda one: str(one).casefold())


def facets(found: Iterable[Practice], asked: Mapping[str, str], language: Language) -> list[Facet]:
    """The facets of a list, values that occur only, in the order of the vocabulary or by name."""
    numbers: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for practice in found:
        for name, values in facets_of(practice.read).items():
            numbers[name].update(values)
    out = []
    for name in FACETS:
        known = [member.value for member in TERMS[name]] if name in TERMS else sorted(numbers[name])
        choices = tuple(
            (value, label_of(name, value, language), numbers[name][value], asked.get(name) == value)
            for value in known
            if numbers[name][value] or asked.get(name) == value
        )
        if len(choices) > 1 or name in asked:
            out.append(Facet(name, LABELS[name], choices))
    return out


def label_of(name: str, value: str, language: Language) -> Any:
    """What a facet's value is called."""
    if name in TERMS:
        return language.text(TERMS[name](value).label)
    return TONES.get(value, value)
