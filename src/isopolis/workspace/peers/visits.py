"""A visit as it is saved: its agenda from the template, its follow-ups three and six months later."""

from __future__ import annotations

from django.db import transaction

from isopolis.language import Language
from isopolis.learn.peers.visit import agenda, follow_up
from isopolis.workspace.peers.models import FollowUp, Visit

FOLLOW_UP_MONTHS = (3, 6)


@transaction.atomic
def save_visit(visit: Visit, language: Language, *, fresh_agenda: bool) -> None:
    """Store a visit, with a ``fresh_agenda`` from its template, and when to ask what came of it."""
    if fresh_agenda:
        visit.items = agenda(visit.days, visit.template, language)
    visit.save()
    for months, due in zip(FOLLOW_UP_MONTHS, follow_up(visit.days), strict=True):
        for city in (visit.exchange.one, visit.exchange.other):
            FollowUp.objects.update_or_create(visit=visit, city=city, months=months, defaults={"due_on": due})
