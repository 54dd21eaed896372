"""Profiles: segregation as a function of scale, from the street to the city."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, Composition, CountStatus, compose
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation.environments import (
    Locations,
    Scale,
    Shape,
    environments,
    locate,
    parse_scale,
)
from isopolis.measure.segregation.registry import INDICES, Groups, Index

if TYPE_CHECKING:
    import geopandas as gpd

Floats = npt.NDArray[np.float64]


def profile(
    data: Areas | gpd.GeoDataFrame | npt.ArrayLike,
    groups: Sequence[str],
    scales: Sequence[str | float | Scale],
    indices: Sequence[str] = ("theil_h",),
    *,
    locations: Locations | None = None,
    kernel: Shape | str = Shape.BIWEIGHT,
    inside: npt.ArrayLike | None = None,
    areas: bool = False,
    city: str = "",
) -> pd.DataFrame:
    r"""Segregation at several scales: each index of the people against their environments.

    The spatial version of an index is its own formula with the composition of the environment,
    :math:`\tilde\pi_{im}`, in the place of the area's, and the people of the area as weights: for
    example :math:`\tilde H = 1 - \sum_i t_i \tilde E_i / (T E)`. It is not the index of smoothed counts.
    :math:`\tilde H` and :math:`\tilde R` can be slightly negative at wide scales: the environments of
    central, populous areas can be more mixed than the city as a whole.

    Parameters
    ----------
    data
        :class:`Areas`, a GeoPandas table with one column a group, or an (n, g) array of people.
    groups
        Names of the groups, in the order that the indices read them; of an array, of its columns.
    scales
        What is near: metres (500), ``"1 km"``, ``"k=400"``, ``"8 areas"``, ``"order 1"``,
        ``"500 m on foot"`` or :data:`Scale` values.
    indices
        Names in the registry; those that have a spatial version.
    locations
        Where the areas are, if not from the geometry of ``data``.
    kernel
        Shape of the weight for scales in metres.
    inside
        (n,) True for the areas of the city. The others are a halo: they are part of the environments,
        and of nothing else. All areas by default.
    areas
        Also one row an area and scale: its contribution, which add up to the city's value.
    city
        Its name, for the column ``city``.

    Returns
    -------
    A table with the columns of :data:`FIGURE_COLUMNS`; ``scale`` holds the label of the scale. Intervals
    and expected values are left empty here.

    Raises
    ------
    InputError
        Unknown groups, indices or scales, two scales with one label, no positions.

    Source: Reardon & O'Sullivan (2004); Reardon et al. (2008), Demography 45; Lee et al. (2008),
    American Sociological Review 73.

    >>> rows = np.arange(64) // 8
    >>> counts = np.where(rows[:, None] < 4, [9.0, 1.0], [1.0, 9.0])
    >>> where = locate(np.column_stack([np.arange(64) % 8, rows]) * 100.0)
    >>> profile(counts, ["a", "b"], [200, 800], locations=where)[["scale", "value"]].round(3)
       scale  value
    0  200 m  0.463
    1  800 m  0.203
    """
    counts, places, ids, status = _read(data, groups, locations)
    mask = np.ones(len(counts), dtype=bool) if inside is None else np.asarray(inside, dtype=bool)
    if mask.shape != (len(counts),):
        raise ValueError(f"inside has shape {mask.shape} for {len(counts)} areas")
    people = counts if mask.all() else np.ascontiguousarray(counts[mask])
    chosen = [_spatial(INDICES[name]) for name in indices]
    wanted = _distinct([parse_scale(scale, kernel) for scale in scales])
    figures: list[tuple[Any, ...]] = []
    local: list[pd.DataFrame] = []
    for found in environments(counts, places, wanted):
        around = found.people if people is counts else found.people[mask]
        for index in chosen:
            label = " / ".join(groups[: _named(index, len(groups))])
            own, surroundings = people, around
            if index.groups is Groups.TWO:
                own, surroundings = people[:, :2], around[:, :2]
            contributions = None
            if index.contributions is not None:
                contributions = index.contributions(own, surroundings)
                value = float(contributions.sum())
            else:
                value = index.city(own, surroundings)
            key = (index.name, label, found.scale.label)
            figures.append((city, None, *key, *_figure(value, status)))
            if areas and contributions is not None:
                local.append(_area_rows(city, ids[mask], key, contributions, status))
    table = pd.DataFrame(figures, columns=list(FIGURE_COLUMNS))
    return pd.concat([table, *local], ignore_index=True) if local else table


def _named(index: Index, g: int) -> int:
    """How many of the groups an index is about; the rest are the other people around."""
    return {"one": 1, "two": 2, "two_ordered": 2}.get(index.groups, g)


def _spatial(index: Index) -> Index:
    """Refuse an index that has no spatial version."""
    if not getattr(index, "spatial", True):
        raise InputError(
            f"the index {index.name} has no spatial version",
            expected="an index of composition, such as theil_h, dissimilarity or isolation",
        )
    return index


def _distinct(scales: list[Scale]) -> list[Scale]:
    """Refuse two scales whose figures could not be told apart."""
    labels = [scale.label for scale in scales]
    for label in labels:
        if labels.count(label) > 1:
            raise InputError(
                f"the scale “{label}” is asked for twice",
                expected="scales with different labels",
                remedy="compute kernels of different shapes in separate profiles",
            )
    return scales


def _read(
    data: Areas | gpd.GeoDataFrame | npt.ArrayLike, groups: Sequence[str], locations: Locations | None
) -> tuple[Floats, Locations, npt.NDArray[Any], FigureStatus]:
    """Counts, positions and ids of the areas where all groups are known, and the status of a figure."""
    if isinstance(data, Areas):
        composition = compose(data, tuple(groups))
        places = locate(data.take(composition.rows)) if locations is None else locations
        return composition.counts, places, data.ids[composition.rows], _status(composition)
    if hasattr(data, "columns"):
        frame = cast("gpd.GeoDataFrame", data)
        if missing := [group for group in groups if group not in frame.columns]:
            raise InputError(
                f"there is no column “{missing[0]}”", expected="one column of people for each group"
            )
        counts, ids = frame[list(groups)].to_numpy(np.float64), frame.index.to_numpy()
        places = locate(frame) if locations is None else locations
    else:
        counts = np.asarray(data, dtype=np.float64)
        ids = np.arange(len(counts))
        if locations is None:
            raise InputError(
                "an array of people does not say where the areas are",
                remedy="pass locations=locate(points) with (n, 2) coordinates in metres",
            )
        places = locations
    if counts.ndim != 2 or counts.shape[1] != len(groups):
        raise ValueError(f"counts have shape {counts.shape} for {len(groups)} groups")
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise InputError(
            "counts are missing, infinite or negative",
            expected="a number of people, 0 or more, in every area",
            remedy="read the file with isopolis.measure.areas: it tells missing from suppressed and zero",
        )
    return np.ascontiguousarray(counts), places, ids, FigureStatus.OBSERVED


def _status(composition: Composition) -> FigureStatus:
    """How much the figures can carry."""
    if any(composition.left_out.values()):
        return FigureStatus.PARTIAL
    if (composition.status == CountStatus.PERTURBED).any():
        return FigureStatus.PERTURBED
    if (composition.status == CountStatus.IMPUTED).any():
        return FigureStatus.IMPUTED
    return FigureStatus.OBSERVED


def _figure(value: float, status: FigureStatus) -> tuple[Any, ...]:
    """Value, low, high, expected, status, sentence."""
    if not np.isfinite(value):
        return (None, None, None, None, FigureStatus.UNDEFINED, "")
    return (value, None, None, None, status, "")


def _area_rows(
    city: str,
    ids: npt.NDArray[Any],
    key: tuple[str, str, str],
    contributions: Floats,
    status: FigureStatus,
) -> pd.DataFrame:
    """One row an area."""
    index, groups, scale = key
    columns = {"city": city, "area": ids, "index": index, "groups": groups, "scale": scale}
    rows = pd.DataFrame({**columns, "value": contributions, "status": status, "sentence": ""})
    rows.loc[rows["value"].isna(), "status"] = FigureStatus.UNDEFINED
    return rows.reindex(columns=list(FIGURE_COLUMNS))


def macro_micro_ratio(
    table: pd.DataFrame, macro: str = "4000 m", micro: str = "500 m", index: str = "theil_h"
) -> pd.Series[float]:
    r"""How much of the segregation that people meet around their home is that of large areas.

    .. math:: 	ilde H_{4000\,\mathrm{m}} / 	ilde H_{500\,\mathrm{m}}

    Near 0, groups are apart from street to street but mixed at the scale of districts; near 1, whole
    districts are apart.

    Parameters
    ----------
    table
        What :func:`profile` returns; the figures of cities.
    macro, micro
        Labels of the two scales.

    Returns
    -------
    The ratio for each (city, groups); NaN where the index is 0 or undefined at the small scale.

    Raises
    ------
    InputError
        The table lacks one of the scales.

    Source: Lee et al. (2008), American Sociological Review 73; Reardon et al. (2008), Demography 45.

    >>> rows = pd.DataFrame({"city": "", "area": None, "groups": "a / b", "index": "theil_h",
    ...                      "scale": ["500 m", "4000 m"], "value": [0.4, 0.1]})
    >>> macro_micro_ratio(rows).tolist()
    [0.25]
    """
    figures = table[table["area"].isna() & (table["index"] == index)]
    wide = figures.pivot_table(index=["city", "groups"], columns="scale", values="value", dropna=False)
    for label in (macro, micro):
        if label not in wide.columns:
            raise InputError(
                f"the profile has no {index} at “{label}”",
                expected="one of " + ", ".join(map(str, wide.columns)),
                remedy="compute the profile with both scales, or name two that it has",
            )
    ratio = wide[macro].astype(float) / wide[micro].astype(float)
    return ratio.where(np.isfinite(ratio)).rename("macro_micro_ratio")
