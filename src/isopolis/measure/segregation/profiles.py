"""Profiles: segregation as a function of scale, from the street to the city."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import REST, Areas, Composition, compose
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.environments import (
    Borders,
    ContiguityOrder,
    Environment,
    Locations,
    Neighbours,
    Scale,
    Shape,
    Streets,
    environments,
    find_borders,
    find_neighbours,
    locate,
    parse_scale,
)
from isopolis.measure.segregation.inference.linearisation import linear_figures
from isopolis.measure.segregation.inputs import Data, as_areas
from isopolis.measure.segregation.margins import people
from isopolis.measure.segregation.measurement import (
    Comparison,
    comparisons,
    figures_table,
    named_groups,
)
from isopolis.measure.segregation.registry import Floats, Groups, Setting
from isopolis.measure.segregation.statuses import area_status, city_status
from isopolis.measure.segregation.threads import Tasks

SCALES = (500, 1000, 2000, 4000)
"""Radii in metres of the profiles of Lee et al. (2008) and Reardon et al. (2008)."""
ENDS = ("corrected", "low", "high")
_Rows = list[dict[str, Any]]
_SURE = 20  # what an interval costs, in numbers worked through for each count


def profile(
    data: Data,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] = ("theil_h",),
    scales: Sequence[str | float | Scale] | str | float | Scale = SCALES,
    *,
    locations: Locations | npt.ArrayLike | None = None,
    kernel: Shape | str = Shape.BIWEIGHT,
    inside: npt.ArrayLike | None = None,
    areas: bool = False,
    city: str = "",
    total: str | None = None,
    streets: Streets | None = None,
    intervals: bool = False,
) -> pd.DataFrame:
    r"""Segregation at several scales: each index of the people against their environments.

    The spatial version of an index is its own formula with the composition of the environment,
    :math:`\tilde\pi_{im}`, in the place of the area's, and the people of the area as weights: for
    example :math:`\tilde H = 1 - \sum_i t_i \tilde E_i / (T E)`. It is not the index of smoothed counts.
    :math:`\tilde H` and :math:`\tilde R` can be slightly negative at wide scales, where populous areas
    have surroundings that are more mixed than the city as a whole.

    Parameters
    ----------
    data, groups, total
        As for :func:`measure`. Among more than two groups, an index of many groups is computed for all of
        them together, one of a single group for each against the rest of the people.
    indices
        Names in the registry; those that have a spatial version.
    scales
        What is near: metres (500), ``"1 km"``, ``"k=400"``, ``"8 areas"``, ``"order 1"`` (of
        contiguity across sides), ``"500 m on foot"`` or :data:`Scale` values.
    locations
        Where the areas are, (n, 2) metres or :class:`Locations`, if not from the geometry of ``data``.
    kernel
        Shape of the weight for scales in metres.
    inside
        (n,) True for the areas of the city. The others are a halo: they are part of the environments,
        and of nothing else. All areas by default.
    areas
        Also one row an area and scale: its contribution; they add up to the city's value.
    city
        Name written in the table.
    streets
        The street graph, for scales on foot.
    intervals
        Also the city's 95% intervals of H, D and isolation
        (:mod:`~isopolis.measure.segregation.inference.linearisation`).

    Returns
    -------
    One row a figure, columns :data:`FIGURE_COLUMNS`; ``scale`` holds the label of the scale. Expected values
    and sentences are empty here, and so are the intervals of all other figures.

    Raises
    ------
    InputError
        Unknown groups, indices or scales, two scales with one label, no positions.

    Source: Reardon & O'Sullivan (2004), Sociological Methodology 34; Reardon et al. (2008), Demography
    45; Lee et al. (2008), American Sociological Review 73.

    >>> rows = np.arange(64) // 8
    >>> counts = np.where(rows[:, None] < 4, [9.0, 1.0], [1.0, 9.0])
    >>> where = np.column_stack([np.arange(64) % 8, rows]) * 100.0
    >>> profile(counts, ["a", "b"], scales=[200, 800], locations=where)[["scale", "value"]].round(3)
       scale  value
    0  200 m  0.428
    1  800 m  0.061
    """
    subject = as_areas(data, groups, total)
    parts = profile_parts(
        subject,
        groups,
        indices,
        scales,
        locations=locations,
        kernel=kernel,
        inside=inside,
        areas=areas,
        streets=streets,
        intervals=intervals,
    )
    return figures_table(parts, city)


def profile_parts(
    subject: Areas,
    groups: Sequence[str] | None,
    indices: Sequence[str],
    scales: Sequence[str | float | Scale] | str | float | Scale,
    *,
    locations: Locations | npt.ArrayLike | None = None,
    kernel: Shape | str = Shape.BIWEIGHT,
    inside: npt.ArrayLike | None = None,
    areas: bool = False,
    streets: Streets | None = None,
    intervals: bool = False,
) -> list[dict[str, Any]]:
    """What :func:`profile` makes its table from, for ``figures_table``; parameters as there.

    With ``intervals``, those of H keep what :func:`ratio_parts` needs, as ``linear``.
    """
    named = named_groups(subject, groups)
    if isinstance(scales, str) or not isinstance(scales, Sequence | np.ndarray):
        scales = [scales]
    wanted = _distinct([parse_scale(scale, kernel) for scale in scales])
    places = locate(subject) if locations is None else _as_locations(locations)
    mask = np.ones(len(subject), dtype=bool) if inside is None else np.asarray(inside)
    if mask.dtype.kind not in "bifu" or not mask.any():
        raise InputError("inside holds no area of the city", expected="true for its areas, false for others")
    mask = mask.astype(bool)
    for what, number in (("locations", len(places)), ("inside", mask.size)):
        if number != len(subject):
            raise InputError(
                f"{what} has {number} rows for {len(subject)} areas", expected="one for each area"
            )
    city_rows: _Rows = []
    area_rows: _Rows = []
    for basis, chosen in _by_basis(named, indices).items():
        composition = compose(subject, basis)
        near, within = places.take(composition.rows), mask[composition.rows]
        borders = _borders(subject, composition, near, wanted)
        sure = intervals and bool(within.any())
        counts = composition.counts
        figures = _Figures(
            subject,
            chosen,
            composition,
            [_columns(comparison.groups, composition.groups, counts) for comparison in chosen],
            people(counts),
            near,
            within,
            borders,
            streets,
            areas,
            sure,
        )
        around = environments(counts, near, wanted, borders=borders, streets=streets)
        # Among points the pairs of areas are nearly all the work, and shared out already.
        work = counts.size * len(wanted) * (_SURE if sure else 1) if near.lattice is not None else 0
        for of_city, of_areas in _while_next(around, figures.at, work):
            city_rows += of_city
            area_rows += of_areas
    return city_rows + area_rows


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of comparisons whose environments hold the same groups.

    ``own`` (n, g) counts of each comparison, ``everybody`` (n,) people; ``within`` (n,) the areas of the city
    among those of ``composition``; ``areas``, whether they have rows too; ``sure``, whether there are
    intervals.
    """

    subject: Areas
    chosen: Sequence[Comparison]
    composition: Composition
    own: Sequence[Floats]
    everybody: Floats
    near: Locations
    within: npt.NDArray[np.bool_]
    borders: Borders | None
    streets: Streets | None
    areas: bool
    sure: bool

    def at(self, found: Environment) -> tuple[_Rows, _Rows]:
        """Rows of the city and of its areas, in one environment."""
        of_city: _Rows = []
        of_areas: _Rows = []
        composition, status = self.composition, city_status(self.composition)
        for comparison, counts in zip(self.chosen, self.own, strict=True):
            around = _columns(comparison.groups, composition.groups, found.people)
            figures = _evaluate(comparison, counts, around, self.within)
            of_city.append(_city_row(comparison, status, found, figures))
            if self.areas and comparison.index.decomposes:
                of_areas.append(_area_rows(self.subject, comparison, composition, found, figures))
        if self.sure:
            others = find_neighbours(
                self.near, self.everybody, found, self.within, borders=self.borders, streets=self.streets
            )
            _fill_intervals(of_city, self.chosen, composition, found, others)
        return of_city, of_areas


def _while_next(
    around: Iterable[Environment], make: Callable[[Environment], tuple[_Rows, _Rows]], work: int
) -> Iterator[tuple[_Rows, _Rows]]:
    """What is made of each environment, in their order, while the next one is computed."""
    with Tasks(work) as tasks:
        waiting: deque[Callable[[], tuple[_Rows, _Rows]]] = deque()
        for found in around:
            waiting.append(tasks.submit(make, found))
            if len(waiting) > tasks.ahead:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()


def _by_basis(named: tuple[str, ...], indices: Sequence[str]) -> dict[tuple[str, ...], list[Comparison]]:
    """The comparisons to make, by the groups that their environments hold.

    Where a comparison is with the rest of the people, they are one more group of the environment.
    """
    out: dict[tuple[str, ...], list[Comparison]] = {}
    for comparison in comparisons(named, indices):
        index = comparison.index
        if not (index.spatial and index.setting is Setting.ENVIRONMENT):
            raise InputError(
                f"the index {index.name} has no spatial version",
                expected="an index of composition, such as theil_h, dissimilarity or isolation",
            )
        if index.groups is Groups.MANY and comparison.groups != named:
            continue
        rest = REST in comparison.groups and REST not in named
        out.setdefault((*named, REST) if rest else named, []).append(comparison)
    return out


def _borders(
    subject: Areas, composition: Composition, near: Locations, wanted: Sequence[Scale]
) -> Borders | None:
    """Common sides of the polygons, where a scale needs them and the areas are no grid."""
    if near.lattice is not None or not any(isinstance(scale, ContiguityOrder) for scale in wanted):
        return None
    return find_borders(subject.take(composition.rows)).sides()


def _columns(groups: tuple[str, ...], basis: tuple[str, ...], counts: Floats) -> Floats:
    """The columns of a comparison's groups; the rest are all groups that it does not name."""
    if groups == basis:
        return counts
    others = [m for m, group in enumerate(basis) if group not in groups or group == REST]
    columns = [_added(counts, others) if group == REST else counts[:, basis.index(group)] for group in groups]
    return np.column_stack(columns)


def _added(counts: Floats, columns: Sequence[int]) -> Floats:
    """(n,) sums of some columns; of rows of a few numbers each column by column, which is quicker."""
    out = np.zeros(len(counts))
    for column in columns:
        out += counts[:, column]
    return out


def _evaluate(
    comparison: Comparison, counts: Floats, around: Floats, mask: npt.NDArray[np.bool_]
) -> Floats | float:
    """Contributions of the city's areas (0 in the halo), or the value of what does not decompose."""
    if not mask.all():
        counts, around = np.ascontiguousarray(counts[mask]), np.ascontiguousarray(around[mask])
    if comparison.index.contributions is None:
        return comparison.index.city(counts, around)
    contributions = comparison.index.contributions(counts, around)
    if mask.all():
        return contributions
    out = np.zeros(len(mask))
    out[mask] = contributions
    return out


def _city_row(
    comparison: Comparison, status: FigureStatus, found: Environment, figures: Floats | float
) -> dict[str, Any]:
    value = float(np.sum(figures))
    if not np.isfinite(value):
        value, status = np.nan, FigureStatus.UNDEFINED
    return {
        "index": comparison.index.name,
        "groups": comparison.label,
        "scale": found.scale.label,
        "area": [None],
        "value": [value],
        "status": [status.value],
    }


def _fill_intervals(
    rows: Sequence[dict[str, Any]],
    chosen: Sequence[Comparison],
    composition: Composition,
    found: Environment,
    around: Neighbours,
) -> None:
    """Write corrected values and intervals into the city's rows of one scale, where they are known."""
    # Whoever is not of the first group is of the others, all of them together: see `_by_basis`.
    of_key = {
        (comparison.index.name, composition.groups.index(comparison.groups[0])): (comparison.index, row)
        for comparison, row in zip(chosen, rows, strict=True)
    }
    values = {key: row["value"][0] for key, (_, row) in of_key.items()}
    for key, figure in linear_figures(values, composition.counts, found.people, around).items():
        index, row = of_key[key]
        low = index.low
        if index.name == "theil_h":
            low, row["linear"] = -1.0, figure  # H can be negative in wide surroundings
        for what, end in zip(ENDS, figure.interval(), strict=True):
            row[what] = [min(max(end, low), index.high)]


def _area_rows(
    areas: Areas, comparison: Comparison, composition: Composition, found: Environment, figures: Any
) -> dict[str, Any]:
    values = np.full(len(areas), np.nan)
    values[composition.rows] = figures
    status = area_status(areas, comparison.groups, composition)
    undefined = composition.rows[~np.isfinite(values[composition.rows])]
    status[undefined] = FigureStatus.UNDEFINED.value
    values[undefined] = np.nan
    return {
        "index": comparison.index.name,
        "groups": comparison.label,
        "scale": found.scale.label,
        "area": areas.ids,
        "value": values,
        "status": status,
    }


def _as_locations(locations: Locations | npt.ArrayLike) -> Locations:
    return locations if isinstance(locations, Locations) else locate(locations)


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
