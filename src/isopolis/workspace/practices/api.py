"""Practices in the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from isopolis.learn.finding.documents import FACETS
from isopolis.workspace.api.lists import listed
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.practices.finding import search
from isopolis.workspace.practices.models import Practice

router = Router()


class PracticeRecord(Schema):
    """A practice; ``record`` is all of it, as the reference page describes it."""

    name: str
    title: str
    catalogue: bool
    country: str | None
    themes: list[str]
    evidence: str
    checked_on: str | None
    record: dict[str, Any]

    @staticmethod
    def resolve_catalogue(one: Any) -> bool:
        """Whether it is of the curated catalogue."""
        return one.partnership_id is None

    @staticmethod
    def resolve_country(one: Any) -> str | None:
        """Two letters."""
        return one.record.get("country")

    @staticmethod
    def resolve_themes(one: Any) -> list[str]:
        """Fields of policy."""
        return one.record["themes"]

    @staticmethod
    def resolve_evidence(one: Any) -> str:
        """The level of the strongest result."""
        return str(one.read.evidence)

    @staticmethod
    def resolve_checked_on(one: Any) -> str | None:
        """When it was last compared with its sources."""
        return one.record.get("checked_on")


class Asked(Schema):
    """How the list is narrowed."""

    words: str = Field("", max_length=300)
    theme: str = ""
    collection: str = ""
    mechanism: str = ""
    instrument: str = ""
    group: str = ""
    country: str = ""
    city_size: str = ""
    evidence: str = ""
    status: str = ""
    tone: str = ""


@router.get("/partnerships/{slug}/practices", response=list[PracticeRecord])
@needs(Action.SEE_PRACTICES)
@listed
def practices(request: HttpRequest, slug: str, asked: Query[Asked]) -> list[Practice]:
    """The catalogue and the partnership's own practices, best first where words are given."""
    said = {name: getattr(asked, "city_size" if name == "size" else name) for name in ("words", *FACETS)}
    return search({name: value for name, value in said.items() if value}, request.partnership)
