"""A file that a page reads while its sender waits: in a child like that of a task, with limits."""

from __future__ import annotations

import contextlib
import logging
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from isopolis.workspace.tasks.child import BROKEN, started, why_stopped

LOG = logging.getLogger(__name__)
SECONDS = 20
"""Of processor time, for a page that somebody waits for."""
MEGABYTES = 2000


class RefusedError(Exception):
    """The file cannot be used; ``record`` says why, as :func:`~isopolis.workspace.tasks.child.told` does."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        super().__init__(record.get("found", ""))
        self.record = record


def compute_apart(where: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What ``module:name`` computes in a child without database, secrets and network.

    Raises
    ------
    RefusedError
        The child refused the file, or was stopped at a limit.
    """
    rooms = settings.DATA / "tasks"
    rooms.mkdir(parents=True, exist_ok=True, mode=0o700)
    limits = (SECONDS, min(MEGABYTES, settings.TASK_MEMORY_MB))
    what, content = "stopped", None
    end = time.monotonic() + 3 * SECONDS
    with (
        tempfile.TemporaryDirectory(prefix="page-", dir=rooms, ignore_cleanup_errors=True) as folder,
        started(where, payload, Path(folder), limits, [where.partition(":")[0]]) as (child, pipe),
        contextlib.suppress(EOFError),  # it was killed
    ):
        while (left := end - time.monotonic()) > 0 and pipe.poll(left):
            said = pipe.recv()
            if said[0] != "progress":
                what, content = said
                break
    if what == "done":
        return dict(content)
    if what == "broken":
        LOG.error("%s broke: %s", where, content)
    raise RefusedError({"refused": content, "stopped": why_stopped(child)}.get(what, BROKEN))
