"""Votes that arrive together are committed together, and pictures are made from what was cast since."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.db import DatabaseError
from django.utils import timezone

from isopolis.workspace.decide import ballot_box, ballots, pictures
from isopolis.workspace.decide.models import Participant, Round, State, Statement, Vote


@pytest.fixture
def conversation(partnership) -> Round:
    made = Round.objects.create(partnership=partnership, kind="votes", title="What?", question="?")
    for text in ("Buses", "Trees", "Light"):
        Statement.objects.create(round=made, text=text, state=State.SHOWN)
    return made


@pytest.fixture
def voters(conversation) -> list[Participant]:
    return [Participant.objects.create(round=conversation, key=f"k{i}", channel="link") for i in range(12)]


def vote(person: Participant, statement: int, value: int, sent: int) -> ballot_box.Cast:
    return ballot_box.Cast(person.round_id, person.pk, statement, value, sent, timezone.now())


def test_of_votes_committed_together_the_one_sent_last_counts(conversation, voters) -> None:
    first, second = conversation.statements.values_list("pk", flat=True)[:2]
    together = [
        vote(voters[0], first, 1, 20), vote(voters[0], first, -1, 10), vote(voters[1], second, 0, 5),
    ]  # fmt: skip
    ballot_box._write(together)
    assert all(one.saved for one in together)
    ballot_box._write([vote(voters[0], first, -1, 15)])  # was sent before what is there
    ballot_box._write([vote(voters[1], second, -1, 6)])
    found = Vote.objects.order_by("participant_id").values_list("participant_id", "value")
    assert list(found) == [(voters[0].pk, 1), (voters[1].pk, -1)]


def test_a_vote_that_cannot_be_saved_takes_no_other_with_it(conversation, voters) -> None:
    first = conversation.statements.first().pk
    wrong = vote(voters[1], first, 7, 1)  # the table takes -1, 0 and 1
    together = [vote(voters[0], first, 1, 1), wrong, vote(voters[2], first, -1, 1)]
    ballot_box._write(together)
    assert [one.saved for one in together] == [True, False, True]
    assert Vote.objects.count() == 2
    with pytest.raises(DatabaseError):
        ballot_box.save(vote(voters[1], first, 7, 1))


def test_pictures_from_what_was_cast_since_are_those_of_all_votes(conversation, voters) -> None:
    statements = list(conversation.statements.values_list("pk", flat=True))
    random = np.random.default_rng(3)

    def same() -> bool:
        kept, _hidden = pictures.votes_of(conversation)
        pictures._columns.clear()
        anew, _hidden = pictures.votes_of(conversation)
        return all(
            np.array_equal(getattr(kept, name), getattr(anew, name))
            for name in ("people", "statements", "start", "statement", "value")
        )

    for turn, person in enumerate(voters):
        for statement in statements:
            ballots.cast(person, statement, int(random.integers(-1, 2)), sent=turn + 1)
        pictures.votes_of(conversation)
    Vote.objects.update(at=timezone.now() - timedelta(hours=1))  # read before, and long ago
    assert same()
    ballots.cast(voters[0], statements[0], 1, sent=100)
    ballots.cast(voters[0], statements[0], -1, sent=101)
    assert same()
    pictures.votes_of(conversation)
    voters[3].delete()
    ballots.cast(voters[4], statements[0], 0, sent=102)
    assert same()
    assert voters[3].pk not in pictures.votes_of(conversation)[0].people
