"""The register of barriers in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from isopolis.workspace.api.lists import listed
from isopolis.workspace.api.problems import cleaned
from isopolis.workspace.barriers.finding import find
from isopolis.workspace.barriers.forms import BarrierForm
from isopolis.workspace.barriers.models import Barrier, Place, PlaceTable
from isopolis.workspace.barriers.register import save_form
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action

router = Router()


class BarrierRecord(Schema):
    """A barrier; ``together``: it is for people who are in all of the groups at once."""

    id: int
    title: str
    description: str
    groups: list[str]
    together: bool
    service: str
    type: str
    city: str | None
    area: str
    place: str
    severity: int | None
    reach: int | None
    status: str
    origin: str
    testimonies: list[str]
    made_at: datetime
    changed_at: datetime

    @staticmethod
    def resolve_groups(one: Any) -> list[str]:
        """By their names."""
        return [group.name for group in one.groups.all()]

    @staticmethod
    def resolve_city(one: Any) -> str | None:
        """By its name."""
        return one.city.name if one.city else None

    @staticmethod
    def resolve_testimonies(one: Any) -> list[str]:
        """What people say."""
        return [testimony.words for testimony in one.testimonies.all()]


class NewBarrier(Schema):
    """A barrier to add: the groups by their names, the city by its own."""

    title: str
    description: str = ""
    groups: list[str] = Field(default_factory=list)
    together: bool = False
    service: str = ""
    type: str = ""
    city: str = ""
    area: str = ""
    place: str = ""
    severity: int | None = None
    reach: int | None = None


class Asked(Schema):
    """How the list is narrowed."""

    words: str = Field("", max_length=100)
    status: str = ""
    type: str = ""
    group: str = ""
    city: str = ""
    severity: str = ""
    origin: str = ""


def _all(request: Any) -> QuerySet[Barrier]:
    things = Barrier.objects.filter(partnership=request.partnership).select_related("city")
    return things.prefetch_related("groups", "testimonies")


@router.get("/partnerships/{slug}/barriers", response=list[BarrierRecord])
@needs(Action.SEE_BARRIERS)
@listed
def barriers(request: HttpRequest, slug: str, asked: Query[Asked]) -> QuerySet[Barrier]:
    """The register, newest first, narrowed as in the page."""
    return find(_all(request), {name: value for name, value in asked.model_dump().items() if value})


@router.post("/partnerships/{slug}/barriers", response={201: BarrierRecord})
@needs(Action.CHANGE_BARRIERS)
def add(request: Any, slug: str, sent: NewBarrier) -> Status:
    """Add a barrier to the register, by the rules of its form."""
    values = sent.model_dump() | {"status": Barrier.Status.OPEN, "more_groups": ",".join(sent.groups)}
    values["groups"] = []
    if sent.city:
        cities = request.partnership.cities.filter(name=sent.city)
        values["city"] = cities.values_list("pk", flat=True).first() or sent.city
    barrier = Barrier(partnership=request.partnership, made_by=request.user)
    form = BarrierForm(request.partnership, values, instance=barrier)
    cleaned(form)
    return Status(201, save_form(form, request.user))


@router.get("/partnerships/{slug}/barriers/{int:pk}", response=BarrierRecord)
@needs(Action.SEE_BARRIERS)
def barrier(request: HttpRequest, slug: str, pk: int) -> Barrier:
    """One barrier."""
    return get_object_or_404(_all(request), pk=pk)


@router.get("/partnerships/{slug}/places.geojson")
@needs(Action.SEE_BARRIERS)
def places(request: Any, slug: str) -> HttpResponse:
    """The places of all tables that were read, as GeoJSON (longitude, latitude)."""
    tables = PlaceTable.objects.filter(partnership=request.partnership)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {
                "code": place.code, "name": place.name, "service": place.table.service,
                "offers": place.offers, "hours": place.hours,
            },
        }
        for place in Place.objects.filter(table__in=tables).select_related("table")
    ]  # fmt: skip
    return JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )
