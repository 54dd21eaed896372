"""Advice to the Commission: what a changed rule would open, the log of barriers, the memo."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.learn.advice.barriers import Entry, Obstacle, aggregate
from isopolis.learn.advice.counterfactual import sentence
from isopolis.learn.advice.sensitivity import (
    PARTNERSHIPS,
    hanging_sentence,
    over_partnerships,
    range_sentence,
)
from isopolis.learn.funds.city import complete
from isopolis.learn.funds.fund import funds
from isopolis.learn.funds.project import Project
from isopolis.learn.practices.vocabulary import Size
from isopolis.measure.atlas.towns import ATTRIBUTION, towns
from isopolis.plan.documents.advice_memo import Findings, advice_memo, fund_title
from isopolis.workspace.funds.forms import ObstacleForm
from isopolis.workspace.funds.models import FundingBarrier
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import Membership
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.people.tokens import keyed_hash
from isopolis.workspace.plan.views.documents import sent
from isopolis.workspace.site.reader import reader_language


@cache
def opened(day: date) -> pd.DataFrame:
    """What changed rules open, under each assumption: the same for everybody on one day."""
    return over_partnerships(funds(), complete(towns()), Project(on=day))


def logged() -> pd.DataFrame:
    """The barriers of all partnerships here, counted, the rare ones withheld."""
    rows = FundingBarrier.objects.order_by("pk")
    entries = [Entry(one.city, one.fund, Obstacle(one.obstacle), Size(one.size), one.on) for one in rows]
    return aggregate(entries)


@for_anyone
@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """Which change of which rule would open money to how many cities and towns of Europe."""
    language, day = reader_language(), date.today()
    rows = [
        {
            "number": number,
            "text": hanging_sentence(row, language=language) or sentence(row, language),
            "title": fund_title(row["fund"], language),
            "found": row,
        }
        for number, (_, row) in enumerate(opened(day).iterrows(), 1)
    ]
    page = {
        "rows": rows,
        "holding": [one for one in rows if one["found"]["holds"]],
        "hanging": [one for one in rows if not one["found"]["holds"]],
        "partners": [partners for partners, _ in PARTNERSHIPS],
        "towns": len(towns()),
        "origin": ATTRIBUTION,
        "assumed": range_sentence(language=language),
        "barriers": shown_barriers(),
    }
    return render(request, "funds/advice.html", page)


def shown_barriers() -> list[tuple[str, str, int]]:
    """Fund, barrier and number of cities, the most frequent first; nothing that is withheld."""
    language, found = reader_language(), logged()
    counted = found[~found["withheld"]].sort_values("cities", ascending=False, kind="stable")
    return [
        (fund_title(fund, language), language.text(Obstacle(obstacle).label), int(cities))
        for fund, obstacle, cities in counted[["fund", "obstacle", "cities"]].itertuples(index=False)
    ]


@for_anyone
@require_safe
def memo(request: HttpRequest, form: str) -> HttpResponse:
    """The advice as a document."""
    language, day = reader_language(), date.today()
    findings = Findings(
        opened(day), logged(), len(towns()), ATTRIBUTION, [range_sentence(language=language)], PARTNERSHIPS
    )
    return sent(advice_memo(findings, day, language), "advice", form)


@needs(Action.LOG_OBSTACLES)
def obstacles(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what stood between one's city and a fund; see what many said."""
    form = ObstacleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = Membership.objects.get(user=request.user, partnership=request.partnership)
        if membership.organisation_id is None:
            form.add_error(None, _("Only who is here for a city or organisation can say so."))
        else:
            _log(request, membership.organisation_id, form)
            messages.success(
                request, _("Thank you. It is kept without a name and shown once several cities say it.")
            )
            return redirect("obstacles", slug=slug)
    page = {"partnership": request.partnership, "form": form, "barriers": shown_barriers()}
    return render(request, "funds/obstacles.html", page, status=400 if form.errors else 200)


def _log(request: HttpRequest, organisation: int, form: ObstacleForm) -> None:
    """Keep it under a pseudonym; the log of changes says that, not what, was said."""
    said = form.cleaned_data
    with transaction.atomic():
        FundingBarrier.objects.update_or_create(
            partnership=request.partnership,
            city=keyed_hash("funding barrier", str(organisation)),
            fund=said["fund"].name if said["fund"] else "",
            obstacle=said["obstacle"],
            defaults={"size": said["size"], "on": date.today().replace(day=1)},
        )
        record(request.user, "funding barrier said", "", request.partnership)
