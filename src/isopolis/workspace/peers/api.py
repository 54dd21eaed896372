"""Peers in the API, and their tables as CSV: cities, exchanges, lessons. No contact is in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.peers.models import Exchange, Lesson, PeerCity, Visit
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action

router = Router()


class PeerRecord(Schema):
    """A city with its needs and offers; each is “theme” or “theme: mechanism”."""

    id: int
    name: str
    country: str
    population: int
    languages: list[str]
    is_partner: bool
    needs: list[str]
    offers: list[str]

    @staticmethod
    def resolve_is_partner(one: Any) -> bool:
        """Whether it is of an organisation of the partnership."""
        return one.organisation_id is not None

    @staticmethod
    def resolve_needs(one: Any) -> list[str]:
        """What it looks for."""
        return [_words(subject) for subject in one.subjects.all() if not subject.is_offer]

    @staticmethod
    def resolve_offers(one: Any) -> list[str]:
        """What it can show."""
        return [_words(subject) for subject in one.subjects.all() if subject.is_offer]


def _words(subject: Any) -> str:
    return f"{subject.theme}: {subject.mechanism}" if subject.mechanism else str(subject.theme)


class ExchangeRecord(Schema):
    """Two cities that were matched."""

    id: int
    one: str
    other: str
    worth: float
    state: str
    proposed_on: date
    agreed_on: date | None
    visits: int

    @staticmethod
    def resolve_one(one: Any) -> str:
        """The name of the first city."""
        return str(one.one)

    @staticmethod
    def resolve_other(one: Any) -> str:
        """The name of the second city."""
        return str(one.other)

    @staticmethod
    def resolve_visits(one: Any) -> int:
        """How many visits are planned or over."""
        return len(one.visits.all())


class PointRecord(Schema):
    """A point of an agenda: from when to when, what, who leads it, what makes it accessible."""

    start: datetime
    end: datetime
    text: str
    who: str
    access: str


class VisitRecord(Schema):
    """A visit: who travels to whom, when, where, its agenda, and what makes it accessible."""

    id: int
    exchange: int
    guest: str
    host: str
    first_day: date
    last_day: date
    place: str
    agenda: list[PointRecord]
    needs: list[str]

    @staticmethod
    def resolve_agenda(one: Any) -> Any:
        """Its points, in their order."""
        return one.items

    @staticmethod
    def resolve_exchange(one: Any) -> int:
        """By its number."""
        return int(one.exchange_id)

    @staticmethod
    def resolve_guest(one: Any) -> str:
        """The city that travels."""
        return str(one.guest)

    @staticmethod
    def resolve_host(one: Any) -> str:
        """The city that is visited."""
        return str(one.host)


class LessonRecord(Schema):
    """The lessons card of one city after a visit."""

    id: int
    city: str
    guest: str
    host: str
    visited_on: date
    learned: str
    warning: str
    different: str
    step: str
    step_by: date | None

    @staticmethod
    def resolve_city(one: Any) -> str:
        """Whose card it is."""
        return str(one.city)

    @staticmethod
    def resolve_guest(one: Any) -> str:
        """The city that travelled."""
        return str(one.visit.guest)

    @staticmethod
    def resolve_host(one: Any) -> str:
        """The city that was visited."""
        return str(one.visit.host)

    @staticmethod
    def resolve_visited_on(one: Any) -> date:
        """The last day of the visit."""
        last: date = one.visit.last_day
        return last


@router.get("/partnerships/{slug}/peers", response=list[PeerRecord])
@needs(Action.SEE_EXCHANGES)
@listed
def peers(request: HttpRequest, slug: str) -> Any:
    """The cities that take part in exchanges, with their needs and offers."""
    rows = PeerCity.objects.filter(partnership=request.partnership, withdrawn_on=None)
    return rows.prefetch_related("subjects")


@router.get("/partnerships/{slug}/exchanges", response=list[ExchangeRecord])
@needs(Action.SEE_EXCHANGES)
@listed
def exchanges(request: HttpRequest, slug: str) -> Any:
    """The exchanges, the most worth first."""
    rows = Exchange.objects.filter(partnership=request.partnership)
    return rows.select_related("one", "other").prefetch_related("visits")


@router.get("/partnerships/{slug}/lessons", response=list[LessonRecord])
@needs(Action.SEE_EXCHANGES)
@listed
def lessons(request: HttpRequest, slug: str) -> Any:
    """The lessons cards, the newest first."""
    rows = Lesson.objects.filter(visit__exchange__partnership=request.partnership)
    return rows.select_related("city", "visit__host", "visit__exchange__one", "visit__exchange__other")


@router.get("/partnerships/{slug}/visits", response=list[VisitRecord])
@needs(Action.SEE_EXCHANGES)
@listed
def visits(request: HttpRequest, slug: str) -> Any:
    """The visits, the earliest first."""
    rows = Visit.objects.filter(exchange__partnership=request.partnership)
    return rows.select_related("exchange__one", "exchange__other", "host")
