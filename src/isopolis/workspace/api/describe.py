"""The OpenAPI description as plain tables, for the page of documentation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a record: its name, its type in words, whether it must be there."""

    name: str
    type: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at one address."""

    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    sends: list[Field]
    answers: list[Field]


def described(schema: dict[str, Any]) -> dict[str, list[Operation]]:
    """Operations by room, in the order of the description."""
    rooms: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            rooms[operation.get("tags", ["other"])[0]].append(_operation(schema, method, path, operation))
    return dict(rooms)


def _operation(schema: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> Operation:
    parameters = [
        Field(
            one["name"],
            type_of(one["schema"]),
            one.get("required", False),
            one["schema"].get("description", ""),
        )
        for one in operation.get("parameters", [])
    ]
    answer = next((one for code, one in operation["responses"].items() if 200 <= int(code) < 300), {})
    return Operation(
        method.upper(),
        path,
        operation["summary"],
        operation.get("description", ""),
        parameters,
        _fields(schema, operation.get("requestBody", {})),
        _fields(schema, answer),
    )


def _fields(schema: dict[str, Any], body: dict[str, Any]) -> list[Field]:
    content = body.get("content", {}).get("application/json", {}).get("schema", {})
    record = _resolved(schema, content)
    items = record.get("properties", {}).get("items", {})
    if items:  # a page of records: their fields are what matters
        record = _resolved(schema, items.get("items", {}))
    required = record.get("required", [])
    return [
        Field(name, type_of(one), name in required, one.get("description", ""))
        for name, one in record.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: dict[str, Any] = schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
    return found


def type_of(part: dict[str, Any]) -> str:
    """A JSON Schema type in words.

    >>> type_of({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]})
    'list of string, or null'
    >>> type_of({"type": "integer", "minimum": 1})
    'integer (1 or more)'
    """
    if "$ref" in part:
        return str(part["$ref"]).rsplit("/", 1)[-1]
    if options := part.get("anyOf") or part.get("oneOf"):
        return ", or ".join(type_of(one) for one in options)
    if values := part.get("enum"):
        return " | ".join(map(str, values))
    if part.get("type") == "array":
        return f"list of {type_of(part.get('items', {}))}"
    words = str(part.get("const", part.get("format", part.get("type", "anything"))))
    if "minimum" in part and "maximum" in part:
        return f"{words} ({part['minimum']} to {part['maximum']})"
    return f"{words} ({part['minimum']} or more)" if "minimum" in part else words
