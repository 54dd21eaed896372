"""The page on which proposals become actions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.growing import grow, proposals_of
from isopolis.workspace.plan.place import page


@needs(Permission.WRITE_PLAN)
def from_proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose one proposal or several, and the title of one action or of several."""
    offered = proposals_of(request.partnership, request.role)
    asked = request.POST.getlist("proposal") or request.GET.getlist("proposal")
    chosen = sorted((one for one in offered if str(one.pk) in asked), key=lambda one: one.pk)
    wrong = request.method == "POST" and not chosen
    if request.method == "POST" and chosen:
        titles = [line.strip() for line in request.POST.get("titles", "").splitlines() if line.strip()]
        made = grow(request.partnership, request.role, chosen, titles, request.user)
        messages.success(request, _("It is in the plan now; the thread leads back to where it comes from."))
        return redirect(made[0])
    context = page(request, proposals=offered, chosen={one.pk for one in chosen}, wrong=wrong)
    return render(request, "plan/from_proposals.html", context, status=400 if wrong else 200)
