"""Methods, processes of engagement and their evaluation in the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Router, Schema

from isopolis.decide.methods import method_by_id
from isopolis.decide.methods import methods as all_methods
from isopolis.errors import InputError
from isopolis.records.words import choose
from isopolis.workspace.api.lists import listed
from isopolis.workspace.engagement.checklist import wanted
from isopolis.workspace.engagement.evaluation import evaluation_of
from isopolis.workspace.engagement.models import Process
from isopolis.workspace.engagement.processes import process_of
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language

router = Router()


class ProcessRecord(Schema):
    """A process; ``method`` is one of the catalogue by its name, ``rounds`` are those that belong to it."""

    id: int
    title: str
    question: str
    method: str
    happens: str
    starts: date | None
    ends: date | None
    rounds: list[int]

    @staticmethod
    def resolve_rounds(one: Any) -> list[int]:
        """By their numbers."""
        return [each.pk for each in one.rounds.all()]


class ItemRecord(Schema):
    """An item of the accessibility checklist of a process."""

    item: str
    state: str
    note: str


class AnsweredRecord(Schema):
    """What participants say to one statement; null where too few answered, also by what they are."""

    id: str
    criterion: str
    text: str
    answered: int | None
    agree: float | None
    low: float | None
    high: float | None
    disagree: float | None
    groups: dict[str, float | None]


class StandingRecord(Schema):
    """How a criterion is met, from 0 to 1, as participants and as organisers see it; null: not said."""

    criterion: str
    participants: float | None
    organisers: float | None


class EvaluationRecord(Schema):
    """The evaluation of a process; ``answered`` is null where too few did to say anything."""

    answered: int | None
    statements: list[AnsweredRecord]
    criteria: list[StandingRecord]
    open_requirements: list[str]


@router.get("/methods", response=list[dict[str, Any]])
@for_anyone
@listed
def methods(request: HttpRequest) -> list[dict[str, Any]]:
    """The catalogue of methods of engagement, in every language that it has."""
    return [one.model_dump(mode="json") for one in all_methods()]


@router.get("/methods/{slug:name}", response=dict[str, Any])
@for_anyone
def method(request: HttpRequest, name: str) -> dict[str, Any]:
    """One method."""
    try:
        return method_by_id(name).model_dump(mode="json")
    except InputError:
        raise Http404 from None


@router.get("/partnerships/{slug}/processes", response=list[ProcessRecord])
@needs(Action.SEE_PROCESSES)
@listed
def processes(request: Any, slug: str) -> QuerySet[Process]:
    """The processes of engagement, the newest first."""
    return request.partnership.processes.prefetch_related("rounds")  # type: ignore[no-any-return]


@router.get("/partnerships/{slug}/processes/{int:pk}", response=ProcessRecord)
@needs(Action.SEE_PROCESSES)
def process(request: Any, slug: str, pk: int) -> Process:
    """One process."""
    return process_of(request, pk)


@router.get("/partnerships/{slug}/processes/{int:pk}/checklist", response=list[ItemRecord])
@needs(Action.RUN_PROCESSES)
@listed
def checklist(request: Any, slug: str, pk: int) -> list[dict[str, Any]]:
    """The accessibility checklist: every item, and where it stands."""
    found = process_of(request, pk)
    known = {one.item: one for one in found.checks.all()}
    return [
        {"item": check.id, "state": one.state if one else "open", "note": one.note if one else ""}
        for check in wanted(found)
        for one in [known.get(check.id)]
    ]


@router.get("/partnerships/{slug}/processes/{int:pk}/evaluation", response=EvaluationRecord)
@needs(Action.SEE_PROCESSES)
def evaluation(request: Any, slug: str, pk: int) -> dict[str, Any]:
    """How participants and organisers see a process, with what few people said withheld."""
    found, code = evaluation_of(process_of(request, pk)), reader_language().code
    numbers = ("answered", "agree", "low", "high", "disagree")
    return {
        "answered": found.answered,
        "statements": [
            {
                "id": one.question.id,
                "criterion": one.question.criterion.value,
                "text": choose(one.question.text, code)[1],
                "groups": dict(one.groups),
                **{name: getattr(one, name) for name in numbers},
            }
            for one in found.lines
        ],
        "criteria": [
            {
                "criterion": one.criterion.value,
                "participants": one.participants,
                "organisers": one.organisers,
            }
            for one in found.standings
        ],
        "open_requirements": [choose(one.text, code)[1] for one in found.open_requirements],
    }
