"""Changing the register: every change is kept with what was before, and told to the log."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from isopolis.measure.access import Gap
from isopolis.workspace.barriers.models import Barrier, Change, Group, Report, Testimony
from isopolis.workspace.measure.models import City
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.thread.links import connect
from isopolis.workspace.thread.models import Figure

TRACKED = (
    "title", "description", "groups", "together", "service", "type", "city", "area", "place", "severity",
    "reach", "status", "owner",
)  # fmt: skip
"""Fields whose changes are kept."""


def snapshot(barrier: Barrier) -> dict[str, str]:
    """The tracked fields as text, by their names. People are told by their number, never by name."""
    return {name: _text(barrier, name) for name in TRACKED} if barrier.pk else dict.fromkeys(TRACKED, "")


def _text(barrier: Barrier, name: str) -> str:
    if name == "groups":
        return "|".join(sorted(group.name for group in barrier.groups.all()))
    if name == "owner":
        return "" if barrier.owner_id is None else f"person {barrier.owner_id}"
    value = getattr(barrier, name)
    return "" if value is None else str(value)


def note_changes(barrier: Barrier, before: dict[str, str], by: User | None) -> list[str]:
    """Keep what differs from ``before``; the names of the fields that do."""
    after = snapshot(barrier)
    changed = [name for name in TRACKED if before[name] != after[name]]
    Change.objects.bulk_create(
        Change(barrier=barrier, field=name, before=before[name], after=after[name], by=by) for name in changed
    )
    if changed:
        Barrier.objects.filter(pk=barrier.pk).update(changed_at=timezone.now())
    return changed


@transaction.atomic
def save_form(form: Any, by: User) -> Barrier:
    """Store what a valid form of a barrier says, with what it changes and who said it."""
    stored = Barrier.objects.filter(pk=form.instance.pk).first() or Barrier()
    before = snapshot(stored)
    saved: Barrier = form.save()
    changed = note_changes(saved, before, by)
    action = "barrier changed" if stored.pk else "barrier added"
    record(by, action, f"barrier {saved.pk}: {', '.join(changed)}", saved.partnership)
    return saved


def gap_key(source: str, gap: Gap) -> str:
    """What tells that a barrier was made of this gap."""
    return f"{source}: {gap.key}"[:200]


@transaction.atomic
def from_gap(
    partnership: Partnership,
    gap: Gap,
    *,
    city: City | None,
    source: str,
    address: str,
    provenance: Any,
    by: User,
) -> Barrier:
    """Make a barrier of a measured gap, with its figures pinned; the same gap twice is one barrier."""
    found = Barrier.objects.filter(partnership=partnership, gap=gap_key(source, gap)).first()
    if found is not None:
        return found
    barrier = Barrier.objects.create(
        partnership=partnership,
        title=gap.title[:200],
        service=gap.service[:120],
        type="physical" if gap.service else "",
        city=city,
        area=gap.area[:80],
        place=gap.place[:120] if gap.area else "",
        reach=gap.reach,
        origin=Barrier.Origin.FIGURES,
        gap=gap_key(source, gap),
        made_by=by,
    )
    barrier.groups.add(Group.objects.get_or_create(partnership=partnership, name=gap.group[:100])[0])
    for support in gap.figures:
        figure, _made = Figure.objects.get_or_create(
            partnership=partnership,
            source=source[:200],
            key=support.key[:200],
            defaults={
                "title": support.title[:300], "sentence": support.sentence, "value": support.value,
                "unit": support.unit, "area": support.area[:120], "group": support.group[:120],
                "address": address, "provenance": provenance, "pinned_by": by,
            },
        )  # fmt: skip
        connect(partnership, figure, "supports", barrier, by=by)
    record(by, "barrier made of a gap", f"barrier {barrier.pk}", partnership)
    return barrier


@transaction.atomic
def take_up(report: Report, barrier: Barrier | None, by: User, *, testimony: bool) -> Barrier:
    """Make a barrier of a report, or join it to one; its words stay as a testimony if that is wanted."""
    new = barrier is None
    if barrier is None:
        barrier = Barrier.objects.create(
            partnership=report.partnership,
            title=_first_sentence(report.words),
            description="" if testimony else report.words,
            service=report.service,
            type=report.type,
            place=report.place,
            origin=Barrier.Origin.RESIDENTS,
            made_by=by,
        )
        if report.group:
            group, _made = Group.objects.get_or_create(
                partnership=report.partnership, name=report.group[:100]
            )
            barrier.groups.add(group)
    if testimony:
        Testimony.objects.create(barrier=barrier, words=report.words, year=report.received_on.year)
    report.barrier = barrier
    report.state = Report.State.BARRIER if new else Report.State.JOINED
    report.reason = ""
    _decide(report, by)
    return barrier


@transaction.atomic
def decline(report: Report, by: User) -> None:
    """Do not take a report up; the reason stands in it already."""
    report.state, report.barrier = Report.State.DECLINED, None
    _decide(report, by)


def _decide(report: Report, by: User) -> None:
    report.decided_by, report.decided_at = by, timezone.now()
    report.save()
    record(
        by,
        "report decided",
        f"report {report.pk}: {report.state} {report.reason}".strip(),
        report.partnership,
    )


def _first_sentence(words: str) -> str:
    """The first sentence, cut at a word where it is long."""
    first = words.strip().splitlines()[0]
    for end in (". ", "! ", "? "):
        first = first.partition(end)[0] if end in first else first
    return first if len(first) <= 120 else first[:117].rpartition(" ")[0] + " …"
