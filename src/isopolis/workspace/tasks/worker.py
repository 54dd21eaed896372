"""The worker: takes tasks one after the other and has each computed by a child that it watches.

``isopolis serve`` starts one beside the web server; ``python -m isopolis.workspace.tasks.worker`` starts
another, on this machine or on one with the same data folder and database.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isopolis.workspace.tasks.child import BROKEN, SLOW_IMPORTS, started, why_stopped

if TYPE_CHECKING:
    from isopolis.workspace.tasks.kinds import Kind
    from isopolis.workspace.tasks.models import Task

LOG = logging.getLogger(__name__)
PAUSE = 0.5
"""Seconds between two looks into an empty queue."""
WALL = 4
"""A child may take so many times its processor time by the clock."""


def work(stop: threading.Event) -> None:
    """Do what is in the queue until told to stop."""
    from django.db import close_old_connections  # noqa: PLC0415  (after django.setup)

    from isopolis.workspace.site.uploads import sweep  # noqa: PLC0415
    from isopolis.workspace.tasks.models import Task  # noqa: PLC0415
    from isopolis.workspace.tasks.queue import release_lost  # noqa: PLC0415

    release_lost()
    waiting = Task.objects.filter(status__in=(Task.Status.WAITING, Task.Status.RUNNING))
    sweep({str(path) for task in waiting for path in task.payload.values()})
    while not stop.is_set():
        close_old_connections()
        if not work_once():
            stop.wait(PAUSE)


def work_once() -> bool:
    """Do the next task; whether there was one."""
    from isopolis.workspace.tasks.queue import take, worker_name  # noqa: PLC0415

    task = take(worker_name())
    if task is None:
        return False
    do(task)
    return True


def do(task: Task) -> None:
    """Have a task computed, and close it: its effects and its end are one transaction."""
    from django.conf import settings  # noqa: PLC0415

    from isopolis.workspace.tasks.kinds import KINDS  # noqa: PLC0415

    kind = KINDS.get(task.kind)
    if kind is None:
        _close(task, None, ("broken", f"there is no kind of task “{task.kind}”"), Path())
        return
    rooms = settings.DATA / "tasks"
    for old in rooms.glob(f"{task.pk}-*"):
        shutil.rmtree(old, ignore_errors=True)  # of an attempt that was interrupted
    rooms.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=f"{task.pk}-", dir=rooms))
    try:
        _close(task, kind, _compute(task, kind, folder), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _close(task: Task, kind: Kind | None, outcome: tuple[Any, ...] | None, folder: Path) -> None:
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    if outcome is None:
        return  # another worker has it
    what, content = outcome
    try:
        with transaction.atomic():
            task.finished_at = timezone.now()
            if what == "done" and kind is not None:
                task.status, task.result, task.done = task.Status.DONE, content, max(task.of, 1)
                task.of = task.done
                kind.finish(task, content, folder)
                task.save()
                return
    except Exception:
        LOG.exception("%s could not be finished", task)
        what, content = "broken", ""
    if what == "broken":
        LOG.error("%s broke: %s", task, content)
        content = BROKEN
    with transaction.atomic():
        task.status, task.error = task.Status.FAILED, content
        task.result = {}
        task.save()
        if kind is not None:
            kind.fail(task)


def _compute(task: Task, kind: Kind, folder: Path) -> tuple[Any, ...] | None:
    """What the child said at its end; None if the task was taken by another worker."""
    from django.conf import settings  # noqa: PLC0415

    from isopolis.workspace.tasks.kinds import KINDS  # noqa: PLC0415
    from isopolis.workspace.tasks.queue import BEAT, beat  # noqa: PLC0415

    known = [*SLOW_IMPORTS, *sorted({one.compute.partition(":")[0] for one in KINDS.values()})]
    limits = (kind.seconds, settings.TASK_MEMORY_MB)
    end = time.monotonic() + WALL * kind.seconds
    with started(kind.compute, task.payload, folder, limits, known) as (child, pipe):
        try:
            while time.monotonic() < end:
                said = _listen(pipe, BEAT)
                if said is not None and said[0] != "progress":
                    return said
                if said is None and not child.is_alive() and not pipe.poll():
                    break
                if said is not None:
                    task.done, task.of = said[1], said[2]
                if not beat(task, task.done, task.of):
                    return None
        except EOFError:
            pass  # the child was killed
    LOG.warning("%s was stopped: its child ended with %s", task, child.exitcode)
    return ("refused", why_stopped(child))


def _listen(pipe: Connection, seconds: float) -> tuple[Any, ...] | None:
    """The newest that the child said; None if it said nothing for so long."""
    if not pipe.poll(seconds):
        return None
    said: tuple[Any, ...] = pipe.recv()
    while said[0] == "progress" and pipe.poll():
        said = pipe.recv()
    return said


def compile_opinions() -> None:
    """Have the functions of opinion groups compiled and kept on disk before a voter would wait for them."""
    from isopolis.decide.opinions import add_vote, collect, count_pairs, map_opinions, stability  # noqa: PLC0415

    people = [person for person in range(12) for _ in range(4)]
    votes = collect(people, [0, 1, 2, 3] * 12, [1, 1, -1, 0] * 6 + [-1, -1, 1, 0] * 6)
    add_vote(votes, count_pairs(votes), 0, 3, 1)
    stability(map_opinions(votes))


def main() -> None:
    """Work until the standard input ends: whoever started this is gone then."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isopolis.workspace.settings")
    import django  # noqa: PLC0415

    django.setup()
    stop = threading.Event()
    if "--with-parent" in sys.argv:

        def watch() -> None:
            sys.stdin.buffer.read()
            os._exit(0)  # a task in hand is taken again at the next start

        threading.Thread(target=watch, daemon=True).start()
    threading.Thread(target=compile_opinions, daemon=True).start()
    try:
        work(stop)
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
