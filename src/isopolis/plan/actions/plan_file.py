"""A plan as a JSON file: written and read back as the same plan, or refused in the user's terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from isopolis.errors import InputError, Phrase
from isopolis.plan.actions.plan import Plan
from isopolis.records.problems import in_a_row, problem


def plan_json(plan: Plan) -> str:
    """The plan as JSON text; what is empty is left out."""
    data = {"format": plan.format, **plan.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def write_plan(plan: Plan, path: Path) -> None:
    """Write the plan to a file."""
    path.write_text(plan_json(plan), encoding="utf-8")


def read_plan(path: Path) -> Plan:
    """Read a plan file.

    Raises
    ------
    InputError
        Where the file is not there, is not JSON, or is not a plan; says at which place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("is not there", file=path, remedy="check the name") from None
    except IsADirectoryError:
        raise InputError("is a folder", file=path, expected="a plan as JSON or XLSX") from None
    except UnicodeDecodeError:
        raise InputError("is not text", file=path, expected="a plan as JSON in UTF-8") from None
    return plan_from_json(text, path)


def plan_from_json(text: str, file: str | Path | None = None) -> Plan:
    """The plan that a JSON text holds."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            "is not JSON; reading stops in line {line}",
            file=file,
            expected="a plan as JSON",
            line=error.lineno,
        ) from None
    except (RecursionError, ValueError):  # nested without end, a number of thousands of digits
        raise InputError("holds no plan", file=file, expected="a plan as JSON") from None
    if not isinstance(data, dict):
        raise InputError("holds no plan", file=file, expected="an object with “title” and “actions”")
    try:
        return Plan.model_validate_json(text.lstrip("\ufeff"))
    except ValidationError as error:
        raise InputError(
            _told(error, data), file=file, expected="a plan as the schema describes it"
        ) from None


MOST_TOLD = 10


def _told(error: ValidationError, data: dict[str, Any]) -> str:
    """The first problems, each with its place in words of the plan."""
    problems = error.errors(include_url=False)
    lines: list[str] = [
        Phrase("{place}: {problem}", place=_place(one["loc"], data), problem=problem(one))
        for one in problems[:MOST_TOLD]
    ]
    if len(problems) > MOST_TOLD:
        lines.append(Phrase("… and {number} more", number=len(problems) - MOST_TOLD))
    return in_a_row(lines)


def _place(loc: tuple[int | str, ...], data: dict[str, Any]) -> str:
    """For example “action equal-funding, steps 2, ends”: rows are counted from 1, actions go by key."""
    words: list[str] = []
    at: Any = data
    for i, part in enumerate(loc):
        if isinstance(part, int):
            item = at[part] if isinstance(at, list) and part < len(at) else None
            key = item.get("key") if isinstance(item, dict) else None
            if words:
                head = words[-1].removesuffix("s") if i == 1 else words[-1]
                words[-1] = f"{head} “{key}”" if isinstance(key, str) else f"{words[-1]} {part + 1}"
            at = item
        else:
            words.append(str(part))
            at = at.get(part) if isinstance(at, dict) else None
    return ", ".join(words) or Phrase("the plan")
