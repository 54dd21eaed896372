"""Working together: remarks and suggestions, assignments, meetings with agenda, minutes and decisions."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.models import User
from isopolis.workspace.people.permissions import PERMISSIONS, may
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.agenda import agenda
from isopolis.workspace.plan.field_inputs import EDITABLE
from isopolis.workspace.plan.forms import AssignmentForm, DecisionForm, MeetingForm, MinutesForm
from isopolis.workspace.plan.models import Assignment, Decision, Meeting, Remark
from isopolis.workspace.plan.place import action_of, page
from isopolis.workspace.plan.saving import Conflict, current, save_field
from isopolis.workspace.plan.voted import result_of
from isopolis.workspace.site.reader import reader_language


@needs(Permission.WRITE_PLAN)
@require_POST
def remark(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say something about a field, or suggest another text for it."""
    stored = action_of(request, key)
    field = request.POST.get("field", "")
    text = request.POST.get("text", "").strip()[:4000]
    suggestion = request.POST.get("suggestion", "").replace("\r\n", "\n").strip()[:20_000]
    if field not in ("", *EDITABLE) or not (text or suggestion):
        messages.error(request, _("An empty comment was not kept."))
        return redirect(stored)
    with transaction.atomic():
        Remark.objects.create(
            action=stored, field=field, text=text, suggestion=suggestion or None, author=request.user
        )
        record(request.user, "remark made", f"{stored.key}: {field}", request.partnership)
    messages.success(request, _("Your comment is there."))
    return redirect(f"{stored.get_absolute_url()}#{field}" if field else stored)


@needs(Permission.WRITE_PLAN)
@require_POST
def close_remark(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close a remark; a suggestion is taken over or not."""
    found = get_object_or_404(Remark, pk=pk, action__partnership=request.partnership)
    take = "take" in request.POST and found.suggestion is not None and found.field in EDITABLE
    with transaction.atomic():
        if take:
            _value, version = current(found.action, found.field)
            result = save_field(found.action, found.field, found.suggestion, version, request.user)
            if isinstance(result, Conflict):  # in the moment between the two lines above
                messages.error(request, _("Somebody else has just changed this field. Please look again."))
                return redirect(found.action)
        found.closed_at, found.closed_by, found.was_taken = timezone.now(), request.user, take
        found.save(update_fields=["closed_at", "closed_by", "was_taken"])
        record(request.user, "suggestion taken" if take else "remark closed", str(found), request.partnership)
    messages.success(request, _("Taken over.") if take else _("Closed."))
    return redirect(f"{found.action.get_absolute_url()}#{found.field}")


def _members(request: HttpRequest) -> list[User]:
    writers = request.partnership.memberships.filter(role__in=PERMISSIONS[Permission.WRITE_PLAN])
    return list(User.objects.filter(memberships__in=writers, is_active=True).distinct().order_by("name"))


def _form_page(request: HttpRequest, form: forms.BaseForm, title: str, button: str) -> HttpResponse:
    context = page(request, form=form, title=title, button=button)
    return render(request, "form.html", context, status=400 if form.errors else 200)


@needs(Permission.WRITE_PLAN)
def assign(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Ask one person to do something about an action."""
    stored = action_of(request, key)
    form = AssignmentForm(_members(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save(commit=False)
            made.action = stored
            made.save()
            record(request.user, "assigned", f"{stored.key}: {made.what}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect(stored)
    return _form_page(
        request, form, _("Give a task for “{action}”").format(action=stored), _("Give the task")
    )


@needs(Permission.WRITE_PLAN)
@require_POST
def assignment_done(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a task is done."""
    found = get_object_or_404(Assignment, pk=pk, action__partnership=request.partnership)
    if found.person_id != request.user.pk and not may(request.role, Permission.RUN_PLAN):
        messages.error(request, _("Only the person who has the task can say that it is done."))
        return redirect(found.action)
    with transaction.atomic():
        found.done_at = timezone.now()
        found.save(update_fields=["done_at"])
        record(request.user, "task done", found.what, request.partnership)
    messages.success(request, _("Marked as done."))
    return redirect("home" if request.POST.get("from") == "home" else found.action)


@needs(Permission.SEE_PLAN)
@require_safe
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda from what is open, the meetings, and the log of decisions."""
    decisions = Decision.objects.filter(meeting__partnership=request.partnership)
    return render(
        request,
        "plan/meetings.html",
        page(
            request,
            points=agenda(request.partnership, reader_language()),
            meetings=request.partnership.meetings.all(),
            decisions=decisions.select_related(
                "meeting", "action__partnership", "statement__round__partnership"
            ).order_by("-meeting__on", "-pk"),
        ),
    )


@needs(Permission.RUN_PLAN)
def new_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Call a meeting; its agenda is what is open now."""
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save(commit=False)
            made.partnership = request.partnership
            made.agenda = [
                {"title": one.title, "why": one.why} for one in agenda(request.partnership, reader_language())
            ]
            made.save()
            record(request.user, "meeting called", str(made), request.partnership)
        return redirect(made)
    return _form_page(request, form, _("Call a meeting"), _("Call the meeting"))


@needs(Permission.SEE_PLAN)
def meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A meeting: agenda, minutes, decisions."""
    found = get_object_or_404(Meeting, pk=pk, partnership=request.partnership)
    runs = may(request.role, Permission.RUN_PLAN)
    is_decision = "decide" in request.POST
    minutes = MinutesForm(request.POST if request.POST and not is_decision else None, instance=found)
    decision = DecisionForm(request.partnership, request.POST if is_decision else None, prefix="d")
    form = decision if is_decision else minutes
    if request.method == "POST" and runs and form.is_valid():
        with transaction.atomic():
            saved = form.save(commit=False)
            if is_decision:
                saved.meeting = found
                saved.result = result_of(saved.statement) if saved.statement else {}
            saved.save()
            what = "decision recorded" if is_decision else "minutes changed"
            record(request.user, what, str(found), request.partnership)
        messages.success(request, _("Saved."))
        return redirect(found)
    context = page(request, meeting=found, minutes=minutes, decision=decision)
    return render(request, "plan/meeting.html", context, status=400 if form.errors else 200)
