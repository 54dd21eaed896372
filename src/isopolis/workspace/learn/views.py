"""The first page of the verb “learn”."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from isopolis.workspace.people.gate import for_anyone
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.practices.models import Practice


@for_anyone
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Say what question this room answers, and lead to the catalogue and the partnerships."""
    seen = Q(is_public=True)
    if request.user.is_authenticated:
        seen |= Q(memberships__user=request.user)
    page = {
        "practices": Practice.objects.filter(partnership=None, state=Practice.State.PUBLISHED).count(),
        "partnerships": Partnership.objects.filter(seen).distinct(),
    }
    return render(request, "verbs/learn.html", page)
