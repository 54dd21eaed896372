"""From an action of the plan to the project that asks for money."""

from __future__ import annotations

from datetime import date

from isopolis.learn.funds.project import Project
from isopolis.learn.practices.vocabulary import Theme
from isopolis.plan.actions.action import Action as Record
from isopolis.plan.actions.plan import Plan
from isopolis.workspace.plan.models import Action
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.thread.models import Link


def project_of(plan: Plan, action: Record, stored: Action) -> Project:
    """What the plan says of an action, as a fund looks at it; what it does not say stays unknown.

    The themes are those of the practices that the action borrows from.
    """
    partners = {*action.leaders, *action.members}
    countries = {one.key: one.country for one in plan.members}
    known = {countries.get(who, "") for who in partners}
    return Project(
        title=action.title,
        themes=_themes(stored),
        cost=float(action.cost) if action.cost else None,
        months=_months(action),
        partners=len(partners) or None,
        countries=len(known) if partners and "" not in known else None,
        on=date.today(),
    )


def _months(action: Record) -> int | None:
    """From the first day of its steps to the last, in months begun."""
    days = [day for step in action.steps for day in (step.starts, step.ends) if day is not None]
    return max(1, -(-(max(days) - min(days)).days // 30)) if days else None


def _themes(stored: Action) -> tuple[Theme, ...]:
    numbers = Link.objects.filter(
        partnership=stored.partnership_id,
        source_kind="action",
        source_id=stored.pk,
        relation="borrows-from",
        target_kind="practice",
    ).values_list("target_id", flat=True)
    found = Practice.objects.filter(pk__in=list(numbers)).order_by("pk")
    return tuple(dict.fromkeys(theme for one in found for theme in one.read.themes))
