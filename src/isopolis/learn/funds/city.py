"""The city that asks: what the rules of funds look at, each of it known or not.

What is not known is None (NaN in a table): a rule that needs it answers "unknown", never "pass".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

import pandas as pd


class Applicant(StrEnum):
    """What kind of body applies."""

    CITY = "city"
    GROUPING = "grouping"
    REGION = "region"
    STATE = "state"
    PUBLIC_BODY = "public-body"
    ASSOCIATION = "association"
    ENTERPRISE = "enterprise"


class RegionClass(StrEnum):
    """Category of the NUTS 2 region for cohesion policy 2021-2027 (Regulation (EU) 2021/1060, Art. 108)."""

    LESS = "less-developed"
    TRANSITION = "transition"
    MORE = "more-developed"


@dataclass(frozen=True, slots=True)
class City:
    """A city, or whoever applies for it.

    Attributes
    ----------
    country
        ISO 3166, two letters.
    population, grouping_population
        Inhabitants, and those of the grouping with its neighbours that it could apply in.
    degurba
        Degree of urbanisation: 1 city, 2 town or suburb, 3 rural.
    languages
        Languages in which somebody there can write an application (ISO 639).
    article_11
        Whether it has a strategy under Article 11 of Regulation (EU) 2021/1058.
    just_transition, priority_neighbourhood, loan_capacity, mayors_commitment, named
        Whether it lies in a territory of the Just Transition Fund; has a priority neighbourhood that
        its State recognises; may borrow; has signed what a fund asks mayors to sign; is among the places
        that a programme names.
    """

    name: str = ""
    country: str | None = None
    applicant: str = Applicant.CITY.value
    population: float | None = None
    grouping_population: float | None = None
    degurba: int | None = None
    region_class: str | None = None
    languages: tuple[str, ...] | None = None
    article_11: bool | None = None
    just_transition: bool | None = None
    priority_neighbourhood: bool | None = None
    loan_capacity: bool | None = None
    mayors_commitment: bool | None = None
    named: bool | None = None


FACTS = tuple(field.name for field in fields(City))


def city_table(cities: Iterable[City]) -> pd.DataFrame:
    """One row a city, a column a fact; what is not known is missing.

    >>> city_table([City("Tessemar", "FR", population=180_000)])["population"].tolist()
    [180000.0]
    """
    table = pd.DataFrame([asdict(city) for city in cities], columns=list(FACTS))
    return complete(table)


def complete(table: pd.DataFrame) -> pd.DataFrame:
    """A table of cities with every fact as a column: those that nobody gave are missing, not false."""
    table = table.reindex(columns=[*FACTS, *(name for name in table if name not in FACTS)])
    table["applicant"] = table["applicant"].where(table["applicant"].notna(), Applicant.CITY.value)
    for name in ("name", "country", "applicant", "region_class", "languages"):
        table[name] = table[name].astype("object").where(table[name].notna(), None)  # quick to look up
    for name in ("population", "grouping_population", "degurba"):
        table[name] = pd.to_numeric(table[name]).astype("float64")
    for name in (
        "article_11",
        "just_transition",
        "priority_neighbourhood",
        "loan_capacity",
        "mayors_commitment",
        "named",
    ):
        table[name] = table[name].astype("object").where(table[name].notna(), None).astype("boolean")
    return table
