"""Location quotient and share: one group's presence in each area."""

from __future__ import annotations

import math

import numpy as np

from isopolis.language import message
from isopolis.measure.segregation.margins import group_totals, people
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index


def share(counts: Floats, environment: Floats) -> Floats:
    r"""Share of the first group around each area, :math:`\tilde\pi_{ix}`.

    Parameters
    ----------
    counts, environment
        (n, g) people, the group first; (n, g) composition around each area.

    Returns
    -------
    (n,) shares from 0 to 1; NaN where nobody lives.

    >>> counts = np.array([[10.0, 30.0], [0.0, 60.0]])
    >>> share(counts, counts)
    array([0.25, 0.  ])
    """
    everybody = people(environment)
    nowhere = np.full(len(counts), np.nan)
    return np.asarray(np.divide(environment[:, 0], everybody, out=nowhere, where=everybody > 0))


def share_of_city(counts: Floats, environment: Floats) -> float:
    """Share of the first group in the city; NaN where nobody lives.

    >>> counts = np.array([[10.0, 30.0], [0.0, 60.0]])
    >>> share_of_city(counts, counts)
    0.1
    """
    totals = group_totals(counts)
    return float(totals[0] / totals.sum()) if totals.sum() > 0 else float("nan")


def location_quotient(counts: Floats, environment: Floats) -> Floats:
    r"""How many times the city's share of the first group each area has.

    .. math:: LQ_i = \frac{\tilde\pi_{ix}}{\pi_x}

    Parameters
    ----------
    counts, environment
        (n, g) people, the group first; (n, g) composition around each area.

    Returns
    -------
    (n,) quotients: 0 none, 1 as the city, 2 twice the city's share; NaN where nobody lives or the group
    has nobody. The mean weighted by people is 1.

    Source: Isard (1960); Brown & Chung (2006).

    >>> counts = np.array([[10.0, 30.0], [0.0, 60.0]])
    >>> location_quotient(counts, counts)
    array([2.5, 0. ])
    """
    of_city = share_of_city(counts, environment)
    if not of_city > 0:
        return np.full(len(counts), np.nan)
    return share(counts, environment) / of_city


INDICES.add(
    Index(
        name="location_quotient",
        title=message("Location quotient"),
        dimension=Dimension.LOCAL,
        groups=Groups.ONE,
        low=0.0,
        high=math.inf,
        formula=r"LQ_i=\frac{\tilde\pi_{ix}}{\pi_x}",
        source="Isard (1960); Brown & Chung (2006)",
        reading=message("The share of {a} here is {times} times the city’s."),
        local=location_quotient,
    )
)
INDICES.add(
    Index(
        name="share",
        title=message("Share of the group"),
        dimension=Dimension.LOCAL,
        groups=Groups.ONE,
        low=0.0,
        high=1.0,
        formula=r"\frac{x_i}{t_i},\quad \frac{X}{T}",
        source="-",
        reading=message("{people} of 100 residents here are in the group {a}."),
        value=share_of_city,
        local=share,
    )
)
