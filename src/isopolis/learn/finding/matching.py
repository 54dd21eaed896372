r"""Matching: which practices are most likely to help this city with this barrier, and why.

Six parts, each from 0 to 1, are averaged with fixed weights; a part of which nothing is known is left out and
its weight shared among the others:

.. math:: s = \frac{\sum_p w_p x_p}{\sum_p w_p}

========== ====== ==================================================================================
part       weight what it is
========== ====== ==================================================================================
problem    0.30   share of the barrier's mechanisms that the practice acts on
theme      0.15   share of the barrier's fields of policy that it belongs to
group      0.15   share of the barrier's groups that it is for (all residents count half)
likeness   0.15   mean of size class, degree of urbanisation and welfare context of the two cities
evidence   0.15   level of its strongest results (0 to 1); times 1 if good, 0.5 if mixed, 0 otherwise
conditions 0.10   share of the needed conditions that the city meets; an unknown one counts half
========== ====== ==================================================================================

A practice that lacks a condition it needs comes after all that do not. Weights are a judgement, written down:
the problem decides, evidence and likeness come next because neither settles transfer alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from isopolis.learn.finding.thesaurus import thesaurus
from isopolis.learn.practices.evidence import Evidence
from isopolis.learn.practices.practice import Practice, Requirement
from isopolis.learn.practices.vocabulary import (
    Condition,
    Direction,
    Group,
    Mechanism,
    Size,
    Status,
    Theme,
    size_of,
)

WEIGHTS = {
    "problem": 0.30,
    "theme": 0.15,
    "group": 0.15,
    "likeness": 0.15,
    "evidence": 0.15,
    "conditions": 0.10,
}
DIRECTION = {Direction.BETTER: 1.0, Direction.MIXED: 0.5, Direction.NONE: 0.0, Direction.WORSE: 0.0}


@dataclass(frozen=True, slots=True)
class CityProfile:
    """What is known of the city that asks; ``conditions`` holds only those that it answered."""

    name: str = ""
    country: str | None = None
    inhabitants: float | None = None
    degurba: int | None = None
    conditions: Mapping[Condition, bool] = field(default_factory=dict)

    @property
    def size(self) -> Size | None:
        """Class of population."""
        return None if self.inhabitants is None else size_of(self.inhabitants)


@dataclass(frozen=True, slots=True)
class Need:
    """The barrier as far as matching sees it: mechanisms, fields of policy, groups."""

    mechanisms: frozenset[Mechanism] = frozenset()
    themes: frozenset[Theme] = frozenset()
    groups: frozenset[Group] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is known of it."""
        return bool(self.mechanisms or self.themes or self.groups)

    def __or__(self, other: Need) -> Need:
        """Both together."""
        return Need(
            self.mechanisms | other.mechanisms, self.themes | other.themes, self.groups | other.groups
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A practice, how well it fits (0 to 1), by which parts, and which conditions stand how."""

    practice: Practice
    score: float
    parts: Mapping[str, float | None]
    met: tuple[Requirement, ...]
    lacking: tuple[Requirement, ...]
    unknown: tuple[Requirement, ...]

    @property
    def feasible(self) -> bool:
        """Whether no condition that it needs is known to be missing."""
        return not any(requirement.needed for requirement in self.lacking)


def need_from_text(text: str) -> Need:
    """The need that a free text speaks of, by the thesaurus.

    >>> sorted(need_from_text("Les loyers chassent les familles").mechanisms)
    [<Mechanism.DISPLACEMENT: 'displacement'>, <Mechanism.HOUSING_MARKET: 'housing-market'>]
    """
    concepts = [concept for concept, *_ in thesaurus().found(text)]
    return Need(
        frozenset(value for concept in concepts for value in concept.mechanisms),
        frozenset(value for concept in concepts for value in concept.themes),
        frozenset(value for concept in concepts for value in concept.groups),
    )


@cache
def contexts() -> Mapping[str, str]:
    """Country -> welfare context."""
    data = tomllib.loads((files(__package__) / "contexts.toml").read_text("utf-8"))
    return {country: name for name, countries in data.items() for country in countries}


def match(city: CityProfile, need: Need, practices: Iterable[Practice]) -> list[Match]:
    """Practices that act on something of the need, the most likely to help first.

    Those that lack a needed condition come last; equal scores keep the order of ids.
    """
    found = [_match(city, need, practice) for practice in practices if _relevant(need, practice)]
    return sorted(found, key=lambda one: (not one.feasible, -one.score, one.practice.id))


def _relevant(need: Need, practice: Practice) -> bool:
    """Whether it acts on a mechanism of the need; where none is named, a field of policy or a group."""
    if need.mechanisms:
        return bool(need.mechanisms & set(practice.mechanisms))
    if need.themes:
        return bool(need.themes & set(practice.themes))
    return bool(need.groups & set(practice.groups))


def _match(city: CityProfile, need: Need, practice: Practice) -> Match:
    standing: dict[bool | None, list[Requirement]] = {True: [], False: [], None: []}
    for requirement in practice.requirements:
        standing[city.conditions.get(requirement.condition)].append(requirement)
    parts: dict[str, float | None] = {
        "problem": _share(need.mechanisms, set(practice.mechanisms)),
        "theme": _share(need.themes, set(practice.themes)),
        "group": _groups(need.groups, set(practice.groups)),
        "likeness": likeness(city, practice),
        "evidence": evidence_part(practice),
        "conditions": _conditions(standing),
    }
    known = {name: value for name, value in parts.items() if value is not None}
    weight = sum(WEIGHTS[name] for name in known)
    score = sum(WEIGHTS[name] * value for name, value in known.items()) / weight
    return Match(practice, score, parts, tuple(standing[True]), tuple(standing[False]), tuple(standing[None]))


def _share(
    asked: frozenset[Mechanism] | frozenset[Theme], offered: set[Mechanism] | set[Theme]
) -> float | None:
    return len(asked & offered) / len(asked) if asked else None


def _groups(asked: frozenset[Group], offered: set[Group]) -> float | None:
    if not asked:
        return None
    share = len(asked & offered) / len(asked)
    return max(share, 0.5) if Group.EVERYBODY in offered else share


def likeness(city: CityProfile, practice: Practice) -> float | None:
    """How like the two cities are: the mean of what is known of both; None where nothing is.

    >>> from isopolis.learn.practices.catalogue import practice_by_id
    >>> likeness(CityProfile(country="DE", inhabitants=80_000), practice_by_id("nijmegen-central-enrolment"))
    1.0
    """
    known = []
    if city.size and practice.size:
        classes = list(Size)
        apart = abs(classes.index(city.size) - classes.index(practice.size))
        known.append(1.0 - apart / (len(classes) - 1))
    if city.degurba and practice.degurba:
        known.append(1.0 if city.degurba == practice.degurba else 0.0)
    if city.country and practice.country:
        context = contexts().get(city.country)
        same = context is not None and context == contexts().get(practice.country)
        known.append(1.0 if same or city.country == practice.country else 0.0)
    return sum(known) / len(known) if known else None


def tendency(practice: Practice) -> Direction | None:
    """What the results of the highest level say together; None where there is no result."""
    strongest = {result.direction for result in practice.results if result.method is practice.evidence}
    if not strongest:
        return None
    return strongest.pop() if len(strongest) == 1 else Direction.MIXED


def evidence_part(practice: Practice) -> float:
    """The evidence as a part of the score: the level, times what it says."""
    says = tendency(practice)
    if says is None or practice.status is Status.STOPPED:
        return 0.0
    return practice.evidence.rank / Evidence.RANDOMISED.rank * DIRECTION[says]


def _conditions(standing: Mapping[bool | None, list[Requirement]]) -> float | None:
    met, lacking, unknown = (
        sum(requirement.needed for requirement in standing[state]) for state in (True, False, None)
    )
    needed = met + lacking + unknown
    return (met + 0.5 * unknown) / needed if needed else None
