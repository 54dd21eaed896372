"""Rules of eligibility: each looks at one thing and answers pass, fail or unknown for many cities at once.

A rule is data of a fund's record. Its parameters are facts with a source and the day on which somebody
found them there; without that day the rule is applied, and shown as unverified.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field, StringConstraints, model_validator

from isopolis.language import message
from isopolis.learn.funds.city import Applicant, RegionClass
from isopolis.learn.funds.languages import OFFICIAL
from isopolis.learn.funds.project import Project
from isopolis.learn.practices.vocabulary import Theme
from isopolis.records.record import Country, Key, Record

Tongue = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Outcomes = npt.NDArray[np.int8]
"""(n,) an :class:`Outcome` for each city."""


class Outcome(IntEnum):
    """What a rule says."""

    FAIL = 0
    UNKNOWN = 1
    PASS = 2


EU = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
"""The 27 Member States."""


def decided(known: Any, passed: Any) -> Outcomes:
    """Pass or fail where it is known, else unknown."""
    known, passed = np.asarray(known, dtype=bool), np.asarray(passed, dtype=bool)
    return np.where(known, np.where(passed, Outcome.PASS, Outcome.FAIL), Outcome.UNKNOWN).astype(np.int8)


def _same(outcome: Outcome, cities: pd.DataFrame) -> Outcomes:
    return np.full(len(cities), outcome, dtype=np.int8)


class Rule(Record):
    """What all rules have: where they are written, and when somebody looked."""

    of_city: ClassVar[bool] = False
    """Whether it looks at the city alone, whatever the project."""

    source: Key | None = None
    checked_on: date | None = None

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """What the rule says of each city (see :func:`~.city.city_table`)."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What stands in the named places of its sentences."""
        return self.model_dump(exclude={"kind", "source", "checked_on"})

    @model_validator(mode="after")
    def _checked_somewhere(self) -> Rule:
        if self.checked_on is not None and self.source is None:
            raise ValueError("a rule that was checked has a source")
        return self


class ApplicantRule(Rule):
    """Which kinds of bodies may apply."""

    of_city = True
    kind: Literal["applicant"] = "applicant"
    among: Annotated[tuple[Applicant, ...], Field(min_length=1)]

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether the applicant's kind is among them."""
        return decided(
            cities["applicant"].notna(), cities["applicant"].isin([one.value for one in self.among])
        )


class CountryRule(Rule):
    """Which countries the applicant may be from.

    ``eu`` is all Member States but those that stay ``out``; ``others_ask``: further countries are admitted
    under conditions that are not written here, so nobody is turned away unasked.
    """

    of_city = True
    kind: Literal["country"] = "country"
    eu: bool = False
    out: tuple[Country, ...] = ()
    also: tuple[Country, ...] = ()
    others_ask: bool = False

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether the country is one of them."""
        allowed = [*(one for one in EU if self.eu and one not in self.out), *self.also]
        inside = cities["country"].isin(allowed)
        known = cities["country"].notna() & (inside | (not self.others_ask))
        return decided(known, inside)


class PopulationRule(Rule):
    """How many inhabitants it takes; ``grouping``: neighbours may be counted who apply together."""

    of_city = True
    kind: Literal["population"] = "population"
    least: Annotated[int, Field(ge=0)] = 0
    most: Annotated[int, Field(gt=0)] | None = None
    grouping: bool = False

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether there are enough of them, and not too many."""
        alone, together = cities["population"].to_numpy(), cities["grouping_population"].to_numpy()
        enough = alone >= self.least
        known = ~np.isnan(alone)
        if self.grouping:
            known = enough | ~np.isnan(together)
            enough = enough | (together >= self.least)
        few = np.full(len(cities), True) if self.most is None else alone <= self.most
        return decided(known & (~np.isnan(alone) | (self.most is None)), enough & few)


class DegurbaRule(Rule):
    """Which degrees of urbanisation; a city under Article 11 may do instead."""

    of_city = True
    kind: Literal["degurba"] = "degurba"
    among: Annotated[tuple[int, ...], Field(min_length=1)]
    or_article_11: bool = False

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether the class is among them."""
        found = decided(cities["degurba"].notna(), cities["degurba"].isin(self.among))
        if self.or_article_11:
            other = _told(cities["article_11"])
            found = np.maximum(found, other) if len(found) else found
        return found


class RegionRule(Rule):
    """Which categories of regions."""

    of_city = True
    kind: Literal["region"] = "region"
    among: Annotated[tuple[RegionClass, ...], Field(min_length=1)]

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether the region's category is among them."""
        return decided(
            cities["region_class"].notna(), cities["region_class"].isin([one.value for one in self.among])
        )


class StatusRule(Rule):
    """Something that the city is or has: a yes or no of its profile."""

    of_city = True
    kind: Literal["status"] = "status"
    has: Literal[
        "article_11",
        "just_transition",
        "priority_neighbourhood",
        "loan_capacity",
        "mayors_commitment",
        "named",
    ]

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether it is so."""
        return _told(cities[self.has])


class ThemeRule(Rule):
    """What may be paid for."""

    kind: Literal["theme"] = "theme"
    among: Annotated[tuple[Theme, ...], Field(min_length=1)]

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether one of the project's themes is among them."""
        if not project.themes:
            return _same(Outcome.UNKNOWN, cities)
        return _same(Outcome.PASS if set(project.themes) & set(self.among) else Outcome.FAIL, cities)


class ConsortiumRule(Rule):
    """How many partners, of how many countries."""

    kind: Literal["consortium"] = "consortium"
    partners: Annotated[int, Field(ge=1)] = 1
    countries: Annotated[int, Field(ge=1)] = 1

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether there are enough of both."""
        return _same(
            _worst(_at_least(project.partners, self.partners), _at_least(project.countries, self.countries)),
            cities,
        )


class LanguageRule(Rule):
    """In which languages one applies (ISO 639).

    What nobody said of a city is taken from its country where that decides it: an official language is
    written there. Where it is not one of these, somebody may know one: that is asked, not denied.
    """

    of_city = True
    kind: Literal["language"] = "language"
    among: Annotated[tuple[Tongue, ...], Field(min_length=1)]

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether one of them is written in the city."""
        accepted = set(self.among)
        official = [one for one, spoken in OFFICIAL.items() if accepted & set(spoken)]
        said = cities["languages"].notna().to_numpy()
        written = np.array(
            [bool(accepted & set(one)) if one else False for one in cities["languages"]], dtype=bool
        )
        at_home = cities["country"].isin(official).to_numpy() & ~said
        return decided(said | at_home, written | at_home)


class SizeRule(Rule):
    """How large the project's cost may be, in euros."""

    kind: Literal["size"] = "size"
    least: float = 0.0
    most: float | None = None

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether its cost lies between."""
        enough, small = _at_least(project.cost, self.least), _at_most(project.cost, self.most)
        return _same(_worst(enough, small), cities)


class DurationRule(Rule):
    """How long a project may take, in months."""

    kind: Literal["duration"] = "duration"
    least: int = 0
    most: int | None = None

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether its duration lies between."""
        enough, short = _at_least(project.months, self.least), _at_most(project.months, self.most)
        return _same(_worst(enough, short), cities)


class NoveltyRule(Rule):
    """The idea must not have been tried before."""

    kind: Literal["novelty"] = "novelty"

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether the project is new."""
        if project.new is None:
            return _same(Outcome.UNKNOWN, cities)
        return _same(Outcome.PASS if project.new else Outcome.FAIL, cities)


class InvestmentRule(Rule):
    """Only building and buying is paid for."""

    kind: Literal["investment"] = "investment"

    def outcomes(self, cities: pd.DataFrame, project: Project) -> Outcomes:
        """Whether the project is mostly that."""
        if project.investment is None:
            return _same(Outcome.UNKNOWN, cities)
        return _same(Outcome.PASS if project.investment else Outcome.FAIL, cities)


AnyRule = Annotated[
    ApplicantRule
    | CountryRule
    | PopulationRule
    | DegurbaRule
    | RegionRule
    | StatusRule
    | ThemeRule
    | ConsortiumRule
    | LanguageRule
    | SizeRule
    | DurationRule
    | NoveltyRule
    | InvestmentRule,
    Field(discriminator="kind"),
]

RULE_NAMES = {
    "applicant": message("Who applies"),
    "country": message("Country"),
    "population": message("Inhabitants"),
    "degurba": message("Degree of urbanisation"),
    "region": message("Category of the region"),
    "status": message("What the city is or has"),
    "theme": message("What it is for"),
    "consortium": message("Partners and countries"),
    "language": message("Language of the application"),
    "size": message("Size of the project"),
    "duration": message("Duration"),
    "novelty": message("A new idea"),
    "investment": message("Building or buying"),
    "call": message("An open call"),
}


def _told(column: pd.Series[Any]) -> Outcomes:
    known = column.notna().to_numpy()
    return decided(known, column.fillna(False).to_numpy(dtype=bool))


def _at_least(value: float | None, least: float) -> Outcome:
    if value is None:
        return Outcome.PASS if least <= 1 else Outcome.UNKNOWN  # one partner there always is
    return Outcome.PASS if value >= least else Outcome.FAIL


def _at_most(value: float | None, most: float | None) -> Outcome:
    if most is None:
        return Outcome.PASS
    if value is None:
        return Outcome.UNKNOWN
    return Outcome.PASS if value <= most else Outcome.FAIL


def _worst(*outcomes: Outcome) -> Outcome:
    return min(outcomes)
