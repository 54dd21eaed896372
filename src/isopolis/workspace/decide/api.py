"""Proposals and the results of votes in the API; votes themselves are not given out here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from isopolis.workspace.api.lists import listed
from isopolis.workspace.decide.models import Proposal, Round, visible_proposals
from isopolis.workspace.decide.pictures import picture
from isopolis.workspace.decide.proposals import credits_of
from isopolis.workspace.decide.results import LEAST
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


def _record(one: Proposal) -> dict[str, Any]:
    names = ("id", "title", "problem", "idea", "serves", "place", "state", "came_of_it", "created_at")
    return {name: getattr(one, name) for name in names} | {
        "round": one.round_id,
        "merged_into": one.merged_into_id,
        "credits": credits_of(one),
    }


@router.get("/partnerships/{slug}/proposals", response=list[ProposalRecord])
@needs(Action.SEE_PROPOSALS)
@listed
def proposals(request: Any, slug: str) -> list[dict[str, Any]]:
    """The proposals, newest first."""
    things = visible_proposals(Proposal.objects.filter(partnership=request.partnership), request.role)
    return [_record(one) for one in things.select_related("author").prefetch_related("sources__author")]


@router.get("/partnerships/{slug}/proposals/{int:pk}", response=ProposalRecord)
@needs(Action.SEE_PROPOSALS)
def proposal(request: Any, slug: str, pk: int) -> dict[str, Any]:
    """One proposal."""
    things = visible_proposals(Proposal.objects.filter(partnership=request.partnership), request.role)
    return _record(get_object_or_404(things, pk=pk))


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
