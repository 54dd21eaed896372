"""A file that a page reads while its sender waits: in a child like that of a task, with limits."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from isopolis.workspace.tasks.child import TOO_MUCH_MEMORY
from isopolis.workspace.tasks.child import run as run_child
from isopolis.workspace.tasks.worker import BROKEN, STOPPED

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
    context = multiprocessing.get_context("forkserver")  # its server imports once what every child needs
    context.set_forkserver_preload([where.partition(":")[0]])
    ours, theirs = context.Pipe()
    with tempfile.TemporaryDirectory(prefix="page-", dir=rooms, ignore_cleanup_errors=True) as folder:
        limits = (SECONDS, min(MEGABYTES, settings.TASK_MEMORY_MB))
        child = context.Process(target=run_child, args=(where, payload, Path(folder), limits, theirs))
        child.start()
        theirs.close()
        what, content = "refused", STOPPED
        end = time.monotonic() + 3 * SECONDS
        try:
            while (left := end - time.monotonic()) > 0 and ours.poll(left):
                what, content = ours.recv()[:2]
                if what != "progress":
                    break
        except EOFError:  # it was killed
            what, content = "refused", STOPPED
        finally:
            child.kill()
            child.join()
            ours.close()
        if child.exitcode == -6:
            content = TOO_MUCH_MEMORY
    if what == "done":
        return dict(content)
    raise RefusedError(content if what == "refused" else BROKEN)
