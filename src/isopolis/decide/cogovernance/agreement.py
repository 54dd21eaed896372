"""A co-governance agreement: who, about what, who decides, money, duration, conflict, exit.

The parts are those that the regulation of Bologna on urban commons (2014, section 5: the collaboration
agreement) and the statutes of community land trusts settle; the clauses are ours. It is a draft to discuss
and to have checked by a lawyer of the country, no legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from isopolis.language import message
from isopolis.records.vocabulary import Term


class Right(Term):
    """How a matter is decided."""

    TOGETHER = "together", message("all parties, by consent")
    MAJORITY = "majority", message("the steering group, by majority of each side")
    RESIDENTS = "residents", message("the residents; the city is told")
    CITY = "city", message("the city; the residents are heard before")


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the agreement: its name, what it is, what it brings and does."""

    name: str
    kind: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to decide, and how."""

    name: str
    right: Right


@dataclass(frozen=True, slots=True)
class Money:
    """How much, where from, who signs for it and how it is accounted for; amount None: not settled."""

    amount: float | None = None
    source: str = ""
    keeper: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything that the parties settle; what is empty is not settled yet."""

    title: str
    purpose: str
    parties: tuple[Party, ...]
    matters: tuple[Matter, ...]
    money: Money
    starts: date | None = None
    ends: date | None = None
    review_months: int | None = None
    conflict: str = ""
    notice_weeks: int | None = None
    afterwards: str = ""


class Part(StrEnum):
    """A part that an agreement needs before it can be signed."""

    PURPOSE = "purpose"
    PARTIES = "parties"
    MATTERS = "matters"
    MONEY = "money"
    DURATION = "duration"
    CONFLICT = "conflict"
    EXIT = "exit"


def missing_parts(agreement: Agreement) -> list[Part]:
    """What is to be settled before anybody signs; every party with its role, among other things.

    >>> bare = Agreement("Square", "", (), (), Money())
    >>> len(missing_parts(bare)) == len(Part)
    True
    """
    money = agreement.money
    settled = {
        Part.PURPOSE: bool(agreement.purpose.strip()),
        Part.PARTIES: len(agreement.parties) >= 2 and all(one.role.strip() for one in agreement.parties),
        Part.MATTERS: bool(agreement.matters),
        Part.MONEY: money.amount is not None and bool(money.keeper.strip()),
        Part.DURATION: None not in (agreement.starts, agreement.ends, agreement.review_months),
        Part.CONFLICT: bool(agreement.conflict.strip()),
        Part.EXIT: agreement.notice_weeks is not None and bool(agreement.afterwards.strip()),
    }
    return [part for part in Part if not settled[part]]
