"""The board: needs and offers of all cities, exchanges with their reasons, matching, statistics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.learn.peers.statistics import participation
from isopolis.learn.practices.vocabulary import Mechanism, Size, Theme
from isopolis.workspace.peers.forms import MatchForm
from isopolis.workspace.peers.models import Exchange, MatchRun, PeerCity, Subject, Visit
from isopolis.workspace.peers.pairing import Changed, pair, pair_again
from isopolis.workspace.peers.place import page, speaker
from isopolis.workspace.peers.records import active_cities, peer_of
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text


@dataclass(frozen=True, slots=True)
class Shown:
    """A need or an offer in the reader's words."""

    subject: Subject
    label: str


def shown_subjects(city: PeerCity, language: Language, *, offers: bool) -> list[Shown]:
    """The needs, or the offers, of a city."""
    found = []
    for one in city.subjects.all():
        if one.is_offer is offers:
            label = language.text(Theme(one.theme).label)
            if one.mechanism:
                label += _(": ") + language.text(Mechanism(one.mechanism).label)
            found.append(Shown(one, label))
    return found


@needs(Action.SEE_EXCHANGES)
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Every city with what it needs and offers, the exchanges, and who has none."""
    language, asks = reader_language(), speaker(request)
    cities = active_cities(request.partnership)
    standing = request.partnership.exchanges.filter(
        state__in=(Exchange.State.PROPOSED, Exchange.State.AGREED)
    ).select_related("one", "other", "partnership")
    met = {pk for one in standing for pk in (one.one_id, one.other_id)}
    rows = [
        (city, shown_subjects(city, language, offers=False), shown_subjects(city, language, offers=True))
        for city in cities
    ]
    last = request.partnership.match_runs.first()
    context = page(
        request,
        rows=rows,
        exchanges=standing,
        without=[city for city in cities if city.pk not in met] if last else [],
        last=last,
        runs=asks.runs,
        may_add=asks.runs or asks.organisation is not None,
        mine=[city for city in cities if asks.speaks_for(city)],
        visits=_visits(request.partnership),
    )
    return render(request, "peers/board.html", context)


def _visits(partnership: Partnership) -> Any:
    rows = Visit.objects.filter(exchange__partnership=partnership)
    return rows.select_related("exchange__one", "exchange__other", "exchange__partnership", "host")


@needs(Action.RUN_EXCHANGES)
def match(request: HttpRequest, slug: str) -> HttpResponse:
    """Match the cities: what is agreed stays, what is proposed as far as possible."""
    last = request.partnership.match_runs.first() or MatchRun()
    initial = {"abroad": last.abroad, "outsiders": last.outsiders}
    form = MatchForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = pair(request.partnership, request.user, **form.cleaned_data)
        except InputError as error:
            form.add_error(None, error_text(error))
        else:
            _say(request, changed)
            return redirect("peers", slug=slug)
    context = page(request, form=form, title=_("Match the cities"), button=_("Match them"))
    return render(request, "form.html", context, status=400 if form.errors else 200)


def rematch(request: HttpRequest) -> None:
    """Match again after a “no” or a withdrawal, as little changed as possible, and say what came of it."""
    try:
        changed = pair_again(request.partnership, request.user)
    except InputError as error:
        messages.error(request, error_text(error))
    else:
        if changed is not None:
            _say(request, changed)


def _say(request: HttpRequest, changed: Changed) -> None:
    said = _("Matched: %(new)s new, %(kept)s kept, %(replaced)s replaced.")
    numbers = {"new": changed.new, "kept": changed.kept, "replaced": changed.replaced}
    messages.success(request, said % numbers)


@needs(Action.SEE_EXCHANGES)
@require_safe
def statistics(request: HttpRequest, slug: str) -> HttpResponse:
    """Who takes part, by country and by size."""
    language = reader_language()
    cities = [peer_of(city) for city in active_cities(request.partnership)]
    agreed = request.partnership.exchanges.filter(state=Exchange.State.AGREED).select_related("one", "other")
    pairs = [(one.one.key, one.other.key) for one in agreed]
    visits = [(one.guest.key, one.host.key) for one in _visits(request.partnership)]
    tables = [
        (
            title,
            [
                (label(name), row.to_dict())
                for name, row in participation(cities, pairs, visits, by=by).iterrows()
            ],
        )
        for title, by, label in (
            (_("By country"), "country", language.country),
            (_("By size"), "size", lambda name: language.text(Size(name).label)),
        )
    ]
    return render(request, "peers/statistics.html", page(request, tables=tables, cities=len(cities)))
