"""The record of an initiative that a partnership can join: what it asks, what it gives, until when.

As in the catalogue of practices, what is said is a fact with a source and the day on which it was checked
there; a fact without that day is unverified. A deadline is that of one edition: the next one is announced by
the organiser, so a past deadline is shown as past, never moved on by a year.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from isopolis.language import message
from isopolis.learn.practices.practice import Fact
from isopolis.learn.practices.vocabulary import Term
from isopolis.records.record import Key, Record, Source
from isopolis.records.words import Remark, Summary, Title


class Kind(Term):
    """What an initiative is."""

    AWARD = "award", message("Award")
    LABEL = "label", message("Label for good practice")
    FUND = "fund", message("Money for pilot projects")
    EXCHANGE = "exchange", message("Visits between cities")
    NETWORK = "network", message("Network of cities")
    CENTRE = "centre", message("Centre of expertise")


class Fill(Term):
    """Which part of the city's records answers a section of an application."""

    APPLICANT = "applicant", message("the city")
    SUMMARY = "summary", message("what the practices are")
    CHALLENGE = "challenge", message("the problems")
    APPROACH = "approach", message("what was done")
    PEOPLE = "people", message("who took part, and how far they decided")
    GROUNDS = "grounds", message("grounds of discrimination")
    RESULTS = "results", message("what came of it")
    LESSONS = "lessons", message("side effects and lessons")
    THEMES = "themes", message("fields of policy")
    CONDITIONS = "conditions", message("what it takes elsewhere")
    NOTHING = "nothing", message("not in the records")


class Deadline(Fact):
    """Until when an edition takes applications; ``closes`` None: it is always open, or was not announced."""

    closes: date | None = None


class Section(Record):
    """A part of an application.

    Attributes
    ----------
    limit
        The most characters, spaces included, that the organiser's form takes; None: we have not seen it.
    working
        The most characters that a draft has where the form's limit is unknown: ours, not the organiser's.
    """

    key: Key
    title: Title
    fill: Fill
    limit: Annotated[int, Field(gt=0)] | None = None
    working: Annotated[int, Field(gt=0)] = 1500


class Initiative(Record):
    """Something that a partnership can apply to, join or use.

    ``funds`` are entries of the catalogue of funds: who may apply and what is paid stands there, once.
    """

    id: Key
    title: Title
    kind: Kind
    organiser: str
    url: str
    summary: Summary
    gives: tuple[Fact, ...] = ()
    asks: tuple[Fact, ...] = ()
    funds: tuple[Key, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    outline: Remark | None = None
    sections: tuple[Section, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything that is claimed."""
        return (*self.gives, *self.asks, *self.deadlines)

    @model_validator(mode="after")
    def _known_sources(self) -> Initiative:
        if not self.funds and not (self.gives and self.asks):
            raise ValueError("say what it gives and asks, or which fund says so")
        keys = {source.key for source in self.sources}
        for fact in self.facts:
            if fact.source is not None and fact.source not in keys:
                raise ValueError(f"a fact points at the source “{fact.source}”, which is not in the record")
        return self

    def source(self, key: str | None) -> Source | None:
        """The source that a fact points at."""
        return next((source for source in self.sources if source.key == key), None)
