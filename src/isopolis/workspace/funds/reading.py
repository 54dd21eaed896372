"""Reading tables of grants and cities in a child: plain data in, tables out, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isopolis.learn.advice.grant_tables import read_cities, read_grants
from isopolis.workspace.tasks.kinds import Report


def read(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """The ``cities`` and the ``grants`` of the files named so, by the names of their columns."""
    columns = payload["columns"]
    cities = read_cities(
        payload["cities"],
        city=columns["city"],
        people=columns["people"],
        deprivation=columns["deprivation"] or None,
        low_is_deprived=columns["low_is_deprived"],
        classes=columns["classes"] or None,
    )
    report(1, 2)
    grants = read_grants(payload["grants"], city=columns["city"], amount=columns["amount"])
    return {"cities": cities, "grants": grants}
