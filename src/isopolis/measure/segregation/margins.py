"""The margins of a table of areas x groups: group totals, shares, and how mixed the city is."""

from __future__ import annotations

import numpy as np
from numba import njit

from isopolis.errors import InputError
from isopolis.measure.segregation.registry import Floats


def contiguous(array: Floats) -> Floats:
    """The same numbers as a read-only C-contiguous float64 array, so that one compiled kernel fits all."""
    view = np.ascontiguousarray(array, dtype=np.float64).view()
    view.flags.writeable = False
    return view


def with_surroundings(counts: Floats, environment: Floats) -> tuple[Floats, Floats]:
    """People and what is around them, as kernels read them: row by row, without looking where a table ends.

    Raises
    ------
    InputError
        The two have not the same shape.
    """
    if np.shape(counts) != np.shape(environment):
        raise InputError(
            f"the people have the shape {np.shape(counts)}, their surroundings {np.shape(environment)}",
            expected="the same areas and groups in both",
        )
    return contiguous(counts), contiguous(environment)


@njit(nogil=True, cache=True)
def _column_sums(counts: Floats) -> Floats:
    n, g = counts.shape
    out = np.zeros(g)
    for i in range(n):
        for m in range(g):
            out[m] += counts[i, m]
    return out


def group_totals(counts: Floats) -> Floats:
    """(g,) people of each group in the city.

    >>> group_totals(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([4., 6.])
    """
    return np.asarray(_column_sums(contiguous(counts)))


@njit(nogil=True, cache=True)
def _row_sums(counts: Floats, out: Floats) -> None:
    for i in range(len(counts)):
        total = 0.0
        for m in range(counts.shape[1]):
            total += counts[i, m]
        out[i] = total


def people(counts: Floats) -> Floats:
    """(n,) people of each area, all groups together.

    >>> people(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([3., 7.])
    """
    out = np.empty(len(counts))
    _row_sums(contiguous(counts), out)
    return out


def area_shares(counts: Floats) -> Floats:
    """(n, g) share of each group in each area; 0 where nobody lives.

    >>> area_shares(np.array([[1.0, 3.0], [0.0, 0.0]]))
    array([[0.25, 0.75],
           [0.  , 0.  ]])
    """
    everybody = people(counts)[:, None]
    return np.divide(counts, everybody, out=np.zeros(counts.shape), where=everybody > 0)


def entropy(shares: Floats) -> float:
    r"""Diversity of the city by Theil's entropy, :math:`E = -\sum_m \pi_m \ln \pi_m`, in nats.

    >>> entropy(np.array([0.5, 0.5]))
    0.6931471805599453
    """
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())


def interaction(shares: Floats) -> float:
    r"""Diversity of the city by Simpson's interaction index, :math:`I = \sum_m \pi_m (1 - \pi_m)`.

    The chance that two people drawn at random (with replacement) are of different groups.

    >>> interaction(np.array([0.5, 0.5]))
    0.5
    """
    return float((shares * (1.0 - shares)).sum())


def one_group_only(totals: Floats) -> bool:
    """Whether fewer than two groups have people: evenness has no value then."""
    return int((totals > 0).sum()) < 2
