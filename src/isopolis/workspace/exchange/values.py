"""Values of fields as JSON and back, losing nothing; and the JSON Schema of a table."""

from __future__ import annotations

import base64
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.dateparse import parse_duration

from isopolis.errors import Phrase
from isopolis.workspace.exchange.tables import POINTERS, Table

TYPES: tuple[tuple[type[models.Field[Any, Any]], dict[str, Any]], ...] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.JSONField, {}),
    (models.FileField, {"type": "string", "description": "name of the file in this archive, or empty"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.IntegerField, {"type": "integer"}),
    (models.FloatField, {"type": "number"}),
    (models.DecimalField, {"type": "string", "description": "a decimal number"}),
    (models.BinaryField, {"type": "string", "contentEncoding": "base64"}),
)
"""The first that fits a field; anything else is text."""


def to_json(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def from_json(field: models.Field[Any, Any], value: Any) -> Any:
    """The value of a field, checked; an error where it cannot be one, Django's or a phrase of ours."""
    if value is None:
        if not field.null and not isinstance(field, models.JSONField):
            raise ValueError(Phrase("it must not be empty"))
        return None
    if isinstance(field, models.JSONField):
        return value
    if isinstance(value, dict | list):
        raise TypeError(Phrase("it is not a single value"))
    if isinstance(field, models.BinaryField):
        return base64.b64decode(str(value))
    if isinstance(field, models.DurationField):
        return timedelta(seconds=value) if isinstance(value, int | float) else parse_duration(str(value))
    found = field.to_python(value)
    if isinstance(field, models.CharField) and field.max_length and len(found) > field.max_length:
        raise ValueError(Phrase("longer than {number} characters", number=field.max_length))
    if isinstance(field, models.CharField | models.TextField) and "\x00" in found:
        raise ValueError(Phrase("it holds a null character"))
    return found


def schema(table: Table) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record of a table."""
    properties: dict[str, Any] = {"id": {"type": "integer", "minimum": 1}}
    for field in table.fields:
        properties[field.name] = _schema(field)
    for _word, pointer in POINTERS.get(table.name, ()):
        words = "id of a record of that kind, or “catalogue:” and a name"
        properties[pointer] = {"type": ["integer", "string"], "description": words}
    for many in table.many:
        target = many.related_model._meta.label_lower
        properties[many.name] = {
            "type": "array", "items": {"type": "integer", "minimum": 1}, "description": f"ids of {target}",
        }  # fmt: skip
    if table.has_folder:
        properties["files"] = {
            "type": "array",
            "items": {"type": "string"},
            "description": "files of its folder",
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": " ".join((table.model.__doc__ or "").split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema(field: models.Field[Any, Any]) -> dict[str, Any]:
    if isinstance(field, models.ForeignKey):
        target = field.related_model._meta.label_lower
        found: dict[str, Any] = {"type": "integer", "minimum": 1, "description": f"id of {target}"}
    else:
        found = next((dict(form) for kind, form in TYPES if isinstance(field, kind)), {"type": "string"})
    if field.null and "type" in found:
        found["type"] = [found["type"], "null"]
    return found
