"""What stands around the actions, read field by field, with who changed what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from isopolis.language import Language
from isopolis.workspace.people.gate import needs
from isopolis.workspace.people.permissions import Action as Permission
from isopolis.workspace.plan.frame import frame_of, frame_value
from isopolis.workspace.plan.frame_inputs import FRAME, STAGES
from isopolis.workspace.plan.history import frame_changes
from isopolis.workspace.plan.place import page
from isopolis.workspace.site.reader import reader_language

_BODY = ("text", "expertise", "evidence")
"""The column of a row that is a text; the others stand beside its title."""


@needs(Permission.SEE_PLAN)
@require_safe
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    stored, language = frame_of(request.partnership), reader_language()
    fields = [_shown(name, frame_value(stored, name), language) for name in FRAME]
    changes = [
        {
            "change": change,
            "title": language.text(FRAME[change.name].label) if change.name in FRAME else change.name,
            "html": mark_safe(html),  # noqa: S308  (escaped by its writer)
            "is_late": change.version is None,
        }
        for change, html in frame_changes(stored)
    ]
    context = page(request, fields=fields, changes=changes)
    context["language_of_plan"] = frame_value(stored, "language")
    return render(request, "plan/frame.html", context)


def _shown(name: str, value: Any, language: Language) -> dict[str, Any]:
    field = FRAME[name]
    shown: dict[str, Any] = {
        "name": name,
        "label": language.text(field.label),
        "guidance": language.text(field.guidance),
    }
    if field.rows is not None:
        shown["rows"] = [_row(one, field.rows.leading) for one in value]
    elif field.kind == "date":
        shown["text"] = language.date(date.fromisoformat(value)) if value else ""
    elif name == "stage":
        shown["text"] = language.text(STAGES[value])
    else:
        shown["text"] = "\n".join(value) if isinstance(value, list) else value
    return shown


def _row(record: dict[str, Any], leading: str) -> dict[str, str]:
    beside = (leading, "key", *_BODY)
    more = [
        str(part) for name, part in record.items() if name not in beside and part not in (None, "", False)
    ]
    text = next((record[name] for name in _BODY if record.get(name)), "")
    return {"title": record[leading], "more": ", ".join(one for one in more if one != "True"), "text": text}
