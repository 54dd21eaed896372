"""Money for the plan: which funds fit an action, its fiche, the best combination for all actions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.learn.funds.city import City
from isopolis.learn.funds.combination import Combination, best_combination
from isopolis.learn.funds.contribution import MONTHS, advance_of, cash_flow, contribution
from isopolis.learn.funds.eligibility import eligibility
from isopolis.learn.funds.fund import funds
from isopolis.learn.funds.project import Project
from isopolis.learn.funds.rules import Outcome
from isopolis.plan.documents.flow.html import blocks_to_html
from isopolis.plan.documents.project_fiche import Asked, cash_table, project_fiche
from isopolis.records.words import choose
from isopolis.workspace.funds.forms import AskForm, CityForm, CombinationForm
from isopolis.workspace.funds.models import Fund
from isopolis.workspace.funds.projects import project_of
from isopolis.workspace.funds.views import deadline_of, found_or_404, row_of
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.people.permissions import may
from isopolis.workspace.plan.place import action_of, page, writing
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.plan.views.documents import sent
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.thread.links import connect

REMEMBERED = "facts of the city"
"""Key of the session under which what a city said of itself is kept from page to page."""


def _remembered(request: HttpRequest) -> dict[str, Any]:
    return {name: value for name, value in request.session.get(REMEMBERED, {}).items() if value}


def _remember(request: HttpRequest) -> None:
    request.session[REMEMBERED] = {name: request.GET.get(name, "") for name in CityForm.base_fields}


def _asked(request: HttpRequest, project: Project) -> tuple[AskForm, City, Project]:
    """The form, filled with what the plan and the city said before; the city and project it describes."""
    start = {
        "cost": project.cost,
        "months": project.months,
        "partners": project.partners,
        "countries": project.countries,
        "theme": project.themes[0].value if project.themes else "",
    }
    data = request.GET if request.GET else {**_remembered(request), **{k: v for k, v in start.items() if v}}
    form = AskForm(data)
    if not form.is_valid():
        return form, City(), project
    if request.GET:
        _remember(request)
    said = form.project()
    themes = said.themes if request.GET else project.themes
    return form, form.city(), replace(said, title=project.title, themes=themes)


@needs(Permission.SEE_PLAN)
@require_safe
def action_money(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Which funds fit an action: rule by rule, who pays what, the cash month by month."""
    stored, plan = action_of(request, key), plan_record(request.partnership)
    record = next(one for one in plan.actions if one.key == key)
    form, city, project = _asked(request, project_of(plan, record, stored))
    language = reader_language()
    found = eligibility(funds(), city, project, language)
    rows = [
        {**row_of(one, city, project), "reasons": one.reasons, "cash": _cash(one.fund, city, project)}
        for one in found
        if one.verdict is not Outcome.FAIL
    ]
    context = page(
        request,
        action=stored,
        form=form,
        groups=[(name, [row for row in rows if row["verdict"] == name]) for name in ("PASS", "UNKNOWN")],
        unfit=[row_of(one, city, project) for one in found if one.verdict is Outcome.FAIL],
        query=request.GET.urlencode(),
        may_link=may(request.role, Permission.CHANGE_THREAD),
    )
    return render(request, "funds/action.html", context, status=400 if form.errors else 200)


def _cash(fund: Any, city: City, project: Project) -> str:
    """The cash half-year by half-year as a table; empty where a grant is not known or there is none."""
    if project.cost is None:
        return ""
    part = contribution(fund, project.cost, city.region_class)
    if not part.grant:
        return ""
    flow = cash_flow(project.cost, part.grant, project.months or MONTHS, advance=advance_of(fund))
    return mark_safe(blocks_to_html([cash_table(flow, reader_language())]))  # noqa: S308  (it escapes)


@needs(Permission.SEE_PLAN)
@require_safe
def fiche(request: HttpRequest, slug: str, key: str, name: str, form: str) -> HttpResponse:
    """The fiche of an action for one fund, as a document."""
    stored, plan = action_of(request, key), plan_record(request.partnership)
    record = next(one for one in plan.actions if one.key == key)
    fund = found_or_404(name)
    asked, city, project = _asked(request, project_of(plan, record, stored))
    if asked.errors:
        raise Http404
    answer = eligibility([fund], city, project, reader_language())[0]
    document = project_fiche(
        writing(request, plan), record, Asked(city, project, answer, deadline_of(request, fund))
    )
    return sent(document, f"fiche-{key}-{name}", form)


@needs(Permission.CHANGE_THREAD)
@require_POST
def pays(request: HttpRequest, slug: str, key: str, name: str) -> HttpResponse:
    """Say in the thread that a fund can pay for an action."""
    if not may(request.role, Permission.SEE_PLAN):
        raise PermissionDenied
    stored, fund = action_of(request, key), Fund.objects.filter(name=name).first()
    if fund is None:
        raise Http404
    connect(request.partnership, fund, "pays", stored, by=request.user)
    messages.success(request, _("Linked to the action."))
    return redirect("action-money", slug=slug, key=key)


@needs(Permission.SEE_PLAN)
@require_safe
def combination(request: HttpRequest, slug: str) -> HttpResponse:
    """Which funds pay for which actions, so that the most is done with the city's own money."""
    plan = plan_record(request.partnership)
    stored = {one.key: one for one in request.partnership.actions.all()}
    projects = {one.key: project_of(plan, one, stored[one.key]) for one in plan.standing}
    priced = {key: one for key, one in projects.items() if one.cost is not None}
    asks = "own" in request.GET
    form = CombinationForm(request.GET if asks else None, initial=_remembered(request))
    values = {key: _value(request.GET.get(f"value-{key}", "")) for key in priced}
    found = None
    if asks and form.is_valid() and priced:
        _remember(request)
        said = form.cleaned_data
        found = (
            best_combination(
                {key: one for key, one in priced.items() if values[key] > 0},
                form.city(),
                funds(),
                own=said["own"],
                cash=float("inf") if said["cash"] is None else said["cash"],
                values=values,
                unknown=said["unknown"],
            )
            if any(values.values())
            else None
        )
    context = page(
        request,
        form=form,
        actions=[(stored[key], one, values[key]) for key, one in priced.items()],
        unpriced=[stored[key] for key in projects if key not in priced],
        found=found,
        ways=_ways(found, stored),
        unpaid=[stored[key] for key in found.unpaid] if found else [],
    )
    return render(request, "funds/combination.html", context, status=400 if form.errors else 200)


def _value(text: str) -> float:
    """What an action is worth, 0 to 10; 1 where nobody said."""
    try:
        return min(10.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def _ways(found: Combination | None, stored: dict[str, Any]) -> list[tuple[Any, list[tuple[str, str]], Any]]:
    """Each action that is paid, the funds that pay (id and title), and the sums."""
    if found is None:
        return []
    code = reader_language().code
    titles = {one.id: choose(one.title, code)[1] for one in funds()}
    return [(stored[way.action], [(name, titles[name]) for name in way.funds], way) for way in found.ways]
