"""Environments by distance: everybody within reach, nearer people with more weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from isopolis.errors import InputError
from isopolis.measure.segregation.environments.cell_list import CellList
from isopolis.measure.segregation.environments.convolution import convolve, convolved
from isopolis.measure.segregation.environments.environment import Environment
from isopolis.measure.segregation.environments.locations import Lattice, Locations
from isopolis.measure.segregation.environments.scale import Kernel

Floats = npt.NDArray[np.float64]

_EMPTY_BOX = 30
"""A lattice whose box has more cells than this for each area is summed area by area instead."""


def kernel_environments(
    counts: Floats, locations: Locations, kernels: Sequence[Kernel], *, edges: bool = False
) -> Iterator[Environment]:
    r"""The kernel-weighted people around every area, one kernel after the other.

    .. math:: \tilde t_{im} = \sum_j \varphi(d_{ij})\, t_{jm}, \qquad
              \tilde\pi_{im} = \tilde t_{im} / \sum_m \tilde t_{im}

    with :math:`d_{ij}` between centroids and :math:`d_{ii} = 0`, so an area has the full weight in its
    own environment. Shares divide by the weight that falls on people, so an area at the edge of the
    city has a smaller environment, not an emptier one. Areas on a square lattice are convolved
    (``convolution``), others found through buckets (``cell_list``); both give the same sums.

    Parameters
    ----------
    counts
        (n, g) people.
    locations
        Where the n areas are.
    kernels
        Bandwidths and shapes, in any order.
    edges
        Also compute ``outside``, the share of the kernel's weight where the data has no area. Away
        from a lattice this needs the surface of the areas and is approximate at small bandwidths.

    Yields
    ------
    An :class:`Environment` for each kernel, in the order given.

    Source: Reardon & O'Sullivan (2004), Sociological Methodology 34, eq. 1-2.

    >>> from isopolis.measure.segregation.environments.locations import at_points
    >>> from isopolis.measure.segregation.environments.scale import Shape
    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0], [0.0, 10.0]])
    >>> street = at_points([0.0, 100.0, 200.0], [0.0, 0.0, 0.0])
    >>> (found,) = kernel_environments(counts, street, [Kernel(200.0, Shape.TRIANGULAR)])
    >>> found.people.round(9)
    array([[10.,  5.],
           [ 5., 15.],
           [ 0., 15.]])
    """
    counts = np.ascontiguousarray(counts, dtype=np.float64)
    if counts.ndim != 2 or len(counts) != len(locations):
        raise ValueError(f"counts have shape {counts.shape} for {len(locations)} areas")
    lattice = locations.lattice
    if lattice is not None and is_dense(lattice, len(locations)):
        yield from convolve(counts, lattice, kernels, edges=edges)
    else:
        yield from _scattered(counts, locations, kernels, edges=edges)


def kernel_sums(values: Floats, locations: Locations, kernel: Kernel) -> Floats:
    r"""(n, c) sums :math:`\sum_j \varphi(d_{ij})\, z_{jc}` around every area, of values of either sign.

    >>> from isopolis.measure.segregation.environments.locations import at_points
    >>> where = at_points([0.0, 100.0, 250.0], [0.0, 0.0, 0.0])
    >>> kernel_sums(np.array([[1.0], [-10.0], [100.0]]), where, Kernel(200.0)).ravel().round(3)
    array([-4.625,  9.703, 98.086])
    """
    lattice = locations.lattice
    if lattice is not None and is_dense(lattice, len(locations)):
        return convolved(values, lattice, kernel)
    return CellList.of(locations).sum_within(values, kernel)


def is_dense(lattice: Lattice, n: int) -> bool:
    """Whether a lattice is full enough to work on its whole box."""
    return lattice.size <= _EMPTY_BOX * n + 1024


def _scattered(
    counts: Floats, locations: Locations, kernels: Sequence[Kernel], *, edges: bool
) -> Iterator[Environment]:
    cells = CellList.of(locations)
    channels = counts
    if edges:
        channels = np.column_stack([counts, _surfaces(locations)])
    for kernel in kernels:
        sums = cells.sum_within(channels, kernel)
        outside = None
        if edges:
            outside = np.clip(1.0 - sums[:, -1] / kernel.volume, 0.0, 1.0)
            sums = np.ascontiguousarray(sums[:, :-1])
        yield Environment(kernel, sums, outside=outside)


def _surfaces(locations: Locations) -> Floats:
    """Surface of each area; on a lattice, that of a cell."""
    if locations.surface is not None:
        return locations.surface
    if locations.lattice is not None:
        return np.full(len(locations), locations.lattice.cell**2)
    raise InputError(
        "the areas have no surface",
        expected="polygons, or the surface of each area, to tell how much of a kernel is outside the city",
        remedy="give polygons, or leave out the shares outside",
    )
