"""An invented participatory budget that is counted, and another that is open for votes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from django.utils import timezone

from isopolis.workspace.budgets.counting import count
from isopolis.workspace.budgets.models import Ballot, Budget, Project
from isopolis.workspace.budgets.voting import key_of
from isopolis.workspace.decide.models import Channel
from isopolis.workspace.people.models import Partnership, User

QUESTIONS = (
    {"name": "Neighbourhood", "choices": ["North", "South", "Quayside"]},
    {"name": "Age", "choices": ["16 to 29", "30 to 59", "60 and over"]},
)
PROJECTS = (
    ("Benches and shade on Market Street", 30_000, "North", "older people", 0.46),
    ("A new square in front of the station", 90_000, "North", "everybody", 0.52),
    ("Fountain in the park", 60_000, "North", "everybody", 0.44),
    ("Tool library", 12_000, "South", "tenants", 0.32),
    ("Safe crossing at the school", 35_000, "Quayside", "children", 0.38),
    ("Night lights on the path to the port", 28_000, "Quayside", "shift workers", 0.35),
    ("Community kitchen", 25_000, "Quayside", "people living alone", 0.28),
    ("Trees for Southfield", 40_000, "South", "everybody", 0.38),
)
"""Name, cost, place, whom it serves, and how much people like it."""
VOTERS = 300


def fill_budgets(partnership: Partnership, people: dict[str, User]) -> None:
    """Two budgets; everything in them is invented."""
    today = timezone.now().date()
    rng = np.random.default_rng(7)
    counted = _budget(partnership, people, "Budget of the quarters (invented)", 180_000)
    counted.opens, counted.closes = today - timedelta(days=40), today - timedelta(days=12)
    counted.save()
    _ballots(counted, rng, VOTERS)
    count(counted)
    coming = _budget(partnership, people, "Budget of next year (invented)", 120_000)
    coming.opens, coming.closes, coming.by_link = today, today + timedelta(days=21), True
    coming.save()
    _ballots(coming, rng, 25)


def _budget(partnership: Partnership, people: dict[str, User], title: str, amount: int) -> Budget:
    budget = Budget.objects.create(
        partnership=partnership,
        title=title,
        text="What should the money of the quarters be spent on?",
        amount=amount,
        most=5,
        questions=list(QUESTIONS),
        link_token=f"demonstration-{amount}",
        made_by=people["coordinator"],
    )
    Project.objects.bulk_create(
        Project(budget=budget, key=str(number), name=name, cost=cost, place=place, serves=serves)
        for number, (name, cost, place, serves, _liked) in enumerate(PROJECTS, start=1)
    )
    return budget


def _ballots(budget: Budget, rng: np.random.Generator, number: int) -> None:
    """People like what is near; the young live at the quayside more often than the old."""
    out = []
    for voter in range(number):
        quarter = str(rng.choice(["North", "South", "Quayside"], p=[0.5, 0.28, 0.22]))
        young = 0.4 if quarter == "Quayside" else 0.2
        age = str(rng.choice(QUESTIONS[1]["choices"], p=[young, 0.5, 0.5 - young]))
        chosen = [
            str(key)
            for key, (_name, _cost, place, _serves, liked) in enumerate(PROJECTS, start=1)
            if rng.random() < (min(0.9, 2.0 * liked) if place == quarter else 0.25 * liked)
        ]
        answers = {"Neighbourhood": quarter, "Age": age} if rng.random() < 0.92 else {}
        channel = Channel.LINK if voter % 4 == 0 else Channel.ACCOUNT
        ballot = Ballot(
            budget=budget, key=key_of(budget, f"invented {voter}"), channel=channel,
            projects=sorted(chosen or ["1"])[:5], answers=answers,
        )  # fmt: skip
        out.append(ballot)
    Ballot.objects.bulk_create(out)
