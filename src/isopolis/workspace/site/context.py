"""What the frame of every page shows: the four verbs, the languages, the person's partnerships."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

VERBS = (("measure", _("Measure")), ("learn", _("Learn")), ("decide", _("Decide")), ("plan", _("Plan")))


def frame(request: HttpRequest) -> dict[str, object]:
    """Add the navigation to the context of every template."""
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    return {
        "verbs": VERBS,
        "colon": _(": "),  # between a name and what is said of it: French has a space before it
        "here": match.url_name if match else "",
        "direction": "rtl" if get_language_info(get_language() or "en")["bidi"] else "ltr",
        "signed_in": bool(user and user.is_authenticated),
    }
