"""What is known about a count: suppressed, missing and zero are three different things."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt


class CountStatus(IntEnum):
    """The status of one count; it travels with the count through every computation.

    ``OBSERVED``, ``ZERO``, ``IMPUTED`` and ``PERTURBED`` counts have a value; ``NOT_COLLECTED`` and
    ``SUPPRESSED`` ones are NaN in the table of counts and are never read as zero.
    """

    OBSERVED = 0
    """Counted and published as it is."""
    ZERO = 1
    """Counted, and nobody was there."""
    NOT_COLLECTED = 2
    """Nobody counted: the question was not asked here, or the cell is empty in the file."""
    SUPPRESSED = 3
    """Counted, but hidden by the publisher to protect people."""
    IMPUTED = 4
    """Filled in by the publisher from a larger area."""
    PERTURBED = 5
    """Published with noise or rounding, or computed from a rounded rate."""

    @property
    def known(self) -> bool:
        """Whether a count with this status has a value."""
        return self not in (CountStatus.NOT_COLLECTED, CountStatus.SUPPRESSED)


StatusArray = npt.NDArray[np.uint8]


def known(status: StatusArray) -> npt.NDArray[np.bool_]:
    """Which counts have a value; same shape as ``status``.

    >>> known(np.array([CountStatus.ZERO, CountStatus.SUPPRESSED], dtype=np.uint8))
    array([ True, False])
    """
    hidden = (status == np.uint8(CountStatus.NOT_COLLECTED)) | (status == np.uint8(CountStatus.SUPPRESSED))
    return np.asarray(~hidden, dtype=np.bool_)


def status_of(values: npt.NDArray[np.float64]) -> StatusArray:
    """Status of plain numbers: NaN is not collected, 0 is zero, the rest is observed.

    >>> status_of(np.array([3.0, 0.0, np.nan])).tolist()
    [0, 1, 2]
    """
    out = np.full(values.shape, CountStatus.OBSERVED, dtype=np.uint8)
    out[values == 0] = CountStatus.ZERO
    out[np.isnan(values)] = CountStatus.NOT_COLLECTED
    return out
