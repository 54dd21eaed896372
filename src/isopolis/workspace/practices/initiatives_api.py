"""Initiatives to join in the API; the same for everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from isopolis.learn.initiatives.catalogue import initiatives
from isopolis.learn.initiatives.initiative import Initiative
from isopolis.learn.initiatives.reading import next_deadline
from isopolis.records.words import choose
from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import for_anyone
from isopolis.workspace.practices.applying import found_initiative
from isopolis.workspace.site.reader import reader_language

router = Router()


class InitiativeRecord(Schema):
    """An initiative; ``record`` is all of it: what it gives and asks, with sources."""

    id: str
    title: str
    kind: str
    organiser: str
    closes: date | None
    record: dict[str, Any]


def _record(one: Initiative) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": choose(one.title, reader_language().code)[1],
        "kind": one.kind.value,
        "organiser": one.organiser,
        "closes": next_deadline(one, timezone.localdate()),
        "record": one.model_dump(mode="json"),
    }


@router.get("/initiatives", response=list[InitiativeRecord])
@for_anyone
@listed
def all_initiatives(request: HttpRequest) -> list[dict[str, Any]]:
    """What a city can apply to, join or use."""
    return [_record(one) for one in initiatives()]


@router.get("/initiatives/{slug:name}", response=InitiativeRecord)
@for_anyone
def one_initiative(request: HttpRequest, name: str) -> dict[str, Any]:
    """One initiative."""
    return _record(found_initiative(name))
