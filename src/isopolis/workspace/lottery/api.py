"""Civic lotteries in the API: what is public of them. Who is behind the codes is not given out here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Field, Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.lottery.models import CivicLottery
from isopolis.workspace.lottery.views import found_lottery
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may

router = Router()


class LotteryRecord(Schema):
    """A lottery: its rule, everybody's chance in few numbers, its seal, and once it is drawn the panel."""

    id: int
    title: str
    size: int
    rule: str
    numbers_from: str
    chances: dict[str, Any]
    quotas: list[list[Any]] = Field(description="category, feature, least, most, volunteers")
    tickets: int
    seal: str
    published_at: datetime | None
    drawn_at: datetime | None
    numbers: str
    ticket: int | None
    panel: list[str] = Field(description="codes, not names")


@router.get("/partnerships/{slug}/lotteries", response=list[LotteryRecord])
@needs(Action.SEE_LOTTERIES)
@listed
def lotteries(request: Any, slug: str) -> QuerySet[CivicLottery]:
    """The lotteries; those that are not published only for whoever runs them."""
    every: QuerySet[CivicLottery] = request.partnership.lotteries.defer("lots")
    return every if may(request.role, Action.RUN_LOTTERIES) else every.filter(published_at__isnull=False)


@router.get("/partnerships/{slug}/lotteries/{int:pk}", response=LotteryRecord)
@needs(Action.SEE_LOTTERIES)
def lottery(request: Any, slug: str, pk: int) -> CivicLottery:
    """One lottery."""
    return found_lottery(request, pk)
