"""The home page (what awaits a person, or the public face) and the language switch."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isopolis.workspace.peers.awaiting import awaited
from isopolis.workspace.people.gate import for_anyone, lacks_second_factor
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.plan.reminders import reminders
from isopolis.workspace.process.awaiting import awaiting


@for_anyone
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Tell each person what awaits them; tell the public what this is."""
    public = Partnership.objects.filter(is_public=True)
    if not request.user.is_authenticated:
        return render(request, "welcome.html", {"partnerships": public})
    memberships = list(request.user.memberships.select_related("partnership", "organisation"))
    locked = [one for one in memberships if lacks_second_factor(request, one.role)]
    opened = [one for one in memberships if one not in locked]
    rooms = (
        (_("In the action plan"), reminders(request.user, opened)),
        (_("In exchanges with other cities"), awaited(opened)),
    )
    page = {
        "locked": locked,
        "memberships": opened,
        "deadlines": awaiting(opened),
        "reminders": [(title, due) for title, due in rooms if due],
        "today": timezone.now().date(),
    }
    return render(request, "home.html", page)


def remember_language(response: HttpResponse, code: str) -> None:
    """Keep the choice of a language in a cookie."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


@for_anyone
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language and go back to the page."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = redirect(target)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        remember_language(response, code)
        if request.user.is_authenticated:
            request.user.language = code
            request.user.save(update_fields=["language"])
    return response
