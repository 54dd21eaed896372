"""Threads: small tables are done by one thread, because starting more costs longer than the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numba

SMALL = 50_000
"""Cells (areas x groups) of a table up to which one thread is as fast as several."""


@contextmanager
def threads_for(cells: int) -> Iterator[None]:
    """Within it, compiled loops over a table of so many cells use one thread if the table is small.

    >>> with threads_for(100):
    ...     numba.get_num_threads()
    1
    """
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1 if cells <= SMALL else before)
        yield
    finally:
        numba.set_num_threads(before)
