"""Rankings in the API: what is put in order, and the order with its reasons."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from isopolis.errors import InputError
from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.priorities.gathering import panel_of
from isopolis.workspace.priorities.models import Ranking
from isopolis.workspace.priorities.results import table_of
from isopolis.workspace.site.reader import reader_language

router = Router()


class RankingRecord(Schema):
    """A list that members put in order, and its criteria."""

    id: int
    title: str
    text: str
    criteria: list[str]
    is_open: bool


class PlaceRecord(Schema):
    """An entry in the order under the members' own weights, its ``value`` from 0 to 10.

    ``low`` to ``high`` are its best and worst place whatever the weights, ``first`` the part of all weights
    under which it comes first, ``beaten_by`` what is better by every criterion.
    """

    rank: int
    action: str
    value: float
    low: int
    high: int
    first: float
    dissent: float
    beaten_by: str | None
    why: str


@router.get("/partnerships/{slug}/rankings", response=list[RankingRecord])
@needs(Action.SEE_PRIORITIES)
@listed
def rankings(request: Any, slug: str) -> QuerySet[Ranking]:
    """The rankings, the newest first."""
    return request.partnership.rankings.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/rankings/{int:pk}/places", response=list[PlaceRecord])
@needs(Action.SEE_PRIORITIES)
@listed
def places(request: Any, slug: str, pk: int) -> list[dict[str, Any]]:
    """The order of a ranking; empty as long as too few have scored."""
    found = get_object_or_404(Ranking, pk=pk, partnership=request.partnership)
    try:
        _head, *rows = table_of(panel_of(found), reader_language())
    except InputError:
        return []
    return [dict(zip(PlaceRecord.model_fields, row, strict=True)) for row in rows]
