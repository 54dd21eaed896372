"""The city's purse: whom a fund shuts out by what it leaves to pay, and other money that would open it.

A city of P inhabitants that can put in a euros each of its own, and have b euros each out at one time, can
take a fund for a project if :math:`a P` is at least the own contribution and :math:`b P` at least the cash
until the money comes (:mod:`isopolis.learn.funds.contribution`). Where the fund's part is not known, nothing
is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from isopolis.language import Language, message
from isopolis.learn.funds.contribution import RETAINED, cash_for, contribution
from isopolis.learn.funds.fund import Fund
from isopolis.learn.funds.money import Form, Money
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import Outcome, Outcomes, decided

RATE, ADVANCE = 0.95, 1.0 - RETAINED
"""The rate and the advance that are tried: all of the grant but what follows the final report."""


@dataclass(frozen=True, slots=True)
class Purse:
    """Euros an inhabitant that a city can put in of its own, and have out at one time, for one project."""

    own: float
    cash: float


def affordable(fund: Fund, cities: pd.DataFrame, project: Project, purse: Purse) -> Outcomes:
    """(n,) whether each city can pay what a fund leaves to it; unknown where the fund's part is not known."""
    part = contribution(fund, project.cost, None) if project.cost is not None else None
    if part is None or part.own is None:
        return np.full(len(cities), Outcome.UNKNOWN, dtype=np.int8)
    people = cities["population"].to_numpy(dtype=np.float64)
    can = (purse.own * people >= part.own) & (purse.cash * people >= cash_for(fund, part, project.months))
    return decided(~np.isnan(people), can)


@dataclass(frozen=True, slots=True)
class MoneyChange:
    """Other money of one fund; ``at`` tells changes of the rate from changes of the advance."""

    fund: Fund
    at: str
    value: float

    @property
    def before(self) -> Money:
        """What it pays now."""
        return self.fund.money

    @property
    def after(self) -> Money:
        """What it would pay."""
        return self.before.model_copy(update={self.at: self.value})

    def applied(self, fund: Fund | None = None) -> Fund:
        """The fund with the change (and others that were applied before)."""
        changed = fund or self.fund
        return changed.model_copy(update={"money": changed.money.model_copy(update={self.at: self.value})})

    def sentence(self, language: Language | None = None) -> str:
        """What is changed, in words."""
        speaks = language or Language()
        if self.at == "advance":
            return speaks.text(ADVANCE_PAID, share=speaks.percent(self.value))
        was = speaks.percent(self.before.rate or 0.0)
        return speaks.text(RATE_RAISED, was=was, share=speaks.percent(self.value))


ADVANCE_PAID = message("with {share} of the grant paid in advance")
RATE_RAISED = message("with a rate of {share} instead of {was}")


def easier_money(fund: Fund) -> Iterator[MoneyChange]:
    """The changes of money that are tried: a rate of 95%, all but the last part in advance."""
    money = fund.money
    if money.form is not Form.REAL_COST or money.rate is None:
        return
    if money.rate < RATE:
        yield MoneyChange(fund, "rate", RATE)
    if (money.advance or 0.0) < ADVANCE:
        yield MoneyChange(fund, "advance", ADVANCE)
