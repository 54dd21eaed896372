"""The moderators' pages: the queue, decisions with reasons, merge and split, receipts and objections."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.decide import proposals
from isopolis.workspace.decide.forms import (
    AnswerForm,
    AppealForm,
    JudgeForm,
    MergeForm,
    OutcomeForm,
    ProposalForm,
)
from isopolis.workspace.decide.models import Comment, Proposal, State, Statement
from isopolis.workspace.decide.signals import signals_of
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.people.tokens import token_hash
from isopolis.workspace.site.offering import offer

AT_ONCE = 50
"""Things of a kind that the queue shows; the next come when these are decided."""


@needs(Action.MODERATE)
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a decision, objections first, and what looks like manipulation."""
    everything = Proposal.objects.filter(partnership=request.partnership).select_related("round", "author")
    statements = Statement.objects.filter(round__partnership=request.partnership).select_related("round")
    waiting = everything.filter(state=State.WAITING).order_by("created_at")
    page = {
        "partnership": request.partnership,
        "appeals": everything.exclude(appeal="").filter(state=State.REJECTED)[:AT_ONCE],
        "waiting": waiting[:AT_ONCE],
        "more": max(0, waiting.count() - AT_ONCE),
        "statements": statements.filter(state=State.WAITING)[:AT_ONCE],
        "rejected": everything.filter(state=State.REJECTED, appeal="")[:AT_ONCE],
        "signals": [(one, found) for one in request.partnership.rounds.all() if (found := signals_of(one))],
    }
    return render(request, "decide/queue.html", page)


def _form_page(request: HttpRequest, form: object, title: str, button: str, **more: object) -> HttpResponse:
    page = {"partnership": request.partnership, "form": form, "title": title, "button": button, **more}
    return render(request, "decide/judge.html", page, status=400 if form.errors else 200)  # type: ignore[attr-defined]


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    return get_object_or_404(Proposal, pk=pk, partnership=request.partnership)


@needs(Action.MODERATE)
def judge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a proposal, or not, with a reason."""
    found = _proposal(request, pk)
    form = JudgeForm(request.POST or None, initial={"reason": found.reason})
    if request.method == "POST" and form.is_valid():
        proposals.judge(found, form.cleaned_data["decision"], form.cleaned_data["reason"], request.user)
        messages.success(request, _("Decided. The author can read it."))
        return redirect("moderation", slug)
    similar = proposals.similar_to(found)
    return _form_page(request, form, found.title, _("Decide"), proposal=found, similar=similar)


@needs(Action.MODERATE)
def merge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Merge a proposal into another, or undo that."""
    found = _proposal(request, pk)
    if request.method == "POST" and "undo" in request.POST:
        proposals.unmerge(found, request.user)
        messages.success(request, _("They are apart again."))
        return redirect(found)
    similar = proposals.similar_to(found)
    words = request.GET.get("words", "").strip()
    chosen = request.POST.get("into") or request.GET.get("into") or ""
    form = MergeForm(found, request.POST or None, initial={"into": chosen})
    offer(form.fields["into"], [*(one.pk for one in similar), chosen], words)
    if request.method == "POST" and form.is_valid():
        proposals.merge(found, form.cleaned_data["into"], form.cleaned_data["words"], request.user)
        messages.success(request, _("Merged. Both texts and all names are kept."))
        return redirect(form.cleaned_data["into"])
    more = {"similar": similar, "searches": True, "words": words}
    return _form_page(request, form, _("Merge"), _("Merge"), proposal=found, **more)


@needs(Action.MODERATE)
def split(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a part of a proposal a proposal of its own."""
    found = _proposal(request, pk)
    form = ProposalForm(request.POST or None, instance=Proposal(round=found.round))
    del form.fields["signature"]
    if request.method == "POST" and form.is_valid():
        part = proposals.split(found, form.save(commit=False), request.user)
        messages.success(request, _("Split. The history of both says so."))
        return redirect(part)
    return _form_page(request, form, _("Split off a part"), _("Split"), proposal=found)


@needs(Action.MODERATE)
def outcome(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what became of a proposal."""
    found = _proposal(request, pk)
    form = OutcomeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request.user, "outcome written", f"proposal {found.pk}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect(found)
    return _form_page(request, form, _("What became of it"), _("Save"), proposal=found)


@needs(Action.MODERATE)
def statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a statement, or not; answer it."""
    found = get_object_or_404(Statement, pk=pk, round__partnership=request.partnership)
    answering = "answer" in request.POST
    answer = AnswerForm(request.POST if answering else None, instance=found)
    judged = None if answering else request.POST or None
    form = JudgeForm(judged, initial={"decision": found.state, "reason": found.reason})
    if request.method == "POST" and (answer if answering else form).is_valid():
        with transaction.atomic():
            if answering:
                answer.save()
                record(request.user, "statement answered", f"statement {found.pk}", request.partnership)
            else:
                found.state, found.reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
                found.save(update_fields=["state", "reason"])
                record(request.user, f"statement {found.state}", f"statement {found.pk}", request.partnership)
        messages.success(request, _("Saved."))
        return redirect(found.round)
    more = {"statement": found, "answer": answer}
    return _form_page(request, form, _("Statement"), _("Decide"), **more)


@needs(Action.MODERATE)
@require_POST
def hide_comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hide a comment with a reason that stays in its place, or show it again."""
    found = get_object_or_404(Comment, pk=pk, proposal__partnership=request.partnership)
    with transaction.atomic():
        reason = request.POST.get("reason", "").strip()[:300]
        found.hidden_because = "" if "show" in request.POST else reason or _("against the rules of the board")
        found.save(update_fields=["hidden_because"])
        action = "comment hidden" if found.hidden_because else "comment shown"
        record(request.user, action, f"comment {found.pk}", request.partnership)
    return redirect(found.proposal)


@for_anyone
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The author's own page of a proposal, named or not: where it stands, why, and how to object."""
    found = get_object_or_404(
        Proposal.objects.select_related("round", "partnership"), receipt_hash=token_hash(token)
    )
    form = AppealForm(request.POST or None)
    if request.method == "POST" and found.state == State.REJECTED and not found.appeal and form.is_valid():
        proposals.appeal(found, form.cleaned_data["appeal"])
        messages.success(request, _("Your objection is with the moderators."))
        return redirect("proposal-receipt", token)
    page = {"proposal": found, "form": form, "address": request.build_absolute_uri(), "token": token}
    return render(request, "decide/receipt.html", page, status=400 if form.errors else 200)
