"""Tables of places that distances are measured to: read on upload, kept as rows, removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from isopolis.workspace.barriers.forms import PlaceTableForm
from isopolis.workspace.barriers.models import Place, PlaceTable
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.read_once import on_disk
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import record_text
from isopolis.workspace.site.uploads import takes_files
from isopolis.workspace.tasks.apart import RefusedError, compute_apart


@needs(Action.CHANGE_BARRIERS)
@takes_files(20)
def place_tables(request: HttpRequest, slug: str) -> HttpResponse:
    """The tables that were read, and a form for another."""
    form = PlaceTableForm(request.partnership, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with on_disk(form.cleaned_data["file"]) as path:
                read = compute_apart("isopolis.workspace.barriers.reading:read", {"file": str(path)})
        except RefusedError as error:
            form.add_error("file", record_text(error.record))
        else:
            table = form.save(commit=False)
            keep(table, request.partnership, read, request.user)
            told = _("The table is read: %(number)s places.") % {"number": len(read["places"])}
            messages.success(request, " ".join([told, *read["notes"][reader_language().code]]))
            return redirect("place-tables", slug=slug)
    tables = PlaceTable.objects.filter(partnership=request.partnership).annotate(number=Count("places"))
    page = {"partnership": request.partnership, "form": form, "tables": tables.select_related("city")}
    return render(request, "barriers/place_tables.html", page, status=400 if form.errors else 200)


@transaction.atomic
def keep(table: PlaceTable, partnership: Partnership, read: Mapping[str, Any], by: User) -> PlaceTable:
    """Keep a table that was read."""
    table.partnership, table.read_by = partnership, by
    table.file, table.sha256, table.notes = read["file"][:200], read["sha256"], read["notes"]["en"]
    table.save()
    Place.objects.bulk_create((Place(table=table, **one) for one in read["places"]), batch_size=500)
    record(by, "table of places read", f"table {table.pk}: {len(read['places'])} places", partnership)
    return table


@needs(Action.CHANGE_BARRIERS)
@require_POST
def remove_table(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a table; gaps that were taken into the register keep their figures."""
    found = get_object_or_404(PlaceTable, pk=pk, partnership=request.partnership)
    with transaction.atomic():
        record(request.user, "table of places removed", f"table {found.pk}", request.partnership)
        found.delete()
    messages.success(request, _("The table is removed."))
    return redirect("place-tables", slug=slug)
