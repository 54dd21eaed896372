"""Centralisation: how near to the centre of the city a group lives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from isopolis.language import message
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index, Setting


def central_share(counts: Floats, inside: npt.NDArray[np.bool_]) -> Floats:
    r"""Contribution of each area to the share of a group that lives in the central city, PCC.

    .. math:: \mathrm{PCC} = X_{cc} / X

    Parameters
    ----------
    counts
        (n, g) people, the group first.
    inside
        (n,) whether the area lies in the central city.

    Returns
    -------
    (n,) contributions, whose sum is the share, 0 to 1; NaN where the group has nobody.

    Source: Massey & Denton (1988).

    >>> central_share(np.array([[10.0, 0.0], [30.0, 5.0]]), np.array([True, False])).sum()
    np.float64(0.25)
    """
    group = counts[:, 0]
    if group.sum() == 0.0:
        return np.full(len(counts), np.nan)
    return np.asarray(np.where(inside, group, 0.0) / group.sum())


def absolute_centralisation(counts: Floats, surface: Floats, distance: Floats) -> Floats:
    r"""Contribution of each area to the absolute centralisation ACE of a group.

    .. math:: \mathrm{ACE} = \sum_i X_{i-1} S_i - \sum_i X_i S_{i-1}
                           = \sum_i \frac{x_i}{X} (1 - S_i - S_{i-1})

    with areas in ascending order of distance to the centre, X_i the cumulated share of the group and S_i
    that of the surface. Areas at the same distance count as one ring.

    Parameters
    ----------
    counts
        (n, g) people, the group first.
    surface, distance
        (n,) surface of each area, and distance to the centre, in any unit.

    Returns
    -------
    (n,) contributions, whose sum goes from -1 (as far out as can be) over 0 (evenly over the ground) to 1
    (at the centre); NaN where the group has nobody.

    Source: Massey & Denton (1988).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> absolute_centralisation(counts, np.array([1.0, 3.0]), np.array([0.0, 5.0])).sum()
    np.float64(0.75)
    """
    return _nearer(counts[:, 0], surface, distance)


def relative_centralisation(counts: Floats, distance: Floats) -> Floats:
    r"""Contribution of each area to the relative centralisation RCE of a group against another.

    .. math:: \mathrm{RCE} = \sum_i X_{i-1} Y_i - \sum_i X_i Y_{i-1}
                           = \sum_i \frac{x_i}{X} (1 - Y_i - Y_{i-1})

    How much more often a person of x, rather than one of y, is the nearer to the centre when one of each is
    drawn at random. An area's contribution is that of its people of x.

    Parameters
    ----------
    counts
        (n, g) people: the group, the group it is compared with, then everybody else.
    distance
        (n,) distance of each area to the centre, in any unit.

    Returns
    -------
    (n,) contributions, whose sum goes from -1 (all of x farther out than all of y) to 1 (all nearer);
    NaN where one group has nobody.

    Source: Duncan & Duncan (1955); Massey & Denton (1988).

    >>> relative_centralisation(np.array([[10.0, 0.0], [0.0, 10.0]]), np.array([0.0, 5.0])).sum()
    np.float64(1.0)
    """
    return _nearer(counts[:, 0], counts[:, 1], distance)


def _nearer(group: Floats, other: Floats, distance: Floats) -> Floats:
    if group.sum() == 0.0 or other.sum() == 0.0:
        return np.full(len(group), np.nan)
    _, ring = np.unique(distance, return_inverse=True)
    of_ring = np.bincount(ring, weights=other / other.sum())
    upto = np.cumsum(of_ring)
    return np.asarray(group / group.sum() * (1.0 - upto - (upto - of_ring))[ring])


def _absolute(counts: Floats, setting: tuple[Floats, Floats]) -> Floats:
    surface, distance = setting
    return absolute_centralisation(counts, surface, distance)


INDICES.add(
    Index(
        name="central_share",
        title=message("Share in the central city (PCC)"),
        dimension=Dimension.CENTRALISATION,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=r"X_{cc}/X",
        source="Massey & Denton (1988)",
        reading=message("{people} of 100 people of {a} live in the central city."),
        contributions=central_share,
        setting=Setting.CORE,
    )
)
INDICES.add(
    Index(
        name="absolute_centralisation",
        title=message("Absolute centralisation (ACE)"),
        dimension=Dimension.CENTRALISATION,
        groups=Groups.ONE,
        low=-1.0,
        high=1.0,
        formula=r"\sum_i X_{i-1}S_i-\sum_i X_iS_{i-1}",
        source="Massey & Denton (1988)",
        reading=message(
            "On a scale from -100 ({a} live at the edge of the city) over 0 (spread evenly over its ground) "
            "to 100 (at its centre), the city stands at {people}."
        ),
        contributions=_absolute,
        setting=Setting.SURFACE_AND_CENTRE,
    )
)
INDICES.add(
    Index(
        name="relative_centralisation",
        title=message("Relative centralisation (RCE)"),
        dimension=Dimension.CENTRALISATION,
        groups=Groups.TWO_ORDERED,
        low=-1.0,
        high=1.0,
        formula=r"\sum_i X_{i-1}Y_i-\sum_i X_iY_{i-1}",
        source="Duncan & Duncan (1955); Massey & Denton (1988)",
        reading=message(
            "On a scale from -100 (all of {a} live farther from the centre than all of {b}) to 100 (all "
            "nearer), the city stands at {people}."
        ),
        contributions=relative_centralisation,
        setting=Setting.CENTRE,
    )
)
