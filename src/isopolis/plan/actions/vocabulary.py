"""The closed lists of the Urban Agenda's template: pillars, levels, grounds, states, and their titles.

Source: Pact of Amsterdam (2016) and Ljubljana Agreement (2021) for pillars and cross-cutting issues; Articles
10 and 19 of the Treaty on the Functioning of the EU for the grounds of discrimination, socio-economic status
added; the New Leipzig Charter (2020) for its dimensions and principles; the United Nations' 17 goals (2015).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from isopolis.language import message


class Pillar(StrEnum):
    """What an action makes better."""

    REGULATION = "regulation"
    FUNDING = "funding"
    KNOWLEDGE = "knowledge"


class Level(StrEnum):
    """A level of government that has to act."""

    EU = "eu"
    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


class Ground(StrEnum):
    """A ground on which people are treated unequally."""

    AGE = "age"
    DISABILITY = "disability"
    GENDER = "gender"
    ORIENTATION = "sexual-orientation"
    RELIGION = "religion-or-belief"
    ORIGIN = "racial-or-ethnic-origin"
    STATUS = "socio-economic-status"


class State(StrEnum):
    """How far an action has come."""

    IDEA = "idea"
    PRELIMINARY = "preliminary"
    REFINED = "refined"
    DRAFT = "draft"
    ADOPTED = "adopted"
    UNDER_WAY = "under-way"
    DONE = "done"
    DROPPED = "dropped"


class CrossCutting(StrEnum):
    """An issue that every action looks at."""

    GENDER = "gender"
    SMALL_CITIES = "small-and-medium-cities"
    TERRITORY = "territorial-dimension"
    GREEN = "green-transition"
    DIGITAL = "digital-transition"
    INTERSECTION = "intersectionality"
    PARTICIPATION = "participation"


class NewLeipzig(StrEnum):
    """A dimension or a principle of the New Leipzig Charter."""

    JUST = "just-city"
    GREEN = "green-city"
    PRODUCTIVE = "productive-city"
    COMMON_GOOD = "common-good"
    INTEGRATED = "integrated-approach"
    PARTICIPATION = "participation-and-co-creation"
    MULTI_LEVEL = "multi-level-governance"
    PLACE_BASED = "place-based-approach"


class Funding(StrEnum):
    """How sure a resource is."""

    SECURED = "secured"
    APPLIED = "applied-for"
    SOUGHT = "sought"


class Degree(StrEnum):
    """How likely or how grave something is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class _Titles(Mapping[StrEnum, str]):
    """By list and member: a member of one list equals one of another that is written the same."""

    def __init__(self, titles: Iterable[tuple[StrEnum, str]]) -> None:
        self._members = {(type(one), one.value): (one, title) for one, title in titles}

    def __getitem__(self, member: StrEnum) -> str:
        return self._members[type(member), getattr(member, "value", "")][1]

    def __iter__(self) -> Iterator[StrEnum]:
        return (one for one, _title in self._members.values())

    def __len__(self) -> int:
        return len(self._members)


TITLES: Mapping[StrEnum, str] = _Titles(
    (
        (Pillar.REGULATION, message("Better regulation")),
        (Pillar.FUNDING, message("Better funding")),
        (Pillar.KNOWLEDGE, message("Better knowledge")),
        (Level.EU, message("European Union")),
        (Level.NATIONAL, message("national")),
        (Level.REGIONAL, message("regional")),
        (Level.LOCAL, message("local")),
        (Ground.AGE, message("age")),
        (Ground.DISABILITY, message("disability")),
        (Ground.GENDER, message("gender")),
        (Ground.ORIENTATION, message("sexual orientation")),
        (Ground.RELIGION, message("religion or belief")),
        (Ground.ORIGIN, message("racial or ethnic origin")),
        (Ground.STATUS, message("socio-economic status")),
        (State.IDEA, message("idea")),
        (State.PRELIMINARY, message("preliminary")),
        (State.REFINED, message("refined")),
        (State.DRAFT, message("draft")),
        (State.ADOPTED, message("adopted")),
        (State.UNDER_WAY, message("under way")),
        (State.DONE, message("done")),
        (State.DROPPED, message("dropped")),
        (CrossCutting.GENDER, message("Gender equality")),
        (CrossCutting.SMALL_CITIES, message("Small and medium-sized cities")),
        (CrossCutting.TERRITORY, message("Territorial dimension")),
        (CrossCutting.GREEN, message("Green transition")),
        (CrossCutting.DIGITAL, message("Digital transition")),
        (CrossCutting.INTERSECTION, message("Intersectionality")),
        (CrossCutting.PARTICIPATION, message("Participation")),
        (NewLeipzig.JUST, message("the just city")),
        (NewLeipzig.GREEN, message("the green city")),
        (NewLeipzig.PRODUCTIVE, message("the productive city")),
        (NewLeipzig.COMMON_GOOD, message("urban policy for the common good")),
        (NewLeipzig.INTEGRATED, message("integrated approach")),
        (NewLeipzig.PARTICIPATION, message("participation and co-creation")),
        (NewLeipzig.MULTI_LEVEL, message("multi-level governance")),
        (NewLeipzig.PLACE_BASED, message("place-based approach")),
        (Funding.SECURED, message("secured")),
        (Funding.APPLIED, message("applied for")),
        (Funding.SOUGHT, message("sought")),
        (Degree.LOW, message("low")),
        (Degree.MEDIUM, message("medium")),
        (Degree.HIGH, message("high")),
    )
)
"""The English title of every member; ``language.text(TITLES[one])`` says it in the reader's language."""

GOALS = (
    message("No poverty"),
    message("Zero hunger"),
    message("Good health and well-being"),
    message("Quality education"),
    message("Gender equality"),
    message("Clean water and sanitation"),
    message("Affordable and clean energy"),
    message("Decent work and economic growth"),
    message("Industry, innovation and infrastructure"),
    message("Reduced inequalities"),
    message("Sustainable cities and communities"),
    message("Responsible consumption and production"),
    message("Climate action"),
    message("Life below water"),
    message("Life on land"),
    message("Peace, justice and strong institutions"),
    message("Partnerships for the goals"),
)
"""Titles of the Sustainable Development Goals; goal 1 comes first."""
