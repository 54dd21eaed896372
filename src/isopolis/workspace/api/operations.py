"""What surrounds every operation of the API: who asks, the gate, and ETag."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja.errors import ConfigError

from isopolis.workspace.api.identify import identify
from isopolis.workspace.people.gate import admit

Run = Callable[..., HttpResponse]


def gated(run: Run) -> Run:
    """Identify, admit, run, and answer 304 if the asker has the same content already.

    The gate is the one declared on the function with :func:`~isopolis.workspace.people.gate.needs`,
    ``signed_in`` or ``for_anyone``, as for a page; an operation without one does not start.
    """
    operation = inspect.unwrap(run).__self__  # type: ignore[attr-defined]
    gate = getattr(operation.view_func, "gate", None)
    if gate is None:
        raise ConfigError(f"the operation {operation.path} does not say for whom it is")

    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            identify(request)
            admit(request, gate, values.get("slug"))
        except Exception as error:
            return operation.api.on_exception(request, error)  # type: ignore[no-any-return]
        return conditional(request, run(request, **values))

    return answer


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Name the content (ETag), and leave it out if the asker has it."""
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Authorization", "Cookie", "Accept", "Accept-Language"))
    if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.streaming:
        return response
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)  # type: ignore[return-value]
