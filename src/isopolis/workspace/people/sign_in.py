"""Signing in: password or e-mail link, then the second factor of those who have one; signing out."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.people.attempts import count_attempt, forget_attempts, too_many
from isopolis.workspace.people.forms import CodeForm, LinkForm, SignInForm
from isopolis.workspace.people.gate import PASSED, for_anyone
from isopolis.workspace.people.models import SignInLink, User
from isopolis.workspace.people.second_factor import has_second_factor, passes
from isopolis.workspace.people.tokens import new_token, token_hash
from isopolis.workspace.site import errors
from isopolis.workspace.site.views import remember_language

LINK_VALID = timedelta(minutes=30)
CODE_WAIT = 600
"""Seconds between the first factor and the second."""
PENDING = "pending_sign_in"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("home")


def enter(request: HttpRequest, user: User, target: str, *, second_factor: bool = False) -> HttpResponse:
    """Open a session for the person, in the person's language."""
    login(request, user, backend=BACKEND)
    if second_factor:
        request.session[PASSED] = True
    response = redirect(target)
    remember_language(response, user.language)
    return response


def first_factor_passed(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """Enter, or ask for the second factor of whoever has one."""
    if not has_second_factor(user):
        return enter(request, user, target)
    request.session.flush()
    request.session[PENDING] = {"user": user.pk, "at": time.time(), "next": target}
    return redirect("sign-in-code")


@for_anyone
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password."""
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if too_many(request, email):
            return errors.too_many(request)
        user = authenticate(request, username=email, password=form.cleaned_data["password"])
        if user is not None:
            if not has_second_factor(user):
                forget_attempts(request, email)
            return first_factor_passed(request, user, safe_next(request))
        count_attempt(request, email)
        form.add_error(
            None, _("Address and password do not fit together. Try again, or ask for a link by e-mail.")
        )
    page = {
        "form": form,
        "link_form": LinkForm(prefix="link", auto_id="link_%s"),
        "next": safe_next(request),
        "oidc": settings.OIDC,
    }
    return render(request, "people/sign_in.html", page, status=400 if form.errors else 200)


@for_anyone
@require_POST
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Send a link; the answer is the same whether the address has an account or not."""
    form = LinkForm(request.POST, prefix="link", auto_id="link_%s")
    if not form.is_valid():
        page = {"form": SignInForm(), "link_form": form, "next": safe_next(request)}
        return render(request, "people/sign_in.html", page, status=400)
    email = form.cleaned_data["email"]
    if too_many(request, email):
        return errors.too_many(request)
    count_attempt(request, email)
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user:
        _send_link(user)
    return render(request, "people/link_sent.html")


def _send_link(user: User) -> None:
    token = new_token()
    SignInLink.objects.filter(expires_at__lte=timezone.now()).delete()
    SignInLink.objects.create(user=user, token_hash=token_hash(token), expires_at=timezone.now() + LINK_VALID)
    with translation.override(user.language):
        send_mail(
            _("Your link to Isopolis"),
            _(
                "Open this link to sign in. It works once, for thirty minutes:\n\n{link}\n\n"
                "If you did not ask for it, do nothing."
            ).format(link=settings.ADDRESS + reverse("sign-in-link", args=[token])),
            None,
            [user.email],
        )


@for_anyone
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button (programs that look into mail open links, but press none), then sign in."""
    now = timezone.now()
    links = SignInLink.objects.filter(token_hash=token_hash(token), used_at=None, expires_at__gt=now)
    link = links.select_related("user").first()
    if link is None or not link.user.is_active:
        return render(request, "people/link_spent.html", status=410)
    if request.method != "POST":
        return render(request, "people/use_link.html")
    if not links.update(used_at=now):
        return render(request, "people/link_spent.html", status=410)
    forget_attempts(request, link.user.email)
    return first_factor_passed(request, link.user, reverse("home"))


@for_anyone
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor."""
    pending = request.session.get(PENDING)
    user = None
    if pending and time.time() - pending["at"] < CODE_WAIT:
        user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if too_many(request, f"code {user.pk}"):
            return errors.too_many(request)
        if passes(user, form.cleaned_data["code"]):
            forget_attempts(request, f"code {user.pk}")
            forget_attempts(request, user.email)
            del request.session[PENDING]
            return enter(request, user, pending["next"], second_factor=True)
        count_attempt(request, f"code {user.pk}")
        form.add_error("code", _("This code is not right, or it was used. Wait for the next one."))
    return render(request, "people/code.html", {"form": form}, status=400 if form.errors else 200)


@for_anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("home")


@for_anyone
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "people/privacy.html")
