"""Threads: a compiled kernel does a range of its rows; large work is shared out over several threads.

A kernel takes ``(first, stop, ...)`` and writes the results of its rows into arrays that it was given: a
result depends on its row alone and never on who computed it. It runs without Python's lock (``nogil``).
Compiled loops that start threads of their own take three times as long to compile, and handing few rows to
several threads costs more than the work itself (measured: 8 ms against 0.07 ms of CPU for 20 areas).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numba

WORTH_SHARING = 200_000
"""Numbers to work through from which on threads pay for themselves."""
_PARTS = 16
"""Parts at most for each thread: some rows are more work than others, and no thread should wait long."""
_SMALLEST = 50_000
"""Numbers at least that a part should hold: to hand one over costs as much as to work through thousands."""


def number_for(work: int) -> int:
    """Threads for so many numbers to work through: one for a few, else as many as numba was told.

    ``NUMBA_NUM_THREADS`` or ``numba.set_num_threads`` set that number; it is that of the processors without.

    >>> number_for(10)
    1
    """
    return 1 if work < WORTH_SHARING else int(numba.get_num_threads())


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

    with ThreadPoolExecutor(threads - 1) as pool:  # this thread is one of them
        others = [pool.submit(work_through) for _ in range(threads - 1)]
        work_through()
        for other in others:
            other.result()
