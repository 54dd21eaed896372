"""The API of the workspace: one object; each room adds its router to :data:`ROUTERS`, one line."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from isopolis import __version__
from isopolis.workspace.api.lists import as_csv, wants_csv
from isopolis.workspace.api.operations import gated
from isopolis.workspace.api.problems import handle_errors

ROUTERS = (
    "isopolis.workspace.process.api",
    "isopolis.workspace.people.api",
    "isopolis.workspace.thread.api",
    "isopolis.workspace.barriers.api",
    "isopolis.workspace.barriers.evidence_api",
    "isopolis.workspace.measure.api",
    "isopolis.workspace.practices.api",
    "isopolis.workspace.practices.initiatives_api",
    "isopolis.workspace.peers.api",
    "isopolis.workspace.funds.api",
    "isopolis.workspace.decide.api",
    "isopolis.workspace.decide.rounds_api",
    "isopolis.workspace.engagement.api",
    "isopolis.workspace.priorities.api",
    "isopolis.workspace.lottery.api",
    "isopolis.workspace.budgets.api",
    "isopolis.workspace.plan.api",
    "isopolis.workspace.plan.together_api",
)
"""Modules with a ``router``; what is not of a catalogue for all begins with ``/partnerships/{slug}/``."""

DESCRIPTION = """What the pages show, as JSON, behind the same permissions. Four things are changed this way,
by the rules of their pages: a barrier is added, a proposal put, a vote cast, the state of an action set; for
all else the API only reads. Sign in with a personal token from your account page
(`Authorization: Bearer <token>`), or use the session of your browser. Lists come in pages
(`?page=2&size=100`), or whole as CSV (`?format=csv`). Answers carry an ETag: send it back as `If-None-Match`
and an unchanged answer is 304. Errors have one shape (RFC 9457)."""


class Api(NinjaAPI):
    """Django-ninja with CSV beside JSON, and our own page of documentation."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """Write the answer: a list as CSV if that is asked for, else JSON."""
        if wants_csv(request) and isinstance(data, dict) and "items" in data:
            response = HttpResponse(
                as_csv(data["items"]), content_type="text/csv; charset=utf-8; header=present"
            )
            name = request.path.rstrip("/").rsplit("/", 1)[-1]
            response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return response
        return super().create_response(request, data, status=status, temporal_response=temporal_response)


@cache
def build() -> Api:
    """Make the API with the routers of all rooms."""
    api = Api(
        title="Isopolis", version=__version__, description=DESCRIPTION, docs_url=None, openapi_url=None,
        urls_namespace="api", openapi_extra={
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}, {}],
        },
    )  # fmt: skip
    handle_errors(api)
    api.add_decorator(gated, mode="view")
    for module in ROUTERS:
        room = module.split(".")[-2]
        api.add_router("", import_module(module).router, tags=[room])
    return api
