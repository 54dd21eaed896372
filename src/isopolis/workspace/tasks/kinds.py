"""The kinds of tasks: what is computed apart from everything, and what is done with the result.

A kind is computed in a child process that has no database, limits on memory and time, and one folder to
write into. Its result is JSON; the worker hands it to ``finish`` in the transaction that closes the task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isopolis.workspace.tasks.models import Task

Report = Callable[[int, int], None]
"""(done, of): how far the work is."""
Compute = Callable[[Mapping[str, Any], Path, Report], dict[str, Any]]
"""``compute(payload, folder, report)``; its result is JSON."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of task.

    Attributes
    ----------
    name
        What tasks of this kind are called in the database.
    compute
        Where the function is that the child calls, ``"module:name"``: a :data:`Compute` of a module without
        Django. The worker and the pages never import it.
    finish
        ``finish(task, result, folder)`` in the worker, in the task's last transaction.
    fail
        The same where it failed: ``fail(task)``.
    seconds
        Of processor time that the child may take.
    """

    name: str
    compute: str
    finish: Callable[[Task, dict[str, Any], Path], None]
    fail: Callable[[Task], None]
    seconds: int


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; the apps do it when they are ready."""
    KINDS[kind.name] = kind
