"""Casting votes: who the participant is, what is saved, and which statement comes next."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from isopolis.decide.opinions import next_statement
from isopolis.workspace.decide.ballot_box import Cast, save
from isopolis.workspace.decide.codes import hash_of, typed
from isopolis.workspace.decide.models import Channel, Code, Participant, Round, State, Statement, Vote
from isopolis.workspace.decide.pictures import weights
from isopolis.workspace.people.attempts import address_of
from isopolis.workspace.people.models import User
from isopolis.workspace.people.tokens import keyed_hash

COOKIE = "isopolis_take_part"
COOKIE_DAYS = 400
NEW_AN_HOUR = 40
"""Participants without a code or an account that may begin from one address in an hour."""
AHEAD = 8
"""Statements that are sent ahead, for when the network fails."""


class TooManyError(Exception):
    """More new participants from one address than a household, a school or a library has."""


def key_of_account(conversation: Round, user: User) -> str:
    """The key of an account in one round; it cannot be turned back without the server's secret."""
    return keyed_hash(f"participant {conversation.pk}", f"account {user.pk}")


def by_account(conversation: Round, user: User) -> Participant:
    """The participant of an account."""
    return _participant(conversation, key_of_account(conversation, user), Channel.ACCOUNT)


def by_code(conversation: Round, text: str) -> Participant | None:
    """The participant of a code on paper; None if the code is not one of this round."""
    code = Code.objects.filter(round=conversation, code_hash=hash_of(text)).first()
    if code is None:
        return None
    if not code.used:
        Code.objects.filter(pk=code.pk).update(used=True)
    return _participant(
        conversation, keyed_hash(f"participant {conversation.pk}", f"code {typed(text)}"), Channel.CODE
    )


def by_cookie(conversation: Round, secret: str) -> Participant | None:
    """The participant that a browser was before, by whatever channel without an account."""
    keys = [keyed_hash(f"participant {conversation.pk}", f"{kind} {secret}") for kind in ("link", "code")]
    return Participant.objects.filter(round=conversation, key__in=keys).first()


def origin_of(request: HttpRequest, what: str, begun: QuerySet[Any]) -> str:
    """The address of a newcomer, as a hash that tells nothing elsewhere.

    ``begun`` are those who take part in ``what`` already; too many of the last hour from this address raise
    :class:`TooManyError`.
    """
    origin = keyed_hash(f"origin {what}", address_of(request))[:16]
    since = timezone.now() - timedelta(hours=1)
    if begun.filter(origin=origin, at__gt=since).count() >= NEW_AN_HOUR:
        raise TooManyError
    return origin


def begin(conversation: Round, request: HttpRequest) -> tuple[Participant, str]:
    """A new participant by the open link, and the secret for its cookie."""
    origin = origin_of(request, str(conversation.pk), Participant.objects.filter(round=conversation))
    secret = secrets.token_urlsafe(18)
    key = keyed_hash(f"participant {conversation.pk}", f"link {secret}")
    return _participant(conversation, key, Channel.LINK, origin), secret


def _participant(conversation: Round, key: str, channel: str, origin: str = "") -> Participant:
    found = Participant.objects.filter(key=key).first()
    return found or Participant.objects.get_or_create(
        key=key, defaults={"round": conversation, "channel": channel, "origin": origin}
    )[0]  # fmt: skip


def about_oneself(given: Mapping[str, str], questions: list[dict[str, Any]]) -> dict[str, str]:
    """The optional answers of a form (``about-0``, ``about-1``, ...); only those that were offered."""
    answers = {one["name"]: given.get(f"about-{place}", "") for place, one in enumerate(questions)}
    return {one["name"]: answers[one["name"]] for one in questions if answers[one["name"]] in one["choices"]}


def remember(response: HttpResponse, name: str, secret: str) -> HttpResponse:
    """Let the browser keep the secret by which its owner goes on."""
    response.set_cookie(
        name,
        secret,
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def shown_statements(conversation: Round) -> dict[int, str]:
    """The statements that are voted on: number and words."""
    shown = Statement.objects.filter(round=conversation, state=State.SHOWN)
    return dict(shown.values_list("pk", "text"))


def cast(participant: Participant, statement: int, value: int, sent: int = 0) -> None:
    """Save a vote. The same one twice is one; one that was sent before a later one changes nothing.

    ``sent`` is the sender's clock in milliseconds: votes that waited for a network may arrive late and out of
    order.
    """
    now = timezone.now()
    sent = sent or int(now.timestamp() * 1000)
    save(Cast(participant.round_id, participant.pk, statement, value, sent, now))


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a participant sees: the next statements, and how many are done of how many."""

    following: list[tuple[int, str]]
    done: int
    of: int


def ballot(participant: Participant, shown: dict[int, str], count: int = AHEAD) -> Ballot:
    """The next statements for a participant, drawn by their weights; none when all are voted on."""
    done = set(Vote.objects.filter(participant=participant).values_list("statement_id", flat=True))
    names, weight = weights(participant.round, list(shown))
    seen = np.array([name in done for name in names], dtype=bool)
    before = int(seen.sum())
    random = secrets.SystemRandom()
    following: list[tuple[int, str]] = []
    while len(following) < count:
        place = next_statement(weight, seen, random.random())
        if place is None:
            break
        seen[place] = True
        following.append((names[place], shown[names[place]]))
    return Ballot(following, before, len(shown))
