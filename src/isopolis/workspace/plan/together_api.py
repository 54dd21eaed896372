"""Working on the plan together in the API: meetings, decisions, remarks, editions, consultations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.plan.models import Consultation, Decision, Edition, Meeting, PublicComment, Remark
from isopolis.workspace.plan.place import action_of

router = Router()


class MeetingRecord(Schema):
    """A meeting, its agenda as it was sent out, and its minutes."""

    id: int
    title: str
    on: date
    agenda: list[Any]
    minutes: str


class DecisionRecord(Schema):
    """A decision of a meeting, the votes, and the reasons of the minority; ``action`` by its key."""

    id: int
    meeting: int
    action: str | None
    text: str
    in_favour: int | None
    against: int | None
    abstained: int | None
    minority: str
    at: datetime

    @staticmethod
    def resolve_meeting(one: Any) -> int:
        """By its number."""
        return int(one.meeting_id)

    @staticmethod
    def resolve_action(one: Any) -> str | None:
        """By its key."""
        return one.action.key if one.action else None


class RemarkRecord(Schema):
    """An open remark on a field of an action; ``field`` is empty for one on the whole."""

    id: int
    field: str
    author: str | None
    text: str
    suggestion: Any
    at: datetime

    @staticmethod
    def resolve_author(one: Any) -> str | None:
        """By the name that the page shows."""
        return str(one.author) if one.author else None


class EditionRecord(Schema):
    """The plan as it stood on a day; whether the public sees it."""

    id: int
    name: str
    is_public: bool
    at: datetime


class ConsultationRecord(Schema):
    """A public consultation on an edition."""

    id: int
    edition: str
    introduction: str
    opens: date
    closes: date
    is_open: bool

    @staticmethod
    def resolve_edition(one: Any) -> str:
        """By its name."""
        return str(one.edition)

    @staticmethod
    def resolve_is_open(one: Any) -> bool:
        """Whether comments are taken today."""
        return bool(one.is_open(timezone.now().date()))


class PublicCommentRecord(Schema):
    """A comment that is shown, and the answer to it; ``action`` is empty for one on the whole."""

    id: int
    action: str
    who: str
    organisation: str
    country: str
    text: str
    feasibility: int | None
    impact: int | None
    on: date
    verdict: str | None
    reason: str | None

    @staticmethod
    def resolve_on(one: Any) -> date:
        """The day on which it came."""
        day: date = one.at.date()
        return day

    @staticmethod
    def resolve_verdict(one: Any) -> str | None:
        """What the partnership does with it."""
        return one.answer.verdict if one.answer else None

    @staticmethod
    def resolve_reason(one: Any) -> str | None:
        """Why."""
        return one.answer.reason if one.answer else None


@router.get("/partnerships/{slug}/meetings", response=list[MeetingRecord])
@needs(Action.SEE_PLAN)
@listed
def meetings(request: Any, slug: str) -> QuerySet[Meeting]:
    """The meetings, the newest first."""
    return request.partnership.meetings.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/decisions", response=list[DecisionRecord])
@needs(Action.SEE_PLAN)
@listed
def decisions(request: Any, slug: str) -> QuerySet[Decision]:
    """The decisions of all meetings, the oldest first."""
    found = Decision.objects.filter(meeting__partnership=request.partnership)
    return found.select_related("action")


@router.get("/partnerships/{slug}/actions/{key}/remarks", response=list[RemarkRecord])
@needs(Action.SEE_PLAN)
@listed
def remarks(request: Any, slug: str, key: str) -> QuerySet[Remark]:
    """What is said of an action and its fields, and not settled yet."""
    return action_of(request, key).remarks.filter(closed_at=None).select_related("author")


@router.get("/partnerships/{slug}/editions", response=list[EditionRecord])
@needs(Action.SEE_PLAN)
@listed
def editions(request: Any, slug: str) -> QuerySet[Edition]:
    """The editions of the plan, the newest first."""
    return request.partnership.editions.all()  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/consultations", response=list[ConsultationRecord])
@needs(Action.SEE_PARTNERSHIP)
@listed
def consultations(request: Any, slug: str) -> QuerySet[Consultation]:
    """The public consultations, the newest first."""
    return request.partnership.consultations.select_related("edition")  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/consultations/{int:pk}/comments", response=list[PublicCommentRecord])
@needs(Action.SEE_PARTNERSHIP)
@listed
def comments(request: Any, slug: str, pk: int) -> QuerySet[PublicComment]:
    """The comments of a consultation that a moderator has shown, with their answers."""
    found = get_object_or_404(Consultation, pk=pk, partnership=request.partnership)
    return found.comments.filter(state=PublicComment.State.SHOWN).select_related("answer")
