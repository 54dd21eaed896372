"""The invented two-day meeting while it runs: agenda, groups, notes that are half sorted."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from isopolis.decide.facilitation import Person, breakout
from isopolis.workspace.decide.models import Round
from isopolis.workspace.facilitation.models import Cluster, Note, Seat, Session
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import Meeting

AGENDA = """{first}
09:00-09:30 Welcome, and what we decide in two days
09:30-10:30 What the figures of the six cities say
10:30-10:45 * Coffee
10:45-12:15 Groups: what keeps people away from services?
12:15-13:30 * Lunch
13:30-15:00 Notes are sorted, barriers are named
15:00-15:20 * Coffee
15:20-16:30 What worked elsewhere
{second}
09:00-10:15 Groups: from barriers to proposals
10:15-10:35 * Coffee
10:35-12:00 Proposals meet the money
12:00-12:30 What each of us does by June
"""
NOTES = (
    ("Counters that open only in the morning", 0),
    ("Nobody at the counter speaks Tigrinya", 0),
    ("Letters that I do not understand", 0),
    ("The last bus leaves at eleven", 1),
    ("No bus to the hospital at night", 1),
    ("Forms are online only", None),
    ("Forms online only, and no printer", None),
    ("People do not know that they have a right to it", None),
)
CLUSTERS = ("The counter is not made for us", "After eleven there is no way home")
ROLES = ("city", "region", "resident", "expert")
SPOKEN = (("en",), ("fr",), ("en", "fr"), ())


def fill_facilitation(partnership: Partnership, people: dict[str, User]) -> None:
    """The live side of a meeting in two days' time; everything in it is invented."""
    first = timezone.localdate() + timedelta(days=2)
    meeting = Meeting.objects.create(
        partnership=partnership, title="Two days on access to services (invented)", on=first
    )
    session = Session.objects.create(
        meeting=meeting,
        agenda=AGENDA.format(first=first.isoformat(), second=(first + timedelta(days=1)).isoformat()),
        question="What keeps people in your city away from a service they have a right to?",
        round=partnership.rounds.filter(kind=Round.Kind.IDEAS).first(),
    )
    clusters = [Cluster.objects.create(session=session, title=title) for title in CLUSTERS]
    for text, at in NOTES:
        cluster = None if at is None else clusters[at]
        Note.objects.create(session=session, text=text, cluster=cluster, author=people["partner"])
    room = [Person(f"Guest {n + 1}", ROLES[n % 4], SPOKEN[n * 3 % 4]) for n in range(14)]
    for number, group in enumerate(breakout(room, 3), 1):
        for one in group:
            languages = list(one.languages)
            Seat.objects.create(
                session=session, name=one.name, role=one.role, languages=languages, group=number
            )
