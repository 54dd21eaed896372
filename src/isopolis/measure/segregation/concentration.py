"""Concentration: how little room a group takes up in the city."""

from __future__ import annotations

import numpy as np

from isopolis.language import message
from isopolis.measure.segregation.margins import people
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index, Setting


def delta(counts: Floats, surface: Floats) -> Floats:
    r"""Contribution of each area to delta, the dissimilarity of a group and the ground.

    .. math:: \mathrm{DEL} = \frac12 \sum_i \left| \frac{x_i}{X} - \frac{s_i}{S} \right|

    Parameters
    ----------
    counts
        (n, g) people, the group first.
    surface
        (n,) surface of each area, in any unit.

    Returns
    -------
    (n,) contributions, whose sum is the share of the group that would have to move to live at the same
    density everywhere, 0 to 1. NaN where the group has nobody.

    Source: Hoover (1941); Duncan, Cuzzort & Duncan (1961); Massey & Denton (1988).

    >>> delta(np.array([[10.0, 0.0], [0.0, 5.0]]), np.array([1.0, 3.0])).sum()
    np.float64(0.75)
    """
    group = counts[:, 0]
    if group.sum() == 0.0:
        return np.full(len(counts), np.nan)
    return np.asarray(0.5 * np.abs(group / group.sum() - surface / surface.sum()))


def absolute_concentration(counts: Floats, surface: Floats) -> float:
    r"""Absolute concentration ACO of a group; does not decompose.

    .. math:: \mathrm{ACO} = 1 - \frac{\sum_i x_i s_i / X - \sum_{i=1}^{n_1} t_i s_i / T_1}
                                      {\sum_{i=n_2}^{n} t_i s_i / T_2 - \sum_{i=1}^{n_1} t_i s_i / T_1}

    Areas are in ascending order of their surface; the first n_1 are the smallest that together hold as
    many people as the group, T_1 their people; those from n_2 on the largest that do, T_2 their people.

    Parameters
    ----------
    counts
        (n, g) people, the group first, the others together everybody else.
    surface
        (n,) surface of each area, in any unit.

    Returns
    -------
    1 where the group lives in the smallest areas that can hold it, 0 where in the largest; NaN where the
    group has nobody or all areas that could hold it are of one size.

    Source: Massey & Denton (1988).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0], [0.0, 10.0]])
    >>> absolute_concentration(counts, np.array([1.0, 2.0, 3.0]))
    1.0
    """
    group = counts[:, 0]
    if group.sum() == 0.0:
        return float("nan")
    small, large = _extreme_surfaces(counts, surface)
    if large == small:
        return float("nan")
    return float(1.0 - ((group * surface).sum() / group.sum() - small) / (large - small))


def relative_concentration(counts: Floats, surface: Floats) -> float:
    r"""Relative concentration RCO of a group against another; does not decompose.

    .. math:: \mathrm{RCO} = \frac{\dfrac{\sum_i x_i s_i / X}{\sum_i y_i s_i / Y} - 1}
              {\dfrac{\sum_{i=1}^{n_1} t_i s_i / T_1}{\sum_{i=n_2}^{n} t_i s_i / T_2} - 1}

    with n_1, n_2, T_1 and T_2 as in :func:`absolute_concentration`.

    Parameters
    ----------
    counts
        (n, g) people: the group, the group it is compared with, then everybody else.
    surface
        (n,) surface of each area, in any unit.

    Returns
    -------
    Above 0 where the first group lives in smaller areas than the second, 1 as far as that can go, below
    0 the other way round; NaN where one group has nobody or all areas are of one size.

    Source: Massey & Denton (1988).

    >>> counts = np.array([[10.0, 0.0], [0.0, 10.0]])
    >>> relative_concentration(counts, np.array([1.0, 3.0]))
    1.0
    """
    x, y = counts[:, 0], counts[:, 1]
    if x.sum() == 0.0 or y.sum() == 0.0:
        return float("nan")
    small, large = _extreme_surfaces(counts, surface)
    if large == small:
        return float("nan")
    ratio = ((x * surface).sum() / x.sum()) / ((y * surface).sum() / y.sum())
    return float((ratio - 1.0) / (small / large - 1.0))


def _extreme_surfaces(counts: Floats, surface: Floats) -> tuple[float, float]:
    """Mean surface, per person, of the smallest and of the largest areas that could hold the group."""
    everybody, size = people(counts), counts[:, 0].sum()
    order = np.lexsort((everybody, surface))  # ties by people, so that the order of rows does not matter
    means = []
    for ranked in (order, order[::-1]):
        held = np.cumsum(everybody[ranked])
        enough = min(int(np.searchsorted(held, size)) + 1, len(held))
        chosen = ranked[:enough]
        means.append(float((everybody[chosen] * surface[chosen]).sum() / everybody[chosen].sum()))
    return means[0], means[1]


INDICES.add(
    Index(
        name="delta",
        title=message("Delta (concentration)"),
        dimension=Dimension.CONCENTRATION,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=r"\frac12\sum_i\left|\frac{x_i}{X}-\frac{s_i}{S}\right|",
        source="Hoover (1941); Duncan, Cuzzort & Duncan (1961); Massey & Denton (1988)",
        reading=message(
            "{people} of 100 people of {a} would have to move to another area for {a} to live at the same "
            "density everywhere."
        ),
        contributions=delta,
        setting=Setting.SURFACE,
    )
)
INDICES.add(
    Index(
        name="absolute_concentration",
        title=message("Absolute concentration (ACO)"),
        dimension=Dimension.CONCENTRATION,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=(
            r"1-\frac{\sum_i x_is_i/X-\sum_{i=1}^{n_1}t_is_i/T_1}"
            r"{\sum_{i=n_2}^n t_is_i/T_2-\sum_{i=1}^{n_1}t_is_i/T_1}"
        ),
        source="Massey & Denton (1988)",
        reading=message(
            "On a scale from 0 ({a} live in the largest areas that can hold them) to 100 (in the smallest), "
            "the city stands at {people}."
        ),
        value=absolute_concentration,
        setting=Setting.SURFACE,
    )
)
INDICES.add(
    Index(
        name="relative_concentration",
        title=message("Relative concentration (RCO)"),
        dimension=Dimension.CONCENTRATION,
        groups=Groups.TWO_ORDERED,
        low=-np.inf,
        high=1.0,
        formula=(
            r"\left(\frac{\sum_i x_is_i/X}{\sum_i y_is_i/Y}-1\right)\Big/"
            r"\left(\frac{\sum_{i=1}^{n_1}t_is_i/T_1}{\sum_{i=n_2}^n t_is_i/T_2}-1\right)"
        ),
        source="Massey & Denton (1988)",
        reading=message(
            "On a scale where 0 means that {a} and {b} take up the same room and 100 that {a} live as "
            "densely as they can (below 0: less densely than {b}), the city stands at {people}."
        ),
        value=relative_concentration,
        setting=Setting.SURFACE,
    )
)
