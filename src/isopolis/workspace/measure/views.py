"""The first pages of the verb “measure”: the cities of all partnerships, of one, and a new city."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.workspace.measure.forms import CityForm
from isopolis.workspace.measure.summaries import summaries
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, lacks_second_factor, needs
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.people.permissions import PUBLIC, Action, may


@for_anyone
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The question that this room answers, and the cities that this person may see."""
    roles: dict[int, str] = {}
    if request.user.is_authenticated:
        for one in request.user.memberships.all():
            if not lacks_second_factor(request, one.role):
                roles[one.partnership_id] = one.role
    shown = Partnership.objects.filter(is_public=True) | Partnership.objects.filter(pk__in=roles)
    partnerships = [
        {"partnership": one, "cities": summaries(one, published_only=True)} for one in shown.distinct()
    ]
    return render(request, "verbs/measure.html", {"partnerships": partnerships})


@needs(Action.SEE_FIGURES)
@require_safe
def cities(request: HttpRequest, slug: str) -> HttpResponse:
    """The cities of a partnership, each with what is known of it."""
    page = {
        "partnership": request.partnership,
        "cities": summaries(request.partnership, published_only=not may(request.role, Action.MEASURE)),
        "may_measure": may(request.role, Action.MEASURE),
        "is_public": request.role == PUBLIC,
    }
    return render(request, "measure/cities.html", page)


@needs(Action.MEASURE)
def new_city(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a city."""
    form = CityForm(request.partnership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            city = form.save()
            record(request.user, "city added", city.name, request.partnership)
        messages.success(request, _("Saved."))
        return redirect(city.url("city"))
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Add a city"),
        "button": _("Add the city"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)
