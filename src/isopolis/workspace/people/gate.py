"""The one place where permissions are checked: before a page runs, and no page runs that says nothing.

A view declares for whom it is with :func:`for_anyone`, :func:`signed_in` or :func:`needs`; :func:`admit`
applies the declaration. The middleware :class:`Gate` does so for pages and refuses a view without one;
the API (:mod:`isopolis.workspace.api.operations`) does so for each of its operations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from isopolis.workspace.people.models import Membership, Partnership
from isopolis.workspace.people.permissions import PUBLIC, SECOND_FACTOR_ROLES, Action, may

View = Callable[..., HttpResponse]
PASSED = "second_factor_passed"
"""Key of the session that says that the second factor was shown."""


def for_anyone(view: View) -> View:
    """Declare a page that anybody may open."""
    view.gate = "anyone"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Declare a page of one's own account."""
    view.gate = "signed in"  # type: ignore[attr-defined]
    return view


def needs(action: Action) -> Callable[[View], View]:
    """Declare a page of a partnership (``slug`` in its address) that needs a permission.

    The view finds the partnership in ``request.partnership`` and the role in ``request.role``.
    """

    def declare(view: View) -> View:
        view.gate = action  # type: ignore[attr-defined]
        return view

    return declare


def role_in(request: HttpRequest, partnership: Partnership) -> str:
    """The role of the person who asks, in this partnership."""
    if not request.user.is_authenticated:
        return PUBLIC
    membership = Membership.objects.filter(user=request.user, partnership=partnership).only("role").first()
    return membership.role if membership else PUBLIC


def lacks_second_factor(request: HttpRequest, role: str) -> bool:
    """Whether this role must show a second factor first. A token counts as the session that made it."""
    token = getattr(request, "token", None)
    shown = token.second_factor if token else request.session.get(PASSED)
    return settings.SECOND_FACTOR and role in SECOND_FACTOR_ROLES and not shown


class NotSignedInError(Exception):
    """Whoever asks must sign in first."""


class SecondFactorError(Exception):
    """Whoever asks must show a second factor first."""


def admit(request: Any, gate: object, slug: object) -> None:
    """Let a request through a gate, or raise; sets ``request.partnership`` and ``request.role``.

    Raises :class:`NotSignedInError`, :class:`SecondFactorError`, ``PermissionDenied``, or ``Http404``:
    whoever may not know of a partnership gets the answer that one that does not exist gets; ``BadRequest``
    for an address with a NUL, which no text of the database can hold.
    """
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadRequest("the address holds a character that no text can hold")
    if gate == "anyone":
        return
    if gate == "signed in":
        if not request.user.is_authenticated:
            raise NotSignedInError
        return
    if not isinstance(gate, Action):
        raise PermissionDenied("this page does not say for whom it is")
    partnership = Partnership.objects.filter(slug=slug).first()
    role = role_in(request, partnership) if partnership else PUBLIC
    hidden = partnership is None or (role == PUBLIC and not partnership.is_public)
    if (hidden or not may(role, gate)) and not request.user.is_authenticated:
        raise NotSignedInError
    if hidden:
        raise Http404
    if not may(role, gate):
        raise PermissionDenied
    if lacks_second_factor(request, role):
        raise SecondFactorError
    request.partnership, request.role = partnership, role


class Gate:
    """Opens a page to those it is declared for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: Any, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Let the view run (None), or answer in its place."""
        gate = getattr(view, "gate", None)
        if gate == "operations":  # of the API: each has its own gate
            return None
        try:
            admit(request, gate, kwargs.get("slug"))
        except NotSignedInError:
            return redirect_to_login(request.get_full_path())
        except SecondFactorError:
            return redirect("second-factor")
        return None
