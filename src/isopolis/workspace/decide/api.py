"""Proposals and the results of votes in the API: read, proposed, voted. Single votes are not given out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router, Schema, Status
from ninja.errors import HttpError

from isopolis.workspace.api.lists import listed
from isopolis.workspace.api.problems import cleaned
from isopolis.workspace.decide.ballots import by_account, cast, shown_statements
from isopolis.workspace.decide.forms import ProposalForm
from isopolis.workspace.decide.models import Proposal, Round, visible_proposals
from isopolis.workspace.decide.pictures import picture
from isopolis.workspace.decide.proposals import credits_of, put
from isopolis.workspace.decide.results import LEAST
from isopolis.workspace.decide.writing import BY_LINK
from isopolis.workspace.people.attempts import is_flood
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action

router = Router()


class ProposalRecord(Schema):
    """A proposal; ``credits`` are the names under which it and those merged into it were put."""

    id: int
    round: int
    title: str
    problem: str
    idea: str
    serves: str
    place: str
    state: str
    credits: list[str]
    merged_into: int | None
    came_of_it: str
    created_at: datetime

    @staticmethod
    def resolve_round(one: Any) -> int:
        """By its number."""
        return one.round_id  # type: ignore[no-any-return]

    @staticmethod
    def resolve_merged_into(one: Any) -> int | None:
        """By its number."""
        return one.merged_into_id  # type: ignore[no-any-return]

    @staticmethod
    def resolve_credits(one: Any) -> list[str]:
        """By their names."""
        return credits_of(one)


class NewProposal(Schema):
    """What the problem is, what should be done; ``anonymous``: without one's name."""

    title: str
    problem: str
    idea: str
    serves: str = ""
    place: str = ""
    anonymous: bool = False


class Receipt(Schema):
    """Where a new proposal stands, and the address at which its author follows it; told this once."""

    id: int
    state: str
    address: str


class NewVote(Schema):
    """An answer to a statement: 1 agree, 0 pass, -1 disagree. The last one counts."""

    statement: int
    value: Literal[-1, 0, 1]


class Saved(Schema):
    """What was asked is done."""

    saved: bool = True


class StatementRecord(Schema):
    """A statement and its votes; ``agree`` to ``seen`` are null where too few voted."""

    id: int
    text: str
    agree: int | None
    disagree: int | None
    passed: int | None
    seen: int | None
    kind: str | None
    consensus: float | None


def _proposals(request: Any) -> QuerySet[Proposal]:
    things = visible_proposals(Proposal.objects.filter(partnership=request.partnership), request.role)
    found: QuerySet[Proposal] = things.select_related("author").prefetch_related("sources__author")
    return found


@router.get("/partnerships/{slug}/proposals", response=list[ProposalRecord])
@needs(Action.SEE_PROPOSALS)
@listed
def proposals(request: Any, slug: str) -> QuerySet[Proposal]:
    """The proposals, newest first."""
    return _proposals(request)


@router.get("/partnerships/{slug}/proposals/{int:pk}", response=ProposalRecord)
@needs(Action.SEE_PROPOSALS)
def proposal(request: Any, slug: str, pk: int) -> Proposal:
    """One proposal."""
    return get_object_or_404(_proposals(request), pk=pk)


@router.get("/partnerships/{slug}/rounds/{int:pk}/statements", response=list[StatementRecord])
@needs(Action.SEE_PROPOSALS)
@listed
def statements(request: Any, slug: str, pk: int) -> list[dict[str, Any]]:
    """The statements of a round of votes, with what came out."""
    found = Round.objects.filter(pk=pk, partnership=request.partnership, kind=Round.Kind.VOTES).first()
    if found is None:
        raise Http404
    texts = dict(found.statements.filter(state="shown").values_list("pk", "text"))
    table = picture(found).opinions.statements()
    out = []
    for one in table.reset_index().to_dict("records"):
        if one["statement"] not in texts:
            continue
        enough = one["seen"] >= LEAST
        names = ("agree", "disagree", "passed", "seen", "kind", "consensus")
        values = {name: one[name] if enough else None for name in names}
        out.append({"id": one["statement"], "text": texts[one["statement"]], **values})
    return out


def _open_round(request: Any, pk: int, kind: str) -> Round:
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=kind)
    if not found.is_open():
        raise PermissionDenied("the round is not open")
    return found


@router.post("/partnerships/{slug}/rounds/{int:pk}/proposals", response={201: Receipt})
@needs(Action.TAKE_PART)
def propose(request: Any, slug: str, pk: int, sent: NewProposal) -> Status:
    """Put a proposal into a round that is open; a moderator may read it first."""
    found = _open_round(request, pk, Round.Kind.IDEAS)
    form = ProposalForm(sent.model_dump(), instance=Proposal(round=found), account=True)
    named = not cleaned(form)["anonymous"]
    written = form.save(commit=False)
    if is_flood(f"proposals {found.pk}", f"account {request.user.pk}", BY_LINK):
        raise HttpError(429, "too many proposals in a quarter of an hour")
    written.author = request.user if named else None
    token = put(written, request.user)
    address = settings.ADDRESS + reverse("proposal-receipt", args=[token])
    return Status(201, {"id": written.pk, "state": written.state, "address": address})


@router.post("/partnerships/{slug}/rounds/{int:pk}/votes", response=Saved)
@needs(Action.TAKE_PART)
def vote(request: Any, slug: str, pk: int, sent: NewVote) -> Saved:
    """Vote on a statement of a round that is open."""
    found = _open_round(request, pk, Round.Kind.VOTES)
    if sent.statement not in shown_statements(found):
        raise Http404
    cast(by_account(found, request.user), sent.statement, sent.value)
    return Saved()
