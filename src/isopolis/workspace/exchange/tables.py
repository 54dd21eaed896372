"""Which tables belong to a partnership, and how they hang together: found in the models themselves.

A table belongs to a partnership if a chain of foreign keys leads from it there. A room that adds a model
needs nothing here; what must not travel is named in :data:`STAYS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, FileField, ForeignKey, ManyToManyField, Model, QuerySet

from isopolis.workspace.people.models import Organisation, Partnership, User

STAYS = {
    "people.user": "a person is of no partnership; those named travel apart, in personal/people.jsonl",
    "people.invitation": "a secret that opens a door of this server",
    "people.signinlink": "a secret that opens a door of this server",
    "people.secondfactor": "a secret of a person",
    "people.passkey": "a key of a person, bound to this server",
    "people.recoverycode": "a secret of a person",
    "people.signinattempt": "counts attempts at the doors of this server",
    "people.consent": "of a person, to the notice of this server",
    "funds.fund": "the catalogue that every server has; links name its entries",
    "facilitation.seat": "names of people in a room, erased after the meeting",
    "api.token": "a secret that opens a door of this server",
    "plan.importedplan": "read in and not taken over: nothing of the plan yet",
    "tasks.task": "work of this server; what came of it travels",
}
"""Tables that do not travel, and why."""

POINTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "thread.link": (("source_kind", "source_id"), ("target_kind", "target_id")),
}
"""Fields that point to a thing by the word of its kind in the thread and its number."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that travels: its model, and the lookup from it to the partnership."""

    model: type[Model]
    path: str

    @property
    def name(self) -> str:
        """Its name in a file: ``barriers.barrier``."""
        return str(self.model._meta.label_lower)

    def rows(self, partnership: Partnership) -> QuerySet[Any]:
        """Its rows of one partnership, oldest first."""
        if self.model is Organisation:
            return organisations(partnership)
        found = self.model._default_manager.filter(**{self.path: partnership.pk})
        return found.order_by("pk")

    @property
    def fields(self) -> list[Field[Any, Any]]:
        """The fields that travel: all but its number."""
        return [field for field in self.model._meta.concrete_fields if not field.primary_key]

    @property
    def many(self) -> list[ManyToManyField[Any, Any]]:
        """Many-to-many fields without a table of their own."""
        return [
            field for field in self.model._meta.many_to_many if field.remote_field.through._meta.auto_created
        ]

    @property
    def files(self) -> list[str]:
        """The names of its fields of files."""
        return [field.name for field in self.fields if isinstance(field, FileField)]

    @property
    def has_folder(self) -> bool:
        """Whether each row has a folder of files of its own (an attribute ``folder``)."""
        return hasattr(self.model, "folder")


def models() -> list[type[Model]]:
    """Every model of the workspace."""
    return [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("isopolis.workspace")
        for model in app.get_models()
    ]


@cache
def tables() -> tuple[Table, ...]:
    """The tables that travel, each after those that its rows point to."""
    paths: dict[type[Model], str] = {Partnership: "pk", Organisation: "partnerships"}
    waiting = [one for one in models() if one not in paths and one._meta.label_lower not in STAYS]
    grown = True
    while grown:
        grown = False
        for model in list(waiting):
            path = _path(model, paths)
            if path:
                paths[model] = path
                waiting.remove(model)
                grown = True
    return tuple(Table(model, paths[model]) for model in _in_order(list(paths)))


def _path(model: type[Model], paths: dict[type[Model], str]) -> str:
    """The lookup to the partnership: direct, else through a table that has one; what may be empty last."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    keys = [
        field for field in keys if field.related_model in paths and field.related_model is not Organisation
    ]
    keys.sort(key=lambda field: (field.null, field.related_model is not Partnership))
    if not keys:
        return ""
    first = keys[0]
    return first.name if first.related_model is Partnership else f"{first.name}__{paths[first.related_model]}"


def _in_order(found: list[type[Model]]) -> list[type[Model]]:
    """Those that others point to first; a circle is cut at a key that may be empty."""
    order: list[type[Model]] = []
    first = (Organisation, Partnership)
    rest = sorted(
        found,
        key=lambda one: (
            one._meta.label_lower in POINTERS,
            one not in first,
            one is Partnership,
            one.__name__,
        ),
    )
    while rest:
        ready = [one for one in rest if not (_needed(one, must=False) & (set(rest) - {one}))]
        ready = ready or [one for one in rest if not (_needed(one, must=True) & (set(rest) - {one}))]
        order.append(ready[0])
        rest.remove(ready[0])
    return order


def _needed(model: type[Model], *, must: bool) -> set[type[Model]]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not (must and field.null)
    } | {field.related_model for field in model._meta.many_to_many}


def organisations(partnership: Partnership) -> QuerySet[Organisation]:
    """The partners, and any other organisation that something of the partnership names."""
    named = set(partnership.organisations.values_list("pk", flat=True))
    for table in tables():
        if table.model in (Partnership, Organisation):
            continue
        for field in table.fields:
            if isinstance(field, ForeignKey) and field.related_model is Organisation:
                rows = table.rows(partnership).order_by().exclude(**{field.name: None})
                named |= set(rows.values_list(field.name, flat=True).distinct())
    return Organisation.objects.filter(pk__in=named).order_by("pk")


def people(partnership: Partnership) -> QuerySet[User]:
    """Everybody whom something of the partnership names."""
    named: set[int] = set()
    for table in tables():
        for field in table.fields:
            if isinstance(field, ForeignKey) and field.related_model is User:
                rows = table.rows(partnership).order_by().exclude(**{field.name: None})
                named |= set(rows.values_list(field.name, flat=True).distinct())
    return User.objects.filter(pk__in=named).order_by("pk")
