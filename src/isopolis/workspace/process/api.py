"""The partnership, its partners and its timeline in the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import Organisation, Partnership
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.process.models import Deadline, Phase

router = Router()


class PartnershipRecord(Schema):
    """A partnership."""

    slug: str
    name: str
    description: str
    is_public: bool
    created_at: datetime


class OrganisationRecord(Schema):
    """A partner organisation."""

    id: int
    name: str
    kind: str
    country: str


class PhaseRecord(Schema):
    """A phase of the timeline."""

    id: int
    key: str
    starts: date
    ends: date


class DeadlineRecord(Schema):
    """Something that is due; ``organisation`` and ``role`` say from whom, both empty: from everybody."""

    id: int
    phase: str
    title: str
    due_on: date
    organisation: str | None
    role: str
    done: bool

    @staticmethod
    def resolve_phase(one: Any) -> str:
        """The phase by its key."""
        return one.phase.key if isinstance(one, Deadline) else one["phase"]

    @staticmethod
    def resolve_organisation(one: Any) -> str | None:
        """The organisation by its name."""
        return one.organisation.name if one.organisation else None

    @staticmethod
    def resolve_done(one: Any) -> bool:
        """Whether somebody has said so."""
        return one.done_at is not None


@router.get("/partnerships", response=list[PartnershipRecord])
@for_anyone
@listed
def partnerships(request: HttpRequest) -> QuerySet[Partnership]:
    """The partnerships that are public, and those that one is in."""
    shown = Q(is_public=True)
    if request.user.is_authenticated:
        shown |= Q(memberships__user=request.user)
    return Partnership.objects.filter(shown).distinct()


@router.get("/partnerships/{slug}", response=PartnershipRecord)
@needs(Action.SEE_PARTNERSHIP)
def partnership(request: Any, slug: str) -> Partnership:
    """One partnership."""
    return request.partnership  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/organisations", response=list[OrganisationRecord])
@needs(Action.SEE_PARTNERSHIP)
@listed
def organisations(request: Any, slug: str) -> QuerySet[Organisation]:
    """The partner organisations."""
    return request.partnership.organisations.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/phases", response=list[PhaseRecord])
@needs(Action.SEE_PARTNERSHIP)
@listed
def phases(request: Any, slug: str) -> QuerySet[Phase]:
    """The phases, in their order."""
    return request.partnership.phases.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/deadlines", response=list[DeadlineRecord])
@needs(Action.SEE_PARTNERSHIP)
@listed
def deadlines(request: Any, slug: str) -> QuerySet[Deadline]:
    """What is due, when, from whom."""
    found = Deadline.objects.filter(phase__partnership=request.partnership)
    return found.select_related("phase", "organisation")
