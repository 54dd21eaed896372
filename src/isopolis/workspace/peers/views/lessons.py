"""What a visit taught, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.workspace.peers.forms import FollowUpForm, LessonForm
from isopolis.workspace.peers.models import FollowUp, Lesson
from isopolis.workspace.peers.place import page, speaker, visit_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action


@needs(Action.OFFER_EXCHANGES)
def card(request: HttpRequest, slug: str, pk: int, city: int) -> HttpResponse:
    """Fill in, or change, the lessons card of one's own city."""
    visit = visit_of(request, pk)
    found = next((one for one in (visit.exchange.one, visit.exchange.other) if one.pk == city), None)
    if found is None:
        raise Http404
    if not speaker(request).speaks_for(found):
        raise PermissionDenied
    lesson = visit.lessons.filter(city=found).first() or Lesson(visit=visit, city=found)
    form = LessonForm(request.POST or None, instance=lesson)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save(commit=False)
            saved.made_by, saved.changed_at = request.user, timezone.now()
            saved.save()
            record(request.user, "lessons card filled in", f"{visit.exchange}: {found}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect(saved)
    context = page(request, form=form, title=_("Lessons card: %(city)s") % {"city": found})
    return render(request, "form.html", {**context, "button": _("Save")}, status=400 if form.errors else 200)


@needs(Action.SEE_EXCHANGES)
@require_safe
def lesson(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One lessons card, with the practices and actions that it led to."""
    rows = Lesson.objects.select_related("city", "visit__exchange__partnership", "visit__host")
    found = get_object_or_404(rows, pk=pk, visit__exchange__partnership=request.partnership)
    follow_ups = found.visit.follow_ups.filter(city=found.city).exclude(answered_on=None)
    context = page(
        request,
        lesson=found,
        follow_ups=follow_ups,
        may_change=speaker(request).speaks_for(found.city),
    )
    return render(request, "peers/lesson.html", context)


@needs(Action.OFFER_EXCHANGES)
def follow_up(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what became of the first step."""
    rows = FollowUp.objects.select_related("city", "visit__exchange__partnership")
    found = get_object_or_404(rows, pk=pk, visit__exchange__partnership=request.partnership)
    if not speaker(request).speaks_for(found.city):
        raise PermissionDenied
    lesson = found.visit.lessons.filter(city=found.city).first()
    form = FollowUpForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save(commit=False)
            saved.answered_on = timezone.now().date()
            saved.save()
            record(request.user, "follow-up answered", str(saved), request.partnership)
        messages.success(request, _("Saved."))
        return redirect(found.visit)
    context = page(request, form=form, follow_up=found, lesson=lesson)
    return render(request, "peers/follow_up.html", context, status=400 if form.errors else 200)
