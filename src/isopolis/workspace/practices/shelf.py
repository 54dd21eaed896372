"""Putting practices on the shelf: rows, versions and search terms kept in step."""

from __future__ import annotations

from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from isopolis.learn.finding.documents import document_of
from isopolis.learn.practices.catalogue import catalogue
from isopolis.learn.practices.practice import Practice as Record
from isopolis.workspace.learn.search import store_of
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.practices.models import Practice, Version


def plain(record: Record) -> dict[str, Any]:
    """The record as it is stored: what is empty is left out."""
    return record.model_dump(mode="json", exclude_defaults=True)


@transaction.atomic
def save(practice: Practice, record: Record, by: User | None) -> Practice:
    """Store a record, its next version and, where it is published, its search terms."""
    practice.record, practice.name = plain(record), record.id
    practice.title = next(iter(record.title.values()))[:200]
    practice.changed_at = timezone.now()
    practice.__dict__.pop("read", None)
    practice.save()
    number = practice.versions.count() + 1
    Version.objects.create(practice=practice, number=number, record=practice.record, made_by=by)
    index(practice)
    return practice


def index(practice: Practice, using: str = "default") -> None:
    """Let a published practice be found, and no other."""
    store = store_of(connections[using])
    if practice.state == Practice.State.PUBLISHED:
        store.put(practice.pk, document_of(practice.read, practice.scope))
    else:
        store.remove(practice.pk)


def unused_name(partnership: Partnership, wanted: str) -> str:
    """A name that nothing in the partnership or the catalogue has: with a number behind it where needed."""
    wanted = wanted[:70].strip("-") or "practice"
    taken = set(Practice.objects.filter(partnership=partnership).values_list("name", flat=True))
    taken |= {practice.id for practice in catalogue()} | {"new", "compare", "import", "export"}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def shelve_catalogue(using: str = "default", **_more: object) -> None:
    """Bring the catalogue's rows in line with its files; called after every migration."""
    shelf = {practice.name: practice for practice in Practice.objects.using(using).filter(partnership=None)}
    store = store_of(connections[using])
    changed = False
    for record in catalogue():
        practice = shelf.pop(record.id, None) or Practice(name=record.id)
        stored = plain(record)
        if practice.record == stored and practice.state == Practice.State.PUBLISHED:
            continue
        practice.record, practice.title = stored, record.title["en"][:200]
        practice.state, practice.changed_at = Practice.State.PUBLISHED, timezone.now()
        practice.save(using=using)
        number = practice.versions.using(using).count() + 1
        Version(practice=practice, number=number, record=stored).save(using=using)
        store.put(practice.pk, document_of(record))
        changed = True
    for gone in shelf.values():
        Practice.objects.using(using).filter(pk=gone.pk).update(state=Practice.State.WITHDRAWN)
        store.remove(gone.pk)
    if changed:
        store.settle()
