"""Protection of the cities' own figures."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas.protect.complementary import TOLERANCE
from isopolis.measure.areas.protect.gate import DEFAULT_THRESHOLD
from isopolis.measure.figures import FigureStatus

SEPARATOR = " / "
"""Between the group names of a figure."""


def protect_figures(
    figures: pd.DataFrame,
    people: pd.DataFrame,
    *,
    threshold: int = DEFAULT_THRESHOLD,
    withheld_cities: Collection[str] = (),
    withheld_areas: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Figures without those about fewer people of a group than the threshold.

    Parameters
    ----------
    figures
        A table with the columns ``figures.FIGURE_COLUMNS``.
    people
        People of each group (columns) in each city (index), in the areas that the figures are computed from.
    threshold
        Fewest people of every group that a figure may be about; 0 for data that is public already.
    withheld_cities
        Cities whose totals the gate withholds: the first elements of ``Protected.totals`` of length 1.
    withheld_areas
        (city, area) of the areas that the gate withholds, for figures of areas.

    Returns
    -------
    The same rows; value, interval, expected value and sentence of a withheld figure are empty and its
    status is ``"suppressed"``. A group of nobody withholds nothing: its figure is undefined anyway.

    Raises
    ------
    InputError
        A figure about a city or a group that ``people`` does not hold.

    >>> figures = pd.DataFrame({"city": ["X"], "area": [None], "groups": ["a / b"], "value": [0.3],
    ...                         "status": ["observed"]})
    >>> protect_figures(figures, pd.DataFrame({"a": [4], "b": [900]}, index=["X"]))["status"].tolist()
    ['suppressed']
    """
    if threshold == 0:
        return figures
    counts = people.to_numpy(float)
    small = (counts > TOLERANCE) & (counts < threshold - TOLERANCE)
    cities, areas = set(withheld_cities), set(withheld_areas)
    which = pd.MultiIndex.from_frame(figures[["city", "groups"]].astype(str))
    codes, kinds = pd.factorize(which)
    verdicts = []
    for city, groups in kinds:
        if city not in people.index:
            raise InputError(
                "nothing is known about the people of “{city}”",
                expected="the people of every city",
                city=city,
            )
        row, columns = (
            people.index.get_loc(city),
            people.columns.get_indexer(pd.Index(_members(groups, people))),
        )
        verdicts.append(city in cities or bool(small[row, columns].any()))
    hidden = np.asarray(verdicts, dtype=bool)[codes]
    if areas:
        pairs = zip(figures["city"], figures["area"], strict=True)
        hidden |= np.fromiter((pair in areas for pair in pairs), dtype=bool, count=len(figures))
    out = figures.copy()
    for name in ("value", "low", "high", "expected", "corrected", "sentence"):
        if name in out.columns:
            out[name] = out[name].mask(hidden)
    out["status"] = out["status"].astype(object).mask(hidden, FigureStatus.SUPPRESSED.value)
    return out


def _members(groups: str, people: pd.DataFrame) -> list[str]:
    """Names of the groups of a figure."""
    if groups in people.columns:
        return [groups]
    members = groups.split(SEPARATOR)
    if missing := [name for name in members if name not in people.columns]:
        raise InputError(
            "nothing is known about the people of the group “{group}”",
            expected="one of {choices}",
            group=missing[0],
            choices=", ".join(map(str, people.columns)),
        )
    return members
