"""The first page of the verb “decide”."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from isopolis.workspace.people.gate import for_anyone


@for_anyone
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Say what question this room answers, and what can be done today."""
    return render(request, "verbs/decide.html")
