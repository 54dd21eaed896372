"""Pages of the register: list, page, form, documents, testimonies."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.barriers.finding import FACETS, facets, find
from isopolis.workspace.barriers.forms import BarrierForm, DocumentForm, TestimonyForm
from isopolis.workspace.barriers.models import Barrier, Document, Report, Testimony
from isopolis.workspace.barriers.register import save_form
from isopolis.workspace.measure.access import version_with, visible
from isopolis.workspace.measure.models import City
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.uploads import takes_files

SHOWN = 50


@needs(Action.SEE_BARRIERS)
@require_safe
def barriers(request: HttpRequest, slug: str) -> HttpResponse:
    """The register, narrowed by facets and words."""
    asked = {name: request.GET[name] for name in (*FACETS, "words") if request.GET.get(name)}
    everything = Barrier.objects.filter(partnership=request.partnership)
    found = find(everything, asked).select_related("city", "partnership").prefetch_related("groups")
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    waiting = 0
    if may(request.role, Action.MODERATE_REPORTS):
        waiting = Report.objects.filter(partnership=request.partnership, state=Report.State.WAITING).count()
    door = getattr(request.partnership, "report_door", None)
    return render(
        request,
        "barriers/list.html",
        {
            "partnership": request.partnership,
            "barriers": page,
            "facets": facets(everything, asked),
            "asked": asked,
            "query": urlencode(asked),
            "door": door if door and door.is_open else None,
            "waiting": waiting,
            "may_change": may(request.role, Action.CHANGE_BARRIERS),
            "may_moderate": may(request.role, Action.MODERATE_REPORTS),
        },
    )


@needs(Action.SEE_BARRIERS)
@require_safe
def barrier(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One barrier: what, whom, where, how we know, what hangs on it, what changed."""
    found = _barrier(request, pk)
    shown = version_with(visible(request, found.city), found.area) if found.city else None
    may_change = may(request.role, Action.CHANGE_BARRIERS)
    page = {
        "partnership": request.partnership,
        "barrier": found,
        "neighbourhood": shown[0].area_url(found.area) if shown else "",
        "reports": found.reports.count(),
        "changes": _history(found) if may_change else [],
        "may_change": may_change,
        "may_see_owner": may(request.role, Action.SEE_MEMBERS),
    }
    return render(request, "barriers/barrier.html", page)


def _barrier(request: HttpRequest, pk: int) -> Barrier:
    things = Barrier.objects.select_related("city", "owner", "partnership")
    return get_object_or_404(things.prefetch_related("groups"), pk=pk, partnership=request.partnership)


def _history(barrier: Barrier) -> list[dict[str, object]]:
    """Changes with the words of their fields and choices."""
    out = []
    for change in barrier.changes.select_related("by"):
        field = Barrier._meta.get_field(change.field)
        choices = {str(key): label for key, label in (field.choices or ())}
        people = change.field == "owner"
        out.append(
            {
                "change": change,
                "label": field.verbose_name,
                "before": "" if people else choices.get(change.before, change.before),
                "after": "" if people else choices.get(change.after, change.after),
            }
        )
    return out


def _save(request: HttpRequest, found: Barrier | None) -> HttpResponse:
    barrier = found or Barrier(partnership=request.partnership, made_by=request.user)
    known = {} if found else _where(request)
    form = BarrierForm(request.partnership, request.POST or None, instance=barrier, initial=known)
    if request.method == "POST" and form.is_valid():
        saved = save_form(form, request.user)
        messages.success(request, _("Saved."))
        return redirect(saved)
    title = _("Change the barrier") if found else _("Add a barrier")
    return _form(request, form, title, _("Save"))


def _back(request: HttpRequest) -> tuple[str, str]:
    """Where a form leads back to."""
    return reverse("barriers", args=[request.partnership.slug]), _("Barriers")


def _where(request: HttpRequest) -> dict[str, object]:
    """The neighbourhood whose page leads here."""
    city = City.objects.filter(partnership=request.partnership, slug=request.GET.get("city", "")).first()
    return {"city": city, "area": request.GET.get("area", "")} if city else {}


def _form(request: HttpRequest, form: object, title: str, button: str) -> HttpResponse:
    page = {"partnership": request.partnership, "form": form, "title": title, "button": button}
    page["back"] = _back(request)
    return render(request, "form.html", page, status=400 if form.errors else 200)  # type: ignore[attr-defined]


@needs(Action.CHANGE_BARRIERS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a barrier."""
    return _save(request, None)


@needs(Action.CHANGE_BARRIERS)
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a barrier."""
    return _save(request, _barrier(request, pk))


@needs(Action.CHANGE_BARRIERS)
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a barrier that was entered by mistake, after a clear question."""
    found = _barrier(request, pk)
    if request.method == "POST":
        with transaction.atomic():
            record(request.user, "barrier deleted", f"barrier {found.pk}: {found.title}", request.partnership)
            found.delete()
        messages.success(request, _("The barrier is deleted."))
        return redirect("barriers", slug=slug)
    return render(request, "barriers/remove.html", {"partnership": request.partnership, "barrier": found})


@needs(Action.CHANGE_BARRIERS)
@takes_files(10)
def new_document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a document to a barrier."""
    found = _barrier(request, pk)
    document = Document(barrier=found, added_by=request.user)
    form = DocumentForm(request.POST or None, request.FILES or None, instance=document)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            record(
                request.user,
                "document added",
                f"barrier {found.pk}: document {saved.pk}",
                request.partnership,
            )
        messages.success(request, _("Saved."))
        return redirect(found)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Add a document"),
        "back": _back(request),
        "button": _("Save"),
    }
    return render(request, "barriers/upload.html", page, status=400 if form.errors else 200)


@needs(Action.SEE_BARRIERS)
@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """Give a document out as a download, whatever it is: nothing of it runs in a page of ours."""
    found = get_object_or_404(Document, pk=pk, barrier__partnership=request.partnership)
    if not found.file:
        raise Http404
    name = get_valid_filename(found.title) + PurePath(found.file.name).suffix
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@needs(Action.CHANGE_BARRIERS)
def new_testimony(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add what somebody said."""
    found = _barrier(request, pk)
    form = TestimonyForm(request.POST or None, instance=Testimony(barrier=found))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            record(
                request.user,
                "testimony added",
                f"barrier {found.pk}: testimony {saved.pk}",
                request.partnership,
            )
        messages.success(request, _("Saved."))
        return redirect(found)
    return _form(request, form, _("Add a testimony"), _("Save"))


@needs(Action.CHANGE_BARRIERS)
@require_POST
def remove_evidence(request: HttpRequest, slug: str, what: str, pk: int) -> HttpResponse:
    """Take a document or a testimony away from its barrier."""
    model = {"document": Document, "testimony": Testimony}.get(what)
    if model is None:
        raise Http404
    found = get_object_or_404(model, pk=pk, barrier__partnership=request.partnership)
    with transaction.atomic():
        record(
            request.user, f"{what} removed", f"barrier {found.barrier_id}: {what} {pk}", request.partnership
        )
        found.delete()
    if what == "document" and found.file:
        transaction.on_commit(lambda: found.file.delete(save=False))
    messages.success(request, _("Removed."))
    return redirect(found.barrier)
