"""The API's addresses, its description (OpenAPI) and a page of documentation that needs no network."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from isopolis.workspace.api.api import build
from isopolis.workspace.api.describe import Operation, described
from isopolis.workspace.api.operations import conditional
from isopolis.workspace.api.problems import problem
from isopolis.workspace.people.gate import for_anyone

View = Callable[..., HttpResponse]
TITLES = {
    "process": _("Partnership and timeline"),
    "people": _("Members and log"),
    "thread": _("The thread"),
    "barriers": _("Barriers"),
    "measure": _("Cities and their figures"),
    "practices": _("Policy examples and initiatives"),
    "peers": _("Exchanges between cities"),
    "funds": _("Funds and advice"),
    "decide": _("Proposals, votes, results"),
    "engagement": _("Methods and processes of engagement"),
    "priorities": _("Priorities"),
    "lottery": _("Civic lotteries"),
    "budgets": _("Participatory budgets"),
    "plan": _("Action plan"),
}
"""What the operations of a room are about."""


def operations() -> list[URLPattern]:
    """The addresses of the operations; each operation has its own gate, which the middleware leaves to it."""
    patterns = build()._get_urls()
    for pattern in patterns:
        pattern.callback = _shaped(pattern.callback)
    return [one for one in patterns if one.name != "api-root"]


def _shaped(view: View) -> View:
    """Refuse a wrong method in the API's own shape."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        response = view(request, *args, **values)
        if response.status_code != 405 or "problem" in response.headers["Content-Type"]:
            return response
        allowed = ", ".join(sorted(response.headers["Allow"].split(", ")))
        shaped = problem(405, f"This address answers {allowed}.")
        shaped.headers["Allow"] = allowed
        return shaped

    answer.gate = "operations"  # type: ignore[attr-defined]
    return answer


@cache
def description() -> dict[str, Any]:
    """The description of the API, which changes with the program only."""
    return build().get_openapi_schema(path_prefix="/api/v1/")


@cache
def rooms() -> dict[str, list[Operation]]:
    """The same as tables."""
    return described(description())


@for_anyone
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API for programs (OpenAPI 3.1)."""
    return conditional(request, JsonResponse(description()))


@for_anyone
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description of the API for people."""
    page = {"rooms": [(room, TITLES.get(room, room), found) for room, found in rooms().items()]}
    return render(request, "api/docs.html", page)


@for_anyone
@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address under which the API has nothing."""
    return problem(404, "The API has no such address.", remedy="see /api/v1/docs/")
