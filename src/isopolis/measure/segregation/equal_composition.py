"""Two cities compared as if the same people lived in both: what composition alone makes of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, Composition, compose
from isopolis.measure.segregation.environments import Scale, environments, locate, parse_scale
from isopolis.measure.segregation.inputs import Data, as_areas
from isopolis.measure.segregation.measurement import named_groups
from isopolis.measure.segregation.registry import INDICES, Floats, Groups, Index


def compare_at_equal_composition(
    first: Data,
    second: Data,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] = ("theil_h", "dissimilarity"),
    scales: Sequence[str | float | Scale | None] = (None,),
    *,
    total: str | None = None,
) -> pd.DataFrame:
    r"""The difference of two cities in each index, split into composition and segregation.

    A city of many newcomers and one of few can have different figures although each group is spread over its
    city in the same way. So each city is given the group sizes of the other, while everybody lives where
    their group lives: the distribution of each group over the areas stays. With v(s, g) the index of city s
    with the group sizes of city g, and each part the mean over both orders of changing the two:

    .. math:: v(2,2) - v(1,1) = \underbrace{\tfrac12[v(1,2) - v(1,1) + v(2,2) - v(2,1)]}_{composition}
        + \underbrace{\tfrac12[v(2,1) - v(1,1) + v(2,2) - v(1,2)]}_{segregation}

    Parameters
    ----------
    first, second, groups, total
        As for :func:`isopolis.measure.segregation.measure`; the same groups in both.
    indices
        Names from the registry, of all the groups together.
    scales
        None for the areas as they are, else the same metres (``"1 km"``) or the same number of people
        (``"k=1600"``) around everyone in both cities, which needs to know where the areas are.

    Returns
    -------
    One row an index and scale: ``index``, ``scale``, ``first``, ``second``, ``difference``, ``composition``,
    ``segregation``; the last two add up to the difference. Areas whose people are not known are left out.

    Raises
    ------
    InputError
        Unknown groups or indices, or a group that nobody in one of the cities belongs to.

    A composition-invariant index, as D of two groups, has no part for composition (James & Taeuber 1985).

    Source: Deutsch, Flückiger & Silber (2009) for the mean of both orders (Shapley).

    >>> few = pd.DataFrame({"new": [10, 2, 2], "old": [50, 60, 60]})
    >>> many = few * [5, 1]
    >>> found = compare_at_equal_composition(few, many, ["new", "old"])
    >>> found[["composition", "segregation"]].round(3).abs().to_numpy().tolist()
    [[0.028, 0.0], [0.0, 0.0]]
    """
    indices = (indices,) if isinstance(indices, str) else indices
    cities = [_composed(as_areas(data, groups, total), groups) for data in (first, second)]
    if cities[0].groups != cities[1].groups:
        raise InputError(f"the cities have the groups {cities[0].groups} and {cities[1].groups}")
    adjusted = {
        (s, g): cities[s].counts if s == g else _with_groups_of(cities[s], cities[g])
        for s, g in product((0, 1), repeat=2)
    }
    wanted = [None if scale is None else parse_scale(scale) for scale in scales]
    spatial = [scale for scale in wanted if scale is not None]
    places = [locate(as_areas(data, groups, total)) if spatial else None for data in (first, second)]
    values: dict[tuple[int, int], pd.Series] = {}
    for (s, g), counts in adjusted.items():
        found: dict[tuple[str, str | None], float] = {}
        if None in wanted:
            found = {(name, None): _index(name).city(counts) for name in indices}
        place = places[s]
        if place is not None:
            for around in environments(counts, place.take(cities[s].rows), spatial):
                for name in indices:
                    found[name, around.scale.label] = _index(name).city(counts, around.people)
        values[s, g] = pd.Series(found)
    own = values[1, 1] - values[0, 0]
    composition = (values[0, 1] - values[0, 0] + values[1, 1] - values[1, 0]) / 2
    keys = list(own.index)
    return pd.DataFrame(
        {
            "index": [name for name, _ in keys],
            "scale": pd.Series([scale for _, scale in keys], dtype=object),
            "first": values[0, 0].to_numpy(),
            "second": values[1, 1].to_numpy(),
            "difference": own.to_numpy(),
            "composition": composition.to_numpy(),
            "segregation": (own - composition).to_numpy(),
        }
    )


def _composed(areas: Areas, groups: Sequence[str] | None) -> Composition:
    composition = compose(areas, named_groups(areas, groups))
    empty = composition.counts.sum(axis=0) == 0
    if empty.any():
        raise InputError(
            f"nobody belongs to “{composition.groups[int(empty.argmax())]}” in one of the cities",
            expected="people of every group in both",
            remedy="compare other groups",
        )
    return composition


def _with_groups_of(city: Composition, other: Composition) -> Floats:
    """The city's table with as many people of each group, of its own total, as in the other city."""
    own, shares = city.counts.sum(axis=0), other.counts.sum(axis=0) / other.counts.sum()
    return np.asarray(city.counts * (shares * own.sum() / own))


def _index(name: str) -> Index:
    index = INDICES[name]
    if index.groups is not Groups.MANY:
        raise InputError(f"the index {name} is not about all groups together", expected="theil_h or the like")
    return index
