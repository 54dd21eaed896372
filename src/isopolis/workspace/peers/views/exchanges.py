"""One exchange: why the two were matched, what each says, its visits."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.learn.peers.affinity import reasons
from isopolis.learn.peers.visit import broken_rules
from isopolis.workspace.peers.models import Exchange
from isopolis.workspace.peers.pairing import answer
from isopolis.workspace.peers.place import exchange_of, page, speaker
from isopolis.workspace.peers.records import peer_of
from isopolis.workspace.peers.views.board import rematch
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language


@needs(Action.SEE_EXCHANGES)
@require_safe
def exchange(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The reasons for both sides, the answers, how to reach each other, the visits."""
    found, language, asks = exchange_of(request, pk), reader_language(), speaker(request)
    visits = list(
        found.visits.select_related("host", "exchange__one", "exchange__other", "exchange__partnership")
    )
    open_to_answer = found.state == Exchange.State.PROPOSED
    sides = [
        {
            "city": city,
            "field": field,
            "answer": said,
            "office": asks.office_of(city, found),
            "may_answer": open_to_answer and asks.speaks_for(city) and not getattr(found, f"{field}_answer"),
        }
        for city, field, said in found.sides
    ]
    context = page(
        request,
        exchange=found,
        reasons=reasons(peer_of(found.one), peer_of(found.other), language),
        sides=sides,
        visits=visits,
        broken=broken_rules([one.plan for one in visits], language),
        may_plan=found.state == Exchange.State.AGREED and asks.takes_part(found),
    )
    return render(request, "peers/exchange.html", context)


@needs(Action.OFFER_EXCHANGES)
@require_POST
def reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Accept or decline for one side; after a “no” the others are matched again."""
    side, yes = request.POST.get("side"), request.POST.get("answer") == "yes"
    with transaction.atomic():
        found = exchange_of(request, pk)
        locked = Exchange.objects.select_for_update().get(pk=found.pk)
        if side not in ("one", "other") or locked.state != Exchange.State.PROPOSED:
            messages.error(request, _("This exchange is not open to an answer any more."))
            return redirect(found)
        if not speaker(request).speaks_for(getattr(locked, side)):
            raise PermissionDenied
        answer(locked, side, yes=yes, by=request.user)
    if yes:
        agreed = locked.state == Exchange.State.AGREED
        done = _("Both have accepted: now you see how to reach each other.")
        messages.success(request, done if agreed else _("Accepted. The other city has not answered yet."))
        return redirect(found)
    messages.success(request, _("Declined."))
    rematch(request)
    return redirect("peers", slug=slug)
