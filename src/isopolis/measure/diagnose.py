"""From areas to a diagnosis: the figures of every city and of its areas, and what they are worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis import __version__
from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.measure.areas import REST, Areas, compose, refuse_totals
from isopolis.measure.areas.protect import protect, protect_figures
from isopolis.measure.areas.quality import quality
from isopolis.measure.areas.urban_centres import ATTRIBUTE, urban_centres
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import Provenance
from isopolis.measure.segregation.inference.figure_intervals import compositions_of, fill_intervals
from isopolis.measure.segregation.inference.streams import own_seed
from isopolis.measure.segregation.measurement import (
    figure_parts,
    figures_table,
    local_columns,
    named_groups,
)
from isopolis.measure.segregation.readings import add_sentences

_FEWEST = 20
"""Draws below which an interval says nothing."""
URBAN_CENTRE = "urban-centre"
"""The word for ``by`` that finds the cities on a population grid instead of reading their names."""

MOST_WITHHELD = 0.2
"""Where more of the areas than this are withheld, the user is told what to do about it."""
_PUBLIC_ALREADY = message(
    "Many areas are withheld. If this file is public already, --threshold 0 shows them; if it is not, "
    "compare fewer and larger groups."
)

Floats = npt.NDArray[np.float64]
Report = Callable[[int, int], None]
"""(done, of): how far the work is."""


def default_groups(areas: Areas) -> tuple[str, ...]:
    """The groups that are compared when the user names none.

    Those that the file's profile or format says (``areas.comparison``), where all of them were counted
    somewhere; else the first partition of the file of which at least two groups were counted; else the first
    group counted against the rest of the total.

    Raises
    ------
    InputError
        No two groups, and no group with a total, were counted anywhere.
    """
    counted = [
        group for position, group in enumerate(areas.groups) if np.isfinite(areas.counts[:, position]).any()
    ]
    if areas.comparison and {*areas.comparison} <= {*counted, REST}:
        return areas.comparison
    for members in areas.partitions.values():
        present = tuple(group for group in members if group in counted)
        if len(present) > 1:
            return present
    if counted and np.isfinite(areas.total).any():
        return (counted[0], REST)
    raise InputError(
        "no two groups were found to compare",
        file=areas.source.file or None,
        expected="two columns of people, or one and a total",
        remedy="name them with --groups A,B; `isopolis measure columns FILE` lists the columns",
    )


def split_cities(
    areas: Areas, by: str | None, name: str
) -> tuple[Areas, str | None, list[tuple[str, Areas]]]:
    """The cities in a set of areas: all of it, one a value of an attribute, or its urban centres.

    Returns
    -------
    The areas (with the attribute that urban centres were written into), the attribute that tells the
    cities apart (None for one city), and the name and the areas of each city.
    """
    if by is None:
        return areas, None, [(name or _stem(areas.source.file), areas)]
    if by == URBAN_CENTRE:
        areas, by = urban_centres(areas).assign(areas), ATTRIBUTE
    parts = list(areas.by(by))
    if not parts:
        raise InputError(
            "there is no urban centre in this grid" if by == ATTRIBUTE else "“{by}” names no city",
            file=areas.source.file or None,
            expected="at least one city",
            remedy="leave --by out to measure all areas as one city",
            by=by,
        )
    return areas, by, parts


def _stem(file: str) -> str:
    """The name of a file in plain words, for a city that was not named."""
    return PurePath(file).name.split(".")[0].replace("_", " ") or "?"


def diagnose(
    areas: Areas,
    *,
    groups: tuple[str, ...] | None = None,
    by: str | None = None,
    name: str = "",
    threshold: int = 10,
    replicates: int = 200,
    seed: int = 0,
    language: Language | None = None,
    progress: Report | None = None,
) -> Diagnosis:
    """Measure every city, protect what will be published, and say what it is worth.

    Parameters
    ----------
    areas
        The areas of one city or of many.
    groups
        Groups to compare, see ``segregation.comparisons``; one alone is compared with everybody else;
        none: :func:`default_groups`.
    by
        An attribute with one city a value, or :data:`URBAN_CENTRE`; None: all areas are one city.
    name
        Name of the city where ``by`` is None.
    threshold
        Fewest people that a published area figure may be about; 0 where the data is public already.
    replicates, seed
        Of the intervals; 0 replicates for none. A city's intervals do not depend on the other cities.
    language
        Of the sentences; English without.
    progress
        Called with (done, of) after each city.

    Raises
    ------
    InputError
        Groups or a column that are not there, or groups that were counted in no city at all.
    """
    language = language or Language()
    if 0 < replicates < _FEWEST:
        raise InputError(
            "{replicates} draws for each interval",
            expected="{fewest} or more, or 0 for no intervals",
            replicates=replicates,
            fewest=_FEWEST,
        )
    groups = named_groups(areas, groups or default_groups(areas))
    refuse_totals(areas, groups)
    areas, attribute, parts = split_cities(areas, by, name)
    found = []
    for done, (city, part) in enumerate(parts, start=1):
        own = seed if by is None else own_seed(seed, city)  # a title changes no figure
        found.append(_measure_city(city, part, groups, replicates, own))
        if progress is not None:
            progress(done, len(parts))
    figures = figures_table([part for one in found for part in one.figures])
    if figures["value"].isna().all():
        compose(areas, groups)  # says which group was counted nowhere
    local = _joined([one.local for one in found])
    counts = pd.DataFrame(np.concatenate([one.counts for one in found]), columns=list(groups))
    gate = protect(
        local.assign(**{_RESIDENTS: _residents(areas, groups, local, counts)}),
        counts=counts,
        people=_RESIDENTS,
        threshold=threshold,
        keep=("status",),
    )
    # Without a total nobody can be "the rest": its figures are "not collected", its people unknown.
    known = dict.fromkeys([*groups, *(name for one in found for name in one.people), REST])
    people = pd.DataFrame([one.people for one in found], index=[city for city, _ in parts], columns=[*known])
    figures = protect_figures(
        figures,
        people,
        threshold=threshold,
        withheld_cities={key[0] for key in gate.totals if len(key) == 1},
    )
    looked = quality(areas, groups, by=attribute, threshold=threshold)
    return Diagnosis(
        areas=_of_cities(areas, attribute),
        groups=groups,
        figures=add_sentences(figures, areas.labels, language),
        local=gate.local.drop(columns=_RESIDENTS),
        quality=looked.sheet,
        provenance=Provenance(
            # The folders of whoever ran it are nobody else's business.
            source=replace(areas.source, file=PurePath(areas.source.file).name),
            method="isopolis measure",
            version=__version__,
            parameters={
                "groups": list(groups),
                "by": by,
                "threshold": threshold,
                "replicates": replicates,
            },
            seed=seed,
        ),
        threshold=threshold,
        remarks=(
            *(found.sentence(language) for found in looked.findings),
            *gate.sentences(language),
            *([language.text(_PUBLIC_ALREADY)] if gate.hidden.mean() > MOST_WITHHELD else []),
        ),
    )


def _of_cities(areas: Areas, attribute: str | None) -> Areas:
    """The areas of the cities: of a continent's grid, one cell in twenty."""
    if attribute is None:
        return areas
    inside = areas.attributes[attribute].notna().to_numpy()
    return areas if inside.all() else areas.take(np.flatnonzero(inside))


_RESIDENTS = "residents"


def _residents(
    areas: Areas, groups: tuple[str, ...], local: pd.DataFrame, counts: pd.DataFrame
) -> pd.Series[float]:
    """(n,) the people that the gate must hide: where the groups are everybody, they and nobody else.

    A publisher's rounding makes the total a little more or less than its parts; nobody is in that gap.
    """
    everybody = REST in groups or any({*groups} == {*members} for members in areas.partitions.values())
    people = local["people"].astype(float)
    return counts.sum(axis=1, skipna=False).fillna(people) if everybody else people


@dataclass(frozen=True, slots=True)
class _City:
    """What was measured of one city, before the gate."""

    figures: list[dict[str, Any]]
    local: dict[str, Any]
    counts: Floats
    people: dict[str, float]


def _measure_city(city: str, areas: Areas, groups: tuple[str, ...], replicates: int, seed: int) -> _City:
    parts = figure_parts(areas, groups)
    compositions = compositions_of(areas, parts)
    counts = np.full((len(areas), len(groups)), np.nan)
    people: dict[str, float] = {}
    for named, composition in compositions.items():
        if composition is None:
            continue  # the figures say so themselves: their status is "not collected" or "suppressed"
        if named == groups:
            counts[composition.rows] = composition.counts
        for group, number in zip(named, composition.counts.sum(axis=0), strict=True):
            people[group] = min(people.get(group, np.inf), float(number))
    if replicates:
        fill_intervals(areas, parts, compositions, replicates=replicates, seed=seed)
    local = {"city": np.full(len(areas), city, dtype=object), **local_columns(areas, groups)}
    local["name"] = _area_names(areas)
    return _City([{**part, "city": city} for part in parts], local, counts, people)


def _joined(cities: list[dict[str, Any]]) -> pd.DataFrame:
    """The areas of all cities, one below the other, their names beside their ids."""
    order = list(dict.fromkeys(["city", "area", "name", *cities[0]]))
    columns = {name: np.concatenate([one[name] for one in cities]) for name in order}
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype=object if column.dtype == object else None)
            for name, column in columns.items()
        }
    )


def _area_names(areas: Areas) -> npt.NDArray[np.object_]:
    if "name" in areas.attributes.columns:
        return np.asarray(areas.attributes["name"], dtype=object)
    return areas.ids
