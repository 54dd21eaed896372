"""What awaits a person: the open deadlines of their organisations and roles, soonest first."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from isopolis.workspace.people.models import Membership
from isopolis.workspace.people.permissions import PERMISSIONS, Action
from isopolis.workspace.process.models import Deadline


def is_due_from(membership: Membership) -> Q:
    """The deadlines that this member owes: those of the organisation, of the role, of everybody.

    A deadline that names both is due from that role in that organisation.
    """
    organisation = Q(organisation=None) | Q(organisation=membership.organisation_id or 0)
    return Q(phase__partnership=membership.partnership_id) & organisation & Q(role__in=("", membership.role))


def awaiting(memberships: list[Membership]) -> QuerySet[Deadline]:
    """Everything that is open for a person with these memberships."""
    mine = Q(pk__in=[])
    for membership in memberships:
        if membership.role in PERMISSIONS[Action.MARK_DONE]:
            mine |= is_due_from(membership)
    return Deadline.objects.filter(mine, done_at=None).select_related("phase__partnership", "organisation")
