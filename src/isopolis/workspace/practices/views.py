"""Pages of practices: the catalogue for everybody; in a partnership search, comparison and matching too."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from isopolis.learn.finding.matching import CityProfile, Need, match, need_from_text
from isopolis.learn.finding.reasons import reasons
from isopolis.learn.practices.exchange import practices_to_csv, practices_to_json
from isopolis.workspace.barriers.models import Barrier
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.practices.finding import MAIN, asked_of, facets, search
from isopolis.workspace.practices.forms import NeedForm
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.practices.needs import need_of
from isopolis.workspace.practices.showing import Shown
from isopolis.workspace.site.reader import reader_language

SHOWN = 20
COMPARED = 3
MATCHED = 12


@for_anyone
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The curated catalogue, for everybody."""
    return _list(request, None)


@for_anyone
@require_safe
def catalogue_practice(request: HttpRequest, name: str) -> HttpResponse:
    """One practice of the curated catalogue, for everybody."""
    found = get_object_or_404(Practice, partnership=None, name=name, state=Practice.State.PUBLISHED)
    return render(request, "practices/practice.html", {"practice": found, "shown": _shown(found)})


@needs(Action.SEE_PRACTICES)
@require_safe
def practices(request: HttpRequest, slug: str) -> HttpResponse:
    """The catalogue and the partnership's own practices."""
    return _list(request, request.partnership)


def _shown(practice: Practice) -> Shown:
    return Shown(practice.read, reader_language())


def _list(request: HttpRequest, partnership: Partnership | None) -> HttpResponse:
    asked = asked_of(request.GET)
    found = search(asked, partnership)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    role = request.role if partnership else ""
    own = Practice.objects.filter(partnership=partnership) if partnership else Practice.objects.none()
    reviews = partnership is not None and may(role, Action.REVIEW_PRACTICES)
    mine = (
        own.exclude(state=Practice.State.PUBLISHED).filter(made_by=request.user) if may_submit(role) else ()
    )
    context = {
        "partnership": partnership,
        "page": page,
        "rows": [(practice, _shown(practice)) for practice in page],
        "facets": facets(found, asked, reader_language()),
        "asked": asked,
        "query": urlencode(asked),
        "more_open": any(name not in ("words", *MAIN) for name in asked),
        "waiting": own.filter(state=Practice.State.SUBMITTED) if reviews else (),
        "mine": mine,
        "may_submit": may_submit(role),
    }
    return render(request, "practices/list.html", context)


def may_submit(role: str) -> bool:
    """Whether a role may add practices."""
    return bool(role) and may(role, Action.SUBMIT_PRACTICES)


def practice_of(request: HttpRequest, name: str) -> Practice:
    """A practice that whoever asks may see: published, one's own, or waiting for one's review."""
    shelf = Practice.objects.select_related("partnership")
    found = shelf.filter(partnership=request.partnership, name=name).first()
    found = found or get_object_or_404(shelf, partnership=None, name=name)
    mine = found.made_by_id is not None and found.made_by_id == request.user.pk
    waits = found.state == Practice.State.SUBMITTED and may(request.role, Action.REVIEW_PRACTICES)
    if found.state != Practice.State.PUBLISHED and not mine and not waits:
        raise Http404
    return found


@needs(Action.SEE_PRACTICES)
@require_safe
def practice(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One practice: what, what came of it, how that is known, what it needs, who says so."""
    found = practice_of(request, name)
    own = found.partnership_id is not None
    mine = own and found.made_by_id == request.user.pk
    page = {
        "partnership": request.partnership,
        "practice": found,
        "shown": _shown(found),
        "versions": found.versions.all() if own and may_submit(request.role) else (),
        "may_change": own
        and may_submit(request.role)
        and (mine or may(request.role, Action.REVIEW_PRACTICES)),
        "may_review": own
        and found.state == Practice.State.SUBMITTED
        and may(request.role, Action.REVIEW_PRACTICES),
    }
    return render(request, "practices/practice.html", page)


@needs(Action.SEE_PRACTICES)
@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Up to three practices side by side."""
    names = list(dict.fromkeys(request.GET.getlist("name")))[:COMPARED]
    chosen = [practice_of(request, name) for name in names]
    columns = [(one, _shown(one)) for one in chosen]
    return render(
        request,
        "practices/compare.html",
        {
            "partnership": request.partnership,
            "columns": columns,
            "left": len(request.GET.getlist("name")) - len(names),
        },
    )


@needs(Action.SEE_PRACTICES)
@require_safe
def matching(request: HttpRequest, slug: str) -> HttpResponse:
    """From a barrier or a problem in one's own words to the practices most likely to help."""
    barriers = Barrier.objects.filter(partnership=request.partnership)
    asked = any(request.GET.get(name) for name in ("barrier", "words"))
    form = NeedForm(barriers, request.GET if asked else None)
    need, rows = Need(), []
    language = reader_language()
    if asked and form.is_valid():
        data = form.cleaned_data
        need = need_from_text(data["words"])
        if data["barrier"]:
            need = need | need_of(data["barrier"])
        city = CityProfile(
            country=data["country"].upper() or None,
            inhabitants=data["inhabitants"],
            degurba=data["degurba"],
            conditions=form.conditions,
        )
        shelf = {one.name: one for one in search({}, request.partnership)}
        found = match(city, need, [one.read for one in shelf.values()]) if need else []
        for one in found[:MATCHED]:
            row = (
                shelf[one.practice.id],
                Shown(one.practice, language),
                one,
                reasons(one, city, need, language),
            )
            rows.append(row)
    page = {
        "partnership": request.partnership,
        "form": form,
        "asked": asked,
        "understood": [
            language.text(value.label) for value in (*sorted(need.mechanisms), *sorted(need.groups))
        ],
        "rows": rows,
    }
    return render(request, "practices/match.html", page)


@needs(Action.SEE_PRACTICES)
@require_safe
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What the list shows, as a file."""
    writers = {"csv": (practices_to_csv, "text/csv"), "json": (practices_to_json, "application/json")}
    if kind not in writers:
        raise Http404
    write, content = writers[kind]
    records = [one.read for one in search(asked_of(request.GET), request.partnership)]
    answer = HttpResponse(write(records), content_type=f"{content}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="practices.{kind}"'
    return answer
