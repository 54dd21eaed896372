"""Kernel environments on a square grid: a convolution, by Fourier transform or by shifted sums."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import fft

from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.locations import Lattice
from isopolis.measure.segregation.environments.scale import Kernel
from isopolis.measure.segregation.threads import number_for

Floats = npt.NDArray[np.float64]
Complexes = npt.NDArray[np.complex128]

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
    large = [_radius(kernel, lattice) for kernel in kernels if not _is_small(kernel, lattice)]
    with _Tasks(box.size * len(kernels)) as tasks:
        spectrum = _Spectrum.of(box, max(large), tasks) if large else None

        def one(kernel: Kernel, channel: int, transformed: Callable[[], Floats] | None) -> Floats:
            if transformed is None:
                summed = _shifted_sums(box[channel], _stencil(kernel, lattice))
            else:
                assert spectrum is not None  # noqa: S101  (there is a large kernel)
                summed = spectrum.convolve(channel, transformed())
            return summed[lattice.row, lattice.column]

        def start(kernel: Kernel) -> list[Callable[[], Floats]]:
            transformed = None
            if spectrum is not None and not _is_small(kernel, lattice):
                transformed = tasks.submit(spectrum.transform, kernel, lattice)
            return [tasks.submit(one, kernel, c, transformed) for c in range(len(box))]

        waiting = deque(start(kernel) for kernel in kernels[: 1 + tasks.ahead])
        following = iter(kernels[1 + tasks.ahead :])
        for kernel in kernels:
            columns = [column() for column in waiting.popleft()]
            waiting.extend(start(other) for other in islice(following, 1))
            yield _finish(kernel, lattice, counts, columns)


def _finish(kernel: Kernel, lattice: Lattice, counts: Floats, columns: list[Floats]) -> Environment:
    """Put the channels together; raise rounding noise to what the own cell contributes, weight 1."""
    g = counts.shape[1]
    people = np.empty(counts.shape)
    noise = 0.0
    for m in range(g):
        noise = max(noise, float((counts[:, m] - columns[m]).max(initial=0.0)))
        np.maximum(columns[m], counts[:, m], out=people[:, m])
    outside = None
    if len(columns) > g:
        stencil = _stencil(kernel, lattice)
        rest = 4 * stencil[1:, 1:].sum() + 2 * (stencil[0, 1:].sum() + stencil[1:, 0].sum())
        outside = np.clip(1.0 - columns[g] / (rest + stencil[0, 0]), 0.0, 1.0)
    return Environment(kernel, people, outside=outside, noise=noise)


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
