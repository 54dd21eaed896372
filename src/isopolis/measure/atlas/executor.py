"""Executors: who does the tasks. Results come as they finish, and are the same from all."""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

import numba

from isopolis.errors import InputError, MissingExtraError

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 4
"""Tasks handed out for each worker before one is finished: enough to keep all busy, few enough to keep."""


class Executor(Protocol):
    """Does tasks, on this machine or on others."""

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Results of ``function``, one a task, as they finish; tasks are made when they are needed."""


@dataclass(frozen=True, slots=True)
class Here:
    """One task after the other, in this process.

    >>> list(Here().map(abs, [-1, 2]))
    [1, 2]
    """

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """In the order of the tasks."""
        return map(function, tasks)


@dataclass(frozen=True, slots=True)
class Processes:
    """Several processes of this machine, each with one thread of its own.

    Attributes
    ----------
    workers
        How many.
    """

    workers: int

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """As they finish."""
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=one_thread)
        try:
            yield from _as_finished(
                lambda task: pool.submit(function, task), iter(tasks), self.workers * _AHEAD
            )
        finally:
            pool.shutdown(cancel_futures=True)


def one_thread() -> None:
    """Let a worker use one thread: the other processors have workers of their own."""
    numba.set_num_threads(1)


def _as_finished(
    submit: Callable[[T], Any], tasks: Iterator[T], at_once: int, pause: Any = wait
) -> Iterator[Any]:
    """Hand out tasks, a limited number at once, and give back results as they come."""
    waiting = {submit(task) for task in islice(tasks, at_once)}
    while waiting:
        done, waiting = pause(waiting, return_when=FIRST_COMPLETED)
        waiting = set(waiting)
        for future in done:
            waiting |= {submit(task) for task in islice(tasks, 1)}
            yield future.result()


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a Dask cluster.

    Attributes
    ----------
    scheduler
        Address of its scheduler, e.g. ``tcp://10.0.0.1:8786``.
    """

    scheduler: str

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """As they finish.

        Raises
        ------
        MissingExtraError
            Dask is not installed.
        InputError
            Nobody answers at the address.
        """
        try:
            distributed: Any = importlib.import_module("dask.distributed")
        except ImportError:
            raise MissingExtraError("dask[distributed]", "cluster") from None
        try:
            client: Any = distributed.Client(self.scheduler, timeout="10s")
        except (OSError, ValueError) as error:
            raise InputError(
                f"no scheduler answers at {self.scheduler} ({type(error).__name__})",
                expected="the address of a running Dask scheduler, such as tcp://10.0.0.1:8786",
                remedy="start one with `dask scheduler`, or leave --scheduler out to use this machine",
            ) from None
        with client:
            threads = max(1, sum(client.nthreads().values()))
            yield from _as_finished(
                lambda task: client.submit(function, task, pure=False),
                iter(tasks),
                threads * _AHEAD,
                distributed.wait,
            )
