"""Putting a proposal: similar ones are shown while one types, or else before it is saved."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from isopolis.workspace.decide import proposals
from isopolis.workspace.decide.forms import ProposalForm
from isopolis.workspace.decide.models import Proposal, Round
from isopolis.workspace.people.attempts import address_of, is_flood
from isopolis.workspace.people.gate import for_anyone, needs
from isopolis.workspace.people.permissions import Action
from isopolis.workspace.site.errors import too_many as too_many_page

LONGEST = 2000
"""Letters of what is being typed that are looked at."""
BY_LINK = 30
"""Proposals by the open link from one address in a quarter of an hour: a class, a library, a hall."""


@needs(Action.TAKE_PART)
def propose(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a proposal; similar ones are shown before it is saved."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.IDEAS)
    return write_proposal(request, found)


def write_proposal(request: HttpRequest, found: Round) -> HttpResponse:
    """The form of a new proposal, for people with an account and for those with a link."""
    if not found.is_open():
        raise PermissionDenied
    account = bool(request.user.is_authenticated and hasattr(request, "partnership"))
    form = ProposalForm(request.POST or None, instance=Proposal(round=found), account=account)
    similar: list[Proposal] = []
    if request.method == "POST" and form.is_valid():
        written = form.save(commit=False)
        similar = proposals.similar_to(written)
        if not similar or "sure" in request.POST:
            return _put(request, written, similar, named=account and not form.cleaned_data["anonymous"])
    here = [found.partnership.slug, found.pk] if account else [found.link_token]
    page = {
        "partnership": request.partnership if account else None,
        "round": found,
        "form": form,
        "similar": similar,
        "look_up": reverse("similar" if account else "similar-by-link", args=here),
    }
    return render(request, "decide/propose.html", page, status=400 if form.errors else 200)


def _put(request: HttpRequest, written: Proposal, similar: list[Proposal], *, named: bool) -> HttpResponse:
    """Save it; the author may say which of the similar ones says the same."""
    account = hasattr(request, "partnership")
    who = f"account {request.user.pk}" if account else address_of(request)
    if is_flood(f"proposals {written.round_id}", who, BY_LINK):
        return too_many_page(request)
    written.same_as = next((one for one in similar if str(one.pk) == request.POST.get("same_as")), None)
    written.author = request.user if named else None
    written.channel = "account" if account else "link"
    receipt = proposals.put(written, request.user if account else None)
    return redirect("proposal-receipt", receipt)


@needs(Action.TAKE_PART)
@require_safe
def similar(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Proposals that may say what is being typed, as data for the page's script."""
    found = get_object_or_404(Round, pk=pk, partnership=request.partnership, kind=Round.Kind.IDEAS)
    return _found(request, found, with_address=True)


@for_anyone
@require_safe
def similar_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for those with the open link; proposals of a private partnership have no page for them."""
    found = get_object_or_404(Round.objects.select_related("partnership", "phase"), link_token=token)
    if found.kind != Round.Kind.IDEAS or not found.by_link or not found.is_open():
        raise Http404
    return _found(request, found, with_address=False)


def _found(request: HttpRequest, round_: Round, *, with_address: bool) -> JsonResponse:
    text = request.GET.get("text", "")[:LONGEST]
    return JsonResponse(
        {
            "similar": [
                {
                    "title": one.title,
                    "idea": (one.idea or one.problem)[:200],
                    "address": one.get_absolute_url() if with_address else "",
                }
                for one in proposals.similar_in(round_, text)
            ]
        }
    )
