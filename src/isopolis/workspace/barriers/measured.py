"""The gaps that the cities' published figures show, and the one click that takes one into the register."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis import __version__
from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.access import Gap, Places, Rule, check_near, common_metres, find_gaps
from isopolis.measure.areas import Source
from isopolis.measure.segregation import INDICES
from isopolis.workspace.barriers.models import Barrier, Place, PlaceTable
from isopolis.workspace.barriers.register import from_gap, gap_key
from isopolis.workspace.measure.access import version_of
from isopolis.workspace.measure.models import City, Diagnosis
from isopolis.workspace.measure.shown import labels_of
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text

LIMITS = (300, 500, 1000, 2000)
"""Metres that count as near; the page offers these."""
NEAR = 1000
"""Metres, where nothing is said."""
ON_A_PAGE = 5
"""Cities on a page."""


@dataclass(frozen=True, slots=True)
class CityGaps:
    """The gaps of one version of a city: (gap, its barrier if it has one), and what could not be used."""

    city: City
    diagnosis: Diagnosis
    gaps: list[tuple[Gap, Barrier | None]]
    problems: tuple[str, ...]


@needs(Action.SEE_BARRIERS)
@require_safe
def gaps(request: HttpRequest, slug: str) -> HttpResponse:
    """Gaps by city."""
    limit = _limit(request)
    rule = Rule(limit=float(limit))
    cities = _cities(request)
    chosen = request.GET.get("city", "")
    shown = [city for city in cities if city.slug == chosen] or cities
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "partnership": request.partnership,
        "cities": [found for city in page if (found := _gaps_of(request, city, rule))],
        "page": page,
        "query": urlencode({"limit": limit}),
        "choices": cities if len(cities) > 1 else (),
        "chosen": chosen,
        "tables": PlaceTable.objects.filter(partnership=request.partnership).exists(),
        "limit": limit,
        "limits": LIMITS,
        "may_change": may(request.role, Action.CHANGE_BARRIERS),
    }
    return render(request, "barriers/gaps.html", context)


def _limit(request: HttpRequest) -> int:
    asked = request.POST.get("limit") or request.GET.get("limit")
    return int(asked) if asked in {str(one) for one in LIMITS} else NEAR


def _cities(request: HttpRequest) -> list[City]:
    measured = City.objects.filter(partnership=request.partnership, diagnoses__status=Diagnosis.Status.DONE)
    return list(measured.distinct().select_related("organisation", "partnership"))


def every_gap(request: HttpRequest, limit: int, slug: str) -> list[CityGaps]:
    """The gaps of all cities, or of the one with this word, as this person sees them."""
    rule = Rule(limit=float(limit if limit in LIMITS else NEAR))
    cities = [one for one in _cities(request) if slug in ("", one.slug)]
    return [found for one in cities if (found := _gaps_of(request, one, rule))]


def _gaps_of(request: HttpRequest, city: City, rule: Rule) -> CityGaps | None:
    """The gaps of the version that this person sees first; None where there is none with a map."""
    diagnosis = version_of(request, city)
    if diagnosis is None or not has_shapes(diagnosis.folder / "areas.parquet"):
        return None
    found, problems = _compute(request, city, diagnosis, rule)
    known = {
        one.gap: one
        for one in Barrier.objects.filter(partnership=request.partnership, origin=Barrier.Origin.FIGURES)
    }
    shown = [(gap, known.get(gap_key(source_of(diagnosis), gap))) for gap in found]
    return CityGaps(city, diagnosis, shown, problems)


def _compute(
    request: HttpRequest, city: City, diagnosis: Diagnosis, rule: Rule
) -> tuple[tuple[Gap, ...], tuple[str, ...]]:
    language = reader_language()
    tables = tuple((table.pk, table.service, table.file, table.sha256) for table in tables_of(city))
    indices = {f"contribution:{one.name}": language.text(one.title) for one in INDICES}
    labels = tuple(sorted((labels_of(diagnosis, language) | indices).items()))
    return compute(
        diagnosis.folder / "areas.parquet", city.name, tables, labels, rule=rule, code=language.code
    )


def tables_of(city: City) -> list[PlaceTable]:
    """The tables of places of a city: its own, and those of no city."""
    tables = PlaceTable.objects.filter(partnership=city.partnership)
    return [one for one in tables if one.city_id in (None, city.pk)]


@lru_cache(maxsize=512)
def compute(
    path: Path,
    name: str,
    tables: tuple[tuple[int, str, str, str], ...],
    labels: tuple[tuple[str, str], ...],
    *,
    rule: Rule,
    code: str,
) -> tuple[tuple[Gap, ...], tuple[str, ...]]:
    """Gaps of the areas in a file, and what is wrong with tables of places; neither ever changes."""
    areas = gpd.read_parquet(path)
    areas = areas[areas.geometry.notna() & ~areas.geometry.is_empty].reset_index(drop=True)
    local = areas.drop(columns="geometry").assign(city=name)
    services: dict[str, np.ndarray] = {}
    problems = []
    points, _none = common_metres(areas.geometry, np.zeros((0, 2)))
    for pk, service, file, _sha256 in tables:
        places = Place.objects.filter(table=pk).values_list("longitude", "latitude")
        lonlat = np.array(list(places), dtype=np.float64).reshape(-1, 2)
        blank = ("",) * len(lonlat)
        table = Places(blank, blank, lonlat, ((),) * len(lonlat), blank, Source(file=file))
        try:
            check_near(table, areas.geometry)
        except InputError as error:
            problems.append(error_text(error))
            continue
        _points, there = common_metres(areas.geometry, lonlat)
        services[service] = np.vstack([services[service], there]) if service in services else there
    found = find_gaps(local, points, services, labels=dict(labels), rule=rule, language=Language(code))
    return tuple(found), tuple(problems)


@lru_cache(maxsize=256)
def has_shapes(path: Path) -> bool:
    """Whether the file of a diagnosis has the shapes of its areas."""
    return path.exists() and b"geo" in (pq.read_schema(path).metadata or {})


def source_of(diagnosis: Diagnosis) -> str:
    """What a pinned figure says of where it came from."""
    year = f" ({diagnosis.year})" if diagnosis.year else ""
    return f"{diagnosis.city.name}{year}, version {diagnosis.number}"


@needs(Action.CHANGE_BARRIERS)
@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a barrier of the gap that was posted, computed again from the same version."""
    rule = Rule(limit=float(_limit(request)))
    wanted = request.POST.get("gap", "")
    for city in _cities(request):
        if city.slug != request.POST.get("city"):
            continue
        found = _gaps_of(request, city, rule)
        gap = next((one for one, _barrier in found.gaps if one.key == wanted), None) if found else None
        if found is None or gap is None:
            break
        tables = [{"service": one.service, "file": one.file, "sha256": one.sha256} for one in tables_of(city)]
        barrier = from_gap(
            request.partnership,
            gap,
            city=city,
            source=source_of(found.diagnosis),
            address=found.diagnosis.get_absolute_url(),
            provenance={
                "diagnosis": found.diagnosis.provenance,
                "rule": asdict(rule),
                "places": tables,
                "version": __version__,
            },
            by=request.user,
        )
        messages.success(request, _("It is in the register, its figures are pinned."))
        return redirect(barrier)
    messages.error(request, _("The gap is not there any more: its city was measured again."))
    return redirect("gaps", slug=slug)
