"""The proposals of a round as a file: our own columns, Decidim's or CONSUL's, as CSV or JSON."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from isopolis.decide.formats.proposals import ProposalRow
from isopolis.decide.formats.proposals_out import FORMATS
from isopolis.workspace.decide.models import Round, State
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.downloads import csv_file, download

NAMES = {"isopolis": "Isopolis", "decidim": "Decidim", "consul": "CONSUL"}
FILES = [(f"{NAMES[form]} ({kind.upper()})", form, kind) for form in FORMATS for kind in ("csv", "json")]
"""What a page offers: its name, and the two words of its address."""


@needs(Action.SEE_PROPOSALS)
@require_safe
def proposals_file(request: HttpRequest, slug: str, pk: int, form: str, kind: str) -> HttpResponse:
    """The proposals that everybody sees; names only where their authors signed."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.IDEAS)
    if (form, kind) not in {(one[1], one[2]) for one in FILES}:
        raise Http404
    shown = found.proposals.filter(state=State.SHOWN).select_related("author", "partnership").order_by("pk")
    rows = [
        ProposalRow(
            one.title, one.problem, one.idea, one.serves, one.place, str(one.author or one.signature),
            link=settings.ADDRESS + one.get_absolute_url(),
        )
        for one in shown
    ]  # fmt: skip
    records = FORMATS[form](rows, (get_language() or "en")[:2])
    name = f"proposals-{found.pk}-{form}.{kind}"
    if kind == "json":
        text = json.dumps(records, ensure_ascii=False, indent=2)
        return download(text.encode(), name, "application/json; charset=utf-8")
    head = list(records[0]) if records else ["title"]
    return csv_file([head, *(list(one.values()) for one in records)], name)
