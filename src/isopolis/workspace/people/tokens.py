"""Secret links and codes: made at random, kept as hashes, good once and for a while."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings


def new_token() -> str:
    """256 bits that nobody can guess."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored. The token has full entropy, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(purpose: str, text: str) -> str:
    """A hash that cannot be reversed by trying likely texts without the server's key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
