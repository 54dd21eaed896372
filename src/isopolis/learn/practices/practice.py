"""The record of a practice: what was done where, what came of it, what went wrong, and who says so.

The fields are the union of those that the European Web Site on Integration, SPRING, URBACT, the OECD's
Observatory of Public Sector Innovation, Participedia and the Joint Research Centre's IPS-X ask for. Results,
side effects and lessons are facts with a source each; a fact that nobody checked in its source has
``checked_on = null`` and is shown as unverified.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from isopolis.errors import Phrase
from isopolis.learn.practices.evidence import Evidence, strongest
from isopolis.learn.practices.vocabulary import (
    Advice,
    Collection,
    Condition,
    Direction,
    Group,
    Harm,
    Instrument,
    Mechanism,
    Participation,
    Size,
    Status,
    Territory,
    Theme,
)
from isopolis.records.record import Country, Key, Line, Record, Source, Year
from isopolis.records.words import Passage, Remark, Summary, Title


class Fact(Record):
    """Something that is claimed, who says so, and when that was last checked (None: unverified)."""

    text: Remark
    source: Key | None = None
    checked_on: date | None = None

    @property
    def verified(self) -> bool:
        """Whether somebody found it in its source."""
        return self.checked_on is not None

    @model_validator(mode="after")
    def _checked_somewhere(self) -> Fact:
        if self.checked_on is not None and self.source is None:
            raise ValueError(Phrase("a fact that was checked has a source"))
        return self


class Result(Fact):
    """What came of it: how that is known, and whether it is good news."""

    method: Evidence
    direction: Direction
    baseline: Line | None = None
    after: Line | None = None


class SideEffect(Fact):
    """What it did that nobody wanted; ``observed`` is False for what critics expect."""

    harm: Harm
    observed: bool = True


class Lesson(Fact):
    """What those who did it, or we who read about it (no source), would tell the next city."""

    advice: Advice


class Requirement(Record):
    """A condition of success; ``needed`` is False for what helps without being indispensable."""

    condition: Condition
    needed: bool = True
    text: Remark | None = None


class Practice(Record):
    """A policy example.

    Attributes
    ----------
    id
        Its name in addresses and files.
    checked_on
        The day on which the description as a whole was last compared with its sources; None: unverified.
    contact
        An organisation, never a person.
    """

    id: Key
    title: Title
    collections: Annotated[tuple[Collection, ...], Field(min_length=1)] = (Collection.POLICY,)
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    instruments: tuple[Instrument, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    groups: tuple[Group, ...] = ()
    intersectional: bool = False
    city: str = ""
    country: Country | None = None
    nuts: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}[A-Z0-9]{0,3})?$")] = ""
    size: Size | None = None
    degurba: Annotated[int, Field(ge=1, le=3)] | None = None
    territory: Territory | None = None
    start: Year | None = None
    end: Year | None = None
    status: Status | None = None
    summary: Summary
    challenge: Passage | None = None
    approach: Passage | None = None
    actors: Remark | None = None
    participation: Participation | None = None
    cost: Remark | None = None
    funding: Remark | None = None
    results: tuple[Result, ...] = ()
    side_effects: tuple[SideEffect, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    contact: str = ""
    sources: tuple[Source, ...] = ()
    licence: str = ""
    checked_on: date | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Practice:
        keys = [source.key for source in self.sources]
        if len(set(keys)) != len(keys):
            raise ValueError(Phrase("two sources have the same key"))
        for fact in self.facts:
            if fact.source is not None and fact.source not in keys:
                said = Phrase(
                    "a fact points at the source “{key}”, which is not in the record", key=fact.source
                )
                raise ValueError(said)
        if self.start and self.end and self.end < self.start:
            raise ValueError(Phrase("it ends before it starts"))
        if self.checked_on and not any(source.accessed for source in self.sources):
            raise ValueError(Phrase("it was checked, but no source says when it was accessed"))
        return self

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Results, side effects and lessons."""
        return (*self.results, *self.side_effects, *self.lessons)

    @property
    def evidence(self) -> Evidence:
        """The level of the strongest result: it cannot disagree with what is on record."""
        return strongest([result.method for result in self.results])

    @property
    def negative(self) -> bool:
        """Whether a result is not good news, or it was stopped: a case to learn from all the same."""
        return self.status is Status.STOPPED or any(
            result.direction in (Direction.WORSE, Direction.NONE) for result in self.results
        )

    def source(self, key: str | None) -> Source | None:
        """The source that a fact points at."""
        return next((source for source in self.sources if source.key == key), None)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that both title and summary have."""
        return tuple(code for code in self.title if code in self.summary)


def practice_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record.

    >>> practice_schema()["properties"]["title"]["x-maxWords"]
    15
    """
    schema = Practice.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:isopolis:practice:1",
        **schema,
    }
