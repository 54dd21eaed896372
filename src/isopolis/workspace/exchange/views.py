"""The page of coordinators: take the whole partnership along, or make one from an archive."""

from __future__ import annotations

import tempfile

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from isopolis.errors import InputError
from isopolis.workspace.exchange.reading import read
from isopolis.workspace.exchange.writing import write
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import Membership
from isopolis.workspace.people.permissions import Action, Role
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files

LARGEST = 1_000_000_000
"""Bytes of an archive that is imported in the page, unpacked; the command line takes more."""


class ArchiveForm(forms.Form):
    """An archive to import."""

    archive = forms.FileField(label=gettext_lazy("Archive"))


@needs(Action.EXCHANGE)
@takes_files()
def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer the export; posted, an archive becomes a new partnership of whoever posted it."""
    form = ArchiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["archive"]
        try:
            with transaction.atomic():
                made = read(file, name=file.name, largest=LARGEST)
                made.is_public = False
                made.save(update_fields=["is_public"])
                Membership.objects.update_or_create(
                    user=request.user, partnership=made, defaults={"role": Role.COORDINATOR}
                )
                record(request.user, "partnership imported", made.slug, made)
        except InputError as error:
            form.add_error("archive", error_text(error))
        else:
            messages.success(
                request, _("The partnership is here. Only you can see it until you invite others.")
            )
            return redirect(made)
    page = {"partnership": request.partnership, "form": form}
    return render(request, "exchange/exchange.html", page, status=400 if form.errors else 200)


@needs(Action.EXCHANGE)
@require_POST
def export(request: HttpRequest, slug: str) -> FileResponse:
    """The archive as a download, with or without the people."""
    with_people = "people" in request.POST
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    write(request.partnership, file, with_people=with_people)
    with transaction.atomic():
        words = "with people" if with_people else "without people"
        record(request.user, "partnership exported", words, request.partnership)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{request.partnership.slug}.zip")
