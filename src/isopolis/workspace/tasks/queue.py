"""The queue: tasks are put in by pages and taken by workers, each by one worker at a time.

Taking is one UPDATE whose WHERE still finds the task as it was seen: of two workers, one changes a row and
the other none. That holds on SQLite and PostgreSQL alike, without locks that a killed worker would keep.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from isopolis.language import message
from isopolis.workspace.people.models import Partnership, User
from isopolis.workspace.tasks.models import Task

BEAT = 5.0
"""Seconds between two signs of life of a worker that has a task."""
LOST = timedelta(seconds=60)
"""Without a sign of life for so long, a task is taken by another worker."""
MOST_ATTEMPTS = 3
"""A task that was interrupted so often is not begun again: it may be what kills the worker."""
INTERRUPTED = {
    "found": message("the work was interrupted three times before it was finished"),
    "remedy": message("try a smaller file; whoever runs the server finds the reason in its log"),
}


def enqueue(kind: str, payload: dict[str, Any], partnership: Partnership | None, by: User | None) -> Task:
    """Put in a task; call it in the transaction of what it belongs to."""
    return Task.objects.create(kind=kind, payload=payload, partnership=partnership, asked_by=by)


def worker_name() -> str:
    """Who this process is, so that another on the same machine can see whether it is still alive."""
    return f"{socket.gethostname()[:80]}/{os.getpid()}"


def take(worker: str) -> Task | None:
    """Take the oldest task that is free; None where there is none."""
    stale = Q(status=Task.Status.RUNNING, heartbeat_at__lt=timezone.now() - LOST)
    free = Q(status=Task.Status.WAITING) | stale
    while True:
        found = Task.objects.filter(free).order_by("pk").first()
        if found is None:
            return None
        seen = Task.objects.filter(
            pk=found.pk, status=found.status, worker=found.worker, attempts=found.attempts
        )
        if found.attempts >= MOST_ATTEMPTS:
            seen.update(status=Task.Status.FAILED, error=INTERRUPTED, finished_at=timezone.now())
            continue
        if seen.update(
            status=Task.Status.RUNNING,
            worker=worker,
            attempts=F("attempts") + 1,
            heartbeat_at=timezone.now(),
            done=0,
            of=0,
        ):
            return Task.objects.get(pk=found.pk)


def beat(task: Task, done: int, of: int) -> bool:
    """Give a sign of life and say how far the task is; False if another worker has taken it."""
    mine = Task.objects.filter(pk=task.pk, status=Task.Status.RUNNING, worker=task.worker)
    return bool(mine.update(heartbeat_at=timezone.now(), done=done, of=of))


def release_lost() -> int:
    """Free the tasks of workers of this machine that are no more; how many there were.

    A worker does this at its start, so that after a restart nobody waits for the heartbeat to grow old.
    """
    here = f"{socket.gethostname()[:80]}/"
    released = 0
    for task in Task.objects.filter(status=Task.Status.RUNNING, worker__startswith=here):
        if not _alive(task.worker.removeprefix(here)):
            released += Task.objects.filter(
                pk=task.pk, status=Task.Status.RUNNING, worker=task.worker
            ).update(status=Task.Status.WAITING, worker="")
    return released


def _alive(number: str) -> bool:
    if not number.isdigit() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
