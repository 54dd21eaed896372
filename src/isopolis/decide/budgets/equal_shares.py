"""The Method of Equal Shares: everybody has a share, and supporters pay together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from isopolis.decide.budgets.election import Election
from isopolis.decide.budgets.greedy import greedy_by_votes
from isopolis.errors import InputError

Floats = npt.NDArray[np.float64]
SAME = 1e-10
"""Prices that agree to this part of themselves are equal, and the order that breaks ties decides."""


class Utility(StrEnum):
    """What a voter gains from a project that was chosen."""

    COST = "cost"
    """Its cost (times the points, where there are points): money spent on what I chose."""
    CARDINALITY = "cardinality"
    """One (or the points): the number of projects that I chose."""


class Completion(StrEnum):
    """What is done with the money that no group can spend together."""

    NONE = "none"
    UTILITARIAN = "utilitarian"
    """The most votes first."""
    ADD1 = "add1"
    """Shares are raised step by step, as long as the outcome fits into the budget."""
    ADD1_UTILITARIAN = "add1u"
    """Both, in this order."""


def equal_shares(
    election: Election,
    utility: Utility | str = Utility.COST,
    completion: Completion | str = Completion.ADD1_UTILITARIAN,
    *,
    increment: float | None = None,
) -> tuple[str, ...]:
    r"""Projects in the order in which they are bought.

    Each of n voters has budget / n. A project can be bought at the price :math:`\rho` per unit of utility
    when its supporters, each paying :math:`\min(b_i, \rho\, u_i)`, cover its cost. The project with the
    lowest price is bought and paid, again and again, until none can be.

    Parameters
    ----------
    increment
        Money by which each voter's share is raised at a step of ``add1``; a hundredth of the share where
        it is not given.

    Source: Peters, Pierczyński & Skowron (2021), *NeurIPS* 34; completions: Peters & Skowron (2020).
    """
    how, after = Utility(utility), Completion(completion)
    if not election.votes:
        raise InputError("nobody voted", expected="at least one vote")
    market = _Market(election, how)
    share = float(election.budget) / len(election.votes)
    chosen = market.run(share)
    if after in (Completion.ADD1, Completion.ADD1_UTILITARIAN):
        step = increment if increment is not None else share / 100.0
        if not step > 0:
            raise InputError("the increment is {step}", expected="more than 0", step=step)
        chosen = _add1(election, market, share, step, chosen)
    names = tuple(election.projects[i].id for i in chosen)
    if after in (Completion.UTILITARIAN, Completion.ADD1_UTILITARIAN):
        return greedy_by_votes(election, names)
    return names


def _add1(election: Election, market: _Market, share: float, step: float, chosen: list[int]) -> list[int]:
    """Raise shares while the outcome fits; stop when nothing more could fit or everything is bought."""
    open_ = {i for i in range(len(election.projects)) if election.support[i] > 0}
    turn = 0
    while True:
        left = election.budget - sum(election.projects[i].cost for i in chosen)
        if not any(election.projects[i].cost <= left for i in open_.difference(chosen)):
            return chosen
        turn += 1
        more = market.run(share + turn * step)
        if sum(election.projects[i].cost for i in more) > election.budget:
            return chosen
        chosen = more


@dataclass(slots=True)
class _Price:
    value: float
    """Lowest price at which the project could be bought when it was last looked at; it never falls."""


class _Market:
    """Ballots merged, so that voters who voted alike are computed once."""

    def __init__(self, election: Election, utility: Utility) -> None:
        ballots, voters = np.unique(election.weights, axis=0, return_counts=True)
        self.costs = np.array([float(project.cost) for project in election.projects])
        self.order = election.order()
        self.voters = voters.astype(float)
        self.supporters = [np.flatnonzero(ballots[:, i] > 0) for i in range(len(self.costs))]
        scale = self.costs if utility is Utility.COST else np.ones(len(self.costs))
        self.utility = [ballots[rows, i] * scale[i] for i, rows in enumerate(self.supporters)]

    def run(self, share: float) -> list[int]:
        """The projects bought when everybody has ``share``."""
        money = np.full(len(self.voters), share)
        prices = {i: _Price(0.0) for i in self.order if len(self.supporters[i])}
        chosen: list[int] = []
        while prices:
            best, price = -1, math.inf
            # The lowest price known so far first: what lies above the best found need not be looked at again.
            for i in sorted(prices, key=lambda i: prices[i].value):
                if prices[i].value > price * (1.0 + SAME):
                    break
                prices[i].value = self._price(i, money)
                if self._better(i, prices[i].value, best, price):
                    best, price = i, prices[i].value
            if best < 0:
                return chosen
            rows = self.supporters[best]
            money[rows] = np.maximum(money[rows] - price * self.utility[best], 0.0)
            chosen.append(best)
            prices = {i: one for i, one in prices.items() if i != best and math.isfinite(one.value)}
        return chosen

    def _better(self, i: int, value: float, best: int, price: float) -> bool:
        if math.isinf(value):
            return False
        if best >= 0 and abs(value - price) <= SAME * price:
            return self.order.index(i) < self.order.index(best)
        return value < price

    def _price(self, i: int, money: Floats) -> float:
        """The lowest price at which the supporters cover the cost; infinite where they cannot."""
        rows, utility, voters = self.supporters[i], self.utility[i], self.voters[self.supporters[i]]
        have = money[rows]
        if float(have @ voters) < self.costs[i] * (1.0 - SAME):
            return math.inf
        order = np.argsort(have / utility, kind="stable")
        have, utility, voters = have[order], utility[order], voters[order]
        # When the first k pay all they have, the others pay this price:
        paid = np.concatenate([[0.0], np.cumsum(have * voters)[:-1]])
        rest = np.cumsum((utility * voters)[::-1])[::-1]
        price = (self.costs[i] - paid) / rest
        fits = np.flatnonzero(price <= have / utility * (1.0 + SAME))
        return float(price[fits[0]]) if fits.size else float(have[-1] / utility[-1])
