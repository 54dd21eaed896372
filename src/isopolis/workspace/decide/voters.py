"""Who voted in the rounds of a partnership, and what they said about themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from isopolis.decide.representation import Margin
from isopolis.workspace.decide.models import Participant, Vote

Said = tuple[int, int, str, str]
"""A participant, the round, the channel, and the answers as they are stored."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody who voted."""

    round: int = 0
    channel: str = ""
    answers: dict[str, str] = field(default_factory=dict)


def said_in(rounds: Iterable[int]) -> tuple[Said, ...]:
    """What the voters of some rounds said, as a key that is another once anything of it is."""
    voted = Participant.objects.filter(Exists(Vote.objects.filter(participant=OuterRef("pk"))))
    stored = Cast("answers", TextField())
    rows = voted.filter(round__in=rounds).order_by("pk")
    return tuple(rows.values_list("pk", "round_id", "channel", stored))


def voters_of(said: Iterable[Said]) -> dict[int, Voter]:
    """The voters by participant."""
    read = {text: json.loads(text) for text in {one[3] for one in said}}
    return {pk: Voter(found, channel, read[text]) for pk, found, channel, text in said}


def answers_of(voters: Iterable[Voter], margins: list[Margin]) -> dict[str, list[str | None]]:
    """What voters said about themselves; an answer that is no category of the city's counts as none."""
    people = list(voters)
    return {
        one.name: [
            said if (said := person.answers.get(one.name)) in one.people else None for person in people
        ]
        for one in margins
    }
