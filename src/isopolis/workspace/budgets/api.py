"""Participatory budgets in the API: the projects, and what each rule chose once the ballots are counted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.budgets.models import Budget
from isopolis.workspace.budgets.results import outcomes_of
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action

router = Router()


class ProjectRecord(Schema):
    """Something that the money could be spent on; ``chosen_by`` the rules that would fund it."""

    key: str
    name: str
    cost: float
    place: str
    serves: str
    text: str
    proposal: int | None
    chosen_by: list[str]


class BudgetRecord(Schema):
    """A budget; ``rule`` decides, ``counted_at`` is null as long as people may vote."""

    id: int
    title: str
    text: str
    amount: float
    currency: str
    rule: str
    opens: date | None
    closes: date | None
    counted_at: datetime | None
    voters: int | None = Field(description="null before the count")

    @staticmethod
    def resolve_amount(one: Any) -> float:
        """As a number."""
        return float(one.amount)

    @staticmethod
    def resolve_voters(one: Any) -> int | None:
        """How many ballots were counted."""
        return one.result["voters"] if one.result is not None else None


@router.get("/partnerships/{slug}/budgets", response=list[BudgetRecord])
@needs(Action.SEE_LOTTERIES)
@listed
def budgets(request: Any, slug: str) -> QuerySet[Budget]:
    """The budgets, the newest first."""
    return request.partnership.budgets.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/budgets/{int:pk}/projects", response=list[ProjectRecord])
@needs(Action.SEE_LOTTERIES)
@listed
def projects(request: Any, slug: str, pk: int) -> list[dict[str, Any]]:
    """The projects of a budget."""
    found = get_object_or_404(Budget, pk=pk, partnership=request.partnership)
    outcomes = outcomes_of(found) if found.result is not None else []
    names = ("key", "name", "place", "serves", "text")
    return [
        {
            **{name: getattr(one, name) for name in names},
            "cost": float(one.cost or Decimal()),
            "proposal": one.proposal_id,
            "chosen_by": [each.rule for each in outcomes if one.key in each.chosen],
        }
        for one in found.projects.all()
    ]


class ShareRecord(Schema):
    """A group of voters under one rule; null where it is too small to say. ``about``: what was asked."""

    rule: str
    about: str
    group: str
    voters: float | None
    money: float | None
    nothing: float | None = Field(description="the part of the group for whom nothing was chosen")


@router.get("/partnerships/{slug}/budgets/{int:pk}/groups", response=list[ShareRecord])
@needs(Action.SEE_LOTTERIES)
@listed
def groups(request: Any, slug: str, pk: int) -> list[dict[str, Any]]:
    """Who gets what under each rule, by what voters said of themselves; empty before the count."""
    found = get_object_or_404(Budget, pk=pk, partnership=request.partnership)
    rows = found.result["groups"] if found.result is not None else []
    names = ("about", "rule", "group", "voters", "money", "nothing")
    return [dict(zip(names, row, strict=True)) for row in rows]
