"""A limit on guessing: failed attempts are counted per account and per address for fifteen minutes."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from isopolis.workspace.people.models import SignInAttempt
from isopolis.workspace.people.tokens import keyed_hash

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 30


def address_of(request: HttpRequest) -> str:
    """The visitor's address; behind a proxy, the one that the proxy itself saw."""
    if settings.BEHIND_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _keys(request: HttpRequest, account: str) -> tuple[str, str]:
    return (
        keyed_hash("account", account.strip().lower()),
        keyed_hash("address", address_of(request)),
    )


def too_many(request: HttpRequest, account: str, *, per_account: int = PER_ACCOUNT) -> bool:
    """Whether this account or this address has failed too often of late."""
    since = timezone.now() - WINDOW
    recent = SignInAttempt.objects.filter(at__gt=since)
    by_account, by_address = _keys(request, account)
    return (
        recent.filter(key=by_account).count() >= per_account
        or recent.filter(key=by_address).count() >= PER_ADDRESS
    )


def count_attempt(request: HttpRequest, account: str) -> None:
    """Remember one attempt; forget what is over."""
    SignInAttempt.objects.filter(at__lte=timezone.now() - WINDOW).delete()
    SignInAttempt.objects.bulk_create([SignInAttempt(key=key) for key in _keys(request, account)])


def is_flood(what: str, who: str, most: int) -> bool:
    """Whether somebody (an address, an account) does something too often; counts this time, too.

    Nothing but a keyed hash is kept, and that for the window only.
    """
    key, since = keyed_hash(f"flood {what}", who), timezone.now() - WINDOW
    SignInAttempt.objects.filter(at__lte=since).delete()
    if SignInAttempt.objects.filter(key=key).count() >= most:
        return True
    SignInAttempt.objects.create(key=key)
    return False


def forget_attempts(request: HttpRequest, account: str) -> None:
    """The person has signed in: the account starts afresh (its address does not)."""
    SignInAttempt.objects.filter(key=_keys(request, account)[0]).delete()
