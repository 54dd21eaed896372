"""What people say about a published draft, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from isopolis.language import message
from isopolis.plan.actions.record import Key, Line, Record, Text


class Who(StrEnum):
    """As whom a person answers."""

    RESIDENT = "resident"
    CITY = "city"
    AUTHORITY = "authority"
    ASSOCIATION = "association"
    RESEARCH = "research"
    BUSINESS = "business"
    OTHER = "other"


class Verdict(StrEnum):
    """What becomes of a comment."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


CONSULTATION_TITLES: Mapping[StrEnum, str] = MappingProxyType(
    {
        Who.RESIDENT: message("resident"),
        Who.CITY: message("city"),
        Who.AUTHORITY: message("other public authority"),
        Who.ASSOCIATION: message("association"),
        Who.RESEARCH: message("research"),
        Who.BUSINESS: message("business"),
        Who.OTHER: message("other"),
        Verdict.ACCEPTED: message("accepted"),
        Verdict.PARTLY: message("partly accepted"),
        Verdict.REJECTED: message("not accepted"),
    }
)

Rating = Annotated[int, Field(ge=1, le=5)]


class Comment(Record):
    """One comment: on an action, or on the whole where ``action`` is "".

    ``feasibility`` and ``impact`` go from 1 (very low) to 5 (very high). There is no name in it: who the
    person is, stays outside the plan.
    """

    key: Key
    who: Who
    action: Line = ""
    organisation: Line = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    text: Text = ""
    feasibility: Rating | None = None
    impact: Rating | None = None
    received: date


class Answer(Record):
    """The answer to one or several comments, and the fields of the plan that changed because of them."""

    comments: tuple[Key, ...]
    verdict: Verdict
    reason: Text
    changed: tuple[Line, ...] = ()
