"""The proposals of a round as a file: our own columns, Decidim's or CONSUL's, as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from isopolis.decide.formats.proposals import ProposalRow
from isopolis.decide.formats.proposals_out import FORMATS
from isopolis.workspace.decide.models import Round, State
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import User
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.downloads import batches, csv_parts, csv_text, sent_while_made

NAMES = {"isopolis": "Isopolis", "decidim": "Decidim", "consul": "CONSUL"}
FILES = [(f"{NAMES[form]} ({kind.upper()})", form, kind) for form in FORMATS for kind in ("csv", "json")]
"""What a page offers: its name, and the two words of its address."""


@needs(Action.SEE_PROPOSALS)
@require_safe
def proposals_file(request: HttpRequest, slug: str, pk: int, form: str, kind: str) -> StreamingHttpResponse:
    """The proposals that everybody sees; names only where their authors signed."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.IDEAS)
    if (form, kind) not in {(one[1], one[2]) for one in FILES}:
        raise Http404
    records = FORMATS[form](_rows(found, slug), (get_language() or "en")[:2])
    name = f"proposals-{found.pk}-{form}.{kind}"
    if kind == "json":
        return sent_while_made(_json_parts(records), name, "application/json; charset=utf-8")
    return sent_while_made(_csv_parts(records), name, "text/csv; charset=utf-8")


def _rows(found: Round, slug: str) -> Iterator[ProposalRow]:
    """The proposals of a round that are shown, a few at a time; with a name where one was given."""
    names: dict[int, str] = {}
    texts = ("title", "problem", "idea", "serves", "place")
    shown = found.proposals.filter(state=State.SHOWN).order_by("pk")
    address = settings.ADDRESS + reverse("proposal", args=[slug, 0]).removesuffix("0/")
    for pk, author, signature, *words in shown.values_list("pk", "author", "signature", *texts).iterator():
        if author is not None and author not in names:
            names[author] = str(User.objects.get(pk=author))
        yield ProposalRow(*words, names.get(author, signature), link=f"{address}{pk}/")


def _json_parts(records: Iterable[dict[str, str]]) -> Iterator[bytes]:
    """A list of records, some thousand of them at a time."""
    between = "[\n"
    for some in batches(records):
        yield (between + ",\n".join(json.dumps(one, ensure_ascii=False) for one in some)).encode()
        between = ",\n"
    yield b"[]\n" if between == "[\n" else b"\n]\n"


def _csv_parts(records: Iterator[dict[str, str]]) -> Iterator[bytes]:
    """The same as a table, with a mark of its encoding, so that spreadsheets show accents."""
    first = next(records, {"title": ""})
    lines = [list(first)] if first == {"title": ""} else [list(first), list(first.values())]
    yield ("\ufeff" + csv_text(lines)).encode()
    for part in csv_parts(list(one.values()) for one in records):
        yield part.encode()
