"""Measure: the indices of a city and of each of its areas, as tidy tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.measure.areas import REST, Areas, Composition, CountStatus, compose, universe_of
from isopolis.measure.areas.status import known
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation.inputs import Data, as_areas
from isopolis.measure.segregation.registry import INDICES, Floats, Groups, Index
from isopolis.measure.segregation.settings import Settings

FIRST_FLOOR = (
    "dissimilarity",
    "gini",
    "theil_h",
    "mutual_information",
    "isolation",
    "exposure",
    "correlation_ratio",
    "atkinson",
    "divergence",
    "location_quotient",
    "share",
)
"""The indices that are computed when none are named."""

SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure to compute: an index and the groups that it reads, in its order."""

    index: Index
    groups: tuple[str, ...]

    @property
    def label(self) -> str:
        """The groups as the table of figures writes them, e.g. ``"OTH / NAT"``."""
        return SEPARATOR.join(self.groups)


def comparisons(groups: Sequence[str], indices: Sequence[str] | None = None) -> list[Comparison]:
    """Which figures belong to these groups.

    With two groups, A and B: every index of the pair once, and those that have a direction (isolation,
    exposure, location quotient) once for A and once for B; everybody is A and B together.

    With more: indices of many groups for all of them, and then each group against the rest of the
    people; exposure for every ordered pair, again among all people.

    >>> [c.label for c in comparisons(["A", "B"], ["theil_h", "exposure"])]
    ['A / B', 'A / B', 'B / A']
    >>> [c.label for c in comparisons(["A", "B", "C"], ["theil_h"])]
    ['A / B / C', 'A / rest', 'B / rest', 'C / rest']
    >>> [c.label for c in comparisons(["A", "B", "C"], ["exposure"])][:2]
    ['A / B / rest', 'A / C / rest']
    """
    chosen = [INDICES[name] for name in (FIRST_FLOOR if indices is None else indices)]
    return [Comparison(index, named) for index in chosen for named in _readings_of(tuple(groups), index)]


def _readings_of(groups: tuple[str, ...], index: Index) -> list[tuple[str, ...]]:
    if index.groups is Groups.ORDERED:
        return [groups]
    if len(groups) == 2:
        both: list[tuple[str, ...]] = [groups, groups[::-1]]
        return both if index.groups in (Groups.ONE, Groups.TWO_ORDERED) else both[:1]
    against_rest: list[tuple[str, ...]] = [(group, REST) for group in groups if group != REST]
    if index.groups is Groups.MANY:
        return [groups, *against_rest]
    if index.groups is Groups.TWO_ORDERED:
        return [(*pair, REST) if REST not in pair else pair for pair in permutations(groups, 2)]
    return against_rest


def measure(
    data: Data,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] | None = None,
    *,
    city: str = "",
    areas: bool = False,
    total: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Segregation indices of a city, and of each of its areas.

    Parameters
    ----------
    data
        :class:`Areas`; a GeoDataFrame or DataFrame with one column a group; or an (n, g) array.
    groups
        Names of the groups to compare; two for indices of A against B, one to compare it with
        ``"rest"``. Without: the first partition of the areas, or all groups. See :func:`comparisons`.
    indices
        Names from the registry; :data:`FIRST_FLOOR` without.
    city
        Name written in the table.
    areas
        Also give the figures of the areas: contributions, which add up to the city's value, or the
        area's own figure for an index that is about areas (location quotient, share).
    total
        For a table: the column with all people of each area; needed for ``"rest"``.
    settings
        What some indices read beside the people, by the name of their :class:`Setting`:
        ``{"centre": distances}``. Surfaces and borders are taken from the shapes where there are any.

    Returns
    -------
    One row a figure, columns :data:`isopolis.measure.figures.FIGURE_COLUMNS`. ``value`` is missing
    where ``status`` says why (undefined, suppressed, not_collected), and nowhere else. ``low``,
    ``high``, ``expected`` and ``sentence`` are empty here: inference and readings fill them.

    Raises
    ------
    InputError
        Unknown groups, columns or indices; counts that are not numbers of people; an index that needs
        a setting that is not there.

    >>> table = measure(np.array([[10, 0], [10, 30]]), ["A", "B"], ["dissimilarity"], areas=True)
    >>> table[["area", "groups", "value", "status"]]
       area groups  value    status
    0  None  A / B   0.50  observed
    1     1  A / B   0.25  observed
    2     2  A / B   0.25  observed
    """
    subject = as_areas(data, groups, total)
    wanted = comparisons(named_groups(subject, groups), indices)
    compositions = {c.groups: _composed(subject, c.groups) for c in wanted}
    known_settings = Settings(subject, settings)
    parts = []
    for comparison in wanted:
        composition = compositions[comparison.groups]
        if comparison.index.contributions is not None or comparison.index.value is not None:
            parts.append(_city_row(subject, comparison, composition, known_settings))
        if areas and (comparison.index.contributions is not None or comparison.index.local is not None):
            parts.append(_area_rows(subject, comparison, composition, known_settings))
    return figures_table(parts, city)


def local(
    data: Data,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] | None = None,
    *,
    total: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """One row an area: its people, each group's share and location quotient, its contributions.

    Parameters
    ----------
    data, groups, indices, total, settings
        As for :func:`measure`.

    Returns
    -------
    Columns ``area``, ``people`` (households where the groups are of households), ``share:GROUP`` and
    ``location_quotient:GROUP`` for each group, ``contribution:INDEX`` for each index of all the groups
    that decomposes, and ``status``. NaN where ``status`` says why; shares and quotients also where
    nobody lives.

    >>> local(np.array([[10, 0], [10, 30]]), ["A", "B"], ["dissimilarity"]).T
                                       0         1
    area                               1         2
    people                          10.0      40.0
    share:A                          1.0      0.25
    share:B                          0.0      0.75
    location_quotient:A              2.5     0.625
    location_quotient:B              0.0      1.25
    contribution:dissimilarity      0.25      0.25
    status                      observed  observed
    """
    subject = as_areas(data, groups, total)
    named = named_groups(subject, groups)
    composition = _composed(subject, named)
    known_settings = Settings(subject, settings)
    columns: dict[str, Any] = {"area": subject.ids, "people": universe_of(subject, named)[0]}
    for name in ("share", "location_quotient"):
        for group in named:
            if group == REST and len(named) > 2:
                continue
            pair = next(c for c in comparisons(named, [name]) if c.groups[0] == group)
            values = _over_all(subject, _composed(subject, pair.groups), pair.index, known_settings)
            columns[f"{name}:{group}"] = values
    for comparison in comparisons(named, indices):
        if comparison.groups == named and comparison.index.decomposes:
            values = _over_all(subject, composition, comparison.index, known_settings)
            columns[f"contribution:{comparison.index.name}"] = values
    columns["status"] = area_status(subject, named, composition)
    return pd.DataFrame(columns)


def named_groups(areas: Areas, groups: Sequence[str] | None) -> tuple[str, ...]:
    """The groups to compare."""
    if isinstance(groups, str):
        groups = (groups,)
    named = tuple(groups or ())
    if not named:
        named = next(iter(areas.partitions.values()), areas.groups)
    if len(named) == 1:
        named = (*named, REST)
    for group in named:
        if group != REST:
            areas.column(group)
    return named


def _composed(areas: Areas, groups: tuple[str, ...]) -> Composition | None:
    """The composition, or None where no area has a count for all of the groups."""
    if not known(_needed_status(areas, groups)).all(axis=1).any():
        return None
    return compose(areas, groups)


def _over_all(areas: Areas, composition: Composition | None, index: Index, settings: Settings) -> Floats:
    """(n,) figures of all areas, NaN where the area was left out."""
    out = np.full(len(areas), np.nan)
    if composition is not None:
        figures = index.areas(composition.counts, settings.of(index, composition.rows))
        assert figures is not None  # noqa: S101  (asked only for an index with figures of areas)
        out[composition.rows] = figures
    return out


def _city_row(
    areas: Areas, comparison: Comparison, composition: Composition | None, settings: Settings
) -> dict[str, Any]:
    row: dict[str, Any] = {"index": comparison.index.name, "groups": comparison.label, "area": [None]}
    if composition is None:
        return row | {"value": [np.nan], "status": [_absent(areas, comparison.groups)]}
    setting = settings.of(comparison.index, composition.rows)
    value = comparison.index.city(composition.counts, setting)
    status = city_status(composition)
    if not np.isfinite(value):
        value, status = np.nan, FigureStatus.UNDEFINED
    return row | {"value": [value], "status": [status.value]}


def _area_rows(
    areas: Areas, comparison: Comparison, composition: Composition | None, settings: Settings
) -> dict[str, Any]:
    values = _over_all(areas, composition, comparison.index, settings)
    status = area_status(areas, comparison.groups, composition)
    computed = np.zeros(len(areas), dtype=bool)
    if composition is not None:
        computed[composition.rows] = True
    status[computed & ~np.isfinite(values)] = FigureStatus.UNDEFINED.value
    return {
        "index": comparison.index.name,
        "groups": comparison.label,
        "area": areas.ids,
        "value": np.where(np.isfinite(values), values, np.nan),
        "status": status,
    }


def city_status(composition: Composition) -> FigureStatus:
    """The status of a city's figure, from the counts that it was made from."""
    if any(composition.left_out.values()):
        return FigureStatus.PARTIAL
    if (composition.status == CountStatus.IMPUTED).any():
        return FigureStatus.IMPUTED
    if (composition.status == CountStatus.PERTURBED).any():
        return FigureStatus.PERTURBED
    return FigureStatus.OBSERVED


def _absent(areas: Areas, groups: tuple[str, ...]) -> str:
    """Why no area has a count for all the groups."""
    status = _needed_status(areas, groups)
    if (status == CountStatus.SUPPRESSED).any(axis=1).all():
        return FigureStatus.SUPPRESSED.value
    return FigureStatus.NOT_COLLECTED.value


def _needed_status(areas: Areas, groups: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """(n, k) status of every count that these groups are made from."""
    columns = [areas.column(group) for group in groups if group != REST or REST in areas.groups]
    status = areas.status[:, columns]
    if REST in groups and REST not in areas.groups:
        status = np.column_stack([status, universe_of(areas, groups)[1]])
    return status


def area_status(
    areas: Areas, groups: tuple[str, ...], composition: Composition | None
) -> npt.NDArray[np.object_]:
    """(n,) FigureStatus values of the areas."""
    out = np.full(len(areas), FigureStatus.OBSERVED.value, dtype=object)
    ranked = (
        (CountStatus.PERTURBED, FigureStatus.PERTURBED),
        (CountStatus.IMPUTED, FigureStatus.IMPUTED),
        (CountStatus.NOT_COLLECTED, FigureStatus.NOT_COLLECTED),
        (CountStatus.SUPPRESSED, FigureStatus.SUPPRESSED),
    )
    needed = _needed_status(areas, groups)
    for count, figure in ranked:
        out[(needed == count).any(axis=1)] = figure.value
    if composition is not None:
        # A rest made negative by noise is perturbed, which only the composition knows.
        mended = (composition.status == CountStatus.PERTURBED).any(axis=1)
        rows = composition.rows[mended]
        out[rows[out[rows] == FigureStatus.OBSERVED.value]] = FigureStatus.PERTURBED.value
    return out


def figures_table(parts: list[dict[str, Any]], city: str) -> pd.DataFrame:
    """One table of figures from columns of values and repeated labels."""
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in FIGURE_COLUMNS})
    lengths = [len(part["value"]) for part in parts]
    size = sum(lengths)

    def repeated(name: str) -> npt.NDArray[np.object_]:
        return np.repeat(np.array([part[name] for part in parts], dtype=object), lengths)

    def joined(name: str) -> npt.NDArray[np.object_]:
        return np.concatenate([np.asarray(part[name], dtype=object) for part in parts])

    columns: dict[str, Any] = {
        "city": np.full(size, city, dtype=object),
        "area": joined("area"),
        "index": repeated("index"),
        "groups": repeated("groups"),
        "scale": np.repeat(np.array([part.get("scale") for part in parts], dtype=object), lengths),
        "value": np.concatenate([np.asarray(part["value"], dtype=np.float64) for part in parts]),
        "low": np.full(size, np.nan),
        "high": np.full(size, np.nan),
        "expected": np.full(size, np.nan),
        "status": joined("status"),
        "sentence": np.full(size, None, dtype=object),
    }
    return pd.DataFrame(
        {
            name: pd.Series(columns[name], dtype=object if columns[name].dtype == object else None)
            for name in FIGURE_COLUMNS
        }
    )
