"""Visits: planned from a template within the rules of an exchange."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.learn.funds.fund import fund_by_id
from isopolis.learn.peers.agenda import clashes
from isopolis.learn.peers.costs import visit_costs
from isopolis.learn.peers.visit import AccessNeed, broken_rules
from isopolis.plan.documents.visit_calendar import visit_calendar
from isopolis.workspace.peers.forms import ParticipantForm, VisitForm
from isopolis.workspace.peers.models import Exchange, Participant, Visit
from isopolis.workspace.peers.place import exchange_of, page, speaker, visit_of, visit_to_plan
from isopolis.workspace.peers.visits import save_visit
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language


@needs(Action.SEE_EXCHANGES)
@require_safe
def visit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The agenda, who comes, needs, costs, whether it keeps the rules; lessons afterwards."""
    found, language, asks = visit_of(request, pk), reader_language(), speaker(request)
    others = found.exchange.visits.select_related("exchange")
    costs = [(language.text(one.what), one) for one in visit_costs(found.plan, found.prices)]
    lessons = {one.city_id: one for one in found.lessons.select_related("city")}
    context = page(
        request,
        visit=found,
        days=_by_day(found),
        clashes=clashes(found.items),
        participants=found.participants.all(),
        needs=[language.text(AccessNeed(one).label) for one in found.needs],
        costs=costs,
        total=sum(line.euros for _label, line in costs),
        broken=broken_rules([one.plan for one in others], language),
        rules=fund_by_id("eui-city-to-city").sources,
        may_plan=asks.takes_part(found.exchange),
        cards=[
            (city, lessons.get(city.pk), asks.speaks_for(city))
            for city in (found.exchange.one, found.exchange.other)
        ],
        follow_ups=[(one, asks.speaks_for(one.city)) for one in found.follow_ups.select_related("city")],
        is_over=found.last_day <= timezone.now().date(),
    )
    return render(request, "peers/visit.html", context)


def _by_day(found: Visit) -> list[tuple[object, list[object]]]:
    days: dict[object, list[object]] = {}
    for item in found.items:
        days.setdefault(item.start.date(), []).append(item)
    return list(days.items())


def _edit(request: HttpRequest, found: Visit) -> HttpResponse:
    form = VisitForm(request.POST or None, instance=found, exchange=found.exchange)
    if request.method == "POST" and form.is_valid():
        is_new = found.pk is None
        with transaction.atomic():
            saved = form.save(commit=False)
            if not form.is_fresh:
                saved.items = form.kept_items(saved.first_day)
            save_visit(saved, reader_language(), fresh_agenda=form.is_fresh)
            action = "visit planned" if is_new else "visit changed"
            record(request.user, action, f"{saved.exchange}: {saved.first_day}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect(saved)
    title = _("Plan a visit") if found.pk is None else _("Change the visit")
    context = page(request, form=form, title=title, button=_("Save"))
    return render(request, "peers/visit_form.html", context, status=400 if form.errors else 200)


@needs(Action.OFFER_EXCHANGES)
def new(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Plan a visit of an exchange that both agreed to."""
    exchange = exchange_of(request, pk)
    if not speaker(request).takes_part(exchange):
        raise PermissionDenied
    if exchange.state != Exchange.State.AGREED:
        raise Http404
    return _edit(request, Visit(exchange=exchange))


@needs(Action.OFFER_EXCHANGES)
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a visit; its agenda moves with the first day, or begins anew where that is asked for."""
    return _edit(request, visit_to_plan(request, pk))


@needs(Action.SEE_EXCHANGES)
@require_safe
def calendar(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The agenda for a calendar program."""
    found = visit_of(request, pk)
    content = visit_calendar(
        str(found), found.items, timezone.now(), key=f"visit-{found.pk}", place=found.place
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="visit-{found.pk}.ics"'
    return answer


@needs(Action.OFFER_EXCHANGES)
def new_participant(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say who comes, by function."""
    found = visit_to_plan(request, pk)
    form = ParticipantForm(request.POST or None, instance=Participant(visit=found))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request.user, "participant added", str(found.exchange), request.partnership)
        messages.success(request, _("Saved."))
        return redirect(found)
    context = page(request, form=form, title=_("Who takes part"), button=_("Save"))
    return render(request, "form.html", context, status=400 if form.errors else 200)


@needs(Action.OFFER_EXCHANGES)
@require_POST
def remove_participant(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody does not come."""
    one = get_object_or_404(Participant, pk=pk, visit__exchange__partnership=request.partnership)
    found = visit_to_plan(request, one.visit_id)
    with transaction.atomic():
        one.delete()
        record(request.user, "participant removed", str(found.exchange), request.partnership)
    messages.success(request, _("Removed."))
    return redirect(found)
