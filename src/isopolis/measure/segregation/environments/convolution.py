"""Kernel environments on a square grid: a convolution, by Fourier transform or by shifted sums."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import fft

from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.locations import Lattice
from isopolis.measure.segregation.environments.scale import Kernel
from isopolis.measure.segregation.threads import number_for

Floats = npt.NDArray[np.float64]
Complexes = npt.NDArray[np.complex128]
T = TypeVar("T")

_SHIFTED_SUMS = 25
"""Kernels of at most so many cells are summed cell by cell: as fast as a transform, and exact."""


def convolve(
    counts: Floats, lattice: Lattice, kernels: Sequence[Kernel], *, edges: bool = False
) -> Iterator[Environment]:
    r"""Environments of (n, g) counts on a lattice, one kernel after the other.

    .. math:: \tilde t_{im} = \sum_j \varphi(d_{ij})\, t_{jm}

    The box is padded with zeros, so nobody is a neighbour across the edge of the map. Each channel of
    each kernel is one serial task; the tasks are shared among numba's number of threads, and the
    result has the same bits for any number. Memory is a few times (box cells) x g, whatever the kernel.

    Parameters
    ----------
    edges
        Also compute the share of each kernel's weight that falls where there is no area.
    """
    channels = counts if not edges else np.column_stack([counts, np.ones(len(counts))])
    box = lattice.spread(channels)
    if edges:
        box[-1] = box[-1] > 0
    large = [kernel for kernel in kernels if not _is_small(kernel, lattice)]
    with _Tasks(box.size * len(kernels)) as tasks:
        spectrum = None
        if large:
            spectrum = _Spectrum.of(box, max(_radius(kernel, lattice) for kernel in large), tasks)
        city = _Gridded(counts, lattice, box, spectrum)
        transforms = _ahead((tasks.submit(city.transform, kernel) for kernel in large), tasks.ahead)

        def start(kernel: Kernel) -> _Started:
            transformed = None if _is_small(kernel, lattice) else next(transforms)
            people = np.empty(counts.shape)
            noise = [
                tasks.submit(city.add_up, kernel, m, transformed, people) for m in range(counts.shape[1])
            ]
            return people, noise, tasks.submit(city.outside, kernel, transformed) if edges else None

        started = _ahead(map(start, kernels), tasks.ahead)
        for kernel, (people, noise, outside) in zip(kernels, started, strict=True):
            below = max((amount() for amount in noise), default=0.0)
            yield Environment(kernel, people, outside=None if outside is None else outside(), noise=below)


_Started = tuple[Floats, list[Callable[[], float]], Callable[[], Floats] | None]
"""People that are being written, how far each group's were below the least they can be, shares outside."""


def _ahead(items: Iterable[T], at_once: int) -> Iterator[T]:
    """The same items, so many of those that follow being made before one is handed out."""
    making = iter(items)
    made = deque(islice(making, at_once))
    for item in making:
        made.append(item)
        yield made.popleft()
    yield from made


@dataclass(frozen=True, slots=True)
class _Gridded:
    """The people of a city and their box, with its transform where a kernel is large."""

    counts: Floats
    lattice: Lattice
    box: Floats
    spectrum: _Spectrum | None

    def transform(self, kernel: Kernel) -> Floats:
        """Transform of a large kernel."""
        assert self.spectrum is not None  # noqa: S101  (there is a large kernel)
        return self.spectrum.transform(kernel, self.lattice)

    def add_up(
        self, kernel: Kernel, group: int, transformed: Callable[[], Floats] | None, people: Floats
    ) -> float:
        """Write a group's people around every area; how much of it was rounding noise.

        Values below what the own cell contributes, with weight 1, are raised to that.
        """
        own = self.counts[:, group]
        around = self._around(kernel, group, transformed)
        np.maximum(around, own, out=people[:, group])
        return float((own - around).max(initial=0.0))

    def outside(self, kernel: Kernel, transformed: Callable[[], Floats] | None) -> Floats:
        """(n,) share of the kernel's weight where there is no area, from the last channel."""
        stencil = _stencil(kernel, self.lattice)
        rest = 4 * stencil[1:, 1:].sum() + 2 * (stencil[0, 1:].sum() + stencil[1:, 0].sum())
        around = self._around(kernel, len(self.box) - 1, transformed)
        return np.asarray(np.clip(1.0 - around / (rest + stencil[0, 0]), 0.0, 1.0))

    def _around(self, kernel: Kernel, channel: int, transformed: Callable[[], Floats] | None) -> Floats:
        if transformed is None:
            summed = _shifted_sums(self.box[channel], _stencil(kernel, self.lattice))
        else:
            assert self.spectrum is not None  # noqa: S101  (a kernel was transformed)
            summed = self.spectrum.convolve(channel, transformed())
        return summed[self.lattice.row, self.lattice.column]


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


def _shifted_sums(plane: Floats, stencil: Floats) -> Floats:
    """Exact convolution of one channel, one addition of the plane for each cell of the kernel."""
    height, width = plane.shape
    radius = len(stencil) - 1
    padded = np.pad(plane, radius)
    out = np.zeros_like(plane)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            weight = stencil[abs(dy), abs(dx)]
            if weight > 0.0:
                top, left = radius + dy, radius + dx
                out += weight * padded[top : top + height, left : left + width]
    return out


@dataclass(frozen=True, slots=True)
class _Spectrum:
    """The transformed channels, padded for the largest kernel."""

    channels: list[Complexes]
    height: int
    width: int
    rows: int
    columns: int

    @classmethod
    def of(cls, box: Floats, radius: int, tasks: _Tasks) -> _Spectrum:
        """Transform every channel; padding by the kernel's radius keeps the edges apart."""
        _, height, width = box.shape
        rows = fft.next_fast_len(height + min(radius, height - 1), real=False)
        columns = fft.next_fast_len(width + min(radius, width - 1), real=True)

        def forward(plane: Floats) -> Complexes:
            # Rows of padding are zero, and so is their transform: only the others are computed.
            return np.asarray(fft.fft(fft.rfft(plane, n=columns, axis=1), n=rows, axis=0))

        waiting = [tasks.submit(forward, plane) for plane in box]
        return cls([channel() for channel in waiting], height, width, rows, columns)

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

    def convolve(self, channel: int, transformed: Floats) -> Floats:
        """One channel convolved with a transformed kernel, cut to the box."""
        lines = fft.ifft(self.channels[channel] * transformed, axis=0, overwrite_x=True)[: self.height]
        return np.asarray(fft.irfft(lines, n=self.columns, axis=1)[:, : self.width])


class _Tasks:
    """Runs tasks on numba's number of threads; with one, or little work, at once and without a pool."""

    def __init__(self, work: int) -> None:
        threads = number_for(work)
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.ahead = 1 if threads > 1 else 0

    def __enter__(self) -> _Tasks:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
        """A function that returns the result."""
        if self._pool is None:
            result = function(*arguments)
            return lambda: result
        future: Future[Any] = self._pool.submit(function, *arguments)
        return future.result
