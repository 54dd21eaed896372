"""Pages of funds for everybody: which fit, one in full, the way back from its deadline."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.funds.backward import backward_calendar
from isopolis.learn.funds.city import City
from isopolis.learn.funds.contribution import contribution, money_sentence
from isopolis.learn.funds.eligibility import Eligibility, eligibility, next_call
from isopolis.learn.funds.fund import Fund, fund_by_id, funds
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import Outcome
from isopolis.plan.documents.fund_calendar import fund_calendar
from isopolis.records.words import choose
from isopolis.workspace.funds.forms import AskForm
from isopolis.workspace.funds.models import Fund as StoredFund
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language


@for_anyone
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every fund with its answer to a city's project."""
    form, city, project = _asked(request)
    found = answers(city, project, reader_language())
    groups = [
        (outcome, [row_of(one, city, project) for one in found if one.verdict is outcome])
        for outcome in (Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)
    ]
    page = {"form": form, "groups": groups, "query": request.GET.urlencode(), "asked": bool(request.GET)}
    return render(request, "funds/list.html", page)


@for_anyone
@require_safe
def fund(request: HttpRequest, name: str) -> HttpResponse:
    """One fund: every rule with its reason, what it pays, whom to ask, its sources."""
    return _fund(request, found_or_404(name))


@needs(Action.SEE_THREAD)
@require_safe
def fund_here(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The same in a partnership, with what hangs on it there."""
    thing = get_object_or_404(StoredFund, name=name)
    return _fund(request, found_or_404(name), partnership=request.partnership, thing=thing)


def _fund(request: HttpRequest, record: Fund, **more: Any) -> HttpResponse:
    deadline = deadline_of(request, record)
    form, city, project = _asked(request)
    found = next(one for one in answers(city, project, reader_language()) if one.fund.id == record.id)
    page = {
        "row": row_of(found, city, project),
        "found": found,
        "fund": record,
        "ask": choose(record.ask, reader_language().code)[1],
        "barriers": [choose(one.text, reader_language().code)[1] for one in record.barriers],
        "form": form,
        "query": request.GET.urlencode(),
        "deadline": deadline,
        "steps": backward_calendar(record, deadline, date.today(), reader_language()) if deadline else (),
        **more,
    }
    return render(request, "funds/fund.html", page)


@for_anyone
@require_safe
def calendar(request: HttpRequest, name: str) -> HttpResponse:
    """The way back from a deadline, for a calendar program."""
    record = found_or_404(name)
    deadline = deadline_of(request, record)
    if deadline is None:
        raise Http404
    content = fund_calendar(record, deadline, date.today(), timezone.now(), reader_language())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


def deadline_of(request: HttpRequest, record: Fund) -> date | None:
    """The deadline that the address names, else the next that is known."""
    try:
        return date.fromisoformat(request.GET.get("deadline", ""))
    except ValueError:
        call = next_call(record, date.today())
        return call.deadline if call else None


def found_or_404(name: str) -> Fund:
    """A fund of the catalogue."""
    try:
        return fund_by_id(name)
    except InputError:
        raise Http404 from None


@lru_cache(maxsize=256)
def answers(city: City, project: Project, language: Language) -> list[Eligibility]:
    """What every fund says to a city's project; many ask the same, and first with nothing said."""
    return eligibility(funds(), city, project, language)


def _asked(request: HttpRequest) -> tuple[AskForm, City, Project]:
    form = AskForm(request.GET) if request.GET else AskForm()
    if form.is_bound and form.is_valid():
        return form, form.city(), form.project()
    return form, City(), Project(on=date.today())


def row_of(found: Eligibility, city: City, project: Project) -> dict[str, Any]:
    """What a line of a list of funds shows."""
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
