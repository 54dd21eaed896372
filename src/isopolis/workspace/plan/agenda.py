"""The agenda of the next meeting: what is open, the gravest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from isopolis.language import Language
from isopolis.plan.check import Severity, check_plan
from isopolis.plan.monitoring.lateness import Progress, silent_actions, work_states
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.plan.models import PublicComment, Remark
from isopolis.workspace.plan.records import plan_record


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an agenda: what it is about, and why it is there; ``key`` is that of the action."""

    title: str
    why: str
    key: str = ""


def agenda(partnership: Partnership, language: Language) -> list[Point]:
    """One point an action that has something open, then what is open about the whole."""
    plan = plan_record(partnership)
    today = timezone.now().date()
    findings = [one for one in check_plan(plan, today) if one.severity is Severity.ERROR]
    late = [one for one in work_states(plan, today) if one.progress is Progress.LATE]
    silent = set(silent_actions(plan, today))
    remarks = list(
        Remark.objects.filter(action__partnership=partnership, closed_at=None).values_list(
            "action__key", "is_conflict"
        )
    )
    points = []
    for action in plan.standing:
        why = []
        if n := sum(one.action == action.key for one in findings):
            why.append(language.text("To be mended: {n}.", n=n))
        if n := sum(one.action == action.key for one in late):
            why.append(language.text("Late: {n}.", n=n))
        if action.key in silent:
            why.append(language.text("No report for half a year."))
        if n := sum(key == action.key for key, _conflict in remarks):
            why.append(language.text("Open comments: {n}.", n=n))
        if n := sum(key == action.key and conflict for key, conflict in remarks):
            why.append(language.text("Texts that met each other: {n}.", n=n))
        if why:
            points.append(Point(action.title, " ".join(why), action.key))
    waiting = PublicComment.objects.filter(
        consultation__partnership=partnership, state=PublicComment.State.SHOWN, answer=None
    ).count()
    if waiting:
        points.append(
            Point(language.text("Consultation"), language.text("Comments without an answer: {n}.", n=waiting))
        )
    return points
