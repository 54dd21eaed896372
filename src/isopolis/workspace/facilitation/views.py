"""The live page of a meeting, and what its facilitators do on it. It works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isopolis.decide.facilitation import Person, Point, breakout, long_stretches, read_agenda
from isopolis.workspace.facilitation import notes
from isopolis.workspace.facilitation.forms import NoteForm, SeatsForm, SessionForm
from isopolis.workspace.facilitation.models import Cluster, Seat, Session
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.plan.forms import DecisionForm
from isopolis.workspace.plan.models import Meeting

NOTES_OF_ONE = 60
"""Notes that one person may add to a meeting."""
SECONDS = 20
"""After which the page looks for what is new."""


def _session(request: HttpRequest, pk: int) -> Session:
    """The live side of a meeting of the partnership; one that is not stored yet where nobody set it up."""
    meetings = Meeting.objects.select_related("partnership")
    meeting = get_object_or_404(meetings, pk=pk, partnership=request.partnership)
    found = Session.objects.filter(meeting=meeting).select_related("round").first()
    found = found or Session(meeting=meeting)
    found.meeting = meeting
    return found


def _days(points: tuple[Point, ...]) -> list[dict[str, Any]]:
    """The points by day."""
    days: dict[Any, list[Point]] = {}
    for one in points:
        days.setdefault(one.starts.date(), []).append(one)
    return [{"day": day, "points": of_day} for day, of_day in days.items()]


@needs(Action.TAKE_PART)
@require_safe
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings that one can follow live; facilitators see all, to set them up."""
    found = request.partnership.meetings.select_related("partnership", "session")
    if not may(request.role, Action.OPEN_ROUNDS):
        found = found.exclude(session=None)
    page = {"partnership": request.partnership, "meetings": found}
    return render(request, "facilitation/meetings.html", page)


@needs(Action.TAKE_PART)
@require_safe
def live(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The meeting while it runs: agenda with its clock, notes, groups, decisions."""
    return _page(request, _session(request, pk))


def _page(request: HttpRequest, session: Session, **forms: Any) -> HttpResponse:
    runs = may(request.role, Action.OPEN_ROUNDS)
    points = read_agenda(session.agenda) if session.agenda.strip() else ()
    is_there = session.pk is not None
    groups: dict[int, list[Seat]] = {}
    if runs and is_there:
        for seat in session.seats.exclude(group=None):
            groups.setdefault(seat.group, []).append(seat)
    context: dict[str, Any] = {
        "partnership": request.partnership,
        "session": session,
        "meeting": session.meeting,
        "days": _days(points),
        "long": long_stretches(points) if runs else [],
        "clusters": session.clusters.prefetch_related("notes").select_related("proposal") if is_there else (),
        "loose": session.notes.filter(cluster=None) if is_there else (),
        "groups": groups.items(),
        "decisions": session.meeting.decisions.select_related("action"),
        "may_run": runs,
        "note": NoteForm(),
        "decision": DecisionForm(request.partnership, prefix="d"),
        "follows": "follow" in request.GET,
        "seconds": SECONDS,
        **forms,
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "facilitation/live.html", context, status=400 if wrong else 200)


@needs(Action.TAKE_PART)
@require_POST
def new_note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a note."""
    session = _session(request, pk)
    if session.pk is None or not session.takes_notes:
        raise PermissionDenied
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, session, note=form)
    if session.notes.filter(author=request.user).count() >= NOTES_OF_ONE:
        messages.error(request, _("You have added as many notes as one person may; give others a turn."))
        return redirect(session)
    with transaction.atomic():
        made = form.save(commit=False)
        made.session, made.author = session, request.user
        made.save()
        record(request.user, "note added", f"note {made.pk}", request.partnership)
    return redirect(f"{session.get_absolute_url()}#notes")


@needs(Action.OPEN_ROUNDS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write the agenda and set up the notes."""
    session = _session(request, pk)
    form = SessionForm(request.partnership, request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request.user, "agenda changed", str(session), request.partnership)
        messages.success(request, _("Saved."))
        return redirect(session)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Agenda and notes"),
        "button": _("Save"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.OPEN_ROUNDS)
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Divide those in the room into groups, mixed by role, nobody alone with their language."""
    session = _session(request, pk)
    now = list(session.seats.all()) if session.pk else []
    if request.method == "POST" and "forget" in request.POST and now:
        with transaction.atomic():
            session.seats.all().delete()
            record(request.user, "names of a meeting erased", str(session), request.partnership)
        messages.success(request, _("The names are erased."))
        return redirect(session)
    lines = "\n".join(f"{one.name}; {one.role}; {', '.join(one.languages)}" for one in now)
    form = SeatsForm(request.POST or None, initial={"people": lines})
    if request.method == "POST" and form.is_valid():
        divided = breakout(form.cleaned_data["people"], form.cleaned_data["groups"], seed=session.meeting.pk)
        _seat(session, divided, request)
        return redirect(f"{session.get_absolute_url()}#groups")
    page = {"partnership": request.partnership, "session": session, "form": form, "has_names": bool(now)}
    return render(request, "facilitation/seats.html", page, status=400 if form.errors else 200)


@transaction.atomic
def _seat(session: Session, divided: list[list[Person]], request: HttpRequest) -> None:
    """Keep who sits in which group, in place of those before."""
    if session.pk is None:
        session.save()
    session.seats.all().delete()
    Seat.objects.bulk_create(
        Seat(session=session, name=one.name, role=one.role, languages=list(one.languages), group=number)
        for number, group in enumerate(divided, 1)
        for one in group
    )
    record(request.user, "groups made", f"{len(divided)} groups", request.partnership)


@needs(Action.OPEN_ROUNDS)
@require_POST
def sort(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sort notes into clusters, let clusters be suggested, or write them into the minutes."""
    session = _session(request, pk)
    if session.pk is None:
        raise Http404
    if "suggest" in request.POST:
        made = notes.suggest_clusters(session, request.user)
        messages.success(request, _("Clusters suggested: %(count)s") % {"count": made})
    elif "minutes" in request.POST:
        notes.into_minutes(session, request.user)
        messages.success(request, _("The notes stand in the minutes."))
        return redirect(session.meeting)
    else:
        wanted = {
            int(name.removeprefix("note-")): word
            for name, word in request.POST.items()
            if name.startswith("note-") and name.removeprefix("note-").isdecimal() and word != "same"
        }
        moved = notes.sort_notes(session, wanted, request.POST.get("title", "").strip(), request.user)
        messages.success(request, _("Notes moved: %(count)s") % {"count": moved})
    return redirect(f"{session.get_absolute_url()}#notes")


@needs(Action.OPEN_ROUNDS)
@require_POST
def cluster(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Rename a cluster, dissolve it, or make it a proposal."""
    found = get_object_or_404(
        Cluster.objects.select_related("session__meeting__partnership", "session__round"),
        pk=pk,
        session__meeting__partnership=request.partnership,
    )
    session = found.session
    title = request.POST.get("title", "").strip()[:160]
    if "propose" in request.POST:
        if session.round is None or found.proposal:
            messages.error(request, _("Choose first in which round proposals are put."))
            return redirect(session)
        return redirect(notes.propose(found, request.user))
    with transaction.atomic():
        if "dissolve" in request.POST:
            record(request.user, "cluster dissolved", found.title, request.partnership)
            found.delete()
        elif title:
            found.title = title
            found.save(update_fields=["title"])
            record(request.user, "cluster renamed", f"cluster {found.pk}", request.partnership)
    return redirect(f"{session.get_absolute_url()}#notes")


@needs(Action.RUN_PLAN)
@require_POST
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a decision into the log of the meeting at once."""
    session = _session(request, pk)
    form = DecisionForm(request.partnership, request.POST, prefix="d")
    if not form.is_valid():
        return _page(request, session, decision=form)
    with transaction.atomic():
        made = form.save(commit=False)
        made.meeting = session.meeting
        made.save()
        record(request.user, "decision recorded", str(session), request.partnership)
    messages.success(request, _("The decision stands in the record."))
    return redirect(f"{session.get_absolute_url()}#decisions")
