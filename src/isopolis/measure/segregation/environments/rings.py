"""Growing discs on a square grid until they hold a given number of people, or of areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from numba import njit

from isopolis.measure.segregation.environments.locations import Lattice
from isopolis.measure.segregation.threads import share_out

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_ROWS = 20
"""Guess of the rows of a disc, to tell work that is worth two threads."""
NUMBERS_AT_ONCE = 32_000_000
"""Targets are taken together as long as their results stay below a quarter of a gigabyte."""


def grow_discs(
    size: Floats, counts: Floats, lattice: Lattice, targets: Sequence[float]
) -> Iterator[tuple[Floats, Floats]]:
    r"""What the smallest disc around each area holds when its size reaches a target.

    Cells at the same distance form a ring. Rings are taken in whole until the target; of the last one,
    the same proportion of every cell, so that the disc holds exactly the target. Sums over a disc are
    differences of running sums along its rows, so a disc of radius r costs r, not r²; the density
    within one target tells where the search for the next begins.

    Parameters
    ----------
    size
        (n,) what is counted towards the target: people, or 1 for each area.
    counts
        (n, g) what is summed over the disc.
    targets
        Sizes to reach; one larger than the whole city takes the whole city.

    Yields
    ------
    ((n, g) sums, (n,) radius in metres) for each target, in the order given.
    """
    running = _running_sums(lattice.spread(size[:, None]))[:, :, 0]
    sums = _running_sums(lattice.spread(counts))
    running = np.ascontiguousarray(running)
    rings = squared_radii(lattice)
    position = np.cumsum(rings) - 1
    squares = np.flatnonzero(rings)
    whole = float(size.sum())
    # A first search for each target starts from the disc that would hold it if density were even.
    even = lattice.size / np.pi / max(whole, 1e-300)
    reached = np.minimum(np.array(targets, dtype=np.float64), whole)
    together = max(1, NUMBERS_AT_ONCE // max(1, counts.size))
    for first in range(0, len(reached), together):
        some = reached[first : first + together]
        found = np.zeros((len(some), *counts.shape))
        ring = np.empty((len(some), len(counts)), dtype=np.int64)
        share_out(
            _grow,
            len(counts),
            len(some) * counts.size * _ROWS,
            running,
            sums,
            lattice.row,
            lattice.column,
            squares,
            position,
            some,
            even,
            found,
            ring,
        )
        for people, last in zip(found, ring, strict=True):
            yield people, np.sqrt(squares[last]) * lattice.cell


def _running_sums(box: Floats) -> Floats:
    """(c, height, width) -> (height, width + 1, c): sums of each row up to, without, each column."""
    c, height, width = box.shape
    out = np.zeros((height, width + 1, c))
    out[:, 1:] = np.cumsum(box, axis=2).transpose(1, 2, 0)
    return out


def squared_radii(lattice: Lattice) -> npt.NDArray[np.bool_]:
    """Which whole numbers are the squared distance, in cells, of two cells of the box."""
    down, right = np.arange(lattice.height) ** 2, np.arange(lattice.width) ** 2
    out = np.zeros(int(down[-1] + right[-1]) + 1, dtype=bool)
    for square in down:
        out[square + right] = True
    return out


@njit(cache=True)
def _held(running: Floats, row: int, column: int, square: int) -> float:
    """Size of the disc of this squared radius."""
    height, width = running.shape[0], running.shape[1] - 1
    radius = int(np.sqrt(square))
    total = 0.0
    for r in range(max(0, row - radius), min(height - 1, row + radius) + 1):
        half = int(np.sqrt(square - (r - row) * (r - row)))
        total += running[r, min(width, column + half + 1)] - running[r, max(0, column - half)]
    return total


@njit(cache=True)
def _first_ring(  # noqa: PLR0917  (compiled: no keywords)
    running: Floats, row: int, column: int, squares: Integers, position: Integers, target: float, guess: float
) -> tuple[int, float, float]:
    """The smallest ring whose disc holds the target, and what it holds without and with that ring.

    A search by interpolation between discs that hold too little and too much.
    """
    low, held_low = -1, 0.0
    high, held_high = len(squares) - 1, np.inf
    last = squares[high]
    ring = position[min(last, int(guess))]
    step = 0
    while True:
        held = _held(running, row, column, squares[ring])
        if held >= target:
            high, held_high = ring, held
        else:
            low, held_low = ring, held
        if high - low <= 1:
            if held_high == np.inf:
                held_high = _held(running, row, column, squares[high])
            return high, held_low, held_high
        step += 1
        if held_high == np.inf:
            # Not enclosed yet: grow with the density found so far, and a little more.
            ratio = target / held_low if held_low > 0.0 else 4.0
            square = max(1.0, squares[low] * min(ratio, 4.0) * 1.05)
            ring = position[min(last, int(square))]
        elif step % 3 == 0:
            ring = (low + high) // 2
        else:
            floor = squares[low] if low >= 0 else -1
            share = (target - held_low) / (held_high - held_low)
            ring = position[min(last, int(floor + share * (squares[high] - floor)))]
        ring = min(high - 1, max(low + 1, ring))


@njit(cache=True)
def _add_disc(  # noqa: PLR0917  (compiled: no keywords)
    sums: Floats, row: int, column: int, square: int, inner: int, share: float, out: Floats
) -> None:
    """Add the groups within the disc of squared radius inner, and a share of those from there to square."""
    height, width, g = sums.shape[0], sums.shape[1] - 1, sums.shape[2]
    radius = int(np.sqrt(square))
    for r in range(max(0, row - radius), min(height - 1, row + radius) + 1):
        away = (r - row) * (r - row)
        half = int(np.sqrt(square - away))
        core = int(np.sqrt(inner - away)) if inner >= away else -1
        first, beyond = max(0, column - half), min(width, column + half + 1)
        for m in range(g):
            out[m] += share * (sums[r, beyond, m] - sums[r, first, m])
        if core >= 0 and share < 1.0:
            first, beyond = max(0, column - core), min(width, column + core + 1)
            for m in range(g):
                out[m] += (1.0 - share) * (sums[r, beyond, m] - sums[r, first, m])


@njit(nogil=True, cache=True)
def _grow(  # noqa: PLR0917  (compiled: no keywords)
    first: int,
    stop: int,
    running: Floats,
    sums: Floats,
    rows: Integers,
    columns: Integers,
    squares: Integers,
    position: Integers,
    targets: Floats,
    even: float,
    out: Floats,
    rings: Integers,
) -> None:
    for i in range(first, stop):
        row, column = rows[i], columns[i]
        spread = even  # of the disc per size, as far as it is known
        for k in range(len(targets)):
            target = targets[k]
            # A hair less than the target, so that the whole city is reached in spite of rounding.
            ring, before, held = _first_ring(
                running, row, column, squares, position, target * (1.0 - 1e-12), target * spread
            )
            rings[k, i] = ring
            share = min(1.0, (target - before) / (held - before)) if held > before else 1.0
            inner = squares[ring - 1] if ring > 0 else -1
            _add_disc(sums, row, column, squares[ring], inner, share, out[k, i])
            spread = max(squares[ring], 0.5) / max(target, 1e-300)
