"""Words that several catalogues use: for whom something is, and how far residents decide.

The grounds of equality are those of Article 19 of the Treaty on the Functioning of the European Union and the
socio-economic situation; the levels of participation are those of the International Association for Public
Participation (IAP2).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from isopolis.language import message


class Term(StrEnum):
    """A word of a closed list: its value in files, and its label for readers.

    >>> Participation("empower").label
    'empower'
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a term of its value and its label; called with a value alone, an enumeration looks it up."""
        term = str.__new__(cls, value)
        term._value_, term.label = value, label
        return term


class Group(Term):
    """Whom it is for."""

    LOW_INCOME = "low-income", message("people with low incomes")
    NEIGHBOURHOOD = "deprived-areas", message("residents of disadvantaged neighbourhoods")
    TENANTS = "tenants", message("tenants")
    HOMELESS = "homeless", message("homeless people")
    UNEMPLOYED = "unemployed", message("people out of work")
    CHILDREN = "children", message("children and pupils")
    YOUNG = "young", message("young people")
    OLDER = "older", message("older people")
    WOMEN = "women", message("women and girls")
    FAMILIES = "families", message("families and lone parents")
    DISABILITY = "disability", message("people with disabilities")
    MIGRANTS = "migrants", message("migrants and their children")
    REFUGEES = "refugees", message("refugees and asylum seekers")
    ROMA = "roma", message("Roma and Travellers")
    ETHNIC = "ethnic-minorities", message("ethnic minorities")
    RELIGION = "religion", message("people of a minority religion or belief")
    LGBTIQ = "lgbtiq", message("LGBTIQ people")
    OFFLINE = "low-digital-skills", message("people with few digital skills")
    EVERYBODY = "residents", message("all residents")


class Participation(Term):
    """How far residents decide (IAP2)."""

    INFORM = "inform", message("inform")
    CONSULT = "consult", message("consult")
    INVOLVE = "involve", message("involve")
    COLLABORATE = "collaborate", message("collaborate")
    EMPOWER = "empower", message("empower")
