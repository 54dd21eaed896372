"""The agenda of a visit, point by point: added, changed, moved, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from isopolis.learn.peers.agenda import Item, next_key, swapped, with_point
from isopolis.workspace.peers.forms import PointForm
from isopolis.workspace.peers.models import Visit
from isopolis.workspace.peers.place import page, visit_to_plan
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action


def _store(
    request: HttpRequest, visit: Visit, change: Callable[[Sequence[Item]], Sequence[Item]], action: str
) -> HttpResponse:
    """Change the agenda as it is in the database now, not as it was when the page was made."""
    with transaction.atomic():
        fresh = Visit.objects.select_for_update().get(pk=visit.pk)
        fresh.items = change(fresh.items)
        fresh.save(update_fields=["agenda"])
        record(request.user, action, f"{visit.exchange}: {visit.first_day}", request.partnership)
    messages.success(request, _("Saved."))
    return redirect(visit)


def _edit(request: HttpRequest, visit: Visit, point: Item | None) -> HttpResponse:
    form = PointForm(request.POST or None, visit=visit, point=point)
    if request.method == "POST" and form.is_valid():

        def put(items: Sequence[Item]) -> list[Item]:
            return with_point(items, form.point(next_key(items) if point is None else point.key))

        return _store(request, visit, put, "agenda changed")
    title = _("Add a point") if point is None else _("Change a point of the agenda")
    context = page(request, form=form, title=title, visit=visit, point=point)
    return render(request, "peers/point_form.html", context, status=400 if form.errors else 200)


def _point(visit: Visit, key: int) -> Item:
    for one in visit.items:
        if one.key == key:
            return one
    raise Http404


@needs(Action.OFFER_EXCHANGES)
def new(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a point."""
    return _edit(request, visit_to_plan(request, pk), None)


@needs(Action.OFFER_EXCHANGES)
def change(request: HttpRequest, slug: str, pk: int, key: int) -> HttpResponse:
    """Change a point, or its time."""
    visit = visit_to_plan(request, pk)
    return _edit(request, visit, _point(visit, key))


@needs(Action.OFFER_EXCHANGES)
@require_POST
def move(request: HttpRequest, slug: str, pk: int, key: int) -> HttpResponse:
    """Let a point and its neighbour of the day change places."""
    visit = visit_to_plan(request, pk)
    _point(visit, key)
    earlier = request.POST.get("way") == "earlier"
    answer = _store(request, visit, lambda items: swapped(items, key, earlier=earlier), "agenda changed")
    answer.headers["Location"] += f"#point-{key}"
    return answer


@needs(Action.OFFER_EXCHANGES)
@require_POST
def remove(request: HttpRequest, slug: str, pk: int, key: int) -> HttpResponse:
    """Leave a point out."""
    visit = visit_to_plan(request, pk)
    _point(visit, key)

    def left(items: Sequence[Item]) -> list[Item]:
        return [one for one in items if one.key != key]

    return _store(request, visit, left, "agenda changed")
