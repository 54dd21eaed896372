"""The measured cities in the API: their versions, the figures of each, and those of its areas.

Everything here has passed the protection gate when the city was measured; what is withheld is null.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from ninja import Field, Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.barriers.measured import has_shapes
from isopolis.workspace.measure.access import city_of, required_version, visible
from isopolis.workspace.measure.models import Diagnosis, Figure
from isopolis.workspace.measure.shown import labels_of, told_of
from isopolis.workspace.measure.summaries import summaries
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.reader import reader_language

router = Router()
PLACE = "/partnerships/{slug}/cities"
VERSION = PLACE + "/{city}/versions/{int:number}"


class CityRecord(Schema):
    """A city and the version that its page opens with; ``index`` to ``high`` are its leading figure."""

    slug: str
    name: str
    organisation: str | None
    version: int | None
    year: int | None
    areas: int | None
    published: bool
    index: str | None
    value: float | None
    low: float | None
    high: float | None
    sentence: str


class VersionRecord(Schema):
    """One measurement of a city; ``groups`` by their keys, ``withheld`` the areas without figures."""

    number: int
    year: int | None
    made_at: datetime
    published_at: datetime | None
    dataset: str = Field(description="name of the file")
    groups: list[str]
    people: float | None
    areas: int
    withheld: int

    @staticmethod
    def resolve_dataset(one: Any) -> str:
        """What the file was called."""
        return str(one.dataset.name)


class WholeVersionRecord(VersionRecord):
    """A version with its sentences, the names of its groups, and what is needed to compute it again."""

    labels: dict[str, str]
    headline: list[str]
    remarks: list[str]
    provenance: dict[str, Any]

    @staticmethod
    def resolve_labels(one: Any) -> dict[str, str]:
        """In the language of the request."""
        return labels_of(one, reader_language())

    @staticmethod
    def resolve_headline(one: Any) -> Any:
        """In the language of the request."""
        return told_of(one, reader_language()).get("headline", [])

    @staticmethod
    def resolve_remarks(one: Any) -> Any:
        """In the language of the request."""
        return told_of(one, reader_language()).get("remarks", [])


class CityFigureRecord(Schema):
    """A figure of the whole city; ``scale`` is empty for the areas as they are."""

    index: str
    groups: str
    scale: str
    value: float | None
    low: float | None
    high: float | None
    expected: float | None
    corrected: float | None
    status: str
    sentence: str


def _version(request: Any, city: str, number: int) -> Diagnosis:
    return required_version(request, city_of(request, city), number)


@router.get(PLACE, response=list[CityRecord])
@needs(Action.SEE_FIGURES)
@listed
def cities(request: Any, slug: str) -> list[dict[str, Any]]:
    """The cities, by name."""
    published_only = not may(request.role, Action.MEASURE)
    rows = []
    for one in summaries(request.partnership, published_only=published_only):
        version, figure = one.diagnosis, one.figure
        rows.append(
            {
                "slug": one.city.slug,
                "name": one.city.name,
                "organisation": one.city.organisation.name if one.city.organisation else None,
                "version": version.number if version else None,
                "year": version.year if version else None,
                "areas": version.areas if version else None,
                "published": bool(version and version.published_at),
                "sentence": one.sentence,
                **{
                    name: getattr(figure, name) if figure else None
                    for name in ("index", "value", "low", "high")
                },
            }
        )
    return rows


@router.get(PLACE + "/{city}/versions", response=list[VersionRecord])
@needs(Action.SEE_FIGURES)
@listed
def versions(request: Any, slug: str, city: str) -> QuerySet[Diagnosis]:
    """The versions of a city that one may see, the newest first."""
    return visible(request, city_of(request, city)).select_related("dataset")


@router.get(VERSION, response=WholeVersionRecord)
@needs(Action.SEE_FIGURES)
def version(request: Any, slug: str, city: str, number: int) -> Diagnosis:
    """One version, in words and with its origin."""
    return _version(request, city, number)


@router.get(VERSION + "/figures", response=list[CityFigureRecord])
@needs(Action.SEE_FIGURES)
@listed
def figures(request: Any, slug: str, city: str, number: int) -> QuerySet[Figure]:
    """The figures of the whole city."""
    return Figure.objects.filter(diagnosis=_version(request, city, number))


@router.get(VERSION + "/areas", response=list[dict[str, Any]])
@needs(Action.SEE_FIGURES)
@listed
def areas(request: Any, slug: str, city: str, number: int) -> list[dict[str, Any]]:
    """The figures of its areas: a record an area, a field a figure; null where there is none."""
    return _plain(pq.read_table(_version(request, city, number).local).to_pandas())


@router.get(VERSION + "/areas.geojson")
@needs(Action.SEE_FIGURES)
def areas_with_shapes(request: Any, slug: str, city: str, number: int) -> HttpResponse:
    """The same with their shapes (longitude, latitude)."""
    path = _version(request, city, number).folder / "areas.parquet"
    if not has_shapes(path):
        raise Http404
    content = gpd.read_parquet(path).to_crs("EPSG:4326").to_json(na="null", drop_id=True)
    return HttpResponse(content, content_type="application/geo+json")


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON can hold them: nothing for what is not a number."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]
