"""Reading a plan in: the file, what would change, and the one click that makes it so."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.errors import InputError
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.importing import changes, mark, outcome, read_in, take_over
from isopolis.workspace.plan.place import page
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text, record_text
from isopolis.workspace.site.uploads import takes_files
from isopolis.workspace.tasks.apart import RefusedError


class PlanFileForm(forms.Form):
    """A file of a plan, and what becomes of actions that it does not have."""

    file = forms.FileField(
        label=gettext_lazy("Plan file"),
        help_text=gettext_lazy(
            "JSON as it is downloaded here holds the whole plan. In an XLSX file the columns that are there "
            "are taken over; everything else stays."
        ),
    )
    keeps = forms.ChoiceField(
        label=gettext_lazy("Actions that the file does not have"),
        choices=(("yes", gettext_lazy("stay in the plan")), ("", gettext_lazy("are taken out of the plan"))),
        required=False,
    )


@needs(Permission.RUN_PLAN)
@takes_files(20)
def new_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a file; nothing changes yet."""
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        keeps = form.cleaned_data["keeps"] == "yes"
        try:
            made = read_in(form.cleaned_data["file"], request.partnership, request.user, keeps=keeps)
            outcome(made, plan_record(request.partnership))
        except RefusedError as error:
            form.add_error("file", record_text(error.record))
        except InputError as error:  # it is a plan, but does not go together with the present one
            form.add_error("file", error_text(error))
        else:
            return redirect("plan-import", slug=slug, pk=made.pk)
    context = page(request, form=form)
    return render(request, "plan/import_new.html", context, status=400 if form.errors else 200)


@needs(Permission.RUN_PLAN)
def preview(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What would change; posted, it does, unless the plan has become another one since the page was shown."""
    read = get_object_or_404(request.partnership.imported_plans, pk=pk)
    before = plan_record(request.partnership)
    if request.method == "POST":
        if request.POST.get("seen") == mark(before):
            take_over(read, request.user)
            messages.success(
                request, _("The plan is as the file says. The plan before it is kept as an edition.")
            )
            return redirect("plan-home", slug=slug)
        messages.error(request, _("Somebody has changed the plan in the meantime. Please look again."))
    after = outcome(read, before)
    found = changes(before, after, reader_language())
    rows = [
        {
            "title": one.title,
            "kind": one.kind,
            "fields": [(name, mark_safe(html)) for name, html in one.fields],  # noqa: S308  (escaped)
        }
        for one in found
    ]
    context = page(request, read=read, rows=rows, seen=mark(before), is_same=before == after)
    return render(request, "plan/import.html", context, status=409 if request.method == "POST" else 200)
