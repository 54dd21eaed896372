"""The pages of one's own account."""

from __future__ import annotations

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isopolis.workspace.people import personal_data
from isopolis.workspace.people.attempts import count_attempt, too_many
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.forms import CodeForm, NewPasswordForm, ProfileForm
from isopolis.workspace.people.gate import PASSED, signed_in
from isopolis.workspace.people.one_time_codes import new_secret, provisioning_uri
from isopolis.workspace.people.second_factor import confirm, has_second_factor
from isopolis.workspace.site import errors
from isopolis.workspace.site.views import remember_language

SECRET = "second_factor_offered"  # noqa: S105  (the key of a session, not a secret)


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """Name and language, and the way to everything else about oneself."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        response = redirect("account")
        remember_language(response, request.user.language)
        return response
    page = {
        "form": form,
        "memberships": request.user.memberships.select_related("partnership", "organisation"),
        "second_factor": has_second_factor(request.user),
        "calendar": settings.ADDRESS + reverse("calendar", args=[request.user.calendar_token]),
    }
    return render(request, "people/account.html", page, status=400 if form.errors else 200)


@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; other sessions end."""
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            request.user.set_password(form.cleaned_data["password"])
            request.user.save()
            record(request.user, "password changed")
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your new password is in force. Other devices are signed out."))
        return redirect("account")
    page = {
        "form": form,
        "title": _("Choose a password"),
        "button": _("Save the password"),
        "own_account": True,
    }
    return render(request, "form.html", page, status=400 if form.errors else 200)


@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app; whoever has one replaces it from a session that has shown it."""
    if has_second_factor(request.user) and not request.session.get(PASSED):
        # A session from before it was set up: it must not be able to replace it.
        logout(request)
        return redirect("sign-in")
    secret = request.session.setdefault(SECRET, new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account_key = f"set-up {request.user.pk}"
        if too_many(request, account_key):
            return errors.too_many(request)
        codes = confirm(request.user, secret, form.cleaned_data["code"])
        if codes is not None:
            del request.session[SECRET]
            request.session.cycle_key()
            request.session[PASSED] = True
            return render(request, "people/recovery_codes.html", {"codes": codes})
        count_attempt(request, account_key)
        form.add_error("code", _("This code is not right. Wait for the next one."))
    uri = provisioning_uri(secret, request.user.email)
    picture = segno.make(uri, error="m").svg_inline(scale=5, omitsize=True, dark="#000", light="#fff")
    page = {
        "form": form,
        "picture": mark_safe(picture),  # noqa: S308  (drawn by segno from our own address)
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "replaces": has_second_factor(request.user),
    }
    return render(request, "people/second_factor.html", page, status=400 if form.errors else 200)


@signed_in
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All of one's data as a file."""
    response = JsonResponse(
        personal_data.export(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="isopolis-my-data.json"'
    return response


@signed_in
def erase(request: HttpRequest) -> HttpResponse:
    """Erase one's data after a clear question."""
    alone = personal_data.sole_coordinator_of(request.user)
    if request.method == "POST" and not alone:
        user = request.user
        logout(request)
        personal_data.erase(user)
        messages.success(request, _("Your personal data is erased."))
        return redirect("home")
    return render(
        request, "people/erase.html", {"alone": alone}, status=409 if request.method == "POST" else 200
    )
