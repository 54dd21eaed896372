"""Where actions come from: proposals, several actions that are merged, one that is split."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from isopolis.plan.actions.states import NEXT
from isopolis.plan.actions.vocabulary import State
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.field_inputs import lines_of
from isopolis.workspace.plan.growing import grow, offered_proposals
from isopolis.workspace.plan.lineage import merge_actions, split_action
from isopolis.workspace.plan.place import action_of, for_whom, page


@needs(Permission.WRITE_PLAN)
def from_proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose one proposal or several, and the title of one action or of several."""
    asked = request.POST.getlist("proposal") or request.GET.getlist("proposal")
    keys = {int(one) for one in asked if one.isdecimal() and len(one) < 15}
    words = request.GET.get("words", "").strip()
    proposals = offered_proposals(request.partnership, request.role, words, keys)
    chosen = sorted((one for one in proposals if one.pk in keys), key=lambda one: one.pk)
    wrong = request.method == "POST" and not chosen
    if request.method == "POST" and chosen:
        titles = lines_of(request.POST.get("titles", ""))
        made = grow(request.partnership, request.role, chosen, titles, request.user)
        messages.success(request, _("It is in the plan now; the thread leads back to where it comes from."))
        return redirect(made[0])
    context = page(request, proposals=proposals, chosen=keys, words=words, wrong=wrong)
    return render(request, "plan/from_proposals.html", context, status=400 if wrong else 200)


@needs(Permission.RUN_PLAN)
def merging(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose actions and the title of the one that they become."""
    offered = [one for one in request.partnership.actions.all() if State.DROPPED in NEXT[State(one.state)]]
    asked = request.POST.getlist("action")
    chosen = [one for one in offered if one.key in asked]
    wrong = request.method == "POST" and len(chosen) < 2
    if request.method == "POST" and not wrong:
        title = request.POST.get("title", "").strip()[:300]
        made = merge_actions(chosen, title, request.user, for_whom(request), timezone.now().date())
        messages.success(request, _("They are one action now; the old ones say what became of them."))
        return redirect(made)
    context = page(request, offered=offered, chosen={one.key for one in chosen}, wrong=wrong)
    return render(request, "plan/merge.html", context, status=400 if wrong else 200)


@needs(Permission.RUN_PLAN)
def splitting(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Give the titles of the actions that one becomes."""
    stored = action_of(request, key)
    if State.DROPPED not in NEXT[State(stored.state)]:
        messages.error(request, _("An action that is done or dropped is not split."))
        return redirect(stored)
    titles = [one[:300] for one in lines_of(request.POST.get("titles", ""))]
    wrong = request.method == "POST" and len(titles) < 2
    if request.method == "POST" and not wrong:
        made = split_action(stored, titles, request.user, for_whom(request), timezone.now().date())
        messages.success(request, _("It is several actions now; the old one says what became of it."))
        return redirect(made[0])
    context = page(request, action=stored, titles="\n".join(titles), wrong=wrong)
    return render(request, "plan/split.html", context, status=400 if wrong else 200)
