"""The page of a city: what was found, how sure it is, where it is, and how it compares."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.language import Language
from isopolis.measure.segregation.readings import CAVEATS
from isopolis.workspace.measure.access import city_of, may_with, version_of, visible
from isopolis.workspace.measure.areas_table import AreasTable, areas_table
from isopolis.workspace.measure.change import Change, change_since
from isopolis.workspace.measure.files import SHARED, SPOKEN
from isopolis.workspace.measure.kept import kept
from isopolis.workspace.measure.models import City, Dataset, Diagnosis, Figure
from isopolis.workspace.measure.shown import (
    in_europe,
    labels_of,
    scales_of,
    shown_figures,
    told_of,
)
from isopolis.workspace.measure.similar import beside_others
from isopolis.workspace.measure.tiles import zooms
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.headers import with_map
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.tasks.models import Task


@needs(Action.SEE_FIGURES)
@require_safe
def city_page(request: HttpRequest, slug: str, city: str) -> HttpResponse:
    """One version of a city; without a number the one that opens first."""
    found = city_of(request, city)
    may_measure = may_with(request, Action.MEASURE, found)
    diagnosis = version_of(request, found, request.GET.get("version"))
    page: dict[str, Any] = {
        "partnership": found.partnership,
        "city": found,
        "may_measure": may_measure,
        "running": _running(found) if may_measure else None,
    }
    if diagnosis is None:
        page["dataset"] = Dataset.objects.filter(city=found).first() if may_measure else None
        return render(request, "measure/city_empty.html", page)
    language = reader_language()
    labels = labels_of(diagnosis, language)
    table = areas_table(
        diagnosis,
        labels,
        language,
        figure=request.GET.get("figure", ""),
        sort=request.GET.get("sort", ""),
        search=request.GET.get("search", "").strip()[:100],
        page=request.GET.get("page", ""),
    )
    others = list(visible(request, found).exclude(pk=diagnosis.pk).defer("told", "provenance"))
    page |= {
        "diagnosis": diagnosis,
        "groups": [labels.get(group, group) for group in diagnosis.groups],
        "told": told_of(diagnosis, language),
        "table": table,
        "map": _map(diagnosis, table, language.code),
        **kept(("figures", language.code), (diagnosis,), lambda: _figures(diagnosis, labels, language)),
        "similar": beside_others(diagnosis, language, published_only=not may_measure),
        "change": _change(request, diagnosis, others, labels),
        "others": others,
        "downloads": _downloads(diagnosis),
        "source": diagnosis.provenance.get("source", {}),
        "may_pin": may(request.role, Action.CHANGE_THREAD),
        "may_publish": may_with(request, Action.PUBLISH_FIGURES, found),
    }
    return with_map(render(request, "measure/city.html", page))


def _figures(diagnosis: Diagnosis, labels: dict[str, str], language: Language) -> dict[str, Any]:
    """What the page shows of the city's own figures."""
    figures = list(Figure.objects.filter(diagnosis=diagnosis))
    plain = [one for one in figures if not one.scale]
    return {
        "figures": shown_figures(plain, diagnosis, labels, language),
        "caveats": [language.text(CAVEATS[one]) for one in CAVEATS if one in {row.status for row in plain}],
        "scales": scales_of(figures, diagnosis, labels, language),
        "europe": in_europe(figures, diagnosis, labels, language),
    }


def _running(city: City) -> Task | None:
    """The measurement of this city that is in hand."""
    waiting = Diagnosis.objects.filter(city=city, status=Diagnosis.Status.WAITING).select_related("task")
    return next((one.task for one in waiting if one.task and one.task.is_open), None)


def _change(
    request: HttpRequest,
    diagnosis: Diagnosis,
    others: list[Diagnosis],
    labels: dict[str, str],
) -> Change | None:
    """The change since the version asked for, else since the latest one of an earlier year."""
    asked = request.GET.get("since", "")
    if asked:
        earlier = next((one for one in others if str(one.number) == asked), None)
        if earlier is None:
            raise Http404
    else:
        before = [one for one in others if one.year and diagnosis.year and one.year < diagnosis.year]
        earlier = max(before, key=lambda one: (one.year or 0, one.number), default=None)
    if earlier is None:
        return None
    language = reader_language()
    change = kept(
        ("change", language.code),
        (diagnosis, earlier),
        lambda: change_since(diagnosis, earlier, labels, language),
    )
    return change if change.rows else None


def _map(diagnosis: Diagnosis, table: AreasTable, code: str) -> dict[str, Any] | None:
    """What the script of the map must know; None where there are no shapes."""
    if not diagnosis.bounds or not diagnosis.tiles.is_file():
        return None
    city = diagnosis.city
    least, most = zooms(diagnosis.tiles)
    tile = city.url("version-tile", diagnosis.number, 0, 0, 0).removesuffix("0/0/0")
    return {
        "tiles": tile + "{z}/{x}/{y}",
        "bounds": diagnosis.bounds,
        "zooms": [least, most],
        "column": f"c{table.position}",
        "fills": {str(entry.number): entry.fill for entry in table.legend},
        "words": {str(entry.number): entry.words for entry in table.legend},
        "area": city.url("neighbourhood"),
        "version": diagnosis.number,
        "language": code,
        "spoken": {
            "map": _("Map of the areas. The table below holds the same figures."),
            "failed": _("The map cannot be drawn in this browser. The picture and the table hold the same."),
            "open": _("Open its page"),
            "nothing": _(
                "Arrow keys move the cross over the map, plus and minus zoom, Enter opens the area."
            ),
        },
    }


def _downloads(diagnosis: Diagnosis) -> list[tuple[str, str, str]]:
    """The files of a version: address, what it is, its format."""
    words = {
        "brief.pdf": (_("The brief, two pages"), "PDF"),
        "brief.docx": (_("The brief, to edit"), "DOCX"),
        "brief.html": (_("The brief, for the web"), "HTML"),
        "figures.xlsx": (_("All figures, as a workbook"), "XLSX"),
        "figures.csv": (_("All figures, as a table"), "CSV"),
        "figures.json": (_("All figures with their origin"), "JSON"),
        "areas.gpkg": (_("The areas with their figures, for maps"), "GPKG"),
        "areas.parquet": (_("The areas with their figures, for analysis"), "Parquet"),
    }
    return [
        (diagnosis.city.url("version-file", diagnosis.number, name), *words[name])
        for name in (*SPOKEN, *SHARED)
    ]
