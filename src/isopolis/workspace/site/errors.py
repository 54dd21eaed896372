"""Pages for what went wrong: what happened, and what to do, in plain words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "error.html", {"status": status, "title": title, "words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _page(
        request,
        400,
        _("We could not read that"),
        _("Something in the address or the form is not right. Go back and try again."),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token is missing or old."""
    return _page(
        request,
        403,
        _("This form is too old"),
        _(
            "Nothing was saved. Go back, reload the page and send the form again. "
            "Your browser must accept cookies."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the role does not allow it."""
    return _page(
        request,
        403,
        _("Your role does not allow this"),
        _(
            "You are signed in, but this page is for other roles. "
            "A coordinator of the partnership can change your role."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is here, or nothing that this person may know of."""
    return _page(
        request,
        404,
        _("There is nothing here"),
        _("The address may be mistyped, or what was here has been removed."),
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many attempts to sign in."""
    response = _page(
        request, 429, _("Too many attempts"), _("To protect the account, wait fifteen minutes and try again.")
    )
    response.headers["Retry-After"] = "900"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    # Neither the session nor the database is asked: either may be what broke.
    page = {
        "language": get_language() or "en",
        "title": _("Something broke on our side"),
        "words": _("It is not your fault, and nothing that was confirmed is lost. Try again in a moment."),
    }
    return HttpResponse(render_to_string("broken.html", page), status=500)


class WordsForAWrongMethod:
    """405 in words: the address of a form that was opened like a page, for example after going back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; an empty 405 gets a page, and keeps what it allows."""
        response = self.get_response(request)
        if response.status_code != 405 or response.content or request.method not in {"GET", "HEAD"}:
            return response
        words = _("This address takes what a form sends. Go back to the form, or begin on the first page.")
        said = _page(request, 405, _("There is no page here"), words)
        said.headers["Allow"] = response.headers["Allow"]
        return said
