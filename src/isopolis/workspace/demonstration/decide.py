"""Invented proposals, statements and votes of the demonstration partnership."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from django.utils import timezone

from isopolis.workspace.decide import proposals
from isopolis.workspace.decide.models import (
    Channel,
    Comment,
    Participant,
    Proposal,
    Round,
    State,
    Statement,
    Vote,
)
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.tokens import keyed_hash

IDEAS = (
    ("Night buses to the hospital and the port",
     "Shifts end at two in the morning, and the last bus leaves at eleven.",
     "A bus every hour at night on the two lines that pass the hospital and the port.", "shift workers",
     "Quayside"),
    ("Des bus la nuit vers l’hôpital", "Après 23 heures, il n’y a plus de bus pour rentrer du travail.",
     "Prolonger la ligne 4 toute la nuit, une fois par heure.", "le personnel de l’hôpital", "Quayside"),
    ("Interpreters at the counters", "Many of us do not get what we have a right to, as nobody explains it.",
     "Interpreters by telephone at every counter, in the eight languages most spoken.", "newcomers",
     "all counters"),
    ("Vacant shops for the neighbourhood", "One shop in five on the main street is empty.",
     "Let associations use empty shops for the price of the heating until they are let.", "associations",
     "Old Town"),
    ("A quota of affordable flats in every new building", "New buildings in the centre have only dear flats.",
     "Thirty per cent of the flats at an affordable rent, wherever something is built.",
     "families with low incomes", "the whole city"),
    ("A safe cycle lane to the school", "Children cross a road with heavy lorries.",
     "A separate lane, and a light at the crossing.", "children", "Northfield"),
    ("Digital help on Saturdays", "Forms are online only, and help is open when people work.",
     "Open the digital counter on Saturday mornings.", "people who work in the week", "library"),
    ("Benches and toilets on the way to the market", "Older people cannot walk so far without sitting.",
     "A bench every 150 metres and one public toilet.", "older people", "Market Street"),
)  # fmt: skip
STATEMENTS = (
    "New buildings should have thirty per cent affordable flats, also in the centre.",
    "Buses should run all night on the two main lines.",
    "There should be interpreters at every counter of the administration.",
    "Schools should mix children of all neighbourhoods, even if the way is longer.",
    "Parents should be free to choose the school.",
    "Empty shops should be lent to associations.",
    "Car parking in the centre should cost more.",
    "The money from parking should go to the outer neighbourhoods.",
    "Streets near schools should be closed to cars in the morning.",
    "Owners of flats that stay empty should pay a tax.",
    "The city should build itself instead of leaving it to companies.",
    "Newcomers should get a place in a language course within a month.",
    "Public toilets matter more than another square.",
    "The counters should be open on Saturdays.",
    "Everything that can be done online should also be possible at a counter.",
    "Police should be more present in Quayside at night.",
    "Street workers help more than police.",
    "Residents should decide on a part of the budget themselves.",
    "Neighbourhood councils should have members drawn by lot.",
    "The city should publish rents and waiting times by neighbourhood.",
)
ASKED = [
    {"name": "Age", "choices": ["under 25", "25 to 64", "65 and over"]},
    {"name": "Neighbourhood", "choices": ["Old Town", "Quayside", "Northfield", "Hill"]},
]
MARGINS = [
    {"name": "Age", "counts": {"under 25": 42_000, "25 to 64": 101_000, "65 and over": 37_000}},
    {"name": "Neighbourhood",
     "counts": {"Old Town": 38_000, "Quayside": 52_000, "Northfield": 49_000, "Hill": 41_000}},
]  # fmt: skip
VOTERS = 240


def fill_decide(partnership: Partnership, people: dict[str, User]) -> None:
    """A board with proposals in every state, and a round of votes with three opinion groups."""
    today = timezone.localdate()
    dates = {"opens": today - timedelta(days=20), "closes": today + timedelta(days=25)}
    board = Round.objects.create(
        partnership=partnership, kind=Round.Kind.IDEAS, title="Ideas for equal neighbourhoods", by_link=True,
        question="What would make life in your neighbourhood fairer? Say the problem, and what to do.",
        **dates,
    )  # fmt: skip
    _board(board, people)
    conversation = Round.objects.create(
        partnership=partnership, kind=Round.Kind.VOTES, title="What can we agree on?", by_link=True,
        question="Residents and partners wrote these statements. Do you agree? Pass if you are not sure.",
        questions=ASKED, margins=MARGINS, **dates,
    )  # fmt: skip
    _votes(conversation)


def _board(board: Round, people: dict[str, User]) -> None:
    moderator, resident = people["moderator"], people["resident"]
    made = []
    for number, (title, problem, idea, serves, place) in enumerate(IDEAS):
        author = (resident, None, people["partner"])[number % 3]
        one = Proposal(round=board, title=title, problem=problem, idea=idea, serves=serves, place=place,
                       author=author, channel=Channel.ACCOUNT if author else Channel.LINK)  # fmt: skip
        proposals.put(one, author)
        if number < len(IDEAS) - 1:
            proposals.judge(one, State.SHOWN, "", moderator)
        made.append(one)
    proposals.merge(made[1], made[0], "Both ask for buses at night to the hospital.", moderator)
    refused = Proposal(round=board, title="Close the hostel", problem="I do not want these people here.",
                       idea="Close it.", channel=Channel.LINK)  # fmt: skip
    proposals.put(refused, None)
    proposals.judge(refused, State.REJECTED, "It attacks people because of where they come from.", moderator)
    proposals.appeal(refused, "I only asked a question.")
    made[
        2
    ].came_of_it = (
        "The city of Tessemar tries it at two counters from March; the partnership follows the trial."
    )
    made[2].save()
    first = Comment.objects.create(
        proposal=made[0], author=people["partner"], text="What would a line cost at night?"
    )
    Comment.objects.create(
        proposal=made[0], author=people["expert"], answers=first,
        text="In Brunnau an hour of night bus costs about as much as two hours by day.",
    )  # fmt: skip


def _votes(conversation: Round) -> None:
    random = np.random.default_rng(7)
    statements = Statement.objects.bulk_create(
        Statement(round=conversation, text=text, state=State.SHOWN) for text in STATEMENTS
    )
    Statement.objects.create(round=conversation, text="There should be more trees.", state=State.WAITING)
    statements[2].answer = "Two counters try it from March."
    statements[2].save()
    opinion = random.choice([-1.0, 0.2, 1.0], (3, len(statements)))
    opinion[:, [1, 12, 14, 19]] = 1.3  # what all share
    camp = random.choice(3, VOTERS, p=[0.45, 0.33, 0.22])
    rows = [
        Participant(
            round=conversation,
            key=keyed_hash("demonstration", str(number)),
            channel=(Channel.ACCOUNT, Channel.CODE, Channel.LINK)[number % 3],
            answers={
                "Age": str(random.choice(ASKED[0]["choices"], p=[0.1, 0.68, 0.22])),
                "Neighbourhood": str(random.choice(ASKED[1]["choices"], p=[0.42, 0.12, 0.2, 0.26])),
            }
            if number % 5
            else {},
        )
        for number in range(VOTERS)
    ]
    voters = Participant.objects.bulk_create(rows)
    now = timezone.now()
    votes = []
    for number, voter in enumerate(voters):
        count = int(random.integers(5, len(statements) + 1))
        for at in random.permutation(len(statements))[:count]:
            lean = opinion[camp[number], at] + random.normal(0, 0.7)
            value = 1 if lean > 0.35 else -1 if lean < -0.35 else 0
            when = now - timedelta(minutes=int(random.integers(60, 20_000)))
            votes.append(
                Vote(round=conversation, participant=voter, statement=statements[at], value=value, at=when)
            )
    Vote.objects.bulk_create(votes)
