"""What awaits a person in the exchanges of their city: answers, lessons cards, follow-ups."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from isopolis.workspace.peers.models import Exchange, FollowUp, Visit
from isopolis.workspace.people.models import Membership
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.plan.reminders import Reminder

ANSWER_WITHIN, CARD_WITHIN = timedelta(days=14), timedelta(days=7)
AHEAD = timedelta(days=14)
"""How long before its day a follow-up is shown."""


def awaited(memberships: list[Membership]) -> list[Reminder]:
    """Everything that the cities of these members' organisations owe, soonest first."""
    out: list[Reminder] = []
    for membership in memberships:
        if membership.organisation_id and may(membership.role, Action.OFFER_EXCHANGES):
            out += _answers(membership) + _cards(membership) + _follow_ups(membership)
    return sorted(out, key=lambda one: one.due_on)


def _answers(membership: Membership) -> list[Reminder]:
    mine = membership.organisation_id
    side = Q(one__organisation=mine, one_answer="") | Q(other__organisation=mine, other_answer="")
    rows = Exchange.objects.filter(side, partnership=membership.partnership_id, state=Exchange.State.PROPOSED)
    return [
        Reminder(
            _("Accept or decline an exchange"),
            one.proposed_on + ANSWER_WITHIN,
            str(one),
            one.get_absolute_url(),
            one.partnership.name,
        )
        for one in rows.select_related("one", "other", "partnership")
    ]


def _cards(membership: Membership) -> list[Reminder]:
    today = timezone.now().date()
    rows = Visit.objects.filter(exchange__partnership=membership.partnership_id, last_day__lte=today)
    out = []
    for visit in rows.select_related(
        "host", "exchange__one", "exchange__other", "exchange__partnership"
    ).prefetch_related("lessons"):
        filled = {one.city_id for one in visit.lessons.all()}
        for city in (visit.exchange.one, visit.exchange.other):
            if city.organisation_id == membership.organisation_id and city.pk not in filled:
                due = visit.last_day + CARD_WITHIN
                where = visit.exchange.partnership.name
                title = _("Fill in the lessons card")
                out.append(Reminder(title, due, str(visit), visit.get_absolute_url(), where))
    return out


def _follow_ups(membership: Membership) -> list[Reminder]:
    rows = FollowUp.objects.filter(
        visit__exchange__partnership=membership.partnership_id,
        city__organisation=membership.organisation_id,
        answered_on=None,
        due_on__lte=timezone.now().date() + AHEAD,
    )
    return [
        Reminder(
            _("Say what became of the visit"),
            one.due_on,
            str(one),
            one.get_absolute_url(),
            one.visit.exchange.partnership.name,
        )
        for one in rows.select_related("city", "visit__exchange__partnership")
    ]
