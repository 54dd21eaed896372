"""What every page of a partnership's plan needs: the record, what the role may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from isopolis.plan.actions.plan import Plan
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.people.permissions import may
from isopolis.workspace.plan.models import Action
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.site.reader import reader_language


def writing(request: HttpRequest, plan: Plan | None = None) -> Writing:
    """The plan of the partnership of the page, to be written in the reader's language today."""
    return Writing(plan or plan_record(request.partnership), reader_language(), timezone.now().date())


def action_of(request: HttpRequest, key: str) -> Action:
    """The action with this key in the partnership of the page; 404 where there is none."""
    return get_object_or_404(Action, partnership=request.partnership, key=key)


def for_whom(request: HttpRequest) -> str:
    """The organisation for which the person writes: names of people stay out of a plan, which is public."""
    mine = request.partnership.memberships.filter(user=request.user)
    membership = mine.select_related("organisation").first()
    return membership.organisation.name if membership and membership.organisation else ""


def page(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The context of a page: the partnership, what may be done, and what else it shows."""
    return {
        "partnership": request.partnership,
        "may_write": may(request.role, Permission.WRITE_PLAN),
        "may_run": may(request.role, Permission.RUN_PLAN),
        "today": timezone.now().date(),
        **more,
    }
