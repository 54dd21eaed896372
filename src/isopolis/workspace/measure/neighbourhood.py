"""The page of a neighbourhood: its figures beside the city's, and what it contributes to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.language import Language
from isopolis.measure.areas import REST
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.measure.segregation.readings import sentence
from isopolis.plan.documents.brief.figures_table import index_title, written
from isopolis.workspace.measure.access import city_of, required_version
from isopolis.workspace.measure.areas_table import status_words
from isopolis.workspace.measure.around import barriers_here, services_near
from isopolis.workspace.measure.local import Local, figure_columns, one_area, read_columns
from isopolis.workspace.measure.models import Diagnosis, Figure
from isopolis.workspace.measure.shown import labels_of
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.reader import reader_language


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of the area beside the city's, its place among the areas, and what it says."""

    column: str
    title: str
    here: str
    city: str
    rank: str
    sentence: str


@needs(Action.SEE_FIGURES)
@require_safe
def neighbourhood(request: HttpRequest, slug: str, city: str) -> HttpResponse:
    """One area of one version."""
    found = city_of(request, city)
    diagnosis = required_version(request, found, request.GET.get("version"))
    code = request.GET.get("code", "")
    row = one_area(diagnosis.local, code)
    if row is None:
        raise Http404
    language = reader_language()
    labels = labels_of(diagnosis, language)
    figures = list(Figure.objects.filter(diagnosis=diagnosis, scale=""))
    columns = figure_columns(list(row.index))
    beside = {name: _beside(row, Local(name), diagnosis, figures, labels) for name in columns}
    hidden = bool(row["status"] == FigureStatus.SUPPRESSED or np.isnan(float(row["people"])))
    page = {
        "partnership": found.partnership,
        "city": found,
        "diagnosis": diagnosis,
        "code": code,
        "name": row["name"] if isinstance(row["name"], str) else code,
        "composition": [one for name, one in beside.items() if Local(name).measure != "contribution"],
        "contributions": [one for name, one in beside.items() if Local(name).measure == "contribution"],
        "why": status_words(str(row["status"]), language) if hidden else "",
    }
    page |= {
        "services": services_near(found, diagnosis, code, language),
        "barriers": barriers_here(found, code) if may(request.role, Action.SEE_BARRIERS) else [],
        "may_pin": may(request.role, Action.CHANGE_THREAD),
        "may_add": may(request.role, Action.CHANGE_BARRIERS),
    }
    return render(request, "measure/neighbourhood.html", page)


def _beside(
    row: pd.Series, local: Local, diagnosis: Diagnosis, figures: list[Figure], labels: dict[str, str]
) -> Beside:
    language = reader_language()
    value, whole = float(row[local.column]), _of_city(local, diagnosis, figures)
    rank = _rank(diagnosis, local.column, value, language)
    if local.measure == "contribution":
        title, city = index_title(local.about, language), written(whole, language)
        said = sentence(
            local.about,
            None if np.isnan(value) else value,
            status=str(row["status"]) if np.isnan(value) else FigureStatus.OBSERVED,
            language=language,
            area=True,
            city_value=whole,
        )
        return Beside(local.column, title, local.written(value, language), city, rank, said)
    said = ""
    if local.measure == "location_quotient" and not np.isnan(value):
        names = [labels.get(local.about, local.about), labels[REST]]
        said = sentence("location_quotient", value, groups=names, language=language, area=True)
    city = local.written(whole, language)
    return Beside(
        local.column, local.title(labels, language), local.written(value, language), city, rank, said
    )


def _of_city(local: Local, diagnosis: Diagnosis, figures: list[Figure]) -> float | None:
    """The city's figure that stands beside an area's."""
    if local.measure == "people":
        return diagnosis.people
    if local.measure == "location_quotient":
        return 1.0
    if local.measure == "share":
        shares = [one for one in figures if one.index == "share"]
        return next((one.value for one in shares if one.groups.split(SEPARATOR)[0] == local.about), None)
    return next((one.value for one in figures if one.index == local.about), None)


def _rank(diagnosis: Diagnosis, column: str, value: float, language: Language) -> str:
    """Its place among all areas with a figure, from the highest."""
    if np.isnan(value):
        return "–"
    values = read_columns(diagnosis.local, (column,))[column].to_numpy(dtype=float)
    known = values[~np.isnan(values)]
    place = int((known > value).sum()) + 1
    return _("%(place)s of %(areas)s") % {
        "place": language.number(place),
        "areas": language.number(len(known)),
    }
