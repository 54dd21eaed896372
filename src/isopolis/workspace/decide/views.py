"""The first page of the verb “decide”, the rounds of a partnership, and the board of proposals."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.decide import proposals
from isopolis.workspace.decide.forms import CommentForm, RoundForm
from isopolis.workspace.decide.models import Proposal, Round, State, Vote, visible_proposals
from isopolis.workspace.decide.proposals_out import FILES
from isopolis.workspace.people.attempts import is_flood
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import for_anyone, needs, role_in
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.site.errors import too_many as too_many_page

COMMENTS = 20
"""Comments that one account may write in a quarter of an hour."""


@for_anyone
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Say what question this room answers, and lead to the rounds of partnerships."""
    seen = [one for one in Partnership.objects.all() if one.is_public or role_in(request, one) != "public"]
    return render(request, "verbs/decide.html", {"partnerships": seen})


@needs(Action.SEE_PROPOSALS)
@require_safe
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """The rounds of a partnership."""
    found = list(request.partnership.rounds.select_related("phase", "partnership"))
    page = {
        "partnership": request.partnership,
        "open": [one for one in found if one.is_open()],
        "closed": [one for one in found if not one.is_open()],
        "may_open": may(request.role, Action.OPEN_ROUNDS),
        "may_moderate": may(request.role, Action.MODERATE),
        "may_see_priorities": may(request.role, Action.SEE_PRIORITIES),
        "takes_part": may(request.role, Action.TAKE_PART),
    }
    return render(request, "decide/rounds.html", page)


def _save_round(request: HttpRequest, found: Round | None) -> HttpResponse:
    instance = found or Round(partnership=request.partnership)
    form = RoundForm(request.partnership, request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            record(request.user, "round changed" if found else "round made", saved.title, request.partnership)
        messages.success(request, _("Saved."))
        return redirect(saved)
    page = {
        "partnership": request.partnership,
        "form": form,
        "title": _("Change the round") if found else _("Open a round"),
        "button": _("Save"),
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@needs(Action.OPEN_ROUNDS)
def new_round(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a round of proposals or of votes."""
    return _save_round(request, None)


@needs(Action.OPEN_ROUNDS)
def change_round(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change when a round runs, and who takes part."""
    return _save_round(request, get_object_or_404(Round, pk=pk, partnership=request.partnership))


@needs(Action.SEE_PROPOSALS)
@require_safe
def one_round(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The board of a round of proposals, or the statements of a round of votes."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership)
    page = {
        "partnership": request.partnership,
        "round": found,
        "is_open": found.is_open(),
        "days": found.days(),
        "may_take_part": may(request.role, Action.TAKE_PART),
        "may_open": may(request.role, Action.OPEN_ROUNDS),
        "may_moderate": may(request.role, Action.MODERATE),
        "link": found.open_address() if found.by_link else "",
    }
    if found.kind == Round.Kind.VOTES:
        page["statements"] = found.statements.filter(state=State.SHOWN)
        voted = Vote.objects.filter(participant=OuterRef("pk"))
        page["voters"] = found.participants.filter(Exists(voted)).count()
        return render(request, "decide/conversation.html", page)
    things = visible_proposals(found.proposals, request.role).filter(state=State.SHOWN)
    things = things.select_related("author", "partnership").prefetch_related("sources__author")
    words = request.GET.get("words", "").strip()
    if words:
        things = things.filter(title__icontains=words) | things.filter(idea__icontains=words)
    page |= {"proposals": Paginator(things, 30).get_page(request.GET.get("page")), "words": words}
    page["files"] = FILES
    return render(request, "decide/board.html", page)


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    things = visible_proposals(Proposal.objects.filter(partnership=request.partnership), request.role)
    return get_object_or_404(things.select_related("author", "round", "merged_into", "partnership"), pk=pk)


@needs(Action.SEE_PROPOSALS)
@require_safe
def proposal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One proposal: what it says, where it comes from, what people say about it."""
    found = _proposal(request, pk)
    return _proposal_page(request, found, CommentForm(found))


@needs(Action.TAKE_PART)
@require_POST
def comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say something about a proposal, or answer a comment."""
    found = _proposal(request, pk)
    form = CommentForm(found, request.POST)
    if is_flood("comments", f"account {request.user.pk}", COMMENTS):
        return too_many_page(request)
    if found.state != State.SHOWN or not form.is_valid():
        return _proposal_page(request, found, form)
    with transaction.atomic():
        written = form.save(commit=False)
        written.proposal, written.author = found, request.user
        written.save()
        record(request.user, "comment written", f"proposal {found.pk}", request.partnership)
    messages.success(request, _("Your comment is saved."))
    return redirect(found)


def _proposal_page(request: HttpRequest, found: Proposal, form: CommentForm) -> HttpResponse:
    top = found.comments.filter(answers=None).select_related("author")
    page = {
        "partnership": request.partnership,
        "proposal": found,
        "credits": proposals.credits_of(found),
        "sources": found.sources.all(),
        "history": found.history.select_related("other"),
        "comments": top.prefetch_related("replies__author"),
        "form": form,
        "takes_part": may(request.role, Action.TAKE_PART) and found.state == State.SHOWN,
        "may_moderate": may(request.role, Action.MODERATE),
    }
    return render(request, "decide/proposal.html", page, status=400 if form.errors else 200)
