"""Indicators that are computed: what the published versions of the city give, one click to take one over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from isopolis.plan.documents.action_plan.action_tables import reading_text, source_text
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.indicators.indicator import Indicator
from isopolis.plan.monitoring.effect import CAVEAT
from isopolis.plan.monitoring.movement import MOVEMENT_TITLES
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.measured import Offer, effect_of, offers, take_reading
from isopolis.workspace.plan.place import action_of, page, writing
from isopolis.workspace.plan.saving import Conflict


@needs(Permission.WRITE_PLAN)
def refresh(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Every computed indicator with what each version gives; posted, ``indicator`` takes ``version``."""
    stored = action_of(request, key)
    said = writing(request)
    record = next(one for one in said.plan.actions if one.key == key)
    offered = offers(request.partnership, record)
    if request.method == "POST":
        indicator = next((one for one in record.indicators if one.key == request.POST.get("indicator")), None)
        chosen = next(
            (
                one
                for one in offered.get(indicator.key if indicator else "", ())
                if str(one.diagnosis.pk) == request.POST.get("version") and one.is_later and one.reading
            ),
            None,
        )
        if indicator is None or chosen is None:
            messages.error(request, _("This version does not hold that figure."))
        elif isinstance(take_reading(stored, record, indicator, chosen, request.user), Conflict):
            messages.error(request, _("Somebody else has just changed this field. Please look again."))
        else:
            messages.success(request, _("The value is taken over, with its interval and its version."))
            return redirect(f"{stored.get_absolute_url()}#indicators")
    rows = []
    for one in record.indicators:
        if one.key in offered:
            compared = effect_of(request.partnership, said.plan, record, one)
            words = compared and compared.sentence(one.direction, one.decimals, said.language)
            rows.append(_shown(said, one, offered[one.key]) | {"effect": words, "caveat": said.text(CAVEAT)})
    return render(request, "plan/refresh.html", page(request, action=stored, rows=rows))


def _shown(said: Writing, indicator: Indicator, offered: list[Offer]) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "method": source_text(said, indicator),
        "baseline": reading_text(said, indicator, indicator.baseline),
        "has_baseline": indicator.baseline is not None,
        "offers": [
            {
                "version": one.diagnosis,
                "value": reading_text(said, indicator, one.reading),
                "movement": said.text(MOVEMENT_TITLES[one.movement]) if one.movement else "",
                "is_taken": one.is_taken,
                "may_take": one.reading is not None and one.is_later and not one.is_taken,
            }
            for one in offered
        ],
    }
