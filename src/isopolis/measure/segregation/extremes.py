"""Index of Concentration at the Extremes: more of the privileged or more of the deprived."""

from __future__ import annotations

import numpy as np

from isopolis.language import message
from isopolis.measure.segregation.margins import group_totals, people
from isopolis.measure.segregation.registry import INDICES, Dimension, Floats, Groups, Index


def concentration_at_the_extremes(counts: Floats, environment: Floats) -> Floats:
    r"""Index of Concentration at the Extremes (ICE) around each area.

    .. math:: \mathrm{ICE}_i = \frac{A_i - P_i}{t_i}

    with A_i the people of the highest class, P_i those of the lowest.

    Parameters
    ----------
    counts, environment
        (n, g) people by class, from the lowest to the highest; (n, g) composition around each area.

    Returns
    -------
    (n,) figures from -1 (only the lowest class) over 0 (as many of both) to 1 (only the highest); NaN
    where nobody lives. They are figures of areas; their mean weighted by people is the city's.

    Source: Massey (2001).

    >>> counts = np.array([[10.0, 10.0, 0.0], [0.0, 10.0, 30.0]])
    >>> concentration_at_the_extremes(counts, counts)
    array([-0.5 ,  0.75])
    """
    everybody = people(environment)
    nowhere = np.full(len(counts), np.nan)
    difference = environment[:, -1] - environment[:, 0]
    return np.asarray(np.divide(difference, everybody, out=nowhere, where=everybody > 0))


def extremes_of_city(counts: Floats, environment: Floats) -> float:
    """ICE of the city as a whole: its composition, not its segregation.

    >>> counts = np.array([[10.0, 10.0, 0.0], [0.0, 10.0, 30.0]])
    >>> round(extremes_of_city(counts, counts), 4)
    0.3333
    """
    totals = group_totals(counts)
    return float((totals[-1] - totals[0]) / totals.sum()) if totals.sum() > 0 else float("nan")


INDICES.add(
    Index(
        name="concentration_at_the_extremes",
        title=message("Index of Concentration at the Extremes (ICE)"),
        dimension=Dimension.LOCAL,
        groups=Groups.ORDERED,
        low=-1.0,
        high=1.0,
        formula=r"\frac{A_i-P_i}{t_i}",
        source="Massey (2001)",
        reading=message(
            "Of 100 residents, there are {people} more at the top than at the bottom (below 0: more at the "
            "bottom)."
        ),
        value=extremes_of_city,
        local=concentration_at_the_extremes,
    )
)
