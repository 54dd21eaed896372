"""Reading a plan in: from a file to what would change, and from there to the stored plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from isopolis.language import Language
from isopolis.plan.actions.action import Action as ActionRecord
from isopolis.plan.actions.compare import compare, differences
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_json
from isopolis.plan.actions.taking_over import taken_over
from isopolis.workspace.people.audit import record
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.plan.field_inputs import label_of
from isopolis.workspace.plan.frame import FIELDS, frame_of, frame_value, replace_frame
from isopolis.workspace.plan.frame_inputs import FRAME
from isopolis.workspace.plan.history import difference
from isopolis.workspace.plan.models import Edition, ImportedPlan
from isopolis.workspace.plan.records import plan_record, store_action
from isopolis.workspace.plan.saving import current, save_field
from isopolis.workspace.plan.wording import in_words
from isopolis.workspace.site.read_once import on_disk
from isopolis.workspace.tasks.apart import compute_apart


@dataclass(frozen=True, slots=True)
class Changed:
    """What would happen to an action or the frame: ``kind`` is new, gone or changed; fields with marks."""

    title: str
    kind: str
    fields: tuple[tuple[str, str], ...] = ()


def read_in(file: UploadedFile, partnership: Partnership, by: User, *, keeps: bool) -> ImportedPlan:
    """Keep what a file says until it is taken over; one person has one of them.

    Raises
    ------
    RefusedError
        The file is no plan, or reading it took too much.
    """
    with on_disk(file) as path:
        read = compute_apart("isopolis.workspace.plan.reading:read", {"file": str(path)})
    with transaction.atomic():
        partnership.imported_plans.filter(by=by).delete()
        return ImportedPlan.objects.create(
            partnership=partnership,
            name=Path(file.name or "plan").name[:120],
            plan=read["plan"],
            fields=read["fields"],
            keeps=keeps,
            by=by,
        )


def outcome(read: ImportedPlan, present: Plan) -> Plan:
    """The plan as it would be."""
    return taken_over(present, Plan.model_validate(read.plan), read.fields, keeps=read.keeps)


def mark(plan: Plan) -> str:
    """A short name of exactly this plan: whether somebody changed it in the meantime."""
    return hashlib.sha256(plan_json(plan).encode()).hexdigest()[:16]


def changes(before: Plan, after: Plan, language: Language) -> list[Changed]:
    """What would happen: to the frame, then action by action, word by word."""
    found = compare(before, after)
    out = []
    if found.frame:
        was, will = before.model_dump(mode="json"), after.model_dump(mode="json")
        parts = tuple(
            (_frame_label(name, language), difference(was[name], will[name])) for name in found.frame
        )
        out.append(Changed("", "changed", parts))
    old = {one.key: one for one in before.actions}
    out += [
        Changed(one.title, "changed", tuple(_fields(old[one.key], one, language)))
        if one.key in old
        else Changed(one.title, "new")
        for one in after.actions
        if one.key in found.added or one.key in found.changed
    ]
    return [*out, *(Changed(old[key].title, "gone") for key in found.removed)]


def _frame_label(name: str, language: Language) -> str:
    return language.text(FRAME[name].label) if name in FRAME else name


def _fields(before: ActionRecord, after: ActionRecord, language: Language) -> Iterator[tuple[str, str]]:
    was, will = before.model_dump(mode="json"), after.model_dump(mode="json")
    for one in differences(before, after):
        values = (in_words(one.field, plan[one.field], language) for plan in (was, will))
        yield label_of(one.field, language), difference(*values)


@transaction.atomic
def take_over(read: ImportedPlan, by: User) -> Plan:
    """Make the stored plan what the file says; the plan before it is kept as an edition."""
    partnership = read.partnership
    before = plan_record(partnership)
    after = outcome(read, before)
    Edition.objects.create(
        partnership=partnership,
        name=f"{before.edition or before.title} · {read.name}"[:200],
        plan=before.model_dump(mode="json"),
        made_by=by,
    )
    frame, wanted = frame_of(partnership), after.model_dump(mode="json")
    for name in FIELDS:
        if frame_value(frame, name) != wanted[name]:
            replace_frame(frame, name, wanted[name], by)
    _store_actions(partnership, after, by)
    record(by, "plan read in", read.name, partnership)
    read.delete()
    return after


def _store_actions(partnership: Partnership, after: Plan, by: User) -> None:
    stored = {one.key: one for one in partnership.actions.all()}
    for gone in stored.keys() - {one.key for one in after.actions}:
        record(by, "action removed", gone, partnership)
        stored[gone].delete()
    for position, wanted in enumerate(after.actions):
        action = stored.get(wanted.key)
        if action is None:
            store_action(partnership, wanted, by, position)
            continue
        values: dict[str, Any] = wanted.model_dump(mode="json", exclude={"key"})
        for name, value in values.items():
            now, version = current(action, name)
            if value != now:
                save_field(action, name, value, version, by)
        if action.position != position:
            action.position = position
            action.save(update_fields=["position"])
