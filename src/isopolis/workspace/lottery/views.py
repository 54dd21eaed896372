"""Pages of civic lotteries: set up, publish, draw; and the public page on which anyone can check."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.decide.lottery import (
    Lottery,
    NoPanelError,
    draw,
    fair_lottery,
    lots,
    publish,
    read_pool,
    read_quotas,
    verification_script,
)
from isopolis.decide.lottery.explanation import explain, published_counts, volunteers
from isopolis.errors import InputError
from isopolis.workspace.lottery.forms import LotteryForm, NumbersForm
from isopolis.workspace.lottery.models import CivicLottery, PrivatePool
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.downloads import csv_file, download
from isopolis.workspace.site.reader import reader_language
from isopolis.workspace.site.said_errors import error_text
from isopolis.workspace.site.uploads import takes_files

TICKETS = 1000
LARGEST_POOL = 1000
"""People for whom the page computes at once; larger pools take the command line."""


@needs(Action.SEE_LOTTERIES)
@require_safe
def lotteries(request: HttpRequest, slug: str) -> HttpResponse:
    """The lotteries and budgets of a partnership."""
    runs = may(request.role, Action.RUN_LOTTERIES)
    every = request.partnership.lotteries.all()
    page = {
        "partnership": request.partnership,
        "lotteries": every if runs else every.filter(published_at__isnull=False),
        "budgets": request.partnership.budgets.all(),
        "may_run": runs,
    }
    return render(request, "lottery/list.html", page)


@needs(Action.RUN_LOTTERIES)
@takes_files(5)
def new_lottery(request: HttpRequest, slug: str) -> HttpResponse:
    """Read volunteers and quotas, compute the chances; or say what to change."""
    form = LotteryForm(request.POST or None, request.FILES or None)
    advice: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = set_up(request.partnership, request.user, form.cleaned_data)
                record(request.user, "lottery computed", made.title, request.partnership)
        except NoPanelError as error:
            advice = error.relaxation.sentences(reader_language())
            form.add_error("quotas", _("No panel can meet all quotas with these volunteers."))
        except InputError as error:
            form.add_error(None, error_text(error))
        else:
            return redirect(made)
    page = {"partnership": request.partnership, "form": form, "advice": advice}
    return render(request, "lottery/new.html", page, status=400 if form.errors else 200)


def set_up(partnership: Partnership, user: User | None, given: dict[str, object]) -> CivicLottery:
    """Compute a lottery from a cleaned :class:`LotteryForm` and store it."""
    size = int(str(given["size"]))
    quotas = read_quotas(given["quotas"].read(), file=_("the quotas"), size=size)
    household = [str(given["household"])] if given.get("household") else []
    pool = read_pool(given["pool"].read(), quotas, household=household, file=_("the volunteers"))
    if len(pool) > LARGEST_POOL:
        raise InputError(
            "there are {number} volunteers",
            expected="up to {most} in this page",
            remedy="use the command line: isopolis decide lottery",
            number=len(pool),
            most=LARGEST_POOL,
        )
    found = fair_lottery(pool, quotas, size, str(given["rule"]))
    return store(partnership, user, found, given)


def store(
    partnership: Partnership, user: User | None, found: Lottery, given: dict[str, Any], **more: Any
) -> CivicLottery:
    """Make the tickets of a lottery and keep it; the people behind the codes apart from what is published."""
    box = lots(found, int(given.get("tickets") or TICKETS))
    published = publish(found, box, str(given.get("secret") or secrets.token_urlsafe(32)))
    numbers = asdict(found.chances)
    numbers.pop("objective")
    made = CivicLottery.objects.create(
        partnership=partnership,
        title=given["title"],
        size=found.size,
        rule=str(found.objective),
        numbers_from=given["numbers_from"],
        chances=numbers,
        levels=[[level.people, level.achieved, level.bound, level.gap] for level in found.fair.levels],
        quotas=[
            [one.category, one.feature, one.low, one.high, number]
            for one, number in zip(found.quotas, volunteers(found), strict=True)
        ],
        lots=published.lots,
        seal=published.seal,
        tickets=len(box.tickets),
        fewest=int(box.count.min()),
        most=int(box.count.max()),
        made_by=user,
        **more,
    )
    people = zip(found.pool.people, published.codes, map(int, box.count), strict=True)
    PrivatePool.objects.create(lottery=made, people=[list(one) for one in people])
    return made


def found_lottery(request: HttpRequest, pk: int) -> CivicLottery:
    """The lottery, if it is published or its reader runs lotteries."""
    found = get_object_or_404(CivicLottery, pk=pk, partnership=request.partnership)
    if found.published_at is None and not may(request.role, Action.RUN_LOTTERIES):
        raise Http404
    return found


@needs(Action.SEE_LOTTERIES)
@require_safe
def lottery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What happens, everybody's chance, the certificate, the seal, the draw."""
    return _page(request, found_lottery(request, pk), NumbersForm())


def _page(request: HttpRequest, found: CivicLottery, form: NumbersForm) -> HttpResponse:
    words = reader_language()
    numbers = published_counts([people for people, *_rest in found.levels])
    page = {
        "partnership": request.partnership,
        "lottery": found,
        "sections": explain(found.few_numbers(), found.box(), words),
        "levels": [
            (
                "–" if number is None else words.number(number),
                words.percent(achieved, 6),
                words.percent(bound, 6),
                f"{gap:.1e}",
            )
            for number, (_people, achieved, bound, gap) in zip(numbers, found.levels, strict=True)
        ],
        "quotas": found.quotas,
        "may_run": may(request.role, Action.RUN_LOTTERIES),
        "has_people": PrivatePool.objects.filter(lottery=found).exists(),
        "form": form,
    }
    return render(request, "lottery/lottery.html", page, status=400 if form.errors else 200)


@needs(Action.RUN_LOTTERIES)
@require_POST
def publish_lottery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show tickets and seal to everybody; from now on nothing about them can change."""
    with transaction.atomic():
        changed = CivicLottery.objects.filter(
            pk=pk, partnership=request.partnership, published_at__isnull=True
        ).update(published_at=timezone.now())
        found = get_object_or_404(CivicLottery, pk=pk, partnership=request.partnership)
        if changed:
            record(request.user, "lottery published", f"{found.title}: {found.seal}", request.partnership)
            messages.success(request, _("Tickets and seal are public now."))
    return redirect(found)


@needs(Action.RUN_LOTTERIES)
@require_POST
def draw_lottery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter the numbers that were drawn in public; they give the panel, once."""
    found = get_object_or_404(CivicLottery, pk=pk, partnership=request.partnership)
    form = NumbersForm(request.POST)
    if found.published_at is None or found.drawn_at is not None or not form.is_valid():
        return _page(request, found, form) if form.errors else redirect(found)
    numbers = form.cleaned_data["numbers"]
    drawn = draw(bytes(found.lots), numbers)
    with transaction.atomic():
        changed = CivicLottery.objects.filter(pk=pk, drawn_at__isnull=True).update(
            numbers=numbers, ticket=drawn.ticket, panel=list(drawn.codes), drawn_at=timezone.now()
        )
        if changed:
            what = f"{found.title}: {numbers}: ticket {drawn.ticket}"
            record(request.user, "lottery drawn", what, request.partnership)
            messages.success(request, _("The panel is drawn."))
    return redirect(found)


@needs(Action.SEE_LOTTERIES)
@require_safe
def tickets(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The published file of tickets."""
    content = bytes(found_lottery(request, pk).lots)
    return download(content, "lots.txt", "text/plain; charset=utf-8")


@needs(Action.SEE_LOTTERIES)
@require_safe
def program(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The one-page program that checks the draw."""
    found_lottery(request, pk)
    return download(verification_script(), "verify_draw.py", "text/x-python; charset=utf-8")


@needs(Action.RUN_LOTTERIES)
@require_safe
def codes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who is behind the codes, and who was drawn; for the organisers."""
    found = get_object_or_404(CivicLottery, pk=pk, partnership=request.partnership)
    private = PrivatePool.objects.filter(lottery=found).first()
    if private is None:
        raise Http404
    drawn = set(found.panel)
    rows = [[person, code, count, int(code in drawn)] for person, code, count in private.people]
    return csv_file([["person", "code", "tickets", "drawn"], *rows], "codes.csv")


@needs(Action.RUN_LOTTERIES)
@require_POST
def erase_people(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Forget who is behind the codes; what was published stays."""
    with transaction.atomic():
        found = get_object_or_404(CivicLottery, pk=pk, partnership=request.partnership)
        gone, _kinds = PrivatePool.objects.filter(lottery=found).delete()
        if gone:
            record(request.user, "volunteers of a lottery erased", found.title, request.partnership)
            messages.success(request, _("Nobody can tell any more who is behind the codes."))
    return redirect(found)
