"""Compare and test: the two questions of inference, asked of areas, tables or arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import NOT_PEOPLE, Areas, Composition, compose, rounded_away
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation import inference
from isopolis.measure.segregation.environments import Scale, environments, locate, parse_scale
from isopolis.measure.segregation.inference.randomisation import Test
from isopolis.measure.segregation.inputs import Data, as_areas
from isopolis.measure.segregation.measurement import named_groups
from isopolis.measure.segregation.registry import INDICES, Floats, Groups, Setting
from isopolis.measure.segregation.settings import Settings
from isopolis.measure.segregation.statuses import city_status


def compare(
    first: Data,
    second: Data,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] = ("dissimilarity", "theil_h"),
    *,
    replicates: int = 400,
    seed: int = 0,
    total: str | None = None,
    settings: Sequence[Mapping[str, Any] | None] = (None, None),
) -> pd.DataFrame:
    """The difference of two cities, or of one city at two dates, with its 95% interval.

    Both figures are corrected for small counts; the areas need not correspond.

    Parameters
    ----------
    first, second, groups, total
        As for :func:`isopolis.measure.segregation.measure`; the same groups in both.
    indices
        Names from the registry. One of a single group is about the first group, one of a group towards
        another about the first two, among all that are named.
    replicates, seed
        Draws; the same seed gives the same bits.
    settings
        What some indices read beside the people, as for ``measure``: for the first, for the second.

    Returns
    -------
    See :func:`isopolis.measure.segregation.inference.compare`: one row an index, ``difference`` being the
    second less the first; and ``status``, the worse of the two (``partial``: areas whose people are not known
    are left out; ``undefined``: one of the two has no value).

    Raises
    ------
    InputError
        Unknown groups or indices; an index of two groups asked of more; counts that are not of people.

    >>> import numpy as np
    >>> even, apart = [[50, 50]] * 40, [[80, 20], [20, 80]] * 20
    >>> found = compare(np.array(even), np.array(apart), ["A", "B"], ["theil_h"])
    >>> bool(found["low"][0] > 0)
    True
    """
    names = (indices,) if isinstance(indices, str) else tuple(indices)
    if len(settings) != 2:
        raise InputError(f"{len(settings)} settings", expected="those of the first and those of the second")
    read, compositions = [], []
    for data, given in zip((first, second), settings, strict=True):
        areas = as_areas(data, groups, total)
        compositions.append(_asked(areas, groups, names))
        read.append(_settings(areas, compositions[-1], names, given))
    one, two = compositions
    if one.groups != two.groups:
        raise InputError(
            f"the two have the groups {' / '.join(one.groups)} and {' / '.join(two.groups)}",
            expected="the same groups",
        )
    table = inference.compare(
        one.counts, two.counts, names, settings=(read[0], read[1]), replicates=replicates, seed=seed
    )
    status = max(map(city_status, compositions), key=_FROM_BEST.index)
    known = table["difference"].notna()
    return table.assign(status=np.where(known, status.value, FigureStatus.UNDEFINED.value))


def test(
    data: Data,
    groups: Sequence[str] | None = None,
    index: str = "dissimilarity",
    *,
    null: Literal["people", "areas"] = "people",
    scale: str | float | Scale | None = None,
    replicates: int = 999,
    seed: int = 0,
    total: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Test:
    """Tell whether chance alone could have made a figure.

    Parameters
    ----------
    data, groups, total, settings
        As for :func:`isopolis.measure.segregation.measure`.
    index
        Name from the registry; which groups it is about: as for :func:`compare`.
    null
        ``"people"``: everybody lives anywhere, areas keep their sizes. ``"areas"``: whole areas are moved
        about, which asks of an index at a scale whether like areas lie together.
    scale
        For the index at a scale: metres, ``"1 km"``, ``"k=400"``; needs to know where the areas are.
    replicates, seed
        Shuffles; the same seed gives the same bits.

    Raises
    ------
    InputError
        Unknown groups, indices or scales; areas moved about for an index that does not read where they are;
        an index of two groups asked of more; counts that are not of people.

    >>> import numpy as np
    >>> test(np.array([[80, 20], [20, 80]] * 10), ["A", "B"], replicates=99).p_value
    0.01
    """
    areas = as_areas(data, groups, total)
    composition = _asked(areas, groups, [index])
    surroundings = None
    if scale is not None:
        chosen = INDICES[index]
        if not (chosen.spatial and chosen.setting is Setting.ENVIRONMENT):
            raise InputError(
                f"the index {index} has no spatial version",
                expected="an index of composition, such as theil_h, or no scale",
            )
        near, wanted = locate(areas).take(composition.rows), parse_scale(scale)

        def surroundings(counts: Floats) -> Floats:
            return next(environments(counts, near, [wanted])).people

    found = inference.test(
        composition.counts,
        index,
        null=null,
        environment=surroundings,
        settings=_settings(areas, composition, [index], settings),
        replicates=replicates,
        seed=seed,
    )
    status = FigureStatus.UNDEFINED if np.isnan(found.value) else city_status(composition)
    return replace(found, status=status.value)


test.__test__ = False  # type: ignore[attr-defined]  # a question, not one of pytest's


def _asked(areas: Areas, groups: Sequence[str] | None, indices: Sequence[str]) -> Composition:
    """The people of the groups, who can be drawn, and whom these indices can be about."""
    composition = compose(areas, named_groups(areas, groups))
    named = composition.groups
    for index in (INDICES[name] for name in indices):
        if index.groups is Groups.TWO and len(named) != 2:
            raise InputError(
                f"the index {index.name} is about two groups, not {' / '.join(named)}",
                expected="two groups, or one and “rest”",
            )
    lost = rounded_away(composition.counts)
    if lost > NOT_PEOPLE:
        raise InputError(
            f"to round the counts to whole people changes {lost:.0%} of them",
            expected="numbers of people, who are drawn one by one, and no shares",
            remedy="multiply shares by the people of their area",
        )
    return composition


_FROM_BEST = (FigureStatus.OBSERVED, FigureStatus.PERTURBED, FigureStatus.IMPUTED, FigureStatus.PARTIAL)


def _settings(
    areas: Areas, composition: Composition, indices: Sequence[str], given: Mapping[str, Any] | None
) -> dict[str, Any]:
    """What these indices read of the areas beside the people, by the name of their setting."""
    known, chosen = Settings(areas, given), [INDICES[name] for name in indices]
    return {
        index.setting.value: known.of(index, composition.rows)
        for index in chosen
        if index.setting is not Setting.ENVIRONMENT
    }
