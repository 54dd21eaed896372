"""The demonstration's cities, generated in the child process; no Django here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isopolis.demo import generate, write
from isopolis.workspace.measure.reading import check, inspect
from isopolis.workspace.tasks.kinds import Report


def generate_city(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """Generate one city and look at the files wanted of it, as if they had been uploaded.

    ``payload["files"]`` names them as :func:`isopolis.demo.write` does: the table, its profile and its
    boundaries ("" where it needs none).
    """
    seed = payload["seed"]
    city = generate() if seed is None else generate(seed=seed)
    paths = write(city, folder / "city")
    found = []
    for number, (table, profile, polygons) in enumerate(payload["files"]):
        report(number, len(payload["files"]))
        room = folder / f"file-{number}"
        room.mkdir()
        one: dict[str, Any] = {
            "file": str(paths[table]),
            "file_name": paths[table].name,
            "profile": paths[profile].read_text(encoding="utf-8").replace(city.name, payload["name"]),
        }
        if polygons:
            one |= {"geometry": str(paths[polygons]), "geometry_name": paths[polygons].name}
        looked = inspect(one, room, _silent)
        checked = check(one, room, _silent)
        found.append({**looked, **one, "checked": checked})
    return {"files": found}


def _silent(done: int, of: int) -> None:
    """Say nothing."""
