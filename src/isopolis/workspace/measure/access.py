"""Who may do what with which city: the table of permissions, and whose city it is."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from isopolis.workspace.measure.local import one_area
from isopolis.workspace.measure.models import City, Diagnosis
from isopolis.workspace.people.models import Membership
from isopolis.workspace.people.permissions import Action, Role, may

FIRST_SHOWN = (
    ExpressionWrapper(Q(published_at__isnull=True), BooleanField()).asc(),
    F("year").desc(nulls_last=True),
    F("number").desc(),
)
"""The order of versions: published ones first, the latest year first, the newest first."""


def city_of(request: HttpRequest, slug: str) -> City:
    """The city of this partnership, 404 where there is none."""
    city = get_object_or_404(City, partnership=request.partnership, slug=slug)
    city.partnership = request.partnership
    return city


def those_with(request: HttpRequest, action: Action, cities: Sequence[City]) -> list[City]:
    """The cities with which this person may; a partner only with those of the own organisation."""
    if not may(request.role, action):
        return []
    if request.role != Role.PARTNER:
        return list(cities)
    member = Membership.objects.filter(user=request.user, partnership=request.partnership).first()
    own = member.organisation_id if member else None
    return [one for one in cities if own is not None and one.organisation_id == own]


def may_with(request: HttpRequest, action: Action, city: City) -> bool:
    """Whether this person may with this city."""
    return bool(those_with(request, action, [city]))


def visible(request: HttpRequest, city: City) -> QuerySet[Diagnosis]:
    """The finished diagnoses that this person may see, the newest first."""
    found = Diagnosis.objects.filter(city=city, status=Diagnosis.Status.DONE)
    if not may_with(request, Action.MEASURE, city):
        found = found.filter(published_at__isnull=False)
    return found.defer("profile", "parameters")


def version_of(request: HttpRequest, city: City, number: object = None) -> Diagnosis | None:
    """The version asked for; without a number the latest year's newest published one, else the newest.

    A number that is none, or of a version that this person may not see, is 404.
    """
    found = visible(request, city)
    if number in (None, ""):
        diagnosis = found.order_by(*FIRST_SHOWN).first()
    elif str(number).isascii() and str(number).isdigit() and len(str(number)) < 9:
        diagnosis = found.filter(number=int(str(number))).first()
        if diagnosis is None:
            raise Http404
    else:
        raise Http404
    if diagnosis is not None:
        diagnosis.city = city
    return diagnosis


def first_versions(request: HttpRequest, cities: Sequence[City]) -> dict[int, Diagnosis]:
    """What :func:`version_of` finds for each of these cities, by its key, in as many questions as for one."""
    seen = Q(published_at__isnull=False) | Q(city__in=those_with(request, Action.MEASURE, cities))
    place = Window(RowNumber(), partition_by="city", order_by=list(FIRST_SHOWN))
    found = Diagnosis.objects.filter(seen, city__in=cities, status=Diagnosis.Status.DONE)
    versions = {
        one.city_id: one for one in found.annotate(place=place).filter(place=1).defer("profile", "parameters")
    }
    for city in cities:
        if city.pk in versions:
            versions[city.pk].city = city
    return versions


def required_version(request: HttpRequest, city: City, number: object = None) -> Diagnosis:
    """As :func:`version_of`; 404 where there is none."""
    found = version_of(request, city, number)
    if found is None:
        raise Http404
    return found


def version_with(versions: QuerySet[Diagnosis], code: str) -> tuple[Diagnosis, pd.Series] | None:
    """The first of these versions that has an area with this code, and the area's figures."""
    for one in versions:
        area = one_area(one.local, code) if code and one.local.exists() else None
        if area is not None:
            return one, area
    return None
