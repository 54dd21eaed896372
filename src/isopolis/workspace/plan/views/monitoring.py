"""Monitoring: what is late and why, milestones, indicators, reports of the leaders; and open data."""

from __future__ import annotations

import csv
from io import StringIO

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.plan.actions.parts import Report
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_json
from isopolis.plan.documents.action_plan import annual
from isopolis.plan.documents.action_plan.evidence import indicator_charts
from isopolis.plan.documents.action_plan.timetables import every_step, timetable
from isopolis.plan.documents.flow.html import blocks_to_html
from isopolis.plan.documents.plan_calendar import plan_calendar
from isopolis.plan.monitoring.lateness import Progress, silent_actions, work_states
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import PUBLIC, may
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.place import action_of, for_whom, page, writing
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.plan.saving import Conflict, current, save_field
from isopolis.workspace.plan.views.actions import latest_public
from isopolis.workspace.site.reader import reader_language


@needs(Permission.SEE_PLAN)
@require_safe
def monitoring(request: HttpRequest, slug: str) -> HttpResponse:
    """The state of everything on this day."""
    said = writing(request)
    plan = said.plan
    states = work_states(plan, said.day)
    late = [one for one in states if one.progress is Progress.LATE]
    titles = {one.key: one.title for one in plan.actions}
    parts = []
    if plan.standing:
        parts.append((said.text("State of the actions"), annual.states_table(said, states)))
    if late:
        parts.append((said.text("What is late, and why"), annual.late_table(said, late)))
    if (coming := annual.next_table(said, states)) is not None:
        parts.append((said.text("What comes next"), coming))
    if any(one.indicators for one in plan.standing):
        parts.append((said.text("How the indicators moved"), annual.indicators_table(said)))
    return render(
        request,
        "plan/monitoring.html",
        page(
            request,
            chart=every_step(said),
            moved=[chart for one in plan.standing for chart in indicator_charts(said, one)],
            parts=[(title, mark_safe(blocks_to_html((table,)))) for title, table in parts],  # noqa: S308
            silent=[(key, titles[key]) for key in silent_actions(plan, said.day)],
            done=sum(one.progress is Progress.DONE for one in states),
            late=len(late),
            due=sum(one.progress is Progress.DUE for one in states),
            all=len(states),
            year=said.day.year,
        ),
    )


@needs(Permission.WRITE_PLAN)
@require_POST
def report(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Report on an action: what was the case today, and what shows it."""
    stored = action_of(request, key)
    text = request.POST.get("text", "").strip()[:4000]
    if not text:
        messages.error(request, _("An empty report was not kept."))
        return redirect(stored)
    made = Report(
        on=timezone.now().date(),
        by=for_whom(request),
        text=text,
        evidence=request.POST.get("evidence", "").strip()[:300],
    )
    with transaction.atomic():
        before, version = current(stored, "reports")
        value = [*before, made.model_dump(mode="json")]
        result = save_field(stored, "reports", value, version, request.user)
        record(request.user, "report made", key, request.partnership)
    if isinstance(result, Conflict):  # two reports in the same moment: the second follows the first
        before, version = current(stored, "reports")
        save_field(stored, "reports", [*before, made.model_dump(mode="json")], version, request.user)
    messages.success(request, _("The report is there."))
    return redirect(f"{stored.get_absolute_url()}#reports")


def _open_plan(request: HttpRequest) -> Plan:
    """The plan as it is now for those who may see it; the public edition for everybody else."""
    if may(request.role, Permission.SEE_PLAN) and request.role != PUBLIC:
        return plan_record(request.partnership)
    edition = latest_public(request.partnership)
    if edition is None:
        raise Http404
    return Plan.model_validate(edition.plan)


@needs(Permission.SEE_PARTNERSHIP)
@require_safe
def open_data(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The plan as open data: ``json`` whole, ``csv`` one row a step or output, ``ics`` as a calendar."""
    plan = _open_plan(request)
    if form == "json":
        return HttpResponse(plan_json(plan), content_type="application/json")
    if form == "ics":
        content = plan_calendar(plan, reader_language(), timezone.now())
        return HttpResponse(content, content_type="text/calendar; charset=utf-8")
    if form != "csv":
        raise Http404
    out = StringIO()
    table = csv.writer(out)
    table.writerow(
        ("action", "title", "kind", "key", "what", "who", "starts", "due", "done_on", "progress", "days_late")
    )
    titles = {one.key: one.title for one in plan.actions}
    starts = {(a.key, s.key): s.starts for a in plan.actions for s in a.steps}
    for one in work_states(plan, timezone.now().date()):
        kind = "output" if one.is_output else "step"
        began = None if one.is_output else starts[one.action, one.key]
        row = (one.action, titles[one.action], kind, one.key, one.title, plan.name_of(one.who), began)
        cells = (*row, one.due, one.done_on, one.progress, one.days_late)
        table.writerow([_harmless(cell) for cell in cells])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="plan.csv"'
    return response


def _harmless(cell: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


@needs(Permission.SEE_PARTNERSHIP)
@require_safe
def public_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The published edition, for everybody."""
    edition = latest_public(request.partnership)
    plan = None if edition is None else Plan.model_validate(edition.plan)
    rows = []
    charts = ()
    if plan is not None:
        said = writing(request, plan)
        charts = timetable(said, plan.standing)
        rows = [
            {
                "key": one.key,
                "number": plan.number(one),
                "title": one.title,
                "text": one.objective or one.needed,
                "leaders": ", ".join(map(plan.name_of, one.leaders)),
                "state": said.title(one.state),
            }
            for one in plan.standing
        ]
    context = page(request, edition=edition, plan=plan, rows=rows, charts=charts)
    context["consultations"] = request.partnership.consultations.select_related("edition")
    return render(request, "plan/public.html", context)


@needs(Permission.SEE_PARTNERSHIP)
@require_safe
def public_action(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One action of the published edition, with how it stands."""
    from isopolis.plan.documents.action_plan.fiche import action_blocks  # noqa: PLC0415

    edition = latest_public(request.partnership)
    plan = None if edition is None else Plan.model_validate(edition.plan)
    found = None if plan is None else next((one for one in plan.standing if one.key == key), None)
    if plan is None or found is None:
        raise Http404
    said = writing(request, plan)
    states = [one for one in work_states(plan, said.day) if one.action == key]
    html = blocks_to_html(action_blocks(said, found, 0), 1)
    context = page(
        request,
        plan=plan,
        edition=edition,
        action=found,
        number=plan.number(found),
        state=said.title(found.state),
        html=mark_safe(html),  # noqa: S308
        done=sum(one.progress is Progress.DONE for one in states),
        late=sum(one.progress is Progress.LATE for one in states),
        all=len(states),
    )
    return render(request, "plan/public_action.html", context)
