"""Signs that votes may be manipulated, for a moderator to look into. Nothing is removed by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from isopolis.decide.opinions import Votes
from isopolis.decide.opinions.manipulation import alike, bursts
from isopolis.decide.similarity.words import plain
from isopolis.workspace.decide.models import Channel, Round
from isopolis.workspace.decide.pictures import look

SAME_WORDS = 3
"""Proposals with the same words from which on it is said."""
FROM_ONE_ADDRESS = 10
"""Participants by the open link from one address from which on it is said."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign, in words."""

    words: str


def signals_of(found: Round) -> list[Signal]:
    """What looks like one hand behind many votes or proposals."""
    return _of_proposals(found) if found.kind == Round.Kind.IDEAS else _of_votes(found)


def _of_proposals(board: Round) -> list[Signal]:
    """The same words again and again, and many at once, by the open link."""
    by_link = board.proposals.filter(channel=Channel.LINK)
    said = Counter(
        " ".join(plain(f"{title} {idea}").split()) for title, idea in by_link.values_list("title", "idea")
    )
    out = [
        Signal(_("%(count)s proposals by the open link have the same words.") % {"count": count})
        for _words, count in sorted(said.items())
        if count >= SAME_WORDS
    ]
    hours = [at.timestamp() / 3600 for at in by_link.values_list("created_at", flat=True)]
    return out + [
        Signal(
            _("%(count)s proposals came within one hour (usual: %(usual)s).")
            % {"count": one.count, "usual": round(one.usual)}
        )
        for one in bursts(hours)
    ]


def _of_votes(conversation: Round) -> list[Signal]:
    """The same votes from many, many from one address, many at once."""
    seen = look(conversation)
    return list(seen.made(("signals", get_language()), lambda: _in_votes(conversation, seen.votes)))


def _in_votes(conversation: Round, votes: Votes) -> list[Signal]:
    out = [
        Signal(
            _("%(people)s participants voted the same on all of %(statements)s statements.")
            % {"people": len(one.people), "statements": one.statements}
        )
        for one in alike(votes)
    ]
    by_link = conversation.participants.filter(channel=Channel.LINK)
    origins: dict[str, int] = {}
    for origin in by_link.values_list("origin", flat=True):
        origins[origin] = origins.get(origin, 0) + 1
    out += [
        Signal(_("%(count)s participants by the open link came from one address.") % {"count": count})
        for origin, count in sorted(origins.items())
        if origin and count >= FROM_ONE_ADDRESS
    ]
    hours = [at.timestamp() / 3600 for at in by_link.values_list("at", flat=True)]
    out += [
        Signal(
            _("%(count)s participants began within one hour (usual: %(usual)s).")
            % {"count": one.count, "usual": round(one.usual)}
        )
        for one in bursts(hours)
    ]
    return out
