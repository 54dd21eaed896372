"""A city as a peer: what it needs and offers, its exchanges, withdrawal."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.peers.forms import CityForm, SubjectForm, visible_practices
from isopolis.workspace.peers.models import Exchange, PeerCity, Subject
from isopolis.workspace.peers.pairing import withdraw
from isopolis.workspace.peers.place import city_to_write, page, speaker
from isopolis.workspace.peers.views.board import rematch, shown_subjects
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import Organisation
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.reader import reader_language


@needs(Action.SEE_EXCHANGES)
@require_safe
def city(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One city: needs, offers, exchanges so far."""
    rows = PeerCity.objects.prefetch_related("subjects__practice")
    found = get_object_or_404(rows, partnership=request.partnership, pk=pk)
    language, asks = reader_language(), speaker(request)
    exchanges = [
        one
        for one in request.partnership.exchanges.select_related("one", "other", "partnership")
        if found.pk in (one.one_id, one.other_id) and one.state != Exchange.State.REPLACED
    ]
    context = page(
        request,
        city=found,
        found_needs=shown_subjects(found, language, offers=False),
        found_offers=shown_subjects(found, language, offers=True),
        exchanges=exchanges,
        office=asks.office_of(found),
        may_write=asks.may_write(found),
    )
    return render(request, "peers/city.html", context)


def _edit(request: HttpRequest, found: PeerCity | None) -> HttpResponse:
    asks = speaker(request)
    owners = Organisation.objects.filter(partnerships=request.partnership)
    if not asks.runs:
        owners = owners.filter(pk=asks.organisation or 0)
    if not asks.runs and not owners:
        raise PermissionDenied
    city = found or PeerCity(partnership=request.partnership)
    form = CityForm(request.POST or None, instance=city, owners=list(owners), outside=asks.runs)
    if request.method == "POST" and form.is_valid():
        taken = request.partnership.peer_cities.filter(name=form.cleaned_data["name"]).exclude(pk=city.pk)
        if taken.exists():
            form.add_error("name", _("There is a city of this name already."))
        else:
            with transaction.atomic():
                saved = form.save()
                action = "city described for exchanges" if found else "city added to exchanges"
                record(request.user, action, saved.name, request.partnership)
            messages.success(request, _("Saved."))
            return redirect(saved)
    title = _("Describe the city") if found else _("Add a city")
    context = page(request, form=form, title=title, button=_("Save"))
    return render(request, "form.html", context, status=400 if form.errors else 200)


@needs(Action.OFFER_EXCHANGES)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add one's own city, or (who runs exchanges) any."""
    return _edit(request, None)


@needs(Action.OFFER_EXCHANGES)
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Describe a city."""
    return _edit(request, city_to_write(request, pk))


@needs(Action.OFFER_EXCHANGES)
def new_subject(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what a city needs or offers."""
    found = city_to_write(request, pk)
    subject = Subject(city=found)
    practices = visible_practices(request.partnership)
    form = SubjectForm(request.POST or None, instance=subject, practices=practices)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            action = "offer added" if subject.is_offer else "need added"
            record(request.user, action, f"{found}: {subject.theme}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect(found)
    context = page(request, form=form, title=_("A need or an offer of %(city)s") % {"city": found})
    return render(request, "form.html", {**context, "button": _("Save")}, status=400 if form.errors else 200)


@needs(Action.OFFER_EXCHANGES)
@require_POST
def remove_subject(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back a need or an offer."""
    subject = get_object_or_404(Subject, pk=pk, city__partnership=request.partnership)
    found = city_to_write(request, subject.city_id)
    with transaction.atomic():
        action = "offer removed" if subject.is_offer else "need removed"
        record(request.user, action, f"{found}: {subject.theme}", request.partnership)
        subject.delete()
    messages.success(request, _("Removed."))
    return redirect(found)


@needs(Action.OFFER_EXCHANGES)
@require_POST
def leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A city withdraws, or comes back; the others are matched again with as little change as possible."""
    found = city_to_write(request, pk)
    if found.withdrawn_on is None:
        withdraw(found, request.user)
        messages.success(request, _("The city has withdrawn."))
        rematch(request)
        return redirect("peers", slug=slug)
    with transaction.atomic():
        found.withdrawn_on = None
        found.save(update_fields=["withdrawn_on"])
        record(request.user, "city came back to exchanges", found.name, request.partnership)
    messages.success(request, _("The city takes part again from the next matching."))
    return redirect(found)
