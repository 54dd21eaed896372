"""The demonstration partnership's draft plan: eight actions, invented like everything about it.

Its texts are written by hand; the figures of Tessemar in it are those that Isopolis computes from the
generated city (a test computes them again).
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.plan_file import plan_from_json

WRITTEN_ON = date(2026, 11, 26)
"""The day on which the plan, as it is stored, is to be read."""
_MOVING = {"starts", "ends", "due", "by", "done_on", "delivered_on"}


def demonstration_plan(today: date = WRITTEN_ON) -> Plan:
    """The plan; with another ``today`` its work begins and ends as much later.

    The dates of figures stay: they were measured when they were measured.
    """
    text = files(__package__).joinpath("action_plan.json").read_text(encoding="utf-8")
    days = timedelta(days=(today - WRITTEN_ON).days)
    return plan_from_json(json.dumps(_moved(json.loads(text), days)) if days else text)


def write_demonstration_plan(path: Path) -> None:
    """Write the plan to a file."""
    path.write_bytes(files(__package__).joinpath("action_plan.json").read_bytes())


def _moved(data: Any, days: timedelta, *, moving: bool = False) -> Any:
    """The same data with the dates of work moved: of steps, outputs, targets, states and reports."""
    if isinstance(data, list):
        return [_moved(one, days, moving=moving) for one in data]
    if not isinstance(data, dict):
        return data
    out = {}
    for name, value in data.items():
        is_date = name in _MOVING or (moving and name == "on")
        if is_date and isinstance(value, str) and value[:4].isdigit():
            out[name] = (date.fromisoformat(value) + days).isoformat()
        else:
            out[name] = _moved(value, days, moving=name in ("history", "reports"))
    return out
