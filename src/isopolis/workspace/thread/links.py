"""Making links, undoing them, and reading the thread of one thing both ways."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.thread.kinds import Kind, kind, kind_of
from isopolis.workspace.thread.models import Link
from isopolis.workspace.thread.relations import RELATIONS, relation


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing at the other end of a link, as it is shown."""

    link: int
    kind: Kind
    thing: Any
    note: str
    partnership: Partnership

    @property
    def title(self) -> str:
        """What it is called."""
        return self.kind.title(self.thing)

    @property
    def url(self) -> str:
        """Its page."""
        return self.kind.url(self.thing, self.partnership)


@dataclass(frozen=True, slots=True)
class Strand:
    """What hangs on a thing by one relation."""

    words: Any
    entries: list[Entry]


@transaction.atomic
def connect(
    partnership: Partnership, source: Model, key: str, target: Model, *, by: User | None, note: str = ""
) -> Link:
    """Link two things; the same link twice is one link. Not allowed pairs are a ``ValueError``."""
    ends = (kind_of(source), kind_of(target))
    if relation(ends[0].key, key, ends[1].key) is None:
        raise ValueError(f"a {ends[0].key} is not linked to a {ends[1].key} by “{key}”")
    for end, thing in zip(ends, (source, target), strict=True):
        if not end.everything(partnership).filter(pk=thing.pk).exists():
            raise ValueError(f"this {end.key} is not of this partnership")
    link, made = Link.objects.get_or_create(
        partnership=partnership,
        source_kind=ends[0].key,
        source_id=source.pk,
        relation=key,
        target_kind=ends[1].key,
        target_id=target.pk,
        defaults={"made_by": by, "note": note},
    )
    if made:
        record(by, "linked", str(link), partnership)
    return link


@transaction.atomic
def copy_links(
    partnership: Partnership, old: Model, new: Model, *, by: User | None, but: tuple[str, ...] = ()
) -> None:
    """Let ``new`` hang in the thread wherever ``old`` of its kind does, except by the relations ``but``."""
    here = kind_of(old).key
    hanging = Q(source_kind=here, source_id=old.pk) | Q(target_kind=here, target_id=old.pk)
    for link in Link.objects.filter(hanging, partnership=partnership).exclude(relation__in=but):
        ends = ((link.source_kind, link.source_id), (link.target_kind, link.target_id))
        things = [new if end == (here, old.pk) else _thing(partnership, *end) for end in ends]
        if all(thing is not None for thing in things):
            connect(partnership, things[0], link.relation, things[1], by=by, note=link.note)


def _thing(partnership: Partnership, key: str, pk: int) -> Any:
    known = kind(key)
    return None if known is None else known.everything(partnership).filter(pk=pk).first()


@transaction.atomic
def disconnect(link: Link, by: User | None) -> None:
    """Undo a link."""
    record(by, "link removed", str(link), link.partnership)
    link.delete()


def thread_of(thing: Model, partnership: Partnership, role: str) -> list[Strand]:
    """What hangs on a thing, both ways, in the order of the table of relations; what ``role`` may see."""
    here = kind_of(thing).key
    links = Link.objects.filter(partnership=partnership).filter(
        Q(source_kind=here, source_id=thing.pk) | Q(target_kind=here, target_id=thing.pk)
    )
    ends = defaultdict(list)
    wanted = defaultdict(set)
    for link in links:
        from_source = (link.source_kind, link.source_id) == (here, thing.pk)
        key, pk = (link.target_kind, link.target_id) if from_source else (link.source_kind, link.source_id)
        ends[link.relation, from_source, key].append((pk, link))
        wanted[key].add(pk)
    found = visible_things(partnership, role, wanted)
    strands = []
    for one in RELATIONS:
        for from_source in (True, False):
            other = one.target if from_source else one.source
            if here != (one.source if from_source else one.target):
                continue
            entries = [
                Entry(link.pk, kind(other), found[other][pk], link.note, partnership)  # type: ignore[arg-type]
                for pk, link in ends.get((one.key, from_source, other), [])
                if pk in found.get(other, {})
            ]
            if entries:
                strands.append(Strand(one.words(from_source=from_source), entries))
    return strands


def visible_things(
    partnership: Partnership, role: str, wanted: dict[str, set[int]]
) -> dict[str, dict[int, Any]]:
    """Kind and key -> thing, of those wanted that ``role`` may see: one query a kind."""
    found = {}
    for key, pks in wanted.items():
        known = kind(key)
        if known is not None:
            found[key] = known.things(partnership, role).in_bulk(pks)
    return found
