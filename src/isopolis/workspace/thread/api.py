"""The thread in the API: pinned figures, links, and what hangs on one thing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.thread.kinds import kind
from isopolis.workspace.thread.links import thread_of
from isopolis.workspace.thread.models import Figure
from isopolis.workspace.thread.whole import whole

router = Router()


class FigureRecord(Schema):
    """A figure as it stood when it was pinned; ``value`` is null where it is hidden or not known."""

    id: int
    title: str
    sentence: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    status: str
    area: str
    group: str
    source: str
    pinned_at: datetime


class LinkRecord(Schema):
    """A link of the thread, from one thing to another."""

    source_kind: str
    source: int
    source_title: str
    relation: str
    target_kind: str
    target: int
    target_title: str


class EntryRecord(Schema):
    """A thing at the other end of a link."""

    relation: str
    kind: str
    id: int
    title: str
    url: str
    note: str


@router.get("/partnerships/{slug}/figures", response=list[FigureRecord])
@needs(Action.SEE_THREAD)
@listed
def figures(request: Any, slug: str) -> QuerySet[Figure]:
    """The pinned figures."""
    return request.partnership.figures.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/figures/{int:pk}", response=FigureRecord)
@needs(Action.SEE_THREAD)
def figure(request: Any, slug: str, pk: int) -> Figure:
    """One pinned figure."""
    return get_object_or_404(Figure, pk=pk, partnership=request.partnership)


@router.get("/partnerships/{slug}/links", response=list[LinkRecord])
@needs(Action.SEE_THREAD)
@listed
def links(request: Any, slug: str) -> list[dict[str, Any]]:
    """The whole thread: the newest links between things that one may see."""
    found = whole(request.partnership, request.role)
    return [
        {
            "source_kind": row.source.key[0], "source": row.source.key[1], "source_title": row.source.title,
            "relation": row.relation.key,
            "target_kind": row.target.key[0], "target": row.target.key[1], "target_title": row.target.title,
        }
        for row in found.rows
    ]  # fmt: skip


@router.get("/partnerships/{slug}/thread/{key}/{int:pk}", response=list[EntryRecord])
@needs(Action.SEE_THREAD)
@listed
def of_a_thing(request: Any, slug: str, key: str, pk: int) -> list[dict[str, Any]]:
    """What hangs on one thing, both ways: ``key`` is its kind (figure, barrier, practice, ...)."""
    known = kind(key)
    if known is None:
        raise Http404
    thing = get_object_or_404(known.things(request.partnership, request.role), pk=pk)
    return [
        {
            "relation": str(strand.words),
            "kind": entry.kind.key,
            "id": entry.thing.pk,
            "title": entry.title,
            "url": entry.url,
            "note": entry.note,
        }
        for strand in thread_of(thing, request.partnership, request.role)
        for entry in strand.entries
    ]
