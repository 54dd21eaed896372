"""Pages of funds: which fit, one in full, and what a changed rule would open."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from isopolis.errors import InputError
from isopolis.learn.advice.counterfactual import counterfactuals, sentence
from isopolis.learn.funds.city import City, complete
from isopolis.learn.funds.contribution import contribution, money_sentence
from isopolis.learn.funds.eligibility import Eligibility, eligibility
from isopolis.learn.funds.fund import fund_by_id, funds
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import Outcome
from isopolis.measure.atlas.places import ATTRIBUTION, places
from isopolis.records.words import choose
from isopolis.workspace.funds.forms import AskForm
from isopolis.workspace.people.gate import for_anyone
from isopolis.workspace.site.reader import reader_language

PARTNERS, COUNTRIES = 4, 3
"""What a city is expected to find in the advice: partners, and countries that they are from."""


@for_anyone
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every fund with its answer to a city's project."""
    form, city, project = _asked(request)
    found = eligibility(funds(), city, project, reader_language())
    groups = [
        (outcome, [_row(one, city, project) for one in found if one.verdict is outcome])
        for outcome in (Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)
    ]
    page = {"form": form, "groups": groups, "query": request.GET.urlencode(), "asked": bool(request.GET)}
    return render(request, "funds/list.html", page)


@for_anyone
@require_safe
def fund(request: HttpRequest, name: str) -> HttpResponse:
    """One fund: every rule with its reason, what it pays, whom to ask, its sources."""
    try:
        record = fund_by_id(name)
    except InputError:
        raise Http404 from None
    form, city, project = _asked(request)
    found = eligibility([record], city, project, reader_language())[0]
    page = {
        "row": _row(found, city, project),
        "found": found,
        "fund": record,
        "ask": choose(record.ask, reader_language().code)[1],
        "barriers": [choose(one.text, reader_language().code)[1] for one in record.barriers],
        "form": form,
        "query": request.GET.urlencode(),
    }
    return render(request, "funds/fund.html", page)


@for_anyone
@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """Which change of which rule would open money to how many towns of Europe."""
    language = reader_language()
    table, towns = _counterfactuals(date.today())
    rows = [(sentence(row, language), row) for _, row in table.iterrows()]
    page = {
        "rows": rows,
        "towns": towns,
        "origin": ATTRIBUTION,
        "partners": PARTNERS,
        "countries": COUNTRIES,
    }
    return render(request, "funds/advice.html", page)


@cache
def _counterfactuals(day: date) -> tuple[pd.DataFrame, int]:
    """The same for everybody on one day."""
    towns = complete(places().rename(columns={"people": "population"})[["name", "country", "population"]])
    project = Project(partners=PARTNERS, countries=COUNTRIES, on=day)
    return counterfactuals(funds(), towns, project), len(towns)


def _asked(request: HttpRequest) -> tuple[AskForm, City, Project]:
    form = AskForm(request.GET) if request.GET else AskForm()
    if form.is_bound and form.is_valid():
        return form, form.city(), form.project()
    return form, City(), Project(on=date.today())


def _row(found: Eligibility, city: City, project: Project) -> dict[str, Any]:
    """What a line of the list shows."""
    language = reader_language()
    row: dict[str, Any] = {
        "name": found.fund.id,
        "title": choose(found.fund.title, language.code)[1],
        "summary": choose(found.fund.summary, language.code)[1],
        "verified": found.verified,
        "verdict": found.verdict.name,
        "obstacles": [r for r in found.reasons if r.outcome == found.verdict is not Outcome.PASS],
    }
    if project.cost is not None:
        part = contribution(found.fund, project.cost, city.region_class)
        row["money"] = money_sentence(found.fund, part, project.months, language)
    return row
