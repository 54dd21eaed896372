"""Pages of a partnership's way: its own page with the timeline, phases, deadlines, the calendar feed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.models import Membership, User
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.process.awaiting import awaiting, is_due_from
from isopolis.workspace.process.calendar import calendar
from isopolis.workspace.process.forms import DeadlineForm, PhaseForm
from isopolis.workspace.process.models import Deadline, Phase


@needs(Action.SEE_PARTNERSHIP)
@require_safe
def partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """The partnership: what it is, where it stands, who is in it."""
    today = timezone.now().date()
    deadlines = Deadline.objects.select_related("organisation")
    phases = list(request.partnership.phases.prefetch_related(Prefetch("deadlines", deadlines)))
    mine: set[int] = set()
    if may(request.role, Action.MARK_DONE):
        membership = Membership.objects.get(user=request.user, partnership=request.partnership)
        mine = set(Deadline.objects.filter(is_due_from(membership)).values_list("pk", flat=True))
    page = {
        "partnership": request.partnership,
        "phases": phases,
        "today": today,
        "mine": mine,
        "organisations": request.partnership.organisations.all(),
        "may_see_exchanges": may(request.role, Action.SEE_EXCHANGES),
        "may_see_plan": may(request.role, Action.SEE_PLAN),
        "may_change": may(request.role, Action.CHANGE_TIMELINE),
        "may_describe": may(request.role, Action.CHANGE_PARTNERSHIP),
        "may_see_members": may(request.role, Action.SEE_MEMBERS),
        "may_exchange": may(request.role, Action.EXCHANGE),
        "may_see_log": may(request.role, Action.SEE_LOG),
    }
    return render(request, "process/partnership.html", page)


def _form_page(request: HttpRequest, form: PhaseForm | DeadlineForm, title: str) -> HttpResponse:
    page = {"partnership": request.partnership, "form": form, "title": title, "button": _("Save")}
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.CHANGE_TIMELINE)
def phase(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change when a phase runs."""
    found = get_object_or_404(Phase, pk=pk, partnership=request.partnership)
    form = PhaseForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(
                request.user,
                "phase changed",
                f"{found.key}: {found.starts} to {found.ends}",
                request.partnership,
            )
        messages.success(request, _("Saved."))
        return redirect(request.partnership)
    return _form_page(request, form, str(found))


def _save_deadline(request: HttpRequest, found: Deadline | None) -> HttpResponse:
    form = DeadlineForm(request.partnership, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            action = "deadline changed" if found else "deadline set"
            record(request.user, action, f"{saved.title}: {saved.due_on}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect(request.partnership)
    return _form_page(request, form, _("Change a deadline") if found else _("Set a deadline"))


@needs(Action.CHANGE_TIMELINE)
def new_deadline(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what is due, when, from whom."""
    return _save_deadline(request, None)


@needs(Action.CHANGE_TIMELINE)
def deadline(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a deadline."""
    return _save_deadline(request, get_object_or_404(Deadline, pk=pk, phase__partnership=request.partnership))


@needs(Action.MARK_DONE)
@require_POST
def done(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that something is done, or that it is not after all."""
    with transaction.atomic():
        found = get_object_or_404(
            Deadline.objects.select_for_update(of=("self",)), pk=pk, phase__partnership=request.partnership
        )
        membership = Membership.objects.get(user=request.user, partnership=request.partnership)
        owes = Deadline.objects.filter(is_due_from(membership), pk=pk).exists()
        if not owes and not may(request.role, Action.CHANGE_TIMELINE):
            raise PermissionDenied
        open_again = "again" in request.POST
        found.done_at = None if open_again else timezone.now()
        found.done_by = None if open_again else request.user
        found.save(update_fields=["done_at", "done_by"])
        action = "deadline opened again" if open_again else "deadline met"
        record(request.user, action, found.title, request.partnership)
    messages.success(request, _("Opened again.") if open_again else _("Marked as done."))
    return redirect("home" if request.POST.get("from") == "home" else request.partnership)


@for_anyone
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's calendar, behind a secret address that calendar programs can open."""
    user = User.objects.filter(calendar_token=token, is_active=True).first()
    if user is None:
        raise Http404
    memberships = list(user.memberships.all())
    phases = Phase.objects.filter(partnership__memberships__user=user).select_related("partnership")
    with translation.override(user.language):
        content = calendar("Isopolis", phases, awaiting(memberships), timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
