"""What comes in on paper or from elsewhere: batches of proposals; and codes to hand out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from isopolis.decide.formats.proposals import ProposalRow, read_proposals
from isopolis.errors import InputError
from isopolis.workspace.decide import proposals
from isopolis.workspace.decide.codes import hash_of, new_codes, printed
from isopolis.workspace.decide.forms import CodesForm, FileForm
from isopolis.workspace.decide.models import Channel, Code, Proposal, Round
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.read_once import on_disk
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files


@needs(Action.MODERATE)
@takes_files(5)
def paper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read a table of proposals: paper forms typed in, or an export of Decidim or CONSUL."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.IDEAS)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows = _read(form.cleaned_data["file"])
        except InputError as error:
            form.add_error("file", error_text(error))
        else:
            _take_in(found, rows, request)
            return redirect(found)
    page = {"partnership": request.partnership, "round": found, "form": form}
    return render(request, "decide/paper.html", page, status=400 if form.errors else 200)


def _read(file: Any) -> list[ProposalRow]:
    with on_disk(file) as path:
        return read_proposals(path)


@transaction.atomic
def _take_in(found: Round, rows: list[ProposalRow], request: HttpRequest) -> None:
    for row in rows:
        one = Proposal(
            round=found, title=row.title, problem=row.problem, idea=row.idea, serves=row.serves,
            place=row.place, signature=row.name, channel=Channel.PAPER,
        )  # fmt: skip
        proposals.put(one, request.user)
    record(request.user, "paper batch read", f"{len(rows)} proposals", request.partnership)
    messages.success(request, _("Proposals read in: %(count)s") % {"count": len(rows)})


@needs(Action.OPEN_ROUNDS)
def codes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make codes to print and hand out; they are shown once, and only their hashes are kept."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.VOTES)
    form = CodesForm(request.POST or None)
    made: list[str] = []
    if request.method == "POST" and form.is_valid():
        made = new_codes(form.cleaned_data["count"])
        with transaction.atomic():
            Code.objects.bulk_create(
                Code(round=found, code_hash=hash_of(one), batch=form.cleaned_data["batch"]) for one in made
            )
            record(request.user, "codes made", f"{len(made)} for round {found.pk}", request.partnership)
    page = {
        "partnership": request.partnership,
        "vote": found,
        "form": form,
        "codes": [printed(one) for one in made],
        "address": request.build_absolute_uri(reverse("take-part", args=[found.link_token])),
        "given": found.codes.count(),
        "used": found.codes.filter(used=True).count(),
    }
    return render(request, "decide/codes.html", page, status=400 if form.errors else 200)
