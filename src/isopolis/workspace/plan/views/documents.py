"""Documents to download, editions, and the marked document between two of them."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_json
from isopolis.plan.documents.action_plan.fiche import fiche
from isopolis.plan.documents.action_plan.marked import marked_plan
from isopolis.plan.documents.action_plan.write import DOCUMENT_TITLES, RENDERERS, compose
from isopolis.plan.documents.flow import Document
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.measured import measured_cities
from isopolis.workspace.plan.models import Edition
from isopolis.workspace.plan.place import page, writing
from isopolis.workspace.plan.records import plan_record
from isopolis.workspace.site.reader import reader_language

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def sent(document: Document, name: str, form: str) -> HttpResponse:
    """A document as a download in one of the formats; 404 for a format that there is not."""
    if form not in RENDERERS:
        raise Http404
    response = HttpResponse(RENDERERS[form](document), content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@needs(Permission.SEE_PLAN)
@require_safe
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be downloaded."""
    language = reader_language()
    return render(
        request,
        "plan/documents.html",
        page(
            request,
            documents=[(name, language.text(title)) for name, title in DOCUMENT_TITLES.items()],
            formats=tuple(RENDERERS),
            actions=request.partnership.actions.all(),
            editions=request.partnership.editions.select_related("made_by"),
        ),
    )


@needs(Permission.SEE_PLAN)
@require_safe
def document(request: HttpRequest, slug: str, name: str, form: str) -> HttpResponse:
    """One document of the plan as it is now; ``json`` is the plan itself."""
    plan = plan_record(request.partnership)
    if form == "json":
        response = HttpResponse(plan_json(plan), content_type="application/json")
        response.headers["Content-Disposition"] = 'attachment; filename="plan.json"'
        return response
    said = replace(writing(request, plan), measured=measured_cities(request.partnership, plan))
    action = next((one for one in plan.actions if f"action-{one.key}" == name), None)
    if action is not None:
        return sent(fiche(said, action), name, form)
    if name not in DOCUMENT_TITLES:
        raise Http404
    return sent(compose(name, said), name, form)


@needs(Permission.RUN_PLAN)
@require_POST
def new_edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the plan as it is now, under a name."""
    name = request.POST.get("name", "").strip()[:200]
    if not name:
        messages.error(request, _("An edition needs a name."))
        return redirect("plan-documents", slug=slug)
    with transaction.atomic():
        plan = plan_record(request.partnership).model_copy(update={"edition": name})
        Edition.objects.create(
            partnership=request.partnership,
            name=name,
            plan=plan.model_dump(mode="json"),
            made_by=request.user,
            is_public="public" in request.POST,
            at=timezone.now(),
        )
        record(request.user, "edition kept", name, request.partnership)
    messages.success(request, _("The edition is kept."))
    return redirect("plan-documents", slug=slug)


@needs(Permission.SEE_PLAN)
@require_safe
def changes(request: HttpRequest, slug: str, pk: int, form: str) -> HttpResponse:
    """What changed since an edition, as a marked document."""
    found = get_object_or_404(Edition, pk=pk, partnership=request.partnership)
    before = Plan.model_validate(found.plan)
    return sent(marked_plan(writing(request), before), f"changes-{pk}", form)
