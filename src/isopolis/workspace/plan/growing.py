"""Actions out of proposals: one becomes one, several are merged, one is split; the thread is kept.

It asks the registry of the thread for proposals and their links, not the tables of another room.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from isopolis.plan.actions.lineage import Origin, action_from
from isopolis.plan.actions.parts import Link, LinkKind
from isopolis.plan.actions.sheet import key_from
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.models import Action
from isopolis.workspace.plan.records import store_action
from isopolis.workspace.site.offering import OFFERED
from isopolis.workspace.thread.kinds import kind
from isopolis.workspace.thread.links import connect, thread_of

INHERITED = {"barrier": "removes", "practice": "borrows-from"}
"""What an action takes over from the thread of its proposals, and by which relation."""


def offered_proposals(partnership: Partnership, role: str, words: str, chosen: set[int]) -> list[Any]:
    """Of the proposals that a role may see: those chosen, and the newest with some words in their title."""
    known = kind("proposal")
    if known is None:
        return []
    things = known.things(partnership, role)
    named = things.filter(**{f"{known.words}__icontains": words}) if words else things
    return [*things.filter(pk__in=chosen), *named.exclude(pk__in=chosen).order_by("-pk")[:OFFERED]]


@transaction.atomic
def grow(
    partnership: Partnership, role: str, proposals: Sequence[Any], titles: Sequence[str], by: User
) -> list[Action]:
    """One action for each title (the first proposal's where there is none), from all proposals."""
    known = kind("proposal")
    assert known is not None  # noqa: S101  (there are proposals)
    taken = set(partnership.actions.values_list("key", flat=True))
    inherited = {
        (entry.kind.key, entry.thing.pk): entry
        for one in proposals
        for strand in thread_of(one, partnership, role)
        for entry in strand.entries
        if entry.kind.key in INHERITED
    }
    links = tuple(
        Link(kind=LinkKind(key), key=f"{key}-{pk}", title=entry.title[:300])
        for (key, pk), entry in inherited.items()
    )
    origins = [
        Origin(
            key=f"proposal-{one.pk}",
            title=known.title(one),
            problem=getattr(one, "problem", ""),
            needed=getattr(one, "idea", ""),
            address=known.url(one, partnership),
            links=links,
        )
        for one in proposals
    ]
    made = []
    for title in titles or [origins[0].title]:
        grown = action_from(key_from(title, taken), origins, title[:300])
        stored = store_action(partnership, grown, by, partnership.actions.count())
        for one in proposals:
            connect(partnership, one, "became", stored, by=by)
        for (key, _pk), entry in inherited.items():
            connect(partnership, stored, INHERITED[key], entry.thing, by=by)
        record(by, "action grown", stored.key, partnership)
        made.append(stored)
    return made
