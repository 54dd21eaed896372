"""Choosing among many things in a form: some are offered, any may be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import ModelMultipleChoiceField

OFFERED = 50
"""Things that one can choose from at once; a page of a list has no more."""


def offer(field: Any, first: Iterable[object] = (), words: str = "") -> None:
    """Offer in a ``ModelChoiceField`` those of ``first`` (keys), then the newest with some words in it.

    Its query still says what may be chosen: a link may lead to a form with any of them.
    """
    keys = {int(str(one)) for one in first if str(one).isdecimal() and len(str(one)) < 15}
    named = field.queryset.filter(title__icontains=words) if words else field.queryset
    shown = {one.pk: str(one) for one in field.queryset.filter(pk__in=keys)}
    shown |= {one.pk: str(one) for one in named.order_by("-pk")[:OFFERED]}
    several = isinstance(field, ModelMultipleChoiceField)
    field.choices = [*([] if several else [("", field.empty_label or "---------")]), *shown.items()]
