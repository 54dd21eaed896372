"""Invented processes of engagement: one that is being evaluated, one whose agreement is being settled."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from django.utils import timezone

from isopolis.decide.accessibility import checks
from isopolis.decide.evaluation import organiser_questions, participant_questions
from isopolis.workspace.engagement.models import CheckState, Pact, ParticipantAnswer, Process, SelfAssessment
from isopolis.workspace.people.models import Partnership, User

ABOUT = {"name": "Where do you live?", "choices": ["Old Town", "Quayside", "elsewhere"]}
FELT = {"ecosystem": 2.6, "project": 3.7, "process": 4.1, "participants": 3.2, "outcome": 3.0}
"""How participants felt on average, by criterion."""
OWN = ("yes", "yes", "partly", "yes", "no")
WORDS = (
    "More time for the questions.",
    "A bus home after nine.",
    "I would like to know in spring what became of it.",
)


def fill_engagement(partnership: Partnership, people: dict[str, User]) -> None:
    """Two processes; everything in them is invented."""
    today = timezone.localdate()
    council = Process.objects.create(
        partnership=partnership, title="Residents' council on night life and rest (invented)",
        question="Which streets shall be open late, and what do neighbours get in return? The council of "
        "Tessemar has promised to answer every recommendation within three months.",
        method="citizens-council", happens=Process.Happens.BOTH, asked=ABOUT,
        starts=today - timedelta(days=40), ends=today - timedelta(days=12),
    )  # fmt: skip
    council.rounds.set(partnership.rounds.order_by("pk")[:2])
    for number, one in enumerate(checks()):
        if number % 4:
            state = CheckState.State.NOT_NEEDED if number % 9 == 5 else CheckState.State.DONE
            note = "The hall at the port has a ramp." if number == 1 else ""
            CheckState.objects.create(process=council, item=one.id, state=state, note=note)
    _answers(council)
    own = {one.id: OWN[number % len(OWN)] for number, one in enumerate(organiser_questions())}
    SelfAssessment.objects.create(process=council, by=people["moderator"], values=own)
    square = Process.objects.create(
        partnership=partnership, title="The square at the old depot, run together (invented)",
        question="Residents and the city care for the square together and decide what happens on it.",
        method="commons-pact", happens=Process.Happens.EVENT, starts=today + timedelta(days=30),
        ends=today + timedelta(days=760),
    )  # fmt: skip
    Pact.objects.create(
        process=square, amount=18_000, money_from="the city of Tessemar", review_months=6,
        parties=[
            {"name": "Tessemar", "kind": "city", "role": "owns the square, pays water and insurance"},
            {"name": "Neighbours of the depot", "kind": "residents", "role": "plan, plant, open and close"},
            {"name": "Institute of Neighbourhoods", "kind": "institute", "role": "watches and reports"},
        ],
        matters=[
            {"name": "planting and opening hours", "right": "residents"},
            {"name": "events after ten in the evening", "right": "together"},
            {"name": "building and safety", "right": "city"},
        ],
    )  # fmt: skip


def _answers(process: Process) -> None:
    random = np.random.default_rng(11)
    made = []
    for number in range(37):
        values = {
            one.id: int(np.clip(round(random.normal(FELT[one.criterion.value], 1.0)), 1, 5))
            for one in participant_questions()
            if random.random() < 0.95
        }
        about = str(random.choice(["", *ABOUT["choices"]], p=[0.1, 0.45, 0.35, 0.1]))
        words = WORDS[number] if number < len(WORDS) else ""
        made.append(ParticipantAnswer(process=process, values=values, about=about, words=words))
    ParticipantAnswer.objects.bulk_create(made)
