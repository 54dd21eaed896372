"""Reading a table of places in a child: plain data in, plain data out, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isopolis.language import Language, available_languages
from isopolis.measure.access import read_places
from isopolis.workspace.tasks.kinds import Report


def read(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """The places of the ``file``; its notes by language."""
    places = read_places(Path(payload["file"]))
    report(1, 1)
    return {
        "file": places.source.file,
        "sha256": places.source.sha256,
        "notes": {
            code: [note.said(Language(code)) for note in places.notes] for code in available_languages()
        },
        "places": [
            {
                "code": places.ids[at][:120],
                "name": places.names[at][:200],
                "longitude": float(places.points[at, 0]),
                "latitude": float(places.points[at, 1]),
                "offers": "|".join(places.services[at]),
                "hours": places.hours[at][:300],
            }
            for at in range(len(places))
        ],
    }
