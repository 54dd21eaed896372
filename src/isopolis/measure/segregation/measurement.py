"""Measure: the indices of a city and of each of its areas, as tidy tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas import REST, Areas, Composition, universe_of
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation.inputs import Data, as_areas
from isopolis.measure.segregation.registry import INDICES, Floats, Groups, Index
from isopolis.measure.segregation.settings import Settings
from isopolis.measure.segregation.statuses import absent_status, area_status, city_status, composed

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
    exposure, location quotient) once for A and once for B; everybody is A and B together. The rest of the
    people have no isolation or share of their own.

    A name with " / " in it is an :class:`InputError`: the table of figures could not be read back.

    With more: indices of many groups for all of them, and then each group against the rest of the
    people; exposure for every ordered pair, again among all people.

    >>> [c.label for c in comparisons(["A", "B"], ["theil_h", "exposure"])]
    ['A / B', 'A / B', 'B / A']
    >>> [c.label for c in comparisons(["A", "B", "C"], ["theil_h"])]
    ['A / B / C', 'A / rest', 'B / rest', 'C / rest']
    >>> [c.label for c in comparisons(["A", "B", "C"], ["exposure"])][:2]
    ['A / B / rest', 'A / C / rest']
    """
    for group in groups:
        if SEPARATOR in group:
            raise InputError(
                f"the name of the group “{group}” has “{SEPARATOR}” in it, which stands between two groups",
                expected="names that can be told apart in the table of figures",
                remedy="give the group a name of its own in a profile: [groups.NAME] with its column",
            )
    if isinstance(indices, str):
        indices = (indices,)
    chosen = [INDICES[name] for name in (FIRST_FLOOR if indices is None else indices)]
    return [Comparison(index, named) for index in chosen for named in _readings_of(tuple(groups), index)]


def _readings_of(groups: tuple[str, ...], index: Index) -> list[tuple[str, ...]]:
    if index.groups is Groups.ORDERED:
        return [groups]
    if len(groups) == 2:
        both: list[tuple[str, ...]] = [groups, groups[::-1]]
        if index.groups is Groups.ONE:  # what the rest is among themselves is nobody's question
            return [pair for pair in both if pair[0] != REST]
        return both if index.groups is Groups.TWO_ORDERED else both[:1]
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
    ``high``, ``expected``, ``corrected`` and ``sentence`` are empty here: inference and readings fill them.

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
    return figures_table(figure_parts(subject, groups, indices, areas=areas, settings=settings), city)


def figure_parts(
    subject: Areas,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] | None = None,
    *,
    areas: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """What :func:`measure` makes its table from, for :func:`figures_table`: a mapping a comparison.

    For many cities: a table of each takes longer than its figures do.
    """
    wanted = comparisons(named_groups(subject, groups), indices)
    distinct = {comparison.groups: None for comparison in wanted}
    counted = {groups: _Counted.of(subject, groups, areas=areas) for groups in distinct}
    known_settings = Settings(subject, settings)
    parts = []
    for comparison in wanted:
        parts += _figures(subject, comparison, counted[comparison.groups], known_settings, areas=areas)
    return parts


def local(
    data: Data,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] | None = None,
    *,
    total: str | None = None,
    settings: Mapping[str, Any] | None = None,
    intensities: bool = False,
) -> pd.DataFrame:
    """One row an area: its people, each group's share and location quotient, its contributions.

    Parameters
    ----------
    data, groups, indices, total, settings
        As for :func:`measure`.
    intensities
        Also give ``intensity:INDEX``, the contribution per share of the city's people: the area's figure
        on the city's scale, whose mean weighted by people is the city's value.

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
    return pd.DataFrame(local_columns(subject, groups, indices, settings=settings, intensities=intensities))


def local_columns(
    subject: Areas,
    groups: Sequence[str] | None = None,
    indices: Sequence[str] | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    intensities: bool = False,
) -> dict[str, Any]:
    """The columns of :func:`local`, for whoever joins those of many cities."""
    named = named_groups(subject, groups)
    whole = _Counted.of(subject, named)
    known_settings = Settings(subject, settings)
    columns: dict[str, Any] = {"area": subject.ids, "people": universe_of(subject, named)[0]}

    def figures(index: Index, counted: _Counted, *, intensity: bool = False) -> Floats:
        composition = counted.composition
        if composition is None:
            return counted.over_all(None, len(subject))
        setting = known_settings.of(index, composition.rows)
        read = index.intensity if intensity else index.areas
        return counted.over_all(read(composition.counts, setting), len(subject))

    sides = {c.groups[0]: _Counted.of(subject, c.groups) for c in comparisons(named, ["share"])}
    for name in ("share", "location_quotient"):
        columns |= {f"{name}:{group}": figures(INDICES[name], side) for group, side in sides.items()}
    for comparison in comparisons(named, indices):
        if comparison.groups == named and comparison.index.decomposes:
            name = comparison.index.name
            columns[f"contribution:{name}"] = figures(comparison.index, whole)
            if intensities:
                columns[f"intensity:{name}"] = figures(comparison.index, whole, intensity=True)
    columns["status"] = whole.areas
    return columns


def named_groups(areas: Areas, groups: Sequence[str] | None) -> tuple[str, ...]:
    """The groups to compare."""
    if isinstance(groups, str):
        groups = (groups,)
    named = tuple(map(str, groups or ()))
    if not named:
        named = next(iter(areas.partitions.values()), areas.groups)
    if named == (REST,) and REST not in areas.groups:
        raise InputError("“rest” alone", expected="a group, to know who the others are")
    if len(named) == 1:
        named = (*named, REST)
    for group in named:
        if group != REST:
            areas.column(group)
    return named


@dataclass(frozen=True, slots=True)
class _Counted:
    """The people of some groups, None where nobody counted them, and what their figures can carry."""

    composition: Composition | None
    city: FigureStatus
    areas: npt.NDArray[np.object_]

    @classmethod
    def of(cls, subject: Areas, groups: tuple[str, ...], *, areas: bool = True) -> _Counted:
        composition = composed(subject, groups)
        city = absent_status(subject, groups) if composition is None else city_status(composition)
        states = area_status(subject, groups, composition) if areas else np.empty(0, dtype=object)
        return cls(composition, city, states)

    def over_all(self, figures: Floats | None, number: int) -> Floats:
        """(number,) figures of all areas, NaN where the area was left out or has none."""
        out = np.full(number, np.nan)
        if self.composition is not None and figures is not None:
            out[self.composition.rows] = np.where(np.isfinite(figures), figures, np.nan)
        return out


def _figures(
    subject: Areas, comparison: Comparison, counted: _Counted, settings: Settings, *, areas: bool
) -> list[dict[str, Any]]:
    """The city's row, and those of its areas, of one comparison."""
    index, composition = comparison.index, counted.composition
    labels = {"index": index.name, "groups": comparison.label}
    of_city, of_areas, setting = float("nan"), None, None
    if composition is not None:
        setting = settings.of(index, composition.rows)
        of_areas = index.areas(composition.counts, setting) if areas or index.decomposes else None
        # An index that decomposes is the sum of what its areas show, to the last bit.
        if index.decomposes and of_areas is not None:
            of_city = float(of_areas.sum())
        else:
            of_city = index.city(composition.counts, setting)
    out: list[dict[str, Any]] = []
    if index.decomposes or index.value is not None:
        defined = composition is None or np.isfinite(of_city)
        status = counted.city if defined else FigureStatus.UNDEFINED
        value = of_city if np.isfinite(of_city) else np.nan
        out.append({**labels, "area": [None], "value": [value], "status": [status.value]})
    if areas and (index.decomposes or index.local is not None):
        values, states = counted.over_all(of_areas, len(subject)), counted.areas.copy()
        if composition is not None:
            rows = composition.rows
            states[rows[np.isnan(values[rows])]] = FigureStatus.UNDEFINED.value
        out.append({**labels, "area": subject.ids, "value": values, "status": states})
    return out


def figures_table(parts: Sequence[Mapping[str, Any]], city: str = "") -> pd.DataFrame:
    """One table of figures from columns of values and repeated labels.

    A part has ``index``, ``groups`` and maybe ``scale`` and ``city`` once; ``area``, ``value``, ``status``
    and maybe ``low``, ``high``, ``expected`` and ``corrected`` once a figure.
    """
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in FIGURE_COLUMNS})
    lengths = [len(part["value"]) for part in parts]
    size = sum(lengths)

    def repeated(name: str, otherwise: str | None = None) -> npt.NDArray[np.object_]:
        return np.repeat(np.array([part.get(name, otherwise) for part in parts], dtype=object), lengths)

    def joined(name: str) -> npt.NDArray[np.object_]:
        return np.concatenate([np.asarray(part[name], dtype=object) for part in parts])

    def numbers(name: str) -> Floats:
        if not any(name in part for part in parts):
            return np.full(size, np.nan)
        missing = [part.get(name, np.full(n, np.nan)) for part, n in zip(parts, lengths, strict=True)]
        return np.concatenate([np.asarray(values, dtype=np.float64) for values in missing])

    columns: dict[str, Any] = {
        "city": repeated("city", city),
        "area": joined("area"),
        "index": repeated("index"),
        "groups": repeated("groups"),
        "scale": repeated("scale"),
        **{name: numbers(name) for name in ("value", "low", "high", "expected", "corrected")},
        "status": joined("status"),
        "sentence": np.full(size, None, dtype=object),
    }
    return pd.DataFrame(
        {
            name: pd.Series(columns[name], dtype=object if columns[name].dtype == object else None)
            for name in FIGURE_COLUMNS
        }
    )
