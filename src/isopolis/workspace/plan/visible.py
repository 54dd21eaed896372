"""Which actions a role may see in the thread: those who may not see the plan as it is written see none."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from isopolis.workspace.people.permissions import Action, may


def for_role(things: QuerySet[Any], role: str) -> QuerySet[Any]:
    """All of them, or none."""
    return things if may(role, Action.SEE_PLAN) else things.none()
