"""Who asks the API: the person of a personal token, or of the session of the browser."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from ninja.utils import check_csrf

from isopolis.workspace.api.models import Token
from isopolis.workspace.people.gate import NotSignedInError
from isopolis.workspace.people.tokens import token_hash

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def identify(request: Any) -> None:
    """Set ``request.user`` from ``Authorization: Bearer ...``; without it, the session's user stays.

    A token that only reads, and a session without the protection of its forms, change nothing.
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        if request.method not in READING and check_csrf(request):
            raise PermissionDenied("changes need a token, or a session and its CSRF token")
        return
    found = None
    if scheme.lower() == "bearer":
        tokens = Token.objects.select_related("user").filter(user__is_active=True)
        found = tokens.filter(token_hash=token_hash(secret.strip())).first()
    if found is None:
        raise NotSignedInError
    if request.method not in READING and not found.may_write:
        raise PermissionDenied("this token may only read")
    request.user, request.token = found.user, found
    today = timezone.now().date()
    if found.used_on != today:
        Token.objects.filter(pk=found.pk).update(used_on=today)
