"""Pages of the thread: a pinned figure, adding a link, removing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.thread.forms import ChooseForm, choices_of
from isopolis.workspace.thread.kinds import kind, kinds
from isopolis.workspace.thread.links import connect, disconnect
from isopolis.workspace.thread.models import Figure, Link
from isopolis.workspace.thread.picture import Key, draw
from isopolis.workspace.thread.whole import missing, whole

CHOICES = 40
"""Things of each kind that one can choose to see what hangs on them."""


@needs(Action.SEE_THREAD)
@require_safe
def whole_thread(request: HttpRequest, slug: str) -> HttpResponse:
    """The thread of the partnership, or of one thing: picture, sentence, table, and what is missing."""
    about = _about(request)
    found = whole(request.partnership, request.role, about)
    picture = draw(found.columns, found.links, f"{_('The thread')}{_(': ')}{found.sentence}")
    choices = []
    for one in kinds():
        things = one.things(request.partnership, request.role).order_by("-pk")[:CHOICES]
        offered = [(f"{one.key}-{thing.pk}", one.title(thing)) for thing in things]
        if offered:
            choices.append((str(one.plural).capitalize(), offered))
    page = {
        "partnership": request.partnership,
        "whole": found,
        "picture": mark_safe(picture),  # noqa: S308  (drawn by us, every text escaped)
        "missing": missing(request.partnership, request.role),
        "choices": choices,
        "about": f"{about[0]}-{about[1]}" if about else "",
    }
    return render(request, "thread/whole.html", page)


def _about(request: HttpRequest) -> Key | None:
    """The thing asked for, if it is one that this person may see."""
    key, _stroke, number = request.GET.get("about", "").partition("-")
    known = kind(key)
    if known is None or not (number.isascii() and number.isdigit() and len(number) < 15):
        return None
    there = known.things(request.partnership, request.role).filter(pk=int(number)).exists()
    return (key, int(number)) if there else None


@needs(Action.SEE_THREAD)
@require_safe
def figure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A pinned figure: its value, where it came from, what hangs on it."""
    found = get_object_or_404(Figure, pk=pk, partnership=request.partnership)
    return render(request, "thread/figure.html", {"partnership": request.partnership, "figure": found})


@needs(Action.CHANGE_THREAD)
def link(request: HttpRequest, slug: str, key: str, pk: int) -> HttpResponse:
    """Link a thing: say how, look for the other end, choose it."""
    known = kind(key)
    if known is None:
        raise Http404
    here = get_object_or_404(known.things(request.partnership, request.role), pk=pk)
    choices = choices_of(known)
    chosen = choices.get(request.GET.get("how", "")) or next(iter(choices.values()), None)
    page = {
        "partnership": request.partnership,
        "kind": known,
        "thing": here,
        "title": known.title(here),
        "back": known.url(here, request.partnership),
        "choices": choices.values(),
        "chosen": chosen,
        "words": request.GET.get("words", ""),
    }
    if chosen is None:
        return render(request, "thread/link.html", page)
    things = chosen.other.things(request.partnership, request.role)
    form = ChooseForm(chosen, things, page["words"], request.POST or None)
    if request.method == "POST" and form.is_valid():
        other, note = form.cleaned_data["other"], form.cleaned_data["note"]
        ends = (here, other) if chosen.from_source else (other, here)
        connect(request.partnership, ends[0], chosen.relation.key, ends[1], by=request.user, note=note)
        messages.success(request, _("The link is made."))
        return redirect(known.url(here, request.partnership))
    return render(request, "thread/link.html", {**page, "form": form}, status=400 if form.errors else 200)


@needs(Action.CHANGE_THREAD)
@require_POST
def unlink(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a link and go back to the thing that it was shown with."""
    found = get_object_or_404(Link, pk=pk, partnership=request.partnership)
    known = kind(request.POST.get("kind", found.source_kind))
    ends = {found.source_kind: found.source_id, found.target_kind: found.target_id}
    if known is None or known.key not in ends:
        raise Http404
    here = get_object_or_404(known.things(request.partnership, request.role), pk=ends[known.key])
    disconnect(found, request.user)
    messages.success(request, _("The link is removed."))
    return redirect(known.url(here, request.partnership))
