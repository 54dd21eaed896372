"""Pages of rankings: a list and its criteria, one's own scores, and the order with its reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.decide.priorities import LEAST
from isopolis.errors import InputError
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, Role, may
from isopolis.workspace.priorities.forms import RankingForm, ScoresForm, SheetsForm, WeightsForm
from isopolis.workspace.priorities.gathering import keep, panel_of, take_in
from isopolis.workspace.priorities.models import Candidate, Ranking
from isopolis.workspace.priorities.results import read_order, table_of
from isopolis.workspace.site.downloads import csv_file
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files


def _found(request: HttpRequest, pk: int) -> Ranking:
    return get_object_or_404(Ranking, pk=pk, partnership=request.partnership)


@needs(Action.SEE_PRIORITIES)
@require_safe
def rankings(request: HttpRequest, slug: str) -> HttpResponse:
    """The rankings of a partnership."""
    page = {
        "partnership": request.partnership,
        "rankings": request.partnership.rankings.all(),
        "may_run": may(request.role, Action.RUN_PRIORITIES),
    }
    return render(request, "priorities/list.html", page)


@needs(Action.RUN_PRIORITIES)
def new_ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what is scored, and by which criteria."""
    form = RankingForm(request.partnership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            made = Ranking.objects.create(
                partnership=request.partnership,
                title=data["title"],
                text=data["text"],
                criteria=data["criteria"],
                made_by=request.user,
            )
            Candidate.objects.bulk_create(form.candidates(made))
            record(request.user, "ranking made", made.title, request.partnership)
        return redirect(made)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Put actions in order"),
        "button": _("Save"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.SEE_PRIORITIES)
@require_safe
def ranking(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The order, how sure it is, who disagrees and why; under the members' weights or others to try out."""
    found = _found(request, pk)
    form = WeightsForm(found.criteria, request.GET or None)
    sees_plan = may(request.role, Action.SEE_PLAN)
    every = found.candidates.select_related("action__partnership", "proposal__partnership")
    sources = {one.name: one.source(sees_plan=sees_plan) for one in every}
    page: dict[str, Any] = {
        "partnership": request.partnership,
        "ranking": found,
        "raters": found.raters.count(),
        "candidates": sources.items(),
        "may_run": may(request.role, Action.RUN_PRIORITIES),
        "may_score": may(request.role, Action.SCORE) and found.is_open,
        "least": LEAST,
    }
    tried = form.weights() if form.is_bound and form.is_valid() else {}
    try:
        panel = panel_of(found)
    except InputError:
        pass  # too few scores: the page says so, in place of the order
    else:
        page |= read_order(panel, tried, reader_language(), sources)
        if not form.is_bound:
            form = WeightsForm(found.criteria, initial=page["weights_shown"])
        page["form"], page["tried"] = form, bool(tried)
    return render(request, "priorities/ranking.html", page, status=400 if form.errors else 200)


@needs(Action.SCORE)
def score(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One's own scores and weights; they can be changed as long as the ranking is open."""
    found = _found(request, pk)
    if not found.is_open:
        messages.error(request, _("This ranking is closed: scores cannot be changed any more."))
        return redirect(found)
    key = found.key_of(request.user)
    form = ScoresForm(found, request.POST or None, initial=_given(found, key))
    if request.method == "POST" and form.is_valid():
        keep(found, key, str(Role(request.role).value), form.scores(), form.weights())
        messages.success(
            request, _("Your scores are saved. You can change them as long as the ranking is open.")
        )
        return redirect(found)
    page = {"partnership": request.partnership, "ranking": found, "form": form, "least": LEAST}
    return render(request, "priorities/score.html", page, status=400 if form.errors else 200)


def _given(found: Ranking, key: str) -> dict[str, float]:
    """What somebody gave before, by field."""
    rater = found.raters.filter(key=key).first()
    if rater is None:
        return {}
    out = {
        f"weight-{i}": rater.weights.get(name, 0.0) for i, name in enumerate(found.criteria) if rater.weights
    }
    for one in rater.scores.all():
        for i, name in enumerate(found.criteria):
            out[f"score-{one.candidate_id}-{i}"] = one.values.get(name)
    return out


@needs(Action.RUN_PRIORITIES)
@takes_files(5)
def sheets(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read in score sheets of a meeting."""
    found = _found(request, pk)
    form = SheetsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                number = take_in(found, form.cleaned_data["file"].read())
                record(request.user, "score sheets read", f"{number} for {found.title}", request.partnership)
        except InputError as error:
            form.add_error("file", error_text(error))
        else:
            messages.success(request, _("Score sheets read in: %(count)s") % {"count": number})
            return redirect(found)
    page = {"partnership": request.partnership, "ranking": found, "form": form}
    return render(request, "priorities/sheets.html", page, status=400 if form.errors else 200)


@needs(Action.RUN_PRIORITIES)
@require_POST
def close_ranking(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take no more scores, or take them again."""
    found = _found(request, pk)
    with transaction.atomic():
        found.is_open = not found.is_open
        found.save(update_fields=["is_open"])
        what = "ranking opened again" if found.is_open else "ranking closed"
        record(request.user, what, found.title, request.partnership)
    return redirect(found)


@needs(Action.SEE_PRIORITIES)
@require_safe
def export(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The order as a table."""
    found = _found(request, pk)
    try:
        rows = table_of(panel_of(found), reader_language())
    except InputError:
        return redirect(found)
    return csv_file(rows, f"ranking-{found.pk}.csv")
