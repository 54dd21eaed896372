"""Who speaks for which city, and what a page of exchanges needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from isopolis.workspace.peers.models import Exchange, PeerCity, Visit
from isopolis.workspace.people.permissions import Action, may


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whoever asks: the role, and the organisation for which they are in the partnership."""

    role: str
    organisation: int | None

    @property
    def runs(self) -> bool:
        """Whether they run exchanges."""
        return may(self.role, Action.RUN_EXCHANGES)

    def speaks_for(self, city: PeerCity) -> bool:
        """Whether they answer for a city: for their own; who runs exchanges, for those from outside."""
        if city.organisation_id is None:
            return self.runs
        return may(self.role, Action.OFFER_EXCHANGES) and city.organisation_id == self.organisation

    def may_write(self, city: PeerCity) -> bool:
        """Whether they may describe a city: who speaks for it, and who runs exchanges."""
        return self.runs or self.speaks_for(city)

    def takes_part(self, exchange: Exchange) -> bool:
        """Whether they plan an exchange: who speaks for a side of it, and who runs exchanges."""
        return self.runs or self.speaks_for(exchange.one) or self.speaks_for(exchange.other)

    def office_of(self, city: PeerCity, exchange: Exchange | None = None) -> str:
        """How to reach a city: for those who speak for it, and for the other side once both have agreed."""
        if self.speaks_for(city):
            return city.office
        if exchange is None or exchange.state != Exchange.State.AGREED:
            return ""
        sides = (exchange.one, exchange.other)
        return city.office if city in sides and any(map(self.speaks_for, sides)) else ""


def speaker(request: HttpRequest) -> Speaker:
    """Whoever asks for the page."""
    organisation = None
    if request.user.is_authenticated:
        mine = request.partnership.memberships.filter(user=request.user)
        organisation = mine.values_list("organisation", flat=True).first()
    return Speaker(request.role, organisation)


def city_to_write(request: HttpRequest, pk: int) -> PeerCity:
    """A city that whoever asks may describe; else not found, or refused."""
    city = get_object_or_404(PeerCity, partnership=request.partnership, pk=pk)
    if not speaker(request).may_write(city):
        raise PermissionDenied
    return city


def exchange_of(request: HttpRequest, pk: int) -> Exchange:
    """An exchange of the partnership."""
    rows = Exchange.objects.select_related("one", "other", "partnership")
    return get_object_or_404(rows, partnership=request.partnership, pk=pk)


def visit_of(request: HttpRequest, pk: int) -> Visit:
    """A visit of the partnership."""
    rows = Visit.objects.select_related("exchange__one", "exchange__other", "exchange__partnership", "host")
    return get_object_or_404(rows, exchange__partnership=request.partnership, pk=pk)


def visit_to_plan(request: HttpRequest, pk: int) -> Visit:
    """A visit that whoever asks may plan; else not found, or refused."""
    visit = visit_of(request, pk)
    if not speaker(request).takes_part(visit.exchange):
        raise PermissionDenied
    return visit


def page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page."""
    return {"partnership": request.partnership, "today": timezone.now().date(), **more}
