"""Choosing the other end of a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from isopolis.workspace.thread.kinds import Kind, kind
from isopolis.workspace.thread.relations import Relation, relations_of

SHOWN = 30
"""As many things are offered at once; more are found by words."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to link a thing: the relation, from which end, and the kind of the other end."""

    relation: Relation
    from_source: bool
    other: Kind

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.relation.key}-{self.other.key}"

    @property
    def words(self) -> Any:
        """What it means for the thing at this end."""
        return self.relation.words(from_source=self.from_source)


def choices_of(here: Kind) -> dict[str, Choice]:
    """The ways to link a thing of this kind to kinds that are known, by name."""
    ways = []
    for relation, from_source in relations_of(here.key):
        other = kind(relation.target if from_source else relation.source)
        if other is not None:
            ways.append(Choice(relation, from_source, other))
    return {way.key: way for way in ways}


class _Things(forms.ModelChoiceField):
    """Things by the title of their kind."""

    kind: Kind

    def label_from_instance(self, thing: Any) -> str:
        return self.kind.title(thing)


class ChooseForm(forms.Form):
    """Choose a thing among those found, and say why."""

    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Why they hang together, in one sentence."),
    )

    def __init__(self, way: Choice, things: QuerySet[Any], words: str, *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        if words:
            things = things.filter(**{f"{way.other.words}__icontains": words})
        offered = [thing.pk for thing in things.order_by("-pk")[:SHOWN]]
        self.offered = len(offered)
        field = _Things(
            queryset=things.filter(pk__in=offered).order_by("-pk") if not self.is_bound else things,
            widget=forms.RadioSelect,
            empty_label=None,
            label=way.words,
        )
        field.kind = way.other
        self.fields["other"] = field
        self.order_fields(["other", "note"])
