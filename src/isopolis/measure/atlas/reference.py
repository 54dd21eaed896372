"""A reference distribution: is a figure high, among the European cities of this size?

``reference.csv`` holds quantiles of the figures of all urban centres, derived from the census grid of 2021
(© European Union, Eurostat / GISCO) by ``isopolis measure atlas``. It holds no figure of a single city but
the lowest and highest of each class. Figures depend on the size of the areas that they are computed from:
only those of 1 km grid cells can be placed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from isopolis.errors import InputError

UNIT = 1000
"""Side in metres of the cells that the reference is about."""
CLASSES = (50_000, 100_000, 250_000, 1_000_000)
"""Fewest inhabitants of each class of size."""
FEWEST = 20
"""A class with fewer cities than this has no distribution."""
INDICES = ("dissimilarity", "gini", "theil_h", "isolation", "atkinson", "share")
_STEPS = np.linspace(0.0, 1.0, 21)
_QUANTILES = [f"q{round(100 * step)}" for step in _STEPS]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a figure stands.

    Attributes
    ----------
    share
        Share of the cities below it, 0..1.
    cities
        How many cities it was compared with.
    fewest, most
        Inhabitants of these cities: from ``fewest``, below ``most`` (infinite for the largest class).
    """

    share: float
    cities: int
    fewest: int
    most: float


def reference_of(figures: pd.DataFrame, people: pd.Series[float]) -> pd.DataFrame:
    """Quantiles of the figures of many cities, by class of size.

    Parameters
    ----------
    figures
        Figures of all cities (:data:`~isopolis.measure.figures.FIGURE_COLUMNS`), of 1 km cells.
    people
        Inhabitants, by city.

    Returns
    -------
    Columns ``index``, ``groups``, ``fewest`` (inhabitants), ``cities``, ``q0`` to ``q100`` in steps of five,
    to four significant digits.
    """
    chosen = figures[figures["scale"].isna() & figures["index"].isin(INDICES) & figures["value"].notna()]
    size = np.searchsorted(np.array(CLASSES), people.reindex(chosen["city"]).to_numpy(), side="right") - 1
    chosen = chosen.assign(size=size)
    rows = []
    kinds: Any = chosen[size >= 0].groupby(["index", "groups", "size"], sort=True)
    for (index, groups, of_size), members in kinds:
        if len(members) >= FEWEST:
            quantiles = np.quantile(members["value"], _STEPS)
            short = [float(f"{value:.4g}") for value in quantiles]
            rows.append((index, groups, CLASSES[of_size], len(members), *short))
    return pd.DataFrame(rows, columns=["index", "groups", "fewest", "cities", *_QUANTILES])


@cache
def reference() -> pd.DataFrame:
    """The distribution that comes with Isopolis; columns as :func:`reference_of`."""
    with files(__package__).joinpath("reference.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, comment="#")


def placed(
    index: str,
    groups: str,
    value: float,
    people: float,
    *,
    unit: float,
    table: pd.DataFrame | None = None,
) -> Placing | None:
    """Share of the European cities of this size whose figure is lower.

    Parameters
    ----------
    index, groups
        As in a table of figures, groups by their names in the census grid: ``"OTH / rest"``.
    value, people
        The figure, and the inhabitants of the city.
    unit
        Side in metres of the grid cells that the figure was computed from.
    table
        A distribution of :func:`reference_of`; the one that comes with Isopolis without.

    Returns
    -------
    The placing; None where the distribution has no such index, groups or size, or there is no value.

    Raises
    ------
    InputError
        Areas of another size than 1 km cells: their figures cannot be compared with these.

    >>> table = reference_of(pd.DataFrame({"city": [f"c{i}" for i in range(40)], "scale": None,
    ...     "index": "theil_h", "groups": "OTH / rest", "value": np.arange(40) / 100}),
    ...     pd.Series(60_000.0, index=[f"c{i}" for i in range(40)]))
    >>> placed("theil_h", "OTH / rest", 0.195, 80_000, unit=1000, table=table)
    Placing(share=0.5, cities=40, fewest=50000, most=100000)
    """
    if unit != UNIT:
        raise InputError(
            f"figures of areas of {unit:g} m cannot be placed among those of {UNIT} m cells",
            expected=f"grid cells of {UNIT} m",
            remedy="measure the city on the census grid; the smaller the areas, the higher its figures",
        )
    table = reference() if table is None else table
    size = int(np.searchsorted(np.array(CLASSES), people, side="right")) - 1
    if size < 0 or not np.isfinite(value):
        return None
    wanted = {"index": index, "groups": groups, "fewest": CLASSES[size]}
    here = np.logical_and.reduce([table[name].to_numpy() == one for name, one in wanted.items()])
    if not here.any():
        return None
    row = table.iloc[int(here.argmax())]
    quantiles = row[_QUANTILES].to_numpy(float)
    most = CLASSES[size + 1] if size + 1 < len(CLASSES) else float("inf")
    return Placing(_share_below(value, quantiles), int(row["cities"]), CLASSES[size], most)


def _share_below(value: float, quantiles: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The step at which the quantiles reach a value; the middle of those that are equal to it."""
    if value < quantiles[0]:
        return 0.0
    if value > quantiles[-1]:
        return 1.0
    rising = np.interp(value, quantiles, _STEPS)
    equal = _STEPS[quantiles == value]
    return float(equal.mean() if len(equal) else rising)
