"""The kinds of things that the thread links: each room registers its own when Django starts.

A room calls :func:`register` in its app's ``ready``; nothing else is needed for its things to be linked,
shown in the thread and exported with the partnership.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.signals import post_delete

ORDER = ("figure", "barrier", "practice", "lesson", "fund", "proposal", "action", "indicator")
"""The way of the thread, from evidence to what will show whether it worked."""


def _everything(things: QuerySet[Any], role: str) -> QuerySet[Any]:
    return things


def _own_page(thing: Any, partnership: Any) -> str:
    return str(thing.get_absolute_url())


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: its word in :data:`ORDER`, its model, and how it is shown.

    ``url`` is the page of a thing in a partnership, which shows its thread.
    ``visible`` narrows a query to what a role (a :class:`~..people.permissions.Role` or ``PUBLIC``) may see.
    ``within`` is the lookup from the model to its partnership, or makes the condition for one; None: a
    catalogue that all partnerships share.
    ``with_it`` names what its title and address need from other tables.
    ``words`` is the field that is searched when somebody looks for a thing to link.
    ``reference`` names a thing of a shared catalogue in an export: a field that is unique and lasts.
    """

    key: str
    label: Any
    plural: Any
    model: type[Model]
    title: Callable[[Any], str] = str
    url: Callable[[Any, Any], str] = _own_page
    visible: Callable[[QuerySet[Any], str], QuerySet[Any]] = _everything
    within: str | Callable[[Any], Q] | None = "partnership"
    with_it: tuple[str, ...] = ()
    words: str = "title"
    reference: str = "pk"

    def things(self, partnership: Any, role: str) -> QuerySet[Any]:
        """The things of a partnership that a role may see."""
        return self.visible(self.everything(partnership), role)

    def everything(self, partnership: Any) -> QuerySet[Any]:
        """All things of a partnership, whoever may see them."""
        found = self.model._default_manager.all()
        if self.within is None:
            return found
        if isinstance(self.within, str):
            # Addresses name the partnership: fetched with the things, not once for each.
            return found.filter(**{self.within: partnership}).select_related(self.within, *self.with_it)
        return found.filter(self.within(partnership))


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. A thing that is deleted takes its links with it."""
    if kind.key not in ORDER:
        raise ValueError(f"“{kind.key}” has no place in the thread: {', '.join(ORDER)}")
    if kind.key in _KINDS and _KINDS[kind.key].model is not kind.model:
        raise ValueError(f"“{kind.key}” is registered already, for {_KINDS[kind.key].model.__name__}")
    _KINDS[kind.key] = kind
    post_delete.connect(_drop_links, sender=kind.model, dispatch_uid=f"thread {kind.key}")


def kinds() -> list[Kind]:
    """The kinds that are known, in the order of the thread."""
    return [_KINDS[key] for key in ORDER if key in _KINDS]


def kind(key: str) -> Kind | None:
    """The kind of this word, or None if no room has it."""
    return _KINDS.get(key)


def kind_of(thing: Model) -> Kind:
    """The kind of a thing."""
    return next(one for one in _KINDS.values() if isinstance(thing, one.model))


def _drop_links(sender: type[Model], instance: Model, **_more: object) -> None:
    from isopolis.workspace.thread.models import Link  # noqa: PLC0415  (kinds are known before models are)

    key = kind_of(instance).key
    Link.objects.filter(source_kind=key, source_id=instance.pk).delete()
    Link.objects.filter(target_kind=key, target_id=instance.pk).delete()
