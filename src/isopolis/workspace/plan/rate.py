"""A limit on public comments from one address: its keyed hash is kept for fifteen minutes."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from isopolis.workspace.people.attempts import WINDOW, address_of
from isopolis.workspace.people.models import SignInAttempt
from isopolis.workspace.people.tokens import keyed_hash

MOST = 20
"""Comments from one address within the window: a library or an office may share one."""


def is_too_fast(request: HttpRequest) -> bool:
    """Whether many comments came from this address of late."""
    since = timezone.now() - WINDOW
    return SignInAttempt.objects.filter(key=_key(request), at__gt=since).count() >= MOST


def count_comment(request: HttpRequest) -> None:
    """Remember one comment; forget what is over."""
    SignInAttempt.objects.filter(at__lte=timezone.now() - WINDOW).delete()
    SignInAttempt.objects.create(key=_key(request))


def _key(request: HttpRequest) -> str:
    return keyed_hash("comment", address_of(request))
