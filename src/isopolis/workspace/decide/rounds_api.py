"""Rounds in the API: what they ask, the opinion groups, who was heard, comments on proposals."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pandas as pd
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from isopolis.decide.opinions.reading import read_opinions
from isopolis.decide.representation import representation
from isopolis.workspace.api.lists import listed
from isopolis.workspace.decide.heard import answers_of, is_joint, margins_of
from isopolis.workspace.decide.models import Comment, Proposal, Round, visible_proposals
from isopolis.workspace.decide.pictures import look, picture
from isopolis.workspace.decide.results import LEAST, conversation
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language

router = Router()


class RoundRecord(Schema):
    """A round: ``kind`` is “ideas” or “votes”; ``phase`` by its key."""

    id: int
    kind: str
    title: str
    question: str
    phase: str | None
    opens: date | None
    closes: date | None
    is_open: bool
    by_link: bool
    moderated: bool

    @staticmethod
    def resolve_phase(one: Any) -> str | None:
        """By its key."""
        return one.phase.key if one.phase else None

    @staticmethod
    def resolve_opens(one: Any) -> date | None:
        """Its own first day, or that of its phase."""
        return one.days()[0]  # type: ignore[no-any-return]

    @staticmethod
    def resolve_closes(one: Any) -> date | None:
        """Its own last day, or that of its phase."""
        return one.days()[1]  # type: ignore[no-any-return]

    @staticmethod
    def resolve_is_open(one: Any) -> bool:
        """Whether one can take part today."""
        return bool(one.is_open())


class SaidRecord(Schema):
    """A statement and how it was answered, in words; ``seen``: by how many people."""

    statement: int
    text: str
    words: str
    seen: int


class GroupRecord(Schema):
    """An opinion group: how many, what they have in common, how sure it is that the group is there."""

    letter: str
    people: int
    words: str
    stable: str
    statements: list[SaidRecord]


class OpinionsRecord(Schema):
    """What came out of a round of votes, in words; groups of fewer than five people are not shown."""

    summary: str
    stability: str
    groups: list[GroupRecord]
    shared: list[SaidRecord]
    bridging: list[SaidRecord]
    divisive: list[SaidRecord]
    minority: list[SaidRecord]


class HeardRecord(Schema):
    """A category of the city and its part of those who took part; null where too few did to say."""

    attribute: str
    category: str
    took_part: float | None
    share: float | None
    city_share: float | None
    ratio: float | None
    low: float | None
    high: float | None
    missing: float | None
    reading: str


class CommentRecord(Schema):
    """A comment on a proposal, or an answer to one; the text of a hidden one is empty, the reason is said."""

    id: int
    author: str | None
    text: str
    hidden_because: str
    answers: int | None
    at: datetime

    @staticmethod
    def resolve_author(one: Any) -> str | None:
        """By the name that the page shows."""
        return str(one.author) if one.author else None

    @staticmethod
    def resolve_text(one: Any) -> str:
        """Nothing of what a moderator hid."""
        return "" if one.hidden_because else str(one.text)

    @staticmethod
    def resolve_answers(one: Any) -> int | None:
        """The comment that it answers, by its number."""
        return one.answers_id  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/rounds", response=list[RoundRecord])
@needs(Action.SEE_PROPOSALS)
@listed
def rounds(request: Any, slug: str) -> QuerySet[Round]:
    """The rounds of proposals and of votes, the newest first."""
    return request.partnership.rounds.select_related("phase")  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/rounds/{int:pk}/opinions", response=OpinionsRecord)
@needs(Action.SEE_PROPOSALS)
def opinions(request: Any, slug: str, pk: int) -> dict[str, Any]:
    """The opinion groups of a round of votes, what is shared, what divides."""
    found = conversation(request, pk)
    drawn = picture(found)
    texts = dict(found.statements.values_list("pk", "text"))
    return asdict(read_opinions(drawn.opinions, drawn.stability, texts, reader_language(), least=LEAST))


@router.get("/partnerships/{slug}/rounds/{int:pk}/heard", response=list[HeardRecord])
@needs(Action.SEE_HEARD)
@listed
def heard(request: Any, slug: str, pk: int) -> list[dict[str, Any]]:
    """Who took part in a round of votes, against the city; empty as long as too few did."""
    found = conversation(request, pk)
    by_pk = {one.pk: one for one in found.participants.all()}
    voters = [by_pk[int(one)] for one in look(found).votes.people]
    single = [one for one in margins_of(found) if not is_joint(one)]
    if not single or len(voters) < 2 * LEAST:
        return []
    rows = representation(answers_of(voters, single), single, least=LEAST).to_dict("records")
    return [_said(row) for row in rows]


def _said(row: dict[Any, Any]) -> dict[str, Any]:
    """A row with nothing where the page says nothing."""
    kept = ("attribute", "category", "city_share", "reading")
    silent = row["reading"] == "withheld"
    return {
        name: None if (silent and name not in kept) or pd.isna(value) else value
        for name, value in row.items()
    }


@router.get("/partnerships/{slug}/proposals/{int:pk}/comments", response=list[CommentRecord])
@needs(Action.SEE_PROPOSALS)
@listed
def comments(request: Any, slug: str, pk: int) -> QuerySet[Comment]:
    """What people say about a proposal, the oldest first."""
    things = visible_proposals(Proposal.objects.filter(partnership=request.partnership), request.role)
    return get_object_or_404(things, pk=pk).comments.select_related("author")
