"""Passkeys: a key in a phone, a computer or a stick, opened by a finger, a face or a PIN (WebAuthn level 3).

The device shows that it is there and that its owner opened it, so a passkey alone counts as both factors. A
small script asks the browser; what it answers is checked here.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from isopolis.workspace.people.attempts import count_attempt, too_many
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.gate import PASSED, for_anyone, signed_in
from isopolis.workspace.people.models import Passkey, RecoveryCode, User
from isopolis.workspace.people.second_factor import has_second_factor, new_recovery_codes
from isopolis.workspace.people.sign_in import PENDING, enter, safe_next
from isopolis.workspace.site import errors

CHALLENGE = "passkey_challenge"
NAME = "Isopolis"


def site() -> str:
    """The name that keys are bound to: the host that people type."""
    return urlsplit(settings.ADDRESS).hostname or ""


def _remember(request: HttpRequest, challenge: bytes) -> None:
    request.session[CHALLENGE] = bytes_to_base64url(challenge)


def _challenge(request: HttpRequest) -> bytes:
    """The challenge that was given out, once; none is a wrong one."""
    return base64url_to_bytes(request.session.pop(CHALLENGE, "")) or b"none"


def _handle(user: User) -> bytes:
    """What a key remembers of its person: a number, no name."""
    return f"isopolis-{user.pk}".encode()


@signed_in
def passkeys(request: HttpRequest) -> HttpResponse:
    """The passkeys of this person; posted, another is added."""
    if has_second_factor(request.user) and not request.session.get(PASSED):
        # A session of the first factor alone must not be able to add a second.
        logout(request)
        return redirect("sign-in")
    if request.method == "POST":
        return _add(request)
    return _page(request)


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    known = list(request.user.passkeys.all())
    options = generate_registration_options(
        rp_id=site(),
        rp_name=NAME,
        user_id=_handle(request.user),
        user_name=request.user.email,
        user_display_name=request.user.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in known
        ],
    )
    _remember(request, options.challenge)
    page = {"passkeys": known, "options": json.loads(options_to_json(options)), "problem": problem}
    return render(request, "people/passkeys.html", page, status=400 if problem else 200)


def _add(request: HttpRequest) -> HttpResponse:
    try:
        verified = verify_registration_response(
            credential=request.POST.get("credential", ""),
            expected_challenge=_challenge(request),
            expected_rp_id=site(),
            expected_origin=settings.ADDRESS,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return _page(request, _("The key did not answer as it must. Try again."))
    credential = bytes_to_base64url(verified.credential_id)
    if Passkey.objects.filter(credential=credential).exists():
        return _page(request, _("This key is known already."))
    with transaction.atomic():
        Passkey.objects.create(
            user=request.user,
            name=request.POST.get("name", "").strip()[:60] or _("passkey"),
            credential=credential,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
        )
        record(request.user, "passkey added")
        codes = None
        if not RecoveryCode.objects.filter(user=request.user, used_at=None).exists():
            codes = new_recovery_codes(request.user)
    request.session.cycle_key()
    request.session[PASSED] = True
    if codes:
        return render(request, "people/recovery_codes.html", {"codes": codes})
    messages.success(request, _("The passkey is added."))
    return redirect("passkeys")


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey that was lost or given away."""
    if has_second_factor(request.user) and not request.session.get(PASSED):
        logout(request)
        return redirect("sign-in")
    with transaction.atomic():
        found = get_object_or_404(Passkey, pk=pk, user=request.user)
        record(request.user, "passkey removed")
        found.delete()
    messages.success(request, _("The passkey is removed."))
    return redirect("passkeys")


@for_anyone
@require_POST
def ask(request: HttpRequest) -> JsonResponse:
    """What the browser must have signed to sign in: any key of this site may answer."""
    options = generate_authentication_options(
        rp_id=site(), user_verification=UserVerificationRequirement.REQUIRED
    )
    _remember(request, options.challenge)
    return JsonResponse(json.loads(options_to_json(options)))


@for_anyone
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Sign in with what the key answered."""
    if too_many(request, "passkey"):
        return errors.too_many(request)
    user = _answered(request)
    if user is None:
        count_attempt(request, f"passkey {request.POST.get('credential', '')[:80]}")
        messages.error(
            request, _("This key does not open an account here. Try again, or sign in another way.")
        )
        return redirect("sign-in")
    request.session.pop(PENDING, None)
    return enter(request, user, safe_next(request), second_factor=True)


@transaction.atomic
def _answered(request: HttpRequest) -> User | None:
    """The person whose key signed the challenge, None if the answer is wrong in any way."""
    answer = request.POST.get("credential", "")
    challenge = _challenge(request)
    try:
        given = json.loads(answer)
        found = (
            Passkey.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(credential=str(given["id"]).rstrip("="), user__is_active=True)
            .first()
        )
        if found is None:
            return None
        verified = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site(),
            expected_origin=settings.ADDRESS,
            credential_public_key=bytes(found.public_key),
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    found.sign_count = verified.new_sign_count
    found.used_on = timezone.now().date()
    found.save(update_fields=["sign_count", "used_on"])
    return found.user  # type: ignore[no-any-return]
