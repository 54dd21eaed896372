"""Headers that tell the browser what a page may do: load from here, run nothing inline, be framed nowhere."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

# The map decodes its tiles in a worker that its script makes of itself.
MAP_POLICY = f"{POLICY}; worker-src blob:"


def with_map(response: HttpResponse) -> HttpResponse:
    """Let this page, which shows a map, start the map's worker; nothing else changes."""
    response.headers["Content-Security-Policy"] = MAP_POLICY
    return response


class SecurityHeaders:
    """Puts the content security policy on every answer; pages are not kept by caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
