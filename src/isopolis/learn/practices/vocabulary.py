"""The words of a practice's record: closed lists, so that search, facets and matching mean the same thing."""

from __future__ import annotations

from isopolis.language import message
from isopolis.records.vocabulary import Group, Participation, Term

__all__ = [
    "UPPER_BOUNDS",
    "Advice",
    "Collection",
    "Condition",
    "Direction",
    "Group",
    "Harm",
    "Instrument",
    "Mechanism",
    "Participation",
    "Size",
    "Status",
    "Term",
    "Territory",
    "Theme",
    "size_of",
]


class Collection(Term):
    """What kind of example a record is."""

    POLICY = "policy", message("Policy example")
    REGENERATION = "regeneration-case", message("Case study: regeneration and gentrification")
    ENGAGEMENT = "engagement-case", message("Case study: engagement with vulnerable groups")


class Theme(Term):
    """The field of policy."""

    HOUSING = "housing", message("Housing allocation and mix")
    SCHOOLS = "schools", message("School catchments and enrolment")
    AREA_BASED = "area-based", message("Area-based programmes")
    SERVICES = "services", message("Where services are, and who reaches them")
    TRANSPORT = "transport", message("Transport and public space")
    DIGITAL = "digital", message("Digital inclusion")
    ENGAGEMENT = "engagement", message("Engagement and co-governance")
    REGENERATION = "regeneration", message("Regeneration against displacement")
    DATA = "data", message("Data and observatories")
    WORK = "work", message("Work and income")
    RIGHTS = "rights", message("Equal treatment and access to rights")


class Instrument(Term):
    """How it acts."""

    REGULATION = "regulation", message("Rule or law")
    ALLOCATION = "allocation-rule", message("Rule of allocation")
    INVESTMENT = "investment", message("Investment")
    INCOME = "income", message("Money for households")
    SERVICE = "service", message("Service")
    OUTREACH = "outreach", message("Outreach")
    DATA = "data", message("Data")
    GOVERNANCE = "governance", message("Governance")


class Mechanism(Term):
    """Through what people are kept apart or left out: what the practice acts on."""

    HOUSING_MARKET = "housing-market", message("Housing market: prices and supply")
    HOUSING_ALLOCATION = "housing-allocation", message("Who is given which home")
    DISPLACEMENT = "displacement", message("Rising rents push people out")
    DISINVESTMENT = "disinvestment", message("Run-down homes and places")
    SCHOOLS = "school-catchment", message("School catchments and choice")
    SERVICES = "service-siting", message("Services too far or too few")
    TRANSPORT = "transport", message("Poor connections")
    DIGITAL = "digital-exclusion", message("Services behind a screen")
    ADMINISTRATION = "administrative-burden", message("Rights that are not taken up")
    DISCRIMINATION = "discrimination", message("Discrimination")
    LABOUR = "labour-market", message("No way into work")
    VOICE = "unheard", message("People who are not heard")
    KNOWLEDGE = "no-evidence", message("Nobody knows where inequality is")


class Territory(Term):
    """Where it applies."""

    NEIGHBOURHOOD = "neighbourhood", message("neighbourhood")
    CITY = "city", message("city")
    METROPOLIS = "metropolis", message("metropolitan area")
    REGION = "region", message("region")
    COUNTRY = "country", message("country")


class Size(Term):
    """Class of population of the city."""

    SMALL = "under-50k", message("under 50,000 inhabitants")
    MEDIUM = "50k-250k", message("50,000 to 250,000 inhabitants")
    LARGE = "250k-500k", message("250,000 to 500,000 inhabitants")
    VERY_LARGE = "500k-1m", message("500,000 to 1 million inhabitants")
    GIANT = "over-1m", message("over 1 million inhabitants")


UPPER_BOUNDS = (50_000, 250_000, 500_000, 1_000_000)
"""Inhabitants from which a city is in the next class of :class:`Size`."""


def size_of(inhabitants: float) -> Size:
    """The class of a population.

    >>> size_of(60_000), size_of(49_999)
    (<Size.MEDIUM: '50k-250k'>, <Size.SMALL: 'under-50k'>)
    """
    return list(Size)[sum(inhabitants >= bound for bound in UPPER_BOUNDS)]


class Status(Term):
    """Where it stands."""

    PILOT = "pilot", message("pilot")
    RUNNING = "running", message("running")
    ENDED = "ended", message("ended")
    STOPPED = "stopped", message("stopped or struck down")


class Condition(Term):
    """What must be there for a practice to work; a city says of each: yes, no, or leaves it open."""

    OWN_HOMES = "own-homes", message("The city or non-profit landlords own many homes")
    LANDLORDS = "landlords", message("Landlords work with the city")
    PLANNING_POWER = (
        "planning-power",
        message("The city can ask for affordable homes when it lets people build"),
    )
    NATIONAL_LAW = "national-law", message("A national or regional law gives the power")
    PUBLIC_LAND = "public-land", message("The city owns land or can buy it")
    PRESSURE = "market-pressure", message("Rents and land prices rise")
    SCHOOL_PLACES = "school-places", message("The city has a say in who goes to which school")
    NEARBY_SCHOOLS = "nearby-schools", message("Several schools lie near one another")
    RESIDENTS = "organised-residents", message("Residents' groups are active in the neighbourhoods")
    BUDGET = "shared-budget", message("The council may hand part of a budget to residents")
    LONG_MONEY = "long-money", message("Money is there for several years")
    STAFF = "field-staff", message("Staff can be hired for work in the neighbourhoods")
    AREA_DATA = "area-data", message("Figures for small areas are at hand")
    NEIGHBOURS = "metropolitan-cooperation", message("Neighbouring municipalities join in")
    TRANSPORT = "steers-transport", message("The city steers its public transport")


class Direction(Term):
    """What a result says."""

    BETTER = "better", message("better")
    WORSE = "worse", message("worse")
    NONE = "no-difference", message("no difference")
    MIXED = "mixed", message("mixed")


class Harm(Term):
    """What a practice can do that nobody wanted."""

    DISPLACEMENT = "displacement", message("displacement")
    STIGMA = "stigma", message("stigma")
    EXCLUSION = "exclusion", message("some are left out")
    AVOIDANCE = "avoidance", message("avoidance")
    SUPPLY = "less-supply", message("less supply")
    INEQUALITY = "inequality", message("those who need it least gain most")
    RIGHTS = "rights", message("rights are restricted")
    TRUST = "trust", message("trust is lost")


class Advice(Term):
    """Whether a lesson says what to do or what not to."""

    DO = "do", message("Do")
    AVOID = "avoid", message("Avoid")
