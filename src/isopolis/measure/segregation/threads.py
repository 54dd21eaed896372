"""Threads: a compiled kernel does a range of its rows; large work is shared out over several threads.

A kernel takes ``(first, stop, ...)`` and writes the results of its rows into arrays that it was given: a
result depends on its row alone and never on who computed it. It runs without Python's lock (``nogil``).
Compiled loops that start threads of their own take three times as long to compile, and handing few rows to
several threads costs more than the work itself (measured: 8 ms against 0.07 ms of CPU for 20 areas).
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache, partial
from itertools import pairwise
from typing import Any

import numba

WORTH_SHARING = 200_000
"""Numbers to work through from which on threads pay for themselves."""
_PARTS = 16
"""Parts at most for each thread: some rows are more work than others, and no thread should wait long."""
_SMALLEST = 50_000
"""Numbers at least that a part should hold: to hand one over costs as much as to work through thousands."""


_busy: set[int] = set()
"""Threads that are at a task now: where they are as many as processors, work is not shared out further."""


def number_for(work: int) -> int:
    """Threads for so many numbers to work through: one for a few, else as many as numba was told.

    Those that are at a task of :class:`Tasks` are not counted. ``NUMBA_NUM_THREADS`` or
    ``numba.set_num_threads`` set that number; it is that of the processors without.

    >>> number_for(10)
    1
    """
    return 1 if work < WORTH_SHARING else max(1, int(numba.get_num_threads()) - len(_busy))


def share_out(kernel: Callable[..., object], rows: int, work: int, *arguments: Any) -> None:
    """Run ``kernel(first, stop, *arguments)`` over all of ``rows``, on several threads if it is worth it.

    Parameters
    ----------
    kernel
        Writes what it computes into its arguments. It must be compiled with ``nogil=True``.
    rows
        How many rows (areas, replicates) there are.
    work
        About how many numbers it works through in all.

    >>> import numpy as np
    >>> out = np.zeros(4)
    >>> def double(first, stop, values, out):
    ...     out[first:stop] = 2 * values[first:stop]
    >>> share_out(double, 4, 4, np.arange(4.0), out)
    >>> out.tolist()
    [0.0, 2.0, 4.0, 6.0]
    """
    threads = number_for(work)
    if threads == 1 or rows < 2:
        kernel(0, rows, *arguments)
        return
    parts = min(rows, threads * _PARTS, max(threads, work // _SMALLEST))
    ends = [rows * part // parts for part in range(parts + 1)]
    waiting = deque(pairwise(ends))

    def work_through() -> None:
        while waiting:
            try:
                first, stop = waiting.popleft()
            except IndexError:  # another thread was quicker
                return
            kernel(first, stop, *arguments)

    others = [_others().submit(work_through) for _ in range(threads - 1)]  # this thread is one of them
    try:
        work_through()
    finally:  # nobody writes into the arguments after this function has ended
        waiting.clear()
        begun = [other for other in others if not other.cancel()]
        wait(begun)
    for other in begun:
        other.result()


@cache
def _others() -> ThreadPoolExecutor:
    """Threads that wait for a share of work; to start one each time costs as much as a hundred areas.

    In a process that was forked they are gone; then nobody takes a share, and the one thread does it all.
    """
    return ThreadPoolExecutor(os.cpu_count(), "isopolis")


class Tasks:
    """Runs tasks on numba's number of threads; with one, or little work, each at once.

    The thread that asks for a result is one of them: it works through what waits until it is there. So no
    more threads run than were asked for, and none is taken off a processor half-way.
    A task may wait for the result of one that was submitted before it. Leaving the block forgets
    tasks that nobody has begun.

    >>> with Tasks(0) as tasks:
    ...     tasks.submit(max, 3, 4)()
    4
    """

    def __init__(self, work: int) -> None:
        """``work``: about how many numbers all tasks together work through."""
        self._threads = number_for(work)
        self.ahead = 1 if self._threads > 1 else 0
        """Groups of tasks to submit before the first of them is asked for, so that no thread waits."""
        self._waiting: deque[Callable[[], None]] = deque()
        self._some, self._over = threading.Semaphore(0), False
        self._others: list[threading.Thread] = []

    def __enter__(self) -> Tasks:
        """Start the other threads."""
        for _ in range(self._threads - 1):
            self._others.append(threading.Thread(target=self._work, daemon=True))
            self._others[-1].start()
        return self

    def __exit__(self, *raised: object) -> None:
        """Let the other threads end what they are at."""
        self._over = True
        for _ in self._others:
            self._some.release()
        for thread in self._others:
            thread.join()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """Let a thread do it; returns a function that returns the result, or raises what was raised."""
        task: Future[Any] = Future()
        work = partial(_run, task, function, arguments)
        if self._threads == 1:
            work()
            return task.result
        self._waiting.append(work)
        self._some.release()
        return partial(self._result, task)

    def _result(self, task: Future[Any]) -> Any:
        while threading.current_thread() not in self._others and not task.done():
            if not self._begin():
                break
        return task.result()

    def _begin(self) -> bool:
        """Do the task that has waited longest, if there is one."""
        try:
            work = self._waiting.popleft()
        except IndexError:  # another thread was quicker
            return False
        work()
        return True

    def _work(self) -> None:
        me = threading.get_ident()
        while True:
            self._some.acquire()
            if self._over:
                return
            _busy.add(me)
            try:
                self._begin()
            finally:
                _busy.discard(me)


def _run(task: Future[Any], function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        task.set_result(function(*arguments))
    except BaseException as error:  # whoever asks for the result gets it
        task.set_exception(error)
