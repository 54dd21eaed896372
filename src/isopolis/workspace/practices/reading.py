"""Reading a file of policy examples in a child: plain data in, plain data out, no Django."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isopolis.learn.practices.exchange import read_practices
from isopolis.workspace.tasks.kinds import Report


def read(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """The records of the ``file``."""
    return {"practices": [one.model_dump(mode="json") for one in read_practices(Path(payload["file"]))]}
