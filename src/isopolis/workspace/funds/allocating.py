"""Which cities got the money: two tables are read, what they say is shown, and nothing of them is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from isopolis.errors import InputError
from isopolis.learn.advice.allocation import COLUMNS, Allocation, allocation, allocation_sentences
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.read_once import on_disk
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text, record_text
from isopolis.workspace.site.uploads import takes_files
from isopolis.workspace.tasks.apart import RefusedError, compute_apart


class AllocationForm(forms.Form):
    """Two tables and the names of their columns."""

    grants = forms.FileField(
        label=gettext_lazy("Table of grants"),
        help_text=gettext_lazy("CSV or XLSX, a row for each grant: the city and the euros."),
    )
    cities = forms.FileField(
        label=gettext_lazy("Table of cities"),
        help_text=gettext_lazy("Every city that could get money, also those that got none."),
    )
    city = forms.CharField(
        label=gettext_lazy("Column of the city, in both tables"), initial="city", max_length=100
    )
    amount = forms.CharField(label=gettext_lazy("Column of the euros"), initial="euros", max_length=100)
    people = forms.CharField(
        label=gettext_lazy("Column of the inhabitants"), initial="population", max_length=100
    )
    deprivation = forms.CharField(
        label=gettext_lazy("Column that says how deprived a city is"), required=False, max_length=100
    )
    low_is_deprived = forms.BooleanField(
        label=gettext_lazy("A low number means deprived, as with incomes"), required=False
    )
    classes = forms.CharField(
        label=gettext_lazy("Column of other classes, for example countries"), required=False, max_length=100
    )


@needs(Action.SEE_PLAN)
@takes_files(20)
def allocation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the tables; show who got how much per inhabitant."""
    form = AllocationForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"partnership": request.partnership, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            page |= _shown(_found(form), form.cleaned_data["classes"])
        except RefusedError as error:
            form.add_error(None, record_text(error.record))
        except InputError as error:
            form.add_error(None, error_text(error))
    return render(request, "funds/allocation.html", page, status=400 if form.errors else 200)


def _found(form: AllocationForm) -> Allocation:
    said = form.cleaned_data
    columns = {name: value for name, value in said.items() if name not in {"cities", "grants"}}
    with on_disk(said["cities"]) as cities, on_disk(said["grants"]) as grants:
        files = {"cities": str(cities), "grants": str(grants), "columns": columns}
        read = compute_apart("isopolis.workspace.funds.reading:read", files)
    return allocation(read["cities"], read["grants"], classes="class" if said["classes"] else None)


def _shown(found: Allocation, classes: str) -> dict[str, Any]:
    """The sentences and the tables in the reader's language."""
    language = reader_language()
    parts = (
        (_("By size of the city"), found.by_size),
        (_("By deprivation"), found.by_deprivation),
        (classes, found.by_class),
    )
    tables = [
        (
            title,
            [
                {**dict(zip(COLUMNS, row, strict=True)), "class": language.text(row[0])}
                for row in part.itertuples(index=False)
            ],
        )
        for title, part in parts
        if part is not None
    ]
    return {"sentences": allocation_sentences(found, language), "tables": tables}
