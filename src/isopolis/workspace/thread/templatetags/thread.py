"""``{% thread thing %}``: what hangs on a thing, both ways, with the way to change it."""

from __future__ import annotations

from typing import Any

from django import template

from isopolis.workspace.people.permissions import Action, may
from isopolis.workspace.thread.kinds import kind_of
from isopolis.workspace.thread.links import thread_of

register = template.Library()


@register.inclusion_tag("thread/of_a_thing.html", takes_context=True)
def thread(context: dict[str, Any], thing: Any) -> dict[str, Any]:
    """Show the thread of ``thing`` in the partnership of the page."""
    request = context["request"]
    return {
        "partnership": request.partnership,
        "kind": kind_of(thing),
        "thing": thing,
        "strands": thread_of(thing, request.partnership, request.role),
        "may_change": may(request.role, Action.CHANGE_THREAD),
        "csrf_token": context.get("csrf_token"),
    }
