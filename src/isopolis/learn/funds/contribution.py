"""What the city pays itself: its own contribution, and the money that it must have while it waits.

A grant is usually paid in parts: an advance, instalments for what was spent, and the last part after the
final report. Until then the city pays in advance for the fund; the lowest balance is the cash that it needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.learn.funds.fund import Fund
from isopolis.learn.funds.money import Form

INSTALMENT_MONTHS = 6
"""Months between two instalments, if the fund's own rhythm is not given."""
PAYMENT_MONTHS = 3
"""Months from a claim to its payment."""
RETAINED = 0.2
"""Share of the grant that is paid after the final report."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """Who pays what of a project, in euros; None is not known.

    ``grant`` what the fund pays at most, ``own`` the rest, ``rate`` the share of the cost that the grant is,
    ``capped`` whether the fund's largest sum cuts it, ``loan`` what must be paid back.
    """

    cost: float
    grant: float | None
    own: float | None
    rate: float | None
    capped: bool
    loan: float = 0.0


def contribution(fund: Fund, cost: float, region_class: str | None = None) -> Contribution:
    """The fund's part and the city's part of a cost.

    Raises
    ------
    InputError
        A cost that is not positive.

    >>> from isopolis.learn.funds.fund import fund_by_id
    >>> found = contribution(fund_by_id("eui-innovative-actions"), 8_000_000)
    >>> found.grant, found.own, found.capped
    (5000000.0, 3000000.0, True)
    """
    if not np.isfinite(cost) or cost <= 0:
        raise InputError("a cost of {cost} euros", expected="more than 0", cost=f"{cost:g}")
    money, rate = fund.money, fund.money.rate_in(region_class)
    if money.form is Form.PRIZE:
        return Contribution(cost, 0.0, cost, 0.0, False)
    if money.form is Form.LUMP_SUM and rate is None:
        if money.most is None:
            return Contribution(cost, None, None, None, False)
        paid = min(cost, money.most)
        return Contribution(cost, paid, cost - paid, paid / cost, cost > money.most)
    if rate is None:
        return Contribution(cost, None, None, None, False)
    full = rate * cost
    paid = full if money.most is None else min(full, money.most)
    capped = paid < full
    if money.form is Form.LOAN:
        return Contribution(cost, 0.0, cost - paid, 0.0, capped, loan=paid)
    return Contribution(cost, paid, cost - paid, paid / cost, capped)


def cash_flow(
    cost: float, grant: float, months: int, *, advance: float = 0.0, retained: float = RETAINED
) -> pd.DataFrame:
    """Month by month: spent, received, and the balance without the city's own money.

    The cost is spent evenly. The advance comes in month 0; every six months what was spent is claimed at
    the grant's rate and paid three months later, up to all but the retained part; that comes three months
    after the end.

    Parameters
    ----------
    cost, grant
        Euros.
    months
        Duration.
    advance, retained
        Shares of the grant.

    Returns
    -------
    Columns ``month``, ``spent``, ``received``, ``balance`` (both so far; negative: the city has paid so
    much in advance, its own contribution included). The last balance is what the city pays in the end.

    >>> flow = cash_flow(100_000, 80_000, 12)
    >>> round(flow["balance"].iloc[-1]), round(flow["balance"].min())
    (-20000, -66667)
    """
    if months < 1:
        raise InputError("a project of {months} months", expected="at least 1 month", months=months)
    if not 0.0 <= advance + retained <= 1.0:
        raise InputError("the advance and the retained part are more than the grant", expected="100% or less")
    last = months + PAYMENT_MONTHS
    spent, received = np.zeros(last + 1), np.zeros(last + 1)
    spent[1 : months + 1] = cost / months
    received[0] = advance * grant
    ceiling, claimed = grant * (1.0 - retained), advance * grant
    for month in range(INSTALMENT_MONTHS, months + 1, INSTALMENT_MONTHS):
        due = min(ceiling, grant * month / months)
        if due > claimed:
            received[month + PAYMENT_MONTHS] += due - claimed
            claimed = due
    received[last] += grant - claimed
    return pd.DataFrame(
        {
            "month": np.arange(last + 1),
            "spent": spent,
            "received": received,
            "balance": np.cumsum(received - spent),
        }
    )


def cash_needed(flow: pd.DataFrame) -> float:
    """The most money that the city must have at one time, in euros."""
    return float(max(0.0, -flow["balance"].min()))


MONTHS = 24
"""How long a project is taken to last whose duration nobody has said."""


def cash_for(fund: Fund, part: Contribution, months: int | None) -> float:
    """The most euros that the city must have at one time for its project; a loan comes at the start."""
    flow = cash_flow(part.cost, part.grant or 0.0, months or MONTHS, advance=advance_of(fund))
    return max(0.0, cash_needed(flow) - part.loan)


def advance_of(fund: Fund) -> float:
    """The share that is paid in advance, at most what is not retained; 0 where it is not known."""
    return min(fund.money.advance or 0.0, 1.0 - RETAINED)


UNKNOWN_PART = message("What it pays of the cost is not known here; ask.")
PAYS = message("It pays at most {grant} euros; the city pays {own} and needs {cash} in cash meanwhile.")
LENDS = message("It lends {loan} euros, to be paid back; {own} are left for the city.")
HONOURS = message("It gives recognition, no money.")


def money_sentence(
    fund: Fund, part: Contribution, months: int | None = None, language: Language | None = None
) -> str:
    """Who pays what, and the cash that is needed, in words.

    >>> from isopolis.learn.funds.fund import fund_by_id
    >>> fund = fund_by_id("eui-innovative-actions")
    >>> money_sentence(fund, contribution(fund, 1_000_000))
    'It pays at most 800,000 euros; the city pays 200,000 and needs 433,333 in cash meanwhile.'
    """
    speaks = language or Language()
    if part.grant is None or part.own is None:
        return speaks.text(UNKNOWN_PART)
    if fund.money.form is Form.PRIZE:
        return speaks.text(HONOURS)
    own = speaks.number(round(part.own))
    if part.loan:
        return speaks.text(LENDS, loan=speaks.number(round(part.loan)), own=own)
    cash = speaks.number(round(cash_for(fund, part, months)))
    return speaks.text(PAYS, grant=speaks.number(round(part.grant)), own=own, cash=cash)
