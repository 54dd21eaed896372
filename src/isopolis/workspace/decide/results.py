"""What came out of a round of votes: groups, what is shared, what divides, minority views."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.decide.formats.polis import polis_export
from isopolis.decide.opinions.reading import read_opinions
from isopolis.workspace.decide.chart import opinion_chart
from isopolis.workspace.decide.forms import StatementForm
from isopolis.workspace.decide.models import Round, State, Statement
from isopolis.workspace.decide.pictures import picture, votes_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.downloads import sent_while_made, zip_parts
from isopolis.workspace.site.reader import reader_language

LEAST = 5
"""People or votes below which nothing is said about a group."""


def conversation(request: HttpRequest, pk: int) -> Round:
    """A round of votes of this partnership."""
    return get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.VOTES)


@needs(Action.SEE_PROPOSALS)
@require_safe
def results(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The results of a round of votes."""
    found = conversation(request, pk)
    drawn = picture(found)
    texts = dict(found.statements.values_list("pk", "text"))
    reading = read_opinions(drawn.opinions, drawn.stability, texts, reader_language(), least=LEAST)
    answered = found.statements.exclude(answer="").filter(state=State.SHOWN)
    page = {
        "partnership": request.partnership,
        "round": found,
        "reading": reading,
        "chart": opinion_chart(drawn.opinions, least=LEAST) if reading.groups else "",
        "answered": answered,
        "may_see_heard": may(request.role, Action.SEE_HEARD),
    }
    return render(request, "decide/results.html", page)


@needs(Action.MODERATE)
def new_statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a statement, perhaps from a proposal; shown at once."""
    found = conversation(request, pk)
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            written = form.save(commit=False)
            written.round, written.author, written.state = found, request.user, State.SHOWN
            written.save()
            record(request.user, "statement put", f"statement {written.pk}", request.partnership)
        return redirect(found)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Write a statement"),
        "button": _("Save"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.OPEN_ROUNDS)
@require_safe
def export(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    """All votes in the files of a Polis export. Participants are numbered anew at random, without answers."""
    found = conversation(request, pk)
    votes, _hidden = votes_of(found)
    statements = {one.pk: one for one in Statement.objects.filter(round=found)}
    files = polis_export(
        votes,
        {pk: one.text for pk, one in statements.items()},
        {pk: {State.SHOWN: 1, State.WAITING: 0}.get(State(one.state), -1) for pk, one in statements.items()},
        {pk: one.at for pk, one in statements.items()},
        topic=found.title,
        description=found.question,
    )
    with transaction.atomic():
        record(request.user, "votes exported", f"round {found.pk}", request.partnership)
    return sent_while_made(zip_parts(files), f"votes-{found.pk}.zip", "application/zip")
