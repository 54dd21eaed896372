"""What stands behind barriers in the API: measured gaps, documents, history, what residents reported."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.barriers.measured import every_gap
from isopolis.workspace.barriers.models import Barrier, Change, Document, PlaceTable, Report
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action

router = Router()


class SupportRecord(Schema):
    """A figure that supports a gap."""

    title: str
    sentence: str
    value: float
    unit: str


class GapRecord(Schema):
    """A gap that the figures of a city show; ``barrier`` is its number once it is in the register."""

    key: str
    kind: str
    city: str
    version: int
    title: str
    group: str
    service: str
    area: str
    place: str
    reach: int
    figures: list[SupportRecord]
    barrier: int | None


class Within(Schema):
    """Within how many metres a service is near: 300, 500, 1000 or 2000; of one city by its word, or all."""

    limit: int = 1000
    city: str = ""


class DocumentRecord(Schema):
    """A document; ``address`` is elsewhere or, of a file that is kept here, its download."""

    id: int
    title: str
    address: str
    added_at: datetime

    @staticmethod
    def resolve_address(one: Any) -> str:
        """Where it is read."""
        return str(one.href)


class ChangeRecord(Schema):
    """One change of a barrier."""

    field: str
    before: str
    after: str
    at: datetime


class ReportRecord(Schema):
    """What a resident reported, and what became of it. Nothing about its writer is kept."""

    id: int
    words: str
    type: str
    service: str
    place: str
    group: str
    language: str
    state: str
    reason: str
    answer: str
    barrier: int | None
    received_on: date

    @staticmethod
    def resolve_barrier(one: Any) -> int | None:
        """By its number."""
        return one.barrier_id  # type: ignore[no-any-return]


class PlaceTableRecord(Schema):
    """A table of places that distances are measured to; ``city`` is null for one of all cities."""

    id: int
    service: str
    city: str | None
    file: str
    places: int = Field(description="how many it has")
    read_at: datetime

    @staticmethod
    def resolve_city(one: Any) -> str | None:
        """By its name."""
        return one.city.name if one.city else None

    @staticmethod
    def resolve_places(one: Any) -> int:
        """How many."""
        return int(one.number)


@router.get("/partnerships/{slug}/gaps", response=list[GapRecord])
@needs(Action.SEE_BARRIERS)
@listed
def gaps(request: Any, slug: str, asked: Query[Within]) -> list[dict[str, Any]]:
    """The gaps that the cities' newest figures show, as one may see them; from published figures only."""
    return [
        {
            **{name: getattr(gap, name) for name in GapRecord.model_fields if hasattr(gap, name)},
            "city": found.city.slug,
            "version": found.diagnosis.number,
            "barrier": barrier.pk if barrier else None,
        }
        for found in every_gap(request, asked.limit, asked.city)
        for gap, barrier in found.gaps
    ]


def _barrier(request: Any, pk: int) -> Barrier:
    return get_object_or_404(Barrier, pk=pk, partnership=request.partnership)


@router.get("/partnerships/{slug}/barriers/{int:pk}/documents", response=list[DocumentRecord])
@needs(Action.SEE_BARRIERS)
@listed
def documents(request: Any, slug: str, pk: int) -> QuerySet[Document]:
    """The documents of a barrier."""
    return _barrier(request, pk).documents.select_related("barrier__partnership")


@router.get("/partnerships/{slug}/barriers/{int:pk}/changes", response=list[ChangeRecord])
@needs(Action.CHANGE_BARRIERS)
@listed
def changes(request: Any, slug: str, pk: int) -> QuerySet[Change]:
    """The history of a barrier, the newest first; people are numbers."""
    return _barrier(request, pk).changes.all()


@router.get("/partnerships/{slug}/reports", response=list[ReportRecord])
@needs(Action.MODERATE_REPORTS)
@listed
def reports(request: Any, slug: str) -> QuerySet[Report]:
    """What residents reported, for those who read it."""
    return request.partnership.reports.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/place-tables", response=list[PlaceTableRecord])
@needs(Action.CHANGE_BARRIERS)
@listed
def place_tables(request: Any, slug: str) -> QuerySet[PlaceTable]:
    """The tables of places that were read; their places are in ``places.geojson``."""
    found = PlaceTable.objects.filter(partnership=request.partnership).select_related("city")
    return found.annotate(number=Count("places"))
