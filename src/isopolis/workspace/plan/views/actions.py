"""The list of actions, the page of one, the portfolio."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import TEMPLATE
from isopolis.plan.actions.vocabulary import TITLES, Pillar, State
from isopolis.plan.check import Finding, check_plan, portfolio
from isopolis.plan.check.finding import SEVERITY_TITLES
from isopolis.plan.documents.action_plan import overview
from isopolis.plan.documents.action_plan.fiche import field_blocks
from isopolis.plan.documents.action_plan.timetables import timetable
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.flow.html import blocks_to_html
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.field_inputs import EDITABLE, label_of
from isopolis.workspace.plan.models import Edition
from isopolis.workspace.plan.place import action_of, page, writing
from isopolis.workspace.site.reader import reader_language


@for_anyone
@require_safe
def overview_of_verb(request: HttpRequest) -> HttpResponse:
    """Say what question this room answers, and lead to the plans that one may see."""
    mine = Partnership.objects.none()
    if request.user.is_authenticated:
        mine = Partnership.objects.filter(memberships__user=request.user)
    public = Partnership.objects.filter(is_public=True, editions__is_public=True).distinct()
    return render(request, "verbs/plan.html", {"mine": mine, "public": public})


@needs(Permission.SEE_PLAN)
@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """All actions, by state, pillar, cluster or words."""
    said = writing(request)
    plan = said.plan
    chosen = {name: request.GET.get(name, "") for name in ("state", "pillar", "cluster", "words")}
    found = by_action(check_plan(plan, said.day))
    language = said.language
    rows = [
        {
            "action": one,
            "number": plan.number(one) if one.state is not State.DROPPED else "",
            "pillars": ", ".join(language.text(TITLES[pillar]) for pillar in one.pillars),
            "leaders": ", ".join(map(plan.name_of, one.leaders)),
            "state": language.text(TITLES[one.state]),
            "grave": sum(f.severity == "error" for f in found[one.key]),
            "warnings": sum(f.severity == "warning" for f in found[one.key]),
        }
        for one in plan.actions
        if chosen["state"] in ("", one.state)
        and (not chosen["pillar"] or chosen["pillar"] in one.pillars)
        and chosen["cluster"] in ("", one.cluster)
        and chosen["words"].casefold() in f"{one.title} {one.objective} {one.problem}".casefold()
    ]
    return render(
        request,
        "plan/home.html",
        page(
            request,
            plan=plan,
            rows=rows,
            chosen=chosen,
            states=[(one.value, language.text(TITLES[one])) for one in State],
            pillars=[(one.value, language.text(TITLES[one])) for one in Pillar],
            sentences=overview.balance_sentences(said, portfolio(plan)) if plan.standing else (),
            whole=[_shown(f, said) for f in found[""]],
        ),
    )


def by_action(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Findings by the key of their action; "" holds those of the whole."""
    out: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        out[one.action].append(one)
    return out


def _shown(finding: Finding, said: Writing) -> dict[str, str]:
    language = said.language
    return {
        "severity": finding.severity.value,
        "gravity": language.text(SEVERITY_TITLES[finding.severity]),
        "found": finding.sentence(language),
        "remedy": finding.mending(language),
        "field": finding.field,
    }


@needs(Permission.SEE_PLAN)
@require_safe
def action(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One action, field by field, with what the checker finds and what members say."""
    stored = action_of(request, key)
    said = writing(request)
    record = next(one for one in said.plan.actions if one.key == key)
    findings = [_shown(one, said) for one in by_action(check_plan(said.plan, said.day))[key]]
    remarks: dict[str, list[Any]] = defaultdict(list)
    for one in stored.remarks.filter(closed_at=None).select_related("author"):
        remarks[one.field].append(one)
    changed = {one.name: one for one in stored.fields.select_related("changed_by")}
    fields = [
        {
            "name": one.name,
            "title": said.text(one.title),
            "guidance": said.text(one.guidance),
            "html": _html(said, record, one.name),
            "findings": [f for f in findings if f["field"] == one.name],
            "remarks": remarks[one.name],
            "changed": changed.get(one.name),
            "is_computed": one.name == "indicators" and any(i.computed_by for i in record.indicators),
        }
        for one in TEMPLATE[1:]
    ]
    return render(
        request,
        "plan/action.html",
        page(
            request,
            action=stored,
            record=record,
            number=said.plan.number(record) if record in said.plan.standing else "",
            state=said.title(record.state),
            fields=fields,
            grave=[f for f in findings if f["severity"] == "error"],
            warnings=[f for f in findings if f["severity"] == "warning"],
            others=[f for f in findings if f["field"] not in EDITABLE],
            remarks=remarks[""],
            decisions=stored.decisions.select_related("meeting", "statement__round", "action__partnership"),
            assignments=stored.assignments.select_related("person"),
            reports=sorted(record.reports, key=lambda one: one.on, reverse=True),
            history=record.history,
            language_of_plan=said.plan.language,
        ),
    )


def _html(said: Writing, record: Any, name: str) -> str:
    # The writer escapes every text; what it gives is markup.
    return mark_safe(blocks_to_html(field_blocks(said, record, name), 2))  # noqa: S308


@needs(Permission.SEE_PLAN)
@require_safe
def whole(request: HttpRequest, slug: str) -> HttpResponse:
    """The actions together: balance, timetable, money, barriers, and what the checker says of the whole."""
    said = writing(request)
    plan: Plan = said.plan
    found = by_action(check_plan(plan, said.day))[""]
    actions = plan.standing
    parts = []
    if actions:
        parts = [
            (said.text("Actions by pillar"), overview.pillars_table(said, actions)),
            (said.text("What the plan costs"), overview.money_table(said, actions)),
            (said.text("From barriers to actions"), overview.barriers_table(said, actions)),
        ]
    return render(
        request,
        "plan/portfolio.html",
        page(
            request,
            sentences=overview.balance_sentences(said, portfolio(plan)) if actions else (),
            findings=[_shown(one, said) for one in found],
            charts=timetable(said, actions),
            parts=[(title, mark_safe(blocks_to_html((table,)))) for title, table in parts],  # noqa: S308
        ),
    )


@needs(Permission.SEE_PLAN)
@require_safe
def history(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Who changed what in an action, newest first, word by word."""
    from isopolis.workspace.plan.history import changes  # noqa: PLC0415

    stored = action_of(request, key)
    language = reader_language()
    return render(
        request,
        "plan/history.html",
        page(
            request,
            action=stored,
            changes=[
                {"change": change, "title": label_of(change.name, language), "html": mark_safe(html)}  # noqa: S308
                for change, html in changes(stored, language)
            ],
        ),
    )


def latest_public(partnership: Partnership) -> Edition | None:
    """The edition that everybody may see."""
    return partnership.editions.filter(is_public=True).first()
