"""The record of a method, and the catalogue: one TOML file a method, in our own words, with its sources.

What a method is good for, whom it reaches and what goes wrong is said in English and French. ``checked_on``
is the day on which the description was compared with a source that somebody read; a method without it is
common knowledge of the field and is shown as unverified. Budget classes and spans of time are orders of
magnitude: ours, from the sources where they say.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from isopolis.decide.methods.vocabulary import BudgetClass, Purpose, Selection, Setting
from isopolis.errors import InputError
from isopolis.records.record import Key, Record, Source, record_from_toml
from isopolis.records.vocabulary import Group, Participation
from isopolis.records.words import Remark, Summary, Title

Count = Annotated[int, Field(ge=1)]


class Span(Record):
    """From the least to the most; ``most`` None: no limit."""

    least: Count
    most: Count | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.most is not None and self.most < self.least:
            raise ValueError("the most is less than the least")
        return self

    def holds(self, number: float) -> bool:
        """Whether a number lies in it."""
        return self.least <= number and (self.most is None or number <= self.most)


class Method(Record):
    """A method of engagement or of co-governance.

    Attributes
    ----------
    purposes
        What it is for, the main purpose first.
    levels
        How far residents decide (IAP2), the usual one first.
    suits, misses
        Groups that it reaches well; groups that it tends to leave out unless somebody works against that.
    people
        How many take part.
    hours
        Hours that each of them gives.
    weeks
        Weeks from the decision to do it to its result.
    budget
        The class in which it can be done properly.
    goes_with
        Other methods (ids) that it is often combined with.
    practices
        Examples of the catalogue of practices (ids) that used it.
    """

    id: Key
    title: Title
    summary: Summary
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    levels: Annotated[tuple[Participation, ...], Field(min_length=1)]
    selection: Selection
    setting: Setting
    suits: tuple[Group, ...] = ()
    misses: tuple[Group, ...] = ()
    people: Span
    hours: Span
    weeks: Span
    budget: BudgetClass
    preparation: Remark
    skills: Remark
    accessibility: Remark
    risks: Remark
    goes_with: tuple[Key, ...] = ()
    practices: tuple[Key, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    checked_on: date | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Method:
        if set(self.suits) & set(self.misses):
            raise ValueError("a group cannot be reached well and left out at once")
        if self.checked_on and not any(source.accessed for source in self.sources):
            raise ValueError("it was checked, but no source says when it was accessed")
        return self

    @property
    def governs(self) -> bool:
        """Whether people share power over something that goes on: co-governance."""
        return Purpose.RUN in self.purposes


@cache
def methods() -> tuple[Method, ...]:
    """Every method of the catalogue, by id.

    >>> len(methods()) == len({method.id for method in methods()}) >= 30
    True
    """
    folder = files(__package__) / "catalogue"
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".toml")), key=lambda e: e.name)
    return tuple(
        record_from_toml(Method, e.read_text("utf-8"), expected="the record of a method", file=Path(e.name))
        for e in entries
    )


def method_by_id(name: str) -> Method:
    """One method of the catalogue; InputError where there is none of this name."""
    for method in methods():
        if method.id == name:
            return method
    near = [method.id for method in methods() if name.lower() in method.id][:5]
    raise InputError(
        "there is no method “{name}” in the catalogue",
        expected="one of {choices}" if near else "the id of a method",
        remedy="`isopolis decide methods` lists them",
        name=name,
        choices=", ".join(near),
    )
