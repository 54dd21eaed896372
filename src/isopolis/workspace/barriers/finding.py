"""Finding barriers: by words and by facets, each with how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from isopolis.workspace.barriers.models import Barrier, Type

FACETS = {
    "status": "status",
    "type": "type",
    "group": "groups",
    "city": "city",
    "severity": "severity",
    "origin": "origin",
}
"""Name in the address -> field."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list: its name, its words, and (value, label, number, chosen) for each choice."""

    name: str
    label: str
    choices: list[tuple[str, str, int, bool]]


def find(barriers: QuerySet[Barrier], asked: Mapping[str, str]) -> QuerySet[Barrier]:
    """Those that fit everything asked; what no barrier can be is ignored."""
    # One group is asked for at most, and a barrier names it once: nothing comes twice.
    return barriers.filter(_asked(asked)) if asked else barriers


def _asked(asked: Mapping[str, str], *, without: str = "") -> Q:
    wanted = Q()
    for name, field in FACETS.items():
        value = asked.get(name, "")
        if name == without or not value:
            continue
        if name in {"group", "city", "severity"} and not (
            value.isascii() and value.isdigit() and len(value) < 15
        ):
            continue
        wanted &= Q(**{field: value})
    if words := asked.get("words", "").strip():
        text = Q()
        for field in ("title", "description", "service", "place"):
            text |= Q(**{f"{field}__icontains": words})
        wanted &= text
    return wanted


def facets(barriers: QuerySet[Barrier], asked: Mapping[str, str]) -> list[Facet]:
    """Each facet with the numbers that its choices would leave, the others as asked."""
    labels: dict[str, tuple[str, dict[Any, Any]]] = {
        "status": (_("Status"), dict(Barrier.Status.choices)),
        "type": (_("Kind of obstacle"), dict(Type.choices)),
        "group": (_("Group"), {}),
        "city": (_("City"), {}),
        "severity": (_("Severity"), dict(Barrier.Severity.choices)),
        "origin": (_("Brought up by"), dict(Barrier.Origin.choices)),
    }
    out = []
    for name, field in FACETS.items():
        rest = barriers.filter(_asked(asked, without=name))
        counted = rest.order_by().values_list(field).annotate(number=Count("pk")).order_by(field)
        numbers = {value: number for value, number in counted if value not in (None, "")}
        label, known = labels[name]
        if name in {"group", "city"}:
            related = Barrier._meta.get_field(field).related_model
            known = {one.pk: str(one) for one in related.objects.filter(pk__in=numbers)}
        chosen = asked.get(name, "")
        choices = [
            (str(value), str(words), numbers[value], str(value) == chosen)
            for value, words in known.items()
            if value in numbers
        ]
        if choices:
            out.append(Facet(name, label, choices))
    return out
