"""How many threads a kernel uses: as many as there are where the work is large, one where it is not.

Handing a few rows to several threads costs more than the work itself (measured: 8 ms against 0.07 ms of
CPU for an index of 20 areas), and a table of a thousand cities is a hundred thousand such calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numba

WORTH_SHARING = 200_000
"""Numbers to work through from which on threads pay for themselves."""


@contextmanager
def threads_for(work: int) -> Iterator[None]:
    """Within: one thread for less than :data:`WORTH_SHARING` numbers, else as many as before.

    >>> with threads_for(10):
    ...     numba.get_num_threads()
    1
    """
    before = numba.get_num_threads()
    if work >= WORTH_SHARING or before == 1:
        yield
        return
    numba.set_num_threads(1)
    try:
        yield
    finally:
        numba.set_num_threads(before)
