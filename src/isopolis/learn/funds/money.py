"""What a fund pays: its rate, its limits, when the money comes; and what is left for the city to pay."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from isopolis.learn.funds.city import RegionClass
from isopolis.records.record import Key, Record

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Euros = Annotated[float, Field(ge=0.0)]


class Form(StrEnum):
    """In what form the money comes."""

    REAL_COST = "real-cost"
    LUMP_SUM = "lump-sum"
    LOAN = "loan"
    ADVICE = "technical-assistance"
    PRIZE = "recognition"


class Money(Record):
    """What a fund pays.

    Attributes
    ----------
    form
        A share of the real cost, a lump sum, a loan, help in kind, or an award without money.
    rate
        Highest share of the cost; None where it depends on the region, see ``rates``, or is not known.
    rates
        Highest share by category of region.
    least, most
        Smallest and largest sum in euros that one project gets.
    advance
        Share of the grant that is paid before the work begins; None: not known.
    source, checked_on
        Where this is written and when somebody looked.
    """

    form: Form
    rate: Share | None = None
    rates: dict[RegionClass, Share] = Field(default_factory=dict)
    least: Euros | None = None
    most: Euros | None = None
    advance: Share | None = None
    source: Key | None = None
    checked_on: date | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Money:
        if self.rate is not None and self.rates:
            raise ValueError("give one rate or a rate for each category of region, not both")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("the smallest sum is larger than the largest")
        if self.checked_on is not None and self.source is None:
            raise ValueError("what was checked has a source")
        return self

    def rate_in(self, region_class: str | None) -> float | None:
        """The highest share of the cost in a region of this category; None where it is not known."""
        if not self.rates:
            return self.rate
        return None if region_class is None else self.rates.get(RegionClass(region_class))
