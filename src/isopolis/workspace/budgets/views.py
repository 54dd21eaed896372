"""Pages of participatory budgets: setting one up, its projects, counting, and who gets what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.errors import InputError
from isopolis.workspace.budgets.counting import count, pb_of, take_in
from isopolis.workspace.budgets.forms import BudgetForm, FileForm, ProjectForm
from isopolis.workspace.budgets.models import Budget, Project
from isopolis.workspace.budgets.results import read_result, table_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.downloads import csv_file, download
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files


def _found(request: HttpRequest, pk: int) -> Budget:
    return get_object_or_404(Budget, pk=pk, partnership=request.partnership)


@needs(Action.SEE_LOTTERIES)
@require_safe
def budget(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The projects; once it is counted, what each rule chooses, and what that means for the voters."""
    found = _found(request, pk)
    words = reader_language()
    projects = list(found.projects.select_related("proposal__partnership"))
    page: dict[str, Any] = {
        "partnership": request.partnership,
        "budget": found,
        "money": words.number(float(found.amount), 0),
        "is_open": found.is_open(),
        "may_run": may(request.role, Action.RUN_LOTTERIES),
        "may_vote": may(request.role, Action.TAKE_PART) and found.is_open(),
        "ballots": found.ballots.count(),
    }
    if found.result is not None:
        return render(request, "budgets/result.html", page | read_result(found, projects, words))
    page["has_codes"] = found.codes.exists()
    page["projects"] = [(one, words.number(float(one.cost), 0)) for one in projects]
    return render(request, "budgets/budget.html", page)


@needs(Action.RUN_LOTTERIES)
def new_budget(request: HttpRequest, slug: str) -> HttpResponse:
    """Set up a budget."""
    return _save(request, Budget(partnership=request.partnership, made_by=request.user))


@needs(Action.RUN_LOTTERIES)
def change_budget(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change it; once people vote, only the last day."""
    return _save(request, _found(request, pk))


def _save(request: HttpRequest, instance: Budget) -> HttpResponse:
    form = BudgetForm(request.POST or None, instance=instance)
    new = instance.pk is None
    if instance.counted_at is None and request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            record(request.user, "budget made" if new else "budget changed", saved.title, request.partnership)
        return redirect(saved)
    if instance.counted_at is not None:
        return redirect(instance)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Set up a participatory budget") if new else _("Change the budget"),
        "button": _("Save"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.RUN_LOTTERIES)
def new_project(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a project."""
    found = _found(request, pk)
    return _save_project(request, Project(budget=found))


@needs(Action.RUN_LOTTERIES)
def change_project(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a project, or take it out."""
    return _save_project(request, get_object_or_404(Project, pk=pk, budget__partnership=request.partnership))


def _save_project(request: HttpRequest, instance: Project) -> HttpResponse:
    found = instance.budget
    if found.ballots.exists() or found.counted_at is not None:
        messages.error(request, _("People have voted: the projects cannot be changed any more."))
        return redirect(found)
    if request.method == "POST" and "remove" in request.POST and instance.pk:
        with transaction.atomic():
            record(request.user, "project taken out", instance.name, request.partnership)
            instance.delete()
        return redirect(found)
    form = ProjectForm(request.partnership, request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save(commit=False)
            saved.key = saved.key or _next_key(found)
            saved.save()
            record(request.user, "project saved", saved.name, request.partnership)
        return redirect(found)
    page = {"partnership": request.partnership, "budget": found, "form": form, "project": instance}
    return render(request, "budgets/project.html", page, status=400 if form.errors else 200)


def _next_key(found: Budget) -> str:
    numbers = [int(key) for key in found.projects.values_list("key", flat=True) if key.isdecimal()]
    return str(max(numbers, default=0) + 1)


@needs(Action.RUN_LOTTERIES)
@require_POST
def count_budget(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End the vote and count, once."""
    found = _found(request, pk)
    if found.counted_at is None:
        try:
            with transaction.atomic():
                count(found)
                record(request.user, "budget counted", found.title, request.partnership)
        except InputError as error:
            messages.error(request, error_text(error))
    return redirect(found)


@needs(Action.RUN_LOTTERIES)
@require_POST
def erase_ballots(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Forget the ballots of a counted budget; the result stays."""
    found = _found(request, pk)
    if found.counted_at is not None:
        with transaction.atomic():
            gone, _kinds = found.ballots.all().delete()
            record(request.user, "ballots erased", f"{found.title}: {gone}", request.partnership)
        messages.success(request, _("The ballots are erased; the result stays."))
    return redirect(found)


@needs(Action.RUN_LOTTERIES)
@takes_files(20)
def budget_from_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a .pb file and compare the rules on it."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                content = form.cleaned_data["file"].read()
                made = take_in(request.partnership, request.user, form.cleaned_data["title"], content)
                record(request.user, "budget read in", made.title, request.partnership)
        except InputError as error:
            form.add_error("file", error_text(error))
        else:
            return redirect(made)
    page = {"partnership": request.partnership, "form": form}
    return render(request, "budgets/from_file.html", page, status=400 if form.errors else 200)


@needs(Action.RUN_LOTTERIES)
@require_safe
def export_ballots(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Projects and ballots as a .pb file, without what could point to a voter."""
    found = _found(request, pk)
    with transaction.atomic():
        record(request.user, "ballots exported", found.title, request.partnership)
    return download(pb_of(found).encode(), f"budget-{found.pk}.pb", "text/plain; charset=utf-8")


@needs(Action.SEE_LOTTERIES)
@require_safe
def export_result(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What each rule chooses, as a table."""
    found = _found(request, pk)
    if found.result is None:
        return redirect(found)
    return csv_file(table_of(found), f"budget-{found.pk}.csv")
