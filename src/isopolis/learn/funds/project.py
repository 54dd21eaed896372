"""The project that needs money: what an action of the plan would ask a fund for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from isopolis.learn.practices.vocabulary import Theme


@dataclass(frozen=True, slots=True)
class Project:
    """What is to be paid for; None is "not known yet".

    Attributes
    ----------
    cost
        Cost in euros, all of it.
    partners, countries
        Organisations that would take part, the applicant included, and the countries that they are from.
    months
        Duration.
    on
        The day on which the question is asked: calls that are over are over.
    investment
        Whether most of it is building or buying.
    """

    title: str = ""
    themes: tuple[Theme, ...] = ()
    cost: float | None = None
    partners: int | None = None
    countries: int | None = None
    months: int | None = None
    on: date | None = None
    investment: bool | None = None
    new: bool | None = None
