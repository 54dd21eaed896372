"""Reading a plan file in a child: plain data in, plain data out, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isopolis.plan.actions.plan_file import read_plan
from isopolis.plan.actions.sheet import read_sheet
from isopolis.plan.actions.taking_over import columns_of
from isopolis.workspace.tasks.kinds import Report

SHEETS = (".xlsx", ".xlsm")


def read(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """The ``plan`` of the ``file``; of a spreadsheet also the ``fields`` that it has, by action."""
    path = Path(payload["file"])
    is_sheet = path.suffix.lower() in SHEETS
    plan = read_sheet(path) if is_sheet else read_plan(path)
    return {"plan": plan.model_dump(mode="json"), "fields": columns_of(plan) if is_sheet else None}
