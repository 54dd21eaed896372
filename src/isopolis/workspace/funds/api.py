"""Funds in the API: whether each fits a city's project, with its reasons; the same for everybody."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from isopolis.learn.advice.counterfactual import sentence
from isopolis.records.words import choose
from isopolis.workspace.api.lists import listed
from isopolis.workspace.api.problems import cleaned
from isopolis.workspace.funds.advising import opened
from isopolis.workspace.funds.forms import AskForm
from isopolis.workspace.funds.views import answers
from isopolis.workspace.people.gate import for_anyone
from isopolis.workspace.site.reader import reader_language

router = Router()
Answer = Literal["", "yes", "no"]


class Asked(Schema):
    """A city and its project; what is left open comes back as a question, never as a pass."""

    country: str = Field("", description="two letters", max_length=2)
    population: float | None = Field(None, ge=1)
    cost: float | None = Field(None, ge=1, description="euros")
    partners: int | None = Field(None, ge=1, le=500)
    countries: int | None = Field(None, ge=1)
    degurba: Literal["", "1", "2", "3"] = ""
    article_11: Answer = ""
    priority_neighbourhood: Answer = ""
    named: Answer = Field("", description="among the places that a national programme names")
    languages: str = Field("", description="codes, in which the city can apply", max_length=80)


class FundRecord(Schema):
    """A fund and what it says to this project: ``verdict`` pass, unknown or fail, and each rule's answer."""

    id: str
    title: str
    summary: str
    verdict: str
    verified: bool = Field(description="every rule behind the verdict was found in a source")
    reasons: list[dict[str, Any]]
    record: dict[str, Any] = Field(description="the fund's whole record")


class AdviceRecord(Schema):
    """A change of a fund's rules: how many cities of Europe it would open, and their people."""

    fund: str
    sentence: str
    opened: int
    surely: int
    spared: int
    people: float
    holds: bool
    """Whatever partners a city finds: as many cities with 2 of 2 countries, 4 of 3, 8 of 7."""
    touched: list[int]
    """Opened and spared under each of these assumptions."""


def _records(asked: Asked, name: str | None = None) -> list[dict[str, Any]]:
    form = AskForm({name: value for name, value in asked.model_dump().items() if value not in {None, ""}})
    cleaned(form)
    language = reader_language()
    return [
        {
            "id": found.fund.id,
            "title": choose(found.fund.title, language.code)[1],
            "summary": choose(found.fund.summary, language.code)[1],
            "verdict": found.verdict.name.lower(),
            "verified": found.verified,
            "reasons": [
                {
                    "rule": one.rule,
                    "outcome": one.outcome.name.lower(),
                    "demand": one.demand,
                    "ask": one.ask,
                    "verified": one.verified,
                }
                for one in found.reasons
            ],
            "record": found.fund.model_dump(mode="json"),
        }
        for found in answers(form.city(), form.project(), language)
        if name in {None, found.fund.id}
    ]


@router.get("/funds", response=list[FundRecord])
@for_anyone
@listed
def all_funds(request: HttpRequest, asked: Query[Asked]) -> list[dict[str, Any]]:
    """Every fund with its answer to a city's project, those that fit first."""
    return _records(asked)


@router.get("/funds/{slug:name}", response=FundRecord)
@for_anyone
def one_fund(request: HttpRequest, name: str, asked: Query[Asked]) -> dict[str, Any]:
    """One fund with its answer."""
    found = _records(asked, name)
    if not found:
        raise Http404
    return found[0]


@router.get("/advice", response=list[AdviceRecord])
@for_anyone
@listed
def advice(request: HttpRequest) -> list[dict[str, Any]]:
    """Which change of which rule would open money to how many towns of Europe, the most first."""
    table = opened(date.today())
    language = reader_language()
    names = ("opened", "surely", "spared", "people", "holds", "touched")
    return [
        {"fund": row["fund"], "sentence": sentence(row, language), **{name: row[name] for name in names}}
        for _, row in table.iterrows()
    ]
