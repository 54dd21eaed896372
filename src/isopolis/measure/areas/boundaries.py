r"""Changed boundaries: bring the counts of one division to another, and show the error of doing so.

.. math:: \hat y_{jg} = \sum_i w_{ij}\, y_{ig}, \qquad \sum_j w_{ij} = 1

A source area :math:`i` gives the target area :math:`j` the share :math:`w_{ij}` of its people: of its ground
(areal weighting) or, where a finer grid or points of people are given, of the people on it (dasymetric
weighting). Nobody is lost: what a source has outside of all targets is reported.

How wrong that can be is shown in three ways: the share of people in areas that had to be split; bounds that
hold whatever the truth is (all or nothing of every split area); and, with a finer grid, a 95% interval. For
it a group's share of the residents of each cell is drawn from the gamma distribution (with a coefficient of
variation of 1, the exponential weights of the Bayesian bootstrap), and then its people for each piece.

Source: Goodchild & Lam (1980), Areal interpolation, Geo-Processing 1; Eicher & Brewer (2001), Dasymetric
mapping, Cartography and GIS 28(2); Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9(1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import sparse

from isopolis.errors import InputError, Phrase
from isopolis.language import SOURCE_LANGUAGE, Language, message
from isopolis.measure.areas.areas import Areas
from isopolis.measure.areas.dasymetric import People, interval, people_on
from isopolis.measure.areas.overlay import Floats, Overlay, Shapes, overlay, shapes_of, valid, with_crs
from isopolis.measure.areas.status import CountStatus, StatusArray, known, status_of

SLIVER = 0.001
"""Pieces of less than this share of the source and of the target are inaccuracies of drawing: dropped."""
EDGE = 0.05
"""A source that sticks out of all targets by up to this share is taken to lie within them."""
OVERLAP = 0.01
"""Share of a source that may lie in two targets before these are said to overlap."""
_ROUNDING = 1e-9
_EQUAL_AREA = "EPSG:6933"
"""Where degrees must be turned into areas: the cylindrical equal-area projection of the world."""
TOTAL = "total"
"""The name of all people in the table of errors."""

NOTE_AREAL = message(
    "The counts were brought from {sources} areas to {targets} by the ground they share; {share} of the "
    "people live in areas that had to be split."
)
NOTE_DASYMETRIC = message(
    "The counts were brought from {sources} areas to {targets} by the people on the ground they share; "
    "{share} of the people live in areas that had to be split."
)
NOTE_OUTSIDE = message("{people} people live outside of the new areas and are not in them.")


@dataclass(frozen=True, slots=True)
class Transfer:
    """Counts on a new division, and how sure they are.

    Attributes
    ----------
    areas
        The target areas. A count is imputed where part of it comes from a split area; it is suppressed or
        not collected where any area that it needs is (never a sum of what happens to be known).
    error
        One row a target and group (``"total"`` for all people): ``area``, ``group``, ``value``;
        ``least`` and ``most`` hold whatever the truth is (nothing or all of every split area);
        ``low`` and ``high`` are the 95% interval, NaN without a finer grid; ``split`` is the share of the
        value that comes from split areas. NaN where the count is unknown.
    split
        Share of all people who live in areas that had to be split.
    outside
        People outside of all targets.
    weights
        (n, m) share of each source that goes to each target.
    """

    areas: Areas
    error: pd.DataFrame
    split: float
    outside: float
    weights: sparse.csr_array


def transfer(
    areas: Areas,
    target: Areas | gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    ids: str | None = None,
    weights: Areas | None = None,
    unevenness: float = 1.0,
    replicates: int = 200,
    seed: int = 0,
    language: str = SOURCE_LANGUAGE,
) -> Transfer:
    """Bring counts to another division of the same ground.

    Parameters
    ----------
    areas
        The areas that have counts and shapes (or grid cells).
    target
        The new areas; they must not overlap.
    ids
        Column of a GeoDataFrame with the codes of the new areas; without it, its index.
    weights
        People on a finer grid, or at points: only ``total`` and the shapes are read.
    unevenness
        How unevenly a group may live within a split area, for the interval: the coefficient of variation
        of its share among cells. 1 is cautious: on 1 km census cells of European cities, gathered into
        blocks of 4 km and moved to others, the intervals held the truth 97 to 100 times of 100.
    replicates, seed
        Draws for the interval (0 for none), and where they begin; used with ``weights`` only.
    language
        Language of the note in ``Source.notes``.

    Raises
    ------
    InputError
        No shapes, no coordinate reference system, targets that overlap, or no ground in common.
    """
    shapes, names, attributes = _target(target, ids)
    source = shapes_of(areas, "the areas")
    crs = source.crs if source.crs.is_projected else _EQUAL_AREA
    sources, targets = valid(source.to_crs(crs)), valid(shapes.to_crs(crs))
    pieces = _pieces(sources, targets, areas)
    mass, cells = _mass(pieces, len(areas), weights, crs)
    every = _weights(pieces, mass, len(areas), len(targets) + 1)
    split = np.asarray(every.max(axis=1).todense()).ravel() < 1.0 - _ROUNDING
    table = every[:, : len(targets)]
    given = np.nan_to_num(np.column_stack([areas.total, areas.counts]))
    value = table.T @ given
    least = (table.T * ~split) @ given
    most = (table > 0).astype(np.float64).T @ given
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    if cells is not None and replicates:
        low, high = interval(
            pieces, cells, given, split, least, unevenness=unevenness, replicates=replicates, seed=seed
        )
    status = _status(areas, table, split, given, value)
    if areas.cells is None:  # a grid leaves out the cells where nobody lives, a division has no holes
        status[np.bincount(pieces.second, minlength=len(targets) + 1)[:-1] == 0] = CountStatus.NOT_COLLECTED
    for numbers in (least, value, most, low, high):
        numbers[~known(status)] = np.nan
    people = given[:, 0]
    share = float(people[split].sum() / people.sum()) if people.sum() else 0.0
    outside = float(people @ every[:, [len(targets)]].toarray().ravel())
    notes = _notes(
        areas,
        len(targets),
        split=share,
        outside=outside,
        dasymetric=weights is not None,
        language=Language(language),
    )
    moved = Areas(
        ids=names,
        groups=areas.groups,
        counts=value[:, 1:].copy(),
        status=status[:, 1:].copy(),
        total=value[:, 0].copy(),
        total_status=status[:, 0].copy(),
        partitions=areas.partitions,
        comparison=areas.comparison,
        universe=areas.universe,
        labels=areas.labels,
        geometry=shapes.reset_index(drop=True),
        surface=np.asarray(shapely.area(targets), dtype=np.float64),
        attributes=attributes,
        source=replace(areas.source, notes=areas.source.notes + notes),
    )
    error = _error(moved, least=least, value=value, most=most, low=low, high=high)
    return Transfer(moved, error, share, outside, table)


def _target(
    target: Areas | gpd.GeoDataFrame | gpd.GeoSeries, ids: str | None
) -> tuple[gpd.GeoSeries, npt.NDArray[np.object_], pd.DataFrame]:
    """Shapes, codes and attributes of the new areas."""
    what = Phrase("the new areas")
    if isinstance(target, Areas):
        return shapes_of(target, what), np.array(target.ids, dtype=object), target.attributes
    attributes = pd.DataFrame()
    if isinstance(target, gpd.GeoDataFrame):
        attributes = pd.DataFrame(target.drop(columns=target.geometry.name)).reset_index(drop=True)
        if ids is not None and ids not in attributes.columns:
            there = ", ".join(map(str, attributes.columns))
            raise InputError(
                "{what} have no column “{ids}”", expected="one of {there}", what=what, ids=ids, there=there
            )
    codes: Any = attributes[ids] if ids is not None and len(attributes.columns) else target.index
    return with_crs(target.geometry, what), np.array([str(code) for code in codes], dtype=object), attributes


def _pieces(sources: Shapes, targets: Shapes, areas: Areas) -> Overlay:
    """The pieces of ground that a source and a target share; what is outside is the last target."""
    found = overlay(sources, targets, shapes=True)
    if not len(found.first):
        raise InputError(
            "the areas and the new areas have no ground in common",
            file=areas.source.file or None,
            expected="two divisions of the same ground",
            remedy="check the coordinate reference systems and the files",
        )
    own = np.nan_to_num(np.asarray(shapely.area(sources), dtype=np.float64))
    its = np.nan_to_num(np.asarray(shapely.area(targets), dtype=np.float64))
    covered = np.bincount(found.first, found.area, len(sources))
    if len(twice := np.flatnonzero(covered > own * (1 + OVERLAP))):
        raise InputError(
            "the new areas overlap: the area “{area}” lies in them more than once",
            file=areas.source.file or None,
            expected="new areas that do not overlap",
            remedy="mend their shapes first, or choose one level of areas",
            area=areas.ids[twice[0]],
        )
    kept = (found.area >= SLIVER * own[found.first]) | (found.area >= SLIVER * its[found.second])
    beyond = np.flatnonzero(covered < own * (1 - EDGE))
    missing = np.flatnonzero(own == 0)
    rest = [shapely.difference(sources[i], shapely.union_all(found.shape[found.first == i])) for i in beyond]
    return Overlay(
        np.concatenate([found.first[kept], beyond, missing]),
        np.concatenate([found.second[kept], np.full(len(beyond) + len(missing), len(targets))]),
        np.concatenate([found.area[kept], shapely.area(rest), np.ones(len(missing))]),
        np.concatenate([found.shape[kept], np.array(rest, dtype=object), np.full(len(missing), None)]),
    )


def _mass(pieces: Overlay, sources: int, weights: Areas | None, crs: Any) -> tuple[Floats, People | None]:
    """What each piece weighs within its source: ground, or people where there are any."""
    if weights is None:
        return pieces.area, None
    cells = people_on(pieces, weights, crs)
    people = np.bincount(cells.piece, cells.people, len(pieces.first)).astype(np.float64)
    everybody = np.bincount(pieces.first, people, sources)
    return np.where(everybody[pieces.first] > 0, people, pieces.area), cells


def _weights(pieces: Overlay, mass: Floats, sources: int, targets: int) -> sparse.csr_array:
    """Share of each source that goes to each target; every row adds up to 1."""
    total = np.bincount(pieces.first, mass, sources)
    share = mass / total[pieces.first]
    table = sparse.csr_array((share, (pieces.first, pieces.second)), shape=(sources, targets))
    table.eliminate_zeros()
    return table


def _status(
    areas: Areas, table: sparse.csr_array, split: npt.NDArray[np.bool_], given: Floats, value: Floats
) -> StatusArray:
    """Status of the totals and counts of the targets."""
    before = np.column_stack([areas.total_status, areas.status])
    touched = (table > 0).astype(np.float64).T
    # Slivers of arithmetic are no people: what is 0 in all its sources is 0.
    value[(touched @ given) == 0] = 0.0
    out = status_of(value)
    estimated = touched @ (split[:, np.newaxis] & (given > 0)).astype(np.float64) > 0
    out[touched @ (before == CountStatus.PERTURBED).astype(np.float64) > 0] = CountStatus.PERTURBED
    out[estimated] = CountStatus.IMPUTED
    for worst in (CountStatus.IMPUTED, CountStatus.NOT_COLLECTED, CountStatus.SUPPRESSED):
        out[touched @ (before == worst).astype(np.float64) > 0] = worst
    return out


def _error(moved: Areas, **numbers: Floats) -> pd.DataFrame:
    """The table of errors, one row a target and group."""
    groups = (TOTAL, *moved.groups)
    columns: dict[str, Any] = {
        "area": np.repeat(moved.ids, len(groups)),
        "group": np.tile(np.array(groups, dtype=object), len(moved)),
    }
    order = ("value", "least", "most", "low", "high")
    columns |= {name: numbers[name].ravel() for name in order}
    table = pd.DataFrame(columns)
    from_split = table["value"] - table["least"]
    table["split"] = (from_split / table["value"].where(table["value"] > 0)).clip(0.0, 1.0)
    return table


def _notes(
    areas: Areas, targets: int, *, split: float, outside: float, dasymetric: bool, language: Language
) -> tuple[str, ...]:
    """What a reader of figures on the new division has to know."""
    notes = [
        language.text(
            NOTE_DASYMETRIC if dasymetric else NOTE_AREAL,
            sources=language.number(len(areas)),
            targets=language.number(targets),
            share=language.percent(split, 1),
        )
    ]
    if outside >= 0.5:
        notes.append(language.text(NOTE_OUTSIDE, people=language.number(round(outside))))
    return tuple(notes)
