"""What awaits a person in the plan: the own tasks, and late or soon due work of the own organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from isopolis.plan.monitoring.lateness import Progress, work_states
from isopolis.workspace.people.models import Membership, User
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.plan.models import Assignment
from isopolis.workspace.plan.records import plan_record

MOST = 12
"""Most pieces of work of an organisation on the first page; the monitoring page holds all of them."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to do: what, by when, for which action; ``task`` is the number of a task of one's own."""

    title: str
    due_on: date
    about: str
    url: str
    partnership: str
    task: int | None = None


def reminders(user: User, memberships: list[Membership]) -> list[Reminder]:
    """Everything of all partnerships, soonest first."""
    writing = [one for one in memberships if may(one.role, Action.WRITE_PLAN)]
    tasks = Assignment.objects.filter(
        person=user, done_at=None, action__partnership__in=[one.partnership_id for one in writing]
    ).select_related("action__partnership")
    out = [
        Reminder(
            one.what,
            one.due_on,
            one.action.title,
            one.action.get_absolute_url(),
            one.action.partnership.name,
            one.pk,
        )
        for one in tasks
    ]
    for membership in writing:
        out += _of_organisation(membership)
    return sorted(out, key=lambda one: one.due_on)


def _of_organisation(membership: Membership) -> list[Reminder]:
    """Steps and outputs that are late or due soon and that the organisation does, by its name in the plan."""
    partnership, organisation = membership.partnership, membership.organisation
    if organisation is None or not partnership.actions.exists():
        return []
    plan = plan_record(partnership)
    titles = {one.key: one.title for one in plan.actions}
    return [
        Reminder(
            state.title,
            state.due,
            titles[state.action],
            reverse("action", args=[partnership.slug, state.action]),
            partnership.name,
        )
        for state in work_states(plan, timezone.now().date())
        if state.progress in (Progress.LATE, Progress.DUE)
        and state.due is not None
        and plan.name_of(state.who) == organisation.name
    ][:MOST]
