"""Signing in with an account of one's own organisation: OpenID Connect, where the operator has set it up.

The authorisation code flow with PKCE (RFC 7636), state and nonce. An account is found by the e-mail address
that the provider has verified; nobody gets an account without an invitation. Needs ``isopolis[oidc]``.
"""

from __future__ import annotations

import secrets
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.errors import MissingExtraError
from isopolis.workspace.people.gate import for_anyone
from isopolis.workspace.people.models import User
from isopolis.workspace.people.sign_in import enter, first_factor_passed, safe_next

ASKED = "oidc_asked"
WAIT = 600
"""Seconds for the way to the provider and back."""
TIMEOUT = 10


def _session() -> Any:
    try:
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415  (an extra)
    except ImportError:
        raise MissingExtraError("authlib", "oidc") from None
    return OAuth2Session(
        settings.OIDC.client_id,
        settings.OIDC.client_secret,
        scope="openid email profile",
        redirect_uri=settings.ADDRESS + reverse("oidc-back"),
        code_challenge_method="S256",
    )


@lru_cache(maxsize=4)
def _provider(issuer: str, hour: int) -> dict[str, Any]:
    """What the provider says about itself (OpenID Connect Discovery 1.0); asked again every hour."""
    session = _session()
    found = session.get(f"{issuer}/.well-known/openid-configuration", timeout=TIMEOUT, withhold_token=True)
    found.raise_for_status()
    provider: dict[str, Any] = found.json()
    if provider.get("issuer", "").rstrip("/") != issuer:
        raise ValueError("the provider calls itself something else")
    return provider


def provider() -> dict[str, Any]:
    """What the provider that is set up says about itself."""
    return _provider(settings.OIDC.issuer, int(time.time() // 3600))


@for_anyone
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider. A link, no form: forms of these pages lead to this site only."""
    if settings.OIDC is None:
        raise Http404
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    try:
        url, state = _session().create_authorization_url(
            provider()["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
    except MissingExtraError:
        raise
    except Exception:
        return _failed(request)
    request.session[ASKED] = {
        "state": state, "verifier": verifier, "nonce": nonce, "next": safe_next(request), "at": time.time(),
    }  # fmt: skip
    return redirect(url)


@for_anyone
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take what the provider says, check it, and open the session of whom it names."""
    asked = request.session.pop(ASKED, None)
    if settings.OIDC is None or asked is None or time.time() - asked["at"] > WAIT:
        return _failed(request)
    if not secrets.compare_digest(asked["state"].encode(), request.GET.get("state", "").encode()):
        return _failed(request)
    try:
        claims = _claims(request.GET.get("code", ""), asked)
    except MissingExtraError:
        raise
    except Exception:
        return _failed(request)
    email = str(claims.get("email", ""))
    user = None
    if email and claims.get("email_verified") is True:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        messages.error(
            request,
            _("Your organisation knows you, but you have no account here yet: ask for an invitation."),
        )
        return redirect("sign-in")
    if "mfa" in claims.get("amr", ()):  # the provider has seen a second factor (RFC 8176)
        return enter(request, user, asked["next"], second_factor=True)
    return first_factor_passed(request, user, asked["next"])


def _claims(code: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The checked content of the ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""
    from joserfc import jwt  # noqa: PLC0415  (comes with authlib)
    from joserfc.jwk import KeySet  # noqa: PLC0415

    session, known = _session(), provider()
    token = session.fetch_token(
        known["token_endpoint"], code=code, code_verifier=asked["verifier"], timeout=TIMEOUT
    )
    keys = session.get(known["jwks_uri"], timeout=TIMEOUT, withhold_token=True)
    keys.raise_for_status()
    decoded = jwt.decode(token["id_token"], KeySet.import_key_set(keys.json()), algorithms=["RS256", "ES256"])
    jwt.JWTClaimsRegistry(
        leeway=60,
        iss={"essential": True, "value": known["issuer"]},
        aud={"essential": True, "value": settings.OIDC.client_id},
        exp={"essential": True},
        nonce={"essential": True, "value": asked["nonce"]},
    ).validate(decoded.claims)
    return dict(decoded.claims)


def _failed(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("Your organisation did not confirm who you are. Try again, or sign in another way.")
    )
    return redirect("sign-in")
