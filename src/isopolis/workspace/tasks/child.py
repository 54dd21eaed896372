"""The child in which a task is computed: limited, without database and network, gone with its worker."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import tempfile
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pyarrow

from isopolis.errors import InputError, IsopolisError, Phrase
from isopolis.language import message
from isopolis.workspace.tasks.kinds import Compute
from isopolis.workspace.tasks.network import leave_network

SLOW_IMPORTS = ("mapclassify", "docx", "typst")
"""What the computations import late and what takes seconds: the server of children does it once, for all."""
MOST_FILE_BYTES = 8_000_000_000
TOO_MUCH_MEMORY = {
    "found": message("the file needs more memory than a task may use here"),
    "remedy": message(
        "give a smaller extract of it; whoever runs the server can raise ISOPOLIS_TASK_MEMORY_MB"
    ),
}
STOPPED = {
    "found": message("reading it took too much time or memory, and was stopped"),
    "remedy": message("give a smaller extract of the file, or the table itself in place of an archive"),
}
BROKEN = {
    "found": message("something broke on our side"),
    "remedy": message(
        "whoever runs the server finds the reason in its log; nothing that was confirmed is lost"
    ),
}


def run(
    where: str,
    payload: Mapping[str, Any],
    folder: Path,
    limits: tuple[int, int],
    pipe: Connection,
) -> None:
    """Compute what ``module:name`` computes, and say through the pipe how far it is and what came out.

    ``limits`` are seconds of processor time and megabytes of memory. What is sent is one of
    ``("progress", done, of)``, ``("done", result)``, ``("refused", error)``, ``("broken", traceback)``.
    """
    leave_network()  # first: the kernel demands that there is one thread
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())  # its own reserves a gigabyte of the limit at once
    limit(*limits)
    _forget_secrets()
    _end_with_the_worker(pipe)
    tempfile.tempdir = str(folder)  # what a killed child leaves behind goes with its folder
    try:
        module, _, name = where.partition(":")
        compute: Compute = getattr(importlib.import_module(module), name)
        result = compute(payload, folder, lambda done, of: pipe.send(("progress", done, of)))
        pipe.send(("done", result))
    except InputError as error:
        pipe.send(("refused", told(error)))
    except IsopolisError as error:
        pipe.send(("refused", {"found": str(error)}))
    except MemoryError:
        pipe.send(("refused", TOO_MUCH_MEMORY))
    except Exception:
        pipe.send(("broken", traceback.format_exc()))


@contextmanager
def started(
    where: str, payload: Mapping[str, Any], folder: Path, limits: tuple[int, int], known: Sequence[str]
) -> Iterator[tuple[BaseProcess, Connection]]:
    """A child that does :func:`run`, and the end of the pipe that it speaks into; it is gone afterwards.

    ``known`` are modules that the server of children imports once, for all.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(known))
    ours, theirs = context.Pipe()
    child = context.Process(target=run, args=(where, payload, folder, limits, theirs))
    child.start()
    theirs.close()
    try:
        yield child, ours
    finally:
        child.kill()
        child.join()
        ours.close()


def why_stopped(child: BaseProcess) -> dict[str, str]:
    """What is said of a child that is gone and has said nothing at its end."""
    return TOO_MUCH_MEMORY if child.exitcode == -signal.SIGABRT else STOPPED


def told(error: InputError) -> dict[str, Any]:
    """An error in the user's terms as a record; of the file its name only, for folders are the server's.

    Beside the English text, ``phrases`` holds what each part was made of, so that a page says it in the
    language of its reader (:func:`isopolis.workspace.site.said_errors.said`).
    """
    name = None if error.file is None else Path(error.file).name
    named = InputError(error.found, file=name, row=error.row, column=error.column)
    parts = {
        "place": named.place,
        "found": error.found,
        "expected": error.expected,
        "remedy": error.remedy,
    }
    phrases = {key: text.as_record() for key, text in parts.items() if isinstance(text, Phrase)}
    places = [one.as_record() if isinstance(one, Phrase) else one for one in named.places]
    return {key: text for key, text in parts.items() if text} | {"phrases": phrases, "places": places}


def limit(seconds: int, megabytes: int) -> None:
    """No more processor time, memory and disk than this; where the system knows such limits."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415  (not on Windows)

        for kind, most in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, megabytes * 1_000_000),
            (resource.RLIMIT_FSIZE, MOST_FILE_BYTES),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def _forget_secrets() -> None:
    """A file that takes over its reader finds neither the database nor the key."""
    for name in list(os.environ):
        if name.startswith("ISOPOLIS_") or name == "DATABASE_URL":
            del os.environ[name]


def _end_with_the_worker(pipe: Connection) -> None:
    """Nothing is ever sent this way: when reading ends, the worker is gone."""

    def watch() -> None:
        with contextlib.suppress(EOFError, OSError):
            pipe.recv()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
