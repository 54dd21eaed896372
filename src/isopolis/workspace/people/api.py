"""Members and the log of changes in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import AuditEntry, Membership
from isopolis.workspace.people.permissions import Action

router = Router()


class MemberRecord(Schema):
    """A member, as the page of members has them: no address."""

    name: str
    role: str
    organisation: str | None
    since: datetime

    @staticmethod
    def resolve_name(one: Any) -> str:
        """What they are called."""
        return str(one.user)

    @staticmethod
    def resolve_organisation(one: Any) -> str | None:
        """By its name."""
        return one.organisation.name if one.organisation else None


class LogRecord(Schema):
    """An entry of the log; ``actor`` is null where nobody was signed in."""

    at: datetime
    actor: str | None
    action: str
    what: str

    @staticmethod
    def resolve_actor(one: Any) -> str | None:
        """What they are called."""
        return str(one.actor) if one.actor else None


@router.get("/partnerships/{slug}/members", response=list[MemberRecord])
@needs(Action.SEE_MEMBERS)
@listed
def members(request: Any, slug: str) -> QuerySet[Membership]:
    """Who is in the partnership."""
    found = request.partnership.memberships.select_related("user", "organisation")
    return found.order_by("user__name", "pk")  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/log", response=list[LogRecord])
@needs(Action.SEE_LOG)
@listed
def log(request: Any, slug: str) -> QuerySet[AuditEntry]:
    """Who changed what, the newest first."""
    return AuditEntry.objects.filter(partnership=request.partnership).select_related("actor")
