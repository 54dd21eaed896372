"""The history of an action and of the frame: every change with its author and its words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from isopolis.language import Language
from isopolis.plan.documents.flow import inline
from isopolis.plan.documents.flow.changes import word_changes
from isopolis.plan.documents.flow.html import spans_to_html
from isopolis.workspace.plan.models import Action, ActionPlan, FieldChange, FrameChange
from isopolis.workspace.plan.records import empty_value
from isopolis.workspace.plan.wording import in_words

MOST = 200


def changes(action: Action, language: Language) -> Iterator[tuple[FieldChange, str]]:
    """Changes, newest first, each as HTML with deleted and inserted words."""
    every = list(action.changes.select_related("by"))
    values = {(one.name, one.version): one.value for one in every}
    for one in every[:MOST]:
        before = values.get((one.name, one.version - 1), empty_value(one.name))
        yield one, difference(*(in_words(one.name, value, language) for value in (before, one.value)))


def frame_changes(plan: ActionPlan) -> Iterator[tuple[FrameChange, str]]:
    """The same of the frame; a text that came too late is held against the present one."""
    every = list(plan.changes.select_related("by").exclude(version=0))
    values = {(one.name, one.version): one.value for one in plan.changes.exclude(version=None)}
    for one in every[:MOST]:
        if one.version is None:
            yield one, difference(plan.frame.get(one.name), one.value)
        else:
            yield one, difference(values.get((one.name, one.version - 1)), one.value)


def difference(before: Any, after: Any) -> str:
    """Two values of a field as one text with marks; everything in it is escaped."""
    return spans_to_html(word_changes(inline(as_text(before)), inline(as_text(after))))


def as_text(value: Any) -> str:
    """A value of a field as text to compare: lists one item a line, records as their filled fields."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(as_text(one) for one in value)
    if isinstance(value, dict):
        filled = {name: part for name, part in value.items() if part not in ("", None, [], False)}
        return "; ".join(
            f"{name}{_(': ')}{part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)}"
            for name, part in filled.items()
        )
    return str(value)
