"""Pin a figure to the thread of the partnership: as it stands in this version, for good."""

from __future__ import annotations

import numpy as np
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from isopolis.language import Language
from isopolis.workspace.barriers.measured import source_of
from isopolis.workspace.measure.access import city_of, required_version
from isopolis.workspace.measure.local import Local, one_area
from isopolis.workspace.measure.models import Diagnosis, Figure
from isopolis.workspace.measure.shown import labels_of, shown_figures
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.thread.models import Figure as Pinned


@needs(Action.CHANGE_THREAD)
@require_POST
def pin(request: HttpRequest, slug: str, city: str, number: int) -> HttpResponse:
    """Pin the ``figure`` of the city, or the figure in ``column`` of the area with ``code``."""
    diagnosis = required_version(request, city_of(request, city), number)
    made = _of_area(diagnosis, request) if "column" in request.POST else _of_city(diagnosis, request)
    with transaction.atomic():
        pinned, new = Pinned.objects.get_or_create(
            partnership=request.partnership,
            source=source_of(diagnosis)[:200],
            key=str(made.pop("key"))[:200],
            defaults={**made, "provenance": diagnosis.provenance, "pinned_by": request.user},
        )
        if new:
            record(request.user, "figure pinned", pinned.title, request.partnership)
    messages.success(request, _("Pinned. Link it to what it supports."))
    return redirect(pinned)


def _of_city(diagnosis: Diagnosis, request: HttpRequest) -> dict[str, object]:
    asked = request.POST.get("figure", "")
    figure = Figure.objects.filter(diagnosis=diagnosis, pk=asked if asked.isdecimal() else 0).first()
    if figure is None:
        raise BadRequest("no figure of this version")
    language = Language()  # what is kept is kept in one language
    shown = shown_figures([figure], diagnosis, labels_of(diagnosis, language), language, alone=True)[0]
    scale = f", {figure.scale}" if figure.scale else ""
    return {
        "key": f"{figure.index}|{figure.groups}|{figure.scale}",
        "title": f"{shown.title}, {diagnosis.city}{scale}: {shown.groups}"[:300],
        "sentence": shown.sentence[:2000],
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "status": figure.status,
        "group": shown.groups[:120],
        "address": f"{diagnosis.get_absolute_url()}#figure-{figure.pk}",
    }


def _of_area(diagnosis: Diagnosis, request: HttpRequest) -> dict[str, object]:
    code, column = request.POST.get("code", ""), request.POST["column"]
    row = one_area(diagnosis.local, code)
    if row is None or column not in diagnosis.classes:
        raise BadRequest("no such area or column")
    language, local = Language(), Local(column)
    value = float(row[column])
    name = row["name"] if isinstance(row["name"], str) else code
    title = local.title(labels_of(diagnosis, language), language)
    return {
        "key": f"{column}|{code}",
        "title": f"{title}: {name}, {diagnosis.city}"[:300],
        "value": None if np.isnan(value) else value,
        "status": str(row["status"]),
        "area": str(name)[:120],
        "group": local.about[:120] if local.measure in ("share", "location_quotient") else "",
        "address": diagnosis.area_url(code),
    }
