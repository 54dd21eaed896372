"""One's own votes: found again by the keys that an account has in each round, taken along, erased."""

from __future__ import annotations

from isopolis.workspace.decide.ballots import key_of_account
from isopolis.workspace.decide.models import Participant, Round, Vote
from isopolis.workspace.people.models import User


def _participants(user: User) -> list[Participant]:
    keys = [key_of_account(one, user) for one in Round.objects.filter(kind=Round.Kind.VOTES)]
    return list(Participant.objects.filter(key__in=keys).select_related("round").order_by("pk"))


def own_votes(user: User) -> list[dict[str, object]]:
    """A person's votes and answers about themselves, by round."""
    words = {1: "agree", -1: "disagree", 0: "pass"}
    return [
        {
            "round": one.round.title,
            "about me": one.answers,
            "votes": [
                {"statement": vote.statement.text, "vote": words[vote.value], "at": vote.at.isoformat()}
                for vote in Vote.objects.filter(participant=one).select_related("statement").order_by("pk")
            ],
        }
        for one in _participants(user)
    ]


def erase_votes(user: User) -> None:
    """Erase a person's votes and answers; the pictures are made without them from then on."""
    for one in _participants(user):
        one.delete()
