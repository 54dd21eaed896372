"""Residents report what stands in their way, without an account; members read, decide and answer."""

from __future__ import annotations

import secrets

import segno
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from isopolis.workspace.barriers.forms import DecisionForm, DoorForm, ReceiptForm, ReportForm
from isopolis.workspace.barriers.models import Report, ReportDoor
from isopolis.workspace.barriers.register import decline, take_up
from isopolis.workspace.people.attempts import address_of, count_attempt, too_many
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.people.second_factor import ALPHABET
from isopolis.workspace.people.tokens import keyed_hash
from isopolis.workspace.site import errors
from isopolis.workspace.site.offering import offer

PER_ADDRESS = 20
"""Reports from one address in fifteen minutes: enough for a class in a library, not for a program."""


def new_receipt() -> str:
    """A code that can be read aloud: three times four letters and digits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def receipt_hash(code: str) -> str:
    """What is kept of it; capitals and strokes do not count."""
    return keyed_hash("receipt", "".join(one for one in code.lower() if one.isalnum()))


@for_anyone
def report(request: HttpRequest, key: str) -> HttpResponse:
    """The form for residents: open to everybody while the partnership keeps it open."""
    door = ReportDoor.objects.select_related("partnership").filter(key=key).first()
    if door is None:
        raise Http404
    page = {"door": door, "partnership_name": door.partnership.name, "is_public_page": True}
    if not door.is_open:
        return render(request, "barriers/report_closed.html", page, status=410)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = f"report {door.pk} {address_of(request)}"
        if too_many(request, account, per_account=PER_ADDRESS):
            return errors.too_many(request)
        count_attempt(request, account)
        code = new_receipt()
        saved = form.save(commit=False)
        saved.partnership = door.partnership
        saved.language = get_language() or "en"
        saved.received_on = timezone.now().date()
        saved.receipt_hash = receipt_hash(code)
        saved.save()
        return render(request, "barriers/reported.html", {**page, "code": code})
    return render(request, "barriers/report.html", {**page, "form": form}, status=400 if form.errors else 200)


@for_anyone
def receipt(request: HttpRequest) -> HttpResponse:
    """What became of a report, for whoever has its code."""
    form = ReceiptForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        account = f"receipt {address_of(request)}"
        if too_many(request, account, per_account=PER_ADDRESS):
            return errors.too_many(request)
        hashed = receipt_hash(form.cleaned_data["code"])
        found = Report.objects.select_related("partnership", "barrier").filter(receipt_hash=hashed).first()
        if found is None:
            count_attempt(request, account)
            form.add_error("code", _("No report has this code. Look at it again, letter by letter."))
    page = {"form": form, "report": found}
    return render(request, "barriers/receipt.html", page, status=400 if form.errors else 200)


@needs(Action.MODERATE_REPORTS)
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The queue, and the door: its link, its poster code, open or closed."""
    door, _made = ReportDoor.objects.get_or_create(
        partnership=request.partnership, defaults={"is_open": False}
    )
    form = DoorForm(request.POST or None, instance=door)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            state = "open" if door.is_open else "closed"
            record(request.user, "report form changed", state, request.partnership)
        messages.success(request, _("Saved."))
        return redirect("reports", slug=slug)
    link = settings.ADDRESS + reverse("report", args=[door.key])
    picture = segno.make(link, error="m").svg_inline(scale=4, omitsize=True, dark="#000", light="#fff")
    found = Report.objects.filter(partnership=request.partnership)
    page = {
        "partnership": request.partnership,
        "waiting": found.filter(state=Report.State.WAITING),
        "decided": found.exclude(state=Report.State.WAITING)
        .select_related("barrier")
        .order_by("-decided_at")[:50],
        "form": form,
        "door": door,
        "link": link,
        "picture": mark_safe(picture),  # noqa: S308  (drawn by segno from our own address)
    }
    return render(request, "barriers/reports.html", page, status=400 if form.errors else 200)


@needs(Action.MODERATE_REPORTS)
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read a report and decide what becomes of it."""
    found = get_object_or_404(Report, pk=pk, partnership=request.partnership)
    decided = found.state != Report.State.WAITING
    form = DecisionForm(request.POST or None, instance=found)
    words = request.GET.get("words", "").strip()
    offer(form.fields["barrier"], [request.POST.get("barrier", ""), found.barrier_id], words)
    if request.method == "POST" and not decided and form.is_valid():
        what = form.cleaned_data["what"]
        if what == "decline":
            decline(found, request.user)
        else:
            barrier = form.cleaned_data["barrier"] if what == "join" else None
            take_up(found, barrier, request.user, testimony=form.cleaned_data["testimony"])
        messages.success(request, _("Decided. Whoever reported it can see it with their code."))
        return redirect("reports", slug=slug)
    page = {
        "partnership": request.partnership,
        "report": found,
        "form": form,
        "decided": decided,
        "words": words,
    }
    return render(request, "barriers/decide.html", page, status=400 if form.errors else 200)
