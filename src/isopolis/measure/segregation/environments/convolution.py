"""Kernel environments on a square grid: a convolution, by Fourier transform or by shifted sums."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import fft

from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.locations import Lattice
from isopolis.measure.segregation.environments.scale import Kernel
from isopolis.measure.segregation.margins import contiguous
from isopolis.measure.segregation.threads import Tasks, share_out

Floats = npt.NDArray[np.float64]
Complexes = npt.NDArray[np.complex128]
Integers = npt.NDArray[np.int64]
T = TypeVar("T")

_SHIFTED_SUMS = 25
"""Kernels of at most so many cells are summed cell by cell: as fast as a transform, and exact."""
_A_TASK = 4
"""What handing a number of a box to another thread costs, beside working through it here."""
_ROOM = (0.125, 0.375, 1.0)
"""The box is padded by these parts of its side, whichever a kernel needs: small kernels take less time."""


def convolve(
    counts: Floats, lattice: Lattice, kernels: Sequence[Kernel], *, edges: bool = False
) -> Iterator[Environment]:
    r"""Environments of (n, g) counts on a lattice, one kernel after the other.

    .. math:: \tilde t_{im} = \sum_j \varphi(d_{ij})\, t_{jm}

    The box is padded with zeros, so nobody is a neighbour across the edge of the map. Each channel of
    each kernel is one serial task; the tasks are shared among numba's number of threads, and the
    result has the same bits for any number, and whichever other kernels are asked for. Memory is a few
    times (box cells) x g, whatever the kernel.

    Parameters
    ----------
    edges
        Also compute the share of each kernel's weight that falls where there is no area.
    """
    channels = counts if not edges else np.column_stack([counts, np.ones(len(counts))])
    box = lattice.spread(channels)
    if edges:
        box[-1] = box[-1] > 0
    counts = contiguous(counts)
    with Tasks(box.size * len(kernels) // _A_TASK) as tasks:
        every = _ahead(_started(box, lattice, kernels, tasks), tasks.ahead)
        for kernel, started in zip(kernels, every, strict=True):
            sums, people = started(), np.empty(counts.shape)
            below = float(_take_cells(sums, lattice.row, lattice.column, counts, people))
            outside = _outside(kernel, lattice, sums[-1]) if edges else None
            yield Environment(kernel, people, outside=outside, noise=below)


def convolved(values: Floats, lattice: Lattice, kernel: Kernel) -> Floats:
    """(n, c) kernel sums of values of either sign at the areas of a lattice, with a transform's rounding.

    >>> row = Lattice(np.zeros(3, np.int64), np.arange(3), 100.0, 1, 3)
    >>> convolved(np.array([[1.0], [-10.0], [100.0]]), row, Kernel(200.0)).ravel().round(3)
    array([-4.625, 46.812, 94.375])
    """
    box = lattice.spread(values)
    with Tasks(box.size // _A_TASK) as tasks:
        (started,) = _started(box, lattice, [kernel], tasks)
        sums, out = started(), np.empty(values.shape)
    share_out(_at_cells, len(out), out.size, sums, lattice.row, lattice.column, out)
    return out


_Sums = Callable[[int], Floats]
"""A channel of the box, convolved with one kernel; more columns than the box may follow."""


def _started(
    box: Floats, lattice: Lattice, kernels: Sequence[Kernel], tasks: Tasks
) -> Iterator[Callable[[], Floats]]:
    """Begin each kernel; what it returns waits for the box (c, height, width) convolved with it.

    That box is written over when as many kernels more have been begun as are ahead.
    """
    boxes = cycle([np.empty(box.shape) for _ in range(tasks.ahead + 1)])
    every = _ahead(_channel_sums(box, lattice, kernels, tasks), tasks.ahead)
    for summed, sums in zip(every, boxes, strict=False):
        planes = [tasks.submit(_keep, summed, channel, sums) for channel in range(len(box))]
        yield partial(_all_kept, planes, sums)


def _keep(summed: _Sums, channel: int, sums: Floats) -> None:
    sums[channel] = summed(channel)[:, : sums.shape[2]]


def _all_kept(planes: Sequence[Callable[[], None]], sums: Floats) -> Floats:
    for kept in planes:
        kept()
    return sums


def _channel_sums(box: Floats, lattice: Lattice, kernels: Sequence[Kernel], tasks: Tasks) -> Iterator[_Sums]:
    """The sums of each kernel; its transform, and that of the box in its size, are begun here."""
    sizes = [None if _is_small(kernel, lattice) else _padded(kernel, lattice) for kernel in kernels]
    left, spectra = Counter(sizes), dict[tuple[int, int], _Spectrum]()
    for kernel, size in zip(kernels, sizes, strict=True):
        if size is None:
            yield partial(_shifted_sums, box, _stencil(kernel, lattice))
            continue
        if size not in spectra:
            spectra[size] = _Spectrum.of(box, *size, tasks)
        spectrum = spectra[size]
        left[size] -= 1
        if not left[size]:
            del spectra[size]
        yield partial(spectrum.convolve, tasks.submit(spectrum.transform, kernel, lattice))


def _ahead(items: Iterable[T], at_once: int) -> Iterator[T]:
    """The same items, so many of those that follow being made before one is handed out."""
    making = iter(items)
    made = deque(islice(making, at_once))
    for item in making:
        made.append(item)
        yield made.popleft()
    yield from made


def _outside(kernel: Kernel, lattice: Lattice, areas: Floats) -> Floats:
    """(n,) share of the kernel's weight where there is no area, from the sums of those where there is."""
    stencil = _stencil(kernel, lattice)
    rest = 4 * stencil[1:, 1:].sum() + 2 * (stencil[0, 1:].sum() + stencil[1:, 0].sum())
    around = areas[lattice.row, lattice.column]
    return np.asarray(np.clip(1.0 - around / (rest + stencil[0, 0]), 0.0, 1.0))


@njit(nogil=True, cache=True)
def _take_cells(sums: Floats, row: Integers, column: Integers, counts: Floats, people: Floats) -> float:
    """Write the sums (g, height, width) at the areas' cells, at least their own; how far any was below."""
    below = 0.0
    for i in range(len(row)):
        for m in range(counts.shape[1]):
            around, own = sums[m, row[i], column[i]], counts[i, m]
            below = max(below, own - around)
            people[i, m] = max(around, own)
    return below


@njit(nogil=True, cache=True)
def _at_cells(  # noqa: PLR0917  (compiled: no keywords)
    first: int, stop: int, sums: Floats, row: Integers, column: Integers, out: Floats
) -> None:
    """Write the sums (c, height, width) at the areas' cells."""
    for i in range(first, stop):
        for c in range(out.shape[1]):
            out[i, c] = sums[c, row[i], column[i]]


def _radius(kernel: Kernel, lattice: Lattice) -> int:
    """Reach of the kernel in cells."""
    return int(kernel.reach / lattice.cell * (1.0 + 1e-9))


def _is_small(kernel: Kernel, lattice: Lattice) -> bool:
    return np.pi * _radius(kernel, lattice) ** 2 < _SHIFTED_SUMS


def _stencil(kernel: Kernel, lattice: Lattice, height: int | None = None, width: int | None = None) -> Floats:
    """Weights at 0, 1, 2 ... rows and columns: a quarter of the kernel, which is symmetric."""
    reach = _radius(kernel, lattice) + 1
    down = np.arange(reach if height is None else min(reach, height)) * lattice.cell
    right = np.arange(reach if width is None else min(reach, width)) * lattice.cell
    return kernel.weight(np.hypot(down[:, None], right[None, :]))


def _padded(kernel: Kernel, lattice: Lattice) -> tuple[int, int]:
    """Rows and columns of the padded box: room enough for the kernel, a size that transforms fast."""

    def side(length: int) -> int:
        needed = min(_radius(kernel, lattice), length - 1)
        return length + next(room for part in _ROOM if (room := math.ceil(length * part)) >= needed)

    rows = fft.next_fast_len(side(lattice.height), real=False)
    return rows, fft.next_fast_len(side(lattice.width), real=True)


def _shifted_sums(box: Floats, stencil: Floats, channel: int) -> Floats:
    """Exact convolution of one channel, row by row, one addition of a row for each cell of the kernel."""
    padded = np.pad(box[channel], len(stencil) - 1)
    out = np.zeros(box.shape[1:])
    _add_shifted(padded, stencil, out)
    return out


@njit(nogil=True, cache=True)
def _add_shifted(padded: Floats, stencil: Floats, out: Floats) -> None:
    radius, width = len(stencil) - 1, out.shape[1]
    for row in range(out.shape[0]):
        for dy in range(-radius, radius + 1):
            for dx in range(-radius, radius + 1):
                weight, left = stencil[abs(dy), abs(dx)], radius + dx
                if weight > 0.0:
                    for column in range(width):
                        out[row, column] += weight * padded[row + radius + dy, left + column]


@dataclass(frozen=True, slots=True)
class _Spectrum:
    """The transformed channels, which other threads may still be at, of the padded box."""

    channels: list[Callable[[], Complexes]]
    height: int
    width: int
    rows: int
    columns: int

    @classmethod
    def of(cls, box: Floats, rows: int, columns: int, tasks: Tasks) -> _Spectrum:
        """Transform every channel; padding by the kernel's radius keeps the edges apart."""

        def forward(plane: Floats) -> Complexes:
            # Rows of padding are zero, and so is their transform: only the others are computed.
            return np.asarray(fft.fft(fft.rfft(plane, n=columns, axis=1), n=rows, axis=0))

        channels = [tasks.submit(forward, plane) for plane in box]
        return cls(channels, box.shape[1], box.shape[2], rows, columns)

    def transform(self, kernel: Kernel, lattice: Lattice) -> Floats:
        """Transform of a kernel; it is real because the kernel is symmetric."""
        quarter = _stencil(kernel, lattice, self.height, self.width)
        down, right = quarter.shape[0] - 1, quarter.shape[1] - 1
        lines = np.zeros((down + 1, self.columns))
        lines[:, : right + 1] = quarter
        if right:
            lines[:, -right:] += quarter[:, :0:-1]
        half = fft.rfft(lines, axis=1).real
        full = np.zeros((self.rows, half.shape[1]))
        full[: down + 1] = half
        if down:
            full[-down:] += half[:0:-1]
        # Even along the columns: the cosine half of the transform is all of it.
        return np.ascontiguousarray(fft.fft(full, axis=0).real)

    def convolve(self, transformed: Callable[[], Floats], channel: int) -> Floats:
        """One channel convolved with a transformed kernel; the box is its first columns."""
        lines = fft.ifft(self.channels[channel]() * transformed(), axis=0, overwrite_x=True)[: self.height]
        return np.asarray(fft.irfft(lines, n=self.columns, axis=1))
