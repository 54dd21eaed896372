"""Filters of the plan's templates."""

from __future__ import annotations

from typing import Any

from django import template

from isopolis.plan.actions.template import BY_NAME
from isopolis.workspace.plan.history import as_text as value_as_text

register = template.Library()


@register.filter
def as_text(value: Any) -> str:
    """A value of a field as text."""
    return value_as_text(value)


@register.filter
def is_text(name: str) -> bool:
    """Whether a field holds a text, so that another can be suggested."""
    return name in BY_NAME and BY_NAME[name].words is not None
