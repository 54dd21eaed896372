"""The record of a fund: its rules as data, each with its source and the day on which it was checked."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from isopolis.errors import InputError
from isopolis.learn.funds.money import Money
from isopolis.learn.funds.rules import AnyRule
from isopolis.learn.practices.practice import Fact
from isopolis.records.record import Country, Key, Record, Source, record_from, record_from_toml
from isopolis.records.words import Remark, Summary, Title


class Route(StrEnum):
    """Whom one asks."""

    DIRECT = "direct"
    MANAGING_AUTHORITY = "managing-authority"
    BANK = "bank"
    STATE = "state"
    INTERMEDIARY = "intermediary"


class Call(Record):
    """A period in which one can apply; ``deadline`` None while it is open until further notice."""

    opens: date | None = None
    deadline: date | None = None
    title: str = ""
    source: Key | None = None
    checked_on: date | None = None


class Timing(StrEnum):
    """How calls come."""

    CONTINUOUS = "continuous"
    CALLS = "calls"
    YEARLY = "yearly"
    PROGRAMME = "by-programme"
    CLOSED = "closed"


class Fund(Record):
    """A funding instrument.

    Attributes
    ----------
    giver
        Who pays: ``"EU"``, ``"EIB"``, ``"CEB"`` (Council of Europe Development Bank) or a country.
    timing, month
        How calls come; the month of the deadline of a yearly one.
    countries
        For a national fund: where it exists.
    double
        Other funds (ids) that must not pay for the same cost. Two grants of the EU's budget never may.
    stacks
        Other funds (ids) that are meant to be combined with it.
    ask
        Whom to ask about what is not known, in the reader's language.
    barriers
        What keeps cities from it, as cities and auditors have reported.
    """

    id: Key
    title: Title
    summary: Summary
    giver: str
    route: Route
    timing: Timing
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    countries: tuple[Country, ...] = ()
    calls: tuple[Call, ...] = ()
    until: date | None = None
    money: Money
    rules: Annotated[tuple[AnyRule, ...], Field(min_length=1)]
    double: tuple[Key, ...] = ()
    stacks: tuple[Key, ...] = ()
    ask: Remark
    barriers: tuple[Fact, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    checked_on: date | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Fund:
        keys = {source.key for source in self.sources}
        for part in (*self.rules, *self.calls, *self.barriers, self.money):
            if part.source is not None and part.source not in keys:
                raise ValueError(
                    f"something points at the source “{part.source}”, which is not in the record"
                )
        if self.checked_on and not any(source.accessed for source in self.sources):
            raise ValueError("it was checked, but no source says when it was accessed")
        return self

    @property
    def verified(self) -> bool:
        """Whether every rule and the money were found in a source."""
        return all(part.checked_on is not None for part in (*self.rules, self.money))

    @property
    def is_grant_of_the_eu(self) -> bool:
        """Whether its grant comes from the EU's budget, which never pays twice for one cost."""
        return self.giver == "EU" and self.money.form in ("real-cost", "lump-sum")


def fund_from(data: dict[str, Any], *, file: Path | None = None) -> Fund:
    """A fund from plain data; InputError names the field that is wrong."""
    return record_from(Fund, data, expected="the record of a fund", file=file)


def fund_from_toml(text: str, *, file: Path | None = None) -> Fund:
    """The fund that a TOML text describes."""
    return record_from_toml(Fund, text, expected="the record of a fund", file=file)


@cache
def funds() -> tuple[Fund, ...]:
    """Every fund of the catalogue, by id.

    >>> len(funds()) == len({fund.id for fund in funds()}) >= 30
    True
    """
    folder = files(__package__) / "catalogue"
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".toml")), key=lambda e: e.name)
    return tuple(fund_from_toml(entry.read_text("utf-8"), file=Path(entry.name)) for entry in entries)


def fund_by_id(name: str) -> Fund:
    """One fund of the catalogue; InputError where there is none of this name."""
    for fund in funds():
        if fund.id == name:
            return fund
    near = [fund.id for fund in funds() if name.lower() in fund.id][:5]
    raise InputError(
        "there is no fund “{fund}” in the catalogue",
        expected=", ".join(near) if near else "the id of a fund",
        remedy="`isopolis learn funds` lists them",
        fund=name,
    )
