"""Own practices of a partnership: add, change, submit, review, import."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from isopolis.learn.practices.practice import Practice as Record
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.practices.forms import ImportForm, PracticeForm, ReviewForm
from isopolis.workspace.practices.models import Practice
from isopolis.workspace.practices.shelf import save, unused_name
from isopolis.workspace.site.read_once import on_disk
from isopolis.workspace.site.said_errors import record_text
from isopolis.workspace.site.uploads import takes_files
from isopolis.workspace.tasks.apart import RefusedError, compute_apart


def _own(request: HttpRequest, name: str) -> Practice:
    """A practice that whoever asks may change: the own one, or as a reviewer any of the partnership."""
    found = get_object_or_404(Practice, partnership=request.partnership, name=name)
    if found.made_by_id != request.user.pk and not may(request.role, Action.REVIEW_PRACTICES):
        raise PermissionDenied
    return found


def _form(request: HttpRequest, form: object, title: str, button: str) -> HttpResponse:
    page = {"partnership": request.partnership, "form": form, "title": title, "button": button}
    return render(request, "form.html", page, status=400 if form.errors else 200)  # type: ignore[attr-defined]


def _edit(request: HttpRequest, found: Practice | None) -> HttpResponse:
    form = PracticeForm(request.POST or None, record=found.read if found else None)
    if request.method == "POST" and form.is_valid() and form.result is not None:
        consents = form.cleaned_data["consent"]
        with transaction.atomic():
            practice = found or Practice(partnership=request.partnership, made_by=request.user)
            name = found.name if found else unused_name(request.partnership, form.result.id)
            practice.consent_at = timezone.now() if consents else None
            practice.state = Practice.State.SUBMITTED if consents else Practice.State.DRAFT
            save(practice, form.result.model_copy(update={"id": name}), request.user)
            action = "practice submitted" if consents else "practice drafted"
            record(request.user, action, f"practice {practice.name}", request.partnership)
        messages.success(request, _("Submitted for review.") if consents else _("Saved as a draft."))
        return redirect(practice)
    title = _("Change the policy example") if found else _("Add a policy example")
    return _form(request, form, title, _("Save"))


@needs(Action.SUBMIT_PRACTICES)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a practice; with consent it goes to review, without it stays a draft."""
    return _edit(request, None)


@needs(Action.SUBMIT_PRACTICES)
def change(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Change a practice; what was published goes to review again."""
    return _edit(request, _own(request, name))


@needs(Action.REVIEW_PRACTICES)
def review(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Publish what waits, or send it back with a note."""
    found = get_object_or_404(Practice, partnership=request.partnership, name=name)
    if found.state != Practice.State.SUBMITTED:
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publishes = form.cleaned_data["decision"] == "publish"
        with transaction.atomic():
            found.state = Practice.State.PUBLISHED if publishes else Practice.State.DRAFT
            found.note = form.cleaned_data["note"]
            save(found, found.read, request.user)
            action = "practice published" if publishes else "practice sent back"
            record(request.user, action, f"practice {found.name}", request.partnership)
        messages.success(request, _("Published.") if publishes else _("Sent back to its author."))
        return redirect("practices", slug=slug)
    return _form(request, form, _("Review: %(title)s") % {"title": found}, _("Decide"))


@needs(Action.REVIEW_PRACTICES)
@takes_files(5)
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Import practices from a file, as drafts of whoever imports them."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            records = _read(form.cleaned_data["file"])
        except RefusedError as error:
            form.add_error("file", record_text(error.record))
        else:
            with transaction.atomic():
                for one in records:
                    name = unused_name(request.partnership, one.id)
                    practice = Practice(partnership=request.partnership, made_by=request.user)
                    save(practice, one.model_copy(update={"id": name}), request.user)
                record(request.user, "practices imported", f"{len(records)} practices", request.partnership)
            messages.success(request, _("Imported as drafts: %(number)s") % {"number": len(records)})
            return redirect("practices", slug=slug)
    page = {"partnership": request.partnership, "form": form, "title": _("Import policy examples")}
    status = 400 if form.errors else 200
    return render(request, "practices/import.html", {**page, "button": _("Import")}, status=status)


def _read(upload: UploadedFile) -> list[Record]:
    """The records of an uploaded file; its name says what it is."""
    with on_disk(upload) as path:
        read = compute_apart("isopolis.workspace.practices.reading:read", {"file": str(path)})
    return [Record.model_validate(one) for one in read["practices"]]
