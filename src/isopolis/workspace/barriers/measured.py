"""The gaps that the cities' published figures show, and the one click that takes one into the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import pyarrow.parquet as pq
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis import __version__
from isopolis.language import Language
from isopolis.measure.access import Gap, Rule
from isopolis.measure.segregation import INDICES
from isopolis.workspace.barriers.finding_gaps import Question, found
from isopolis.workspace.barriers.models import Barrier, PlaceTable
from isopolis.workspace.barriers.register import from_gap, gap_key
from isopolis.workspace.measure.access import first_versions
from isopolis.workspace.measure.models import City, Diagnosis
from isopolis.workspace.measure.shown import labels_of
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.reader import reader_language

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
        "cities": _gaps_of(request, list(page), rule),
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
    return _gaps_of(request, [one for one in _cities(request) if slug in ("", one.slug)], rule)


def _gaps_of(request: HttpRequest, cities: Sequence[City], rule: Rule) -> list[CityGaps]:
    """The gaps of the versions that this person sees first; cities without one with a map are left out.

    However many cities: what the database knows of them is asked together.
    """
    versions = first_versions(request, cities)
    shown = [
        versions[one.pk]
        for one in cities
        if one.pk in versions and has_shapes(versions[one.pk].folder / "areas.parquet")
    ]
    tables = list(PlaceTable.objects.filter(partnership=request.partnership))
    language = reader_language()
    asked = [_question(one, tables, rule, language) for one in shown]
    answers = found(asked)
    of_figures = Barrier.objects.filter(partnership=request.partnership, origin=Barrier.Origin.FIGURES)
    known = {one.gap: one for one in of_figures}
    return [
        CityGaps(
            one.city,
            one,
            [(gap, known.get(gap_key(source_of(one), gap))) for gap in answers[question][0]],
            answers[question][1],
        )
        for one, question in zip(shown, asked, strict=True)
    ]


def _question(diagnosis: Diagnosis, tables: Sequence[PlaceTable], rule: Rule, language: Language) -> Question:
    indices = {f"contribution:{one.name}": language.text(one.title) for one in INDICES}
    return Question(
        diagnosis.folder / "areas.parquet",
        diagnosis.city.name,
        tuple((one.pk, one.service, one.file, one.sha256) for one in tables_of(diagnosis.city, tables)),
        tuple(sorted((labels_of(diagnosis, language) | indices).items())),
        rule,
        language.code,
    )


def tables_of(city: City, among: Sequence[PlaceTable] | None = None) -> list[PlaceTable]:
    """The tables of places of a city: its own, and those of no city; ``among`` those of the partnership."""
    if among is None:
        among = list(PlaceTable.objects.filter(partnership=city.partnership))
    return [one for one in among if one.city_id in (None, city.pk)]


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
        here = next(iter(_gaps_of(request, [city], rule)), None)
        gap = next((one for one, _barrier in here.gaps if one.key == wanted), None) if here else None
        if here is None or gap is None:
            break
        tables = [{"service": one.service, "file": one.file, "sha256": one.sha256} for one in tables_of(city)]
        barrier = from_gap(
            request.partnership,
            gap,
            city=city,
            source=source_of(here.diagnosis),
            address=here.diagnosis.get_absolute_url(),
            provenance={
                "diagnosis": here.diagnosis.provenance,
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
