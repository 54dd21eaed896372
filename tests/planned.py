"""A partnership with a plan and one of everything about it, for the tests of pages."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from isopolis.workspace.plan.models import (
    Assignment,
    Consultation,
    Edition,
    Meeting,
    PublicComment,
    Remark,
)
from isopolis.workspace.plan.records import plan_record, store_plan
from plans import sound_action, sound_plan


def planned(partnership: Any, people: dict[str, Any]) -> SimpleNamespace:
    """The plan of tests with one of everything; made once."""
    if not partnership.actions.exists():
        other = sound_action("paint", title="Paint bicycles green", needed="Paint.", objective="Green.")
        store_plan(partnership, sound_plan(sound_action(), other), people["partner"])
        today = timezone.now().date()
        edition = Edition.objects.create(
            partnership=partnership,
            name="Draft",
            plan=plan_record(partnership).model_dump(mode="json"),
            is_public=True,
        )
        consultation = Consultation.objects.create(
            partnership=partnership, edition=edition, opens=today, closes=today + timedelta(days=9)
        )
        PublicComment.objects.create(
            consultation=consultation,
            action="bridge",
            who="resident",
            text="Open it on Sunday as well, please.",
        )
        Meeting.objects.create(partnership=partnership, title="First meeting", on=today)
        action = partnership.actions.get(key="bridge")
        Remark.objects.create(
            action=action, field="objective", text="Why?", suggestion="Hall open.", author=people["expert"]
        )
        Assignment.objects.create(action=action, what="Ask", person=people["partner"], due_on=today)
    return SimpleNamespace(
        action=partnership.actions.get(key="bridge"),
        edition=partnership.editions.get(),
        consultation=partnership.consultations.get(),
        comment=partnership.consultations.get().comments.first(),
        meeting=partnership.meetings.first(),
        remark=Remark.objects.filter(action__partnership=partnership).first(),
        task=Assignment.objects.filter(action__partnership=partnership).first(),
    )
