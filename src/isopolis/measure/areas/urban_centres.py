r"""Urban centres and urban clusters on a population grid: the Degree of Urbanisation.

A city as its people make it, not as its boundary was drawn: comparable from country to country, and the
key to several European funds. The rules, on cells of one square kilometre:

1. *Urban centre*: cells of at least 1,500 inhabitants per km² of land that touch by a side (no diagonals).
   A cell joins the centre when at least five of its eight neighbours belong to it, again and again until
   none does; then gaps of less than 15 km² are filled. It must have 50,000 inhabitants after that.
2. *Urban cluster*: cells of at least 300 inhabitants per km² of land that touch by a side or a corner,
   with at least 5,000 inhabitants together; those that are not in a centre are towns and suburbs.
3. Every other cell is rural.

The option to add cells that are at least half built up is absent: the census grid does not know buildings.

Source: European Commission, ILO, FAO, OECD, UN-Habitat, World Bank (2021), Applying the Degree of
Urbanisation: a methodological manual; Regulation (EU) 2017/2391; Dijkstra et al. (2021), Journal of Urban
Economics 125, 103312.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba import njit
from pyproj import Transformer
from scipy import ndimage

from isopolis.errors import InputError
from isopolis.measure.areas.areas import Areas
from isopolis.measure.areas.grid import Cells, Integers, Lattice, contiguous, find, lattice

Floats = npt.NDArray[np.float64]

CELL = 1000
"""Side of the cells that the thresholds are meant for, in metres."""
CENTRE_DENSITY, CENTRE_PEOPLE = 1_500.0, 50_000.0
CLUSTER_DENSITY, CLUSTER_PEOPLE = 300.0, 5_000.0
GAP = 15
"""Gaps in a centre of fewer cells than this are filled."""
MAJORITY = 5
"""Neighbours, of eight, that take a cell into their centre."""
ATTRIBUTE = "urban_centre"


class Degree(IntEnum):
    """Degree of urbanisation of a cell, level 1.

    These are the codes of the grid; for municipalities Eurostat counts the other way round (1 is a city).
    """

    RURAL = 1
    CLUSTER = 2
    CENTRE = 3


@dataclass(frozen=True, slots=True)
class UrbanCentres:
    """What :func:`urban_centres` found.

    Attributes
    ----------
    table
        One row a centre, the most populous first: ``id`` (``UC_N2889_E3765`` after its most populous
        cell, kilometres north and east), ``people``, ``cells`` (km², gaps filled), ``x``, ``y`` (metres,
        where its people are on average), ``lon``, ``lat``.
    centre
        (n,) row of the table that each area is in; -1 for none.
    degree
        (n,) :class:`Degree` of each area's cell.
    """

    table: pd.DataFrame
    centre: npt.NDArray[np.int32]
    degree: npt.NDArray[np.uint8]

    def assign(self, areas: Areas) -> Areas:
        """The areas with the attribute ``urban_centre`` to split them by; empty outside centres."""
        names = pd.Categorical.from_codes(self.centre, categories=pd.Index(self.table["id"]))
        attributes = areas.attributes if areas.attributes.shape[1] else pd.DataFrame(index=range(len(areas)))
        return replace(areas, attributes=attributes.assign(**{ATTRIBUTE: names}))


def urban_centres(
    areas: Areas,
    *,
    density: float = CENTRE_DENSITY,
    people: float = CENTRE_PEOPLE,
    after_filling: bool = True,
) -> UrbanCentres:
    """Find the urban centres of a grid, and the degree of urbanisation of every cell.

    Parameters
    ----------
    areas
        Grid cells of 1 km, or smaller ones that are gathered into such. An unknown total counts as nobody.
    density, people
        Fewest inhabitants per km² of land of a cell, and of a centre.
    after_filling
        Whether the inhabitants are counted after gaps are filled (as in the regulation), or before (as
        the Joint Research Centre does on its global grid).

    Raises
    ------
    InputError
        The areas are not grid cells, or are larger than 1 km.
    """
    if areas.cells is None:
        raise InputError(
            "urban centres need the cells of a grid",
            file=areas.source.file or None,
            expected="grid cells of 1 km or less, such as Eurostat's census grid",
            remedy="choose a file of grid cells",
        )
    grid = lattice(areas.cells, CELL)
    places = len(grid.keys)
    population = _sums(grid.of, np.nan_to_num(areas.total), places)
    water = np.zeros(len(areas)) if areas.surface is None else areas.cells.size**2 - areas.surface
    land = 1.0 - _sums(grid.of, water, places) / CELL**2
    per_land = population / np.where(land > 0, land, 1.0)  # no land at all: the file does not know

    keys, label = _centres(grid, population, per_land >= density, people, after_filling)
    at = find(keys, grid.keys)
    centre = np.where(at >= 0, label[at], -1) if len(keys) else np.full(places, -1)
    degree = np.where(_cluster_cells(grid, population, per_land), Degree.CLUSTER, Degree.RURAL)
    degree[centre >= 0] = Degree.CENTRE
    table, order = _table(areas.cells, grid, population, label, centre)
    if len(table):
        centre = np.where(centre >= 0, order[centre], -1)
    return UrbanCentres(table, centre[grid.of].astype(np.int32), degree[grid.of].astype(np.uint8))


def _centres(
    grid: Lattice, population: Floats, dense: npt.NDArray[np.bool_], people: float, after_filling: bool
) -> tuple[Integers, Integers]:
    """Sorted keys of all cells of centres, empty ones included, and the number of their centre."""
    keys = grid.keys[dense]
    label = contiguous(keys, grid.width, diagonals=False).astype(np.int64)
    count = int(label.max(initial=-1)) + 1
    if after_filling:
        all_keys, all_labels = _fill(keys, label, grid)
        size = _people_of(all_keys, all_labels, count, grid, population)
    else:
        size = _sums(label, population[dense], count)
    # Small clusters may have taken cells from their large neighbours: fill again without them.
    kept = np.flatnonzero(size >= people)
    number = np.full(count, -1, dtype=np.int64)
    number[kept] = np.arange(len(kept))
    large = number[label] >= 0
    return _fill(keys[large], number[label[large]], grid)


def _people_of(keys: Integers, label: Integers, count: int, grid: Lattice, population: Floats) -> Floats:
    at = find(grid.keys, keys)
    return _sums(label, np.where(at >= 0, population[at], 0.0), count)


def _sums(number: npt.NDArray[np.integer], values: Floats, count: int) -> Floats:
    """Sum of the values of each number from 0 to ``count`` - 1."""
    return np.asarray(np.bincount(number, values, count), dtype=np.float64)


def _fill(keys: Integers, label: Integers, grid: Lattice) -> tuple[Integers, Integers]:
    """Add the cells that the majority rule and the filling of gaps give to clusters."""
    around = grid.neighbours(diagonals=True)
    new = keys
    while len(new):
        candidates = np.unique(np.add.outer(new, around))
        candidates = candidates[find(keys, candidates) < 0]
        taken = _majority(keys, label, candidates, around)
        new = candidates[taken >= 0]
        keys, label = _merge(keys, label, new, taken[taken >= 0])
    gaps, owner = _gaps(keys, label, grid.width)
    return _merge(keys, label, gaps, owner)


def _merge(keys: Integers, label: Integers, more: Integers, labels: Integers) -> tuple[Integers, Integers]:
    """Add cells that are not there yet; keys stay sorted."""
    keys, label = np.concatenate([keys, more]), np.concatenate([label, labels])
    order = np.argsort(keys, kind="stable")
    return keys[order], label[order]


@njit(cache=True)
def _majority(keys: Integers, label: Integers, candidates: Integers, around: Integers) -> Integers:
    """The cluster that at least five neighbours of a candidate belong to; -1 where there is none."""
    out = np.full(len(candidates), -1, np.int64)
    near = np.empty(len(around), np.int64)
    for i in range(len(candidates)):
        count = 0
        for step in around:
            at = np.searchsorted(keys, candidates[i] + step)
            if at < len(keys) and keys[at] == candidates[i] + step:
                near[count] = label[at]
                count += 1
        for j in range(count - MAJORITY + 1):
            same = 0
            for k in range(j, count):
                same += near[k] == near[j]
            if same >= MAJORITY:
                out[i] = near[j]
                break
    return out


def _gaps(keys: Integers, label: Integers, width: int) -> tuple[Integers, Integers]:
    """Cells of gaps of fewer than 15 cells that a single cluster encloses, and that cluster."""
    order = np.argsort(label, kind="stable")
    ends = np.searchsorted(label[order], np.arange(label.max(initial=-1) + 2))
    found, owner = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for cluster in range(len(ends) - 1):
        members = keys[order[ends[cluster] : ends[cluster + 1]]]
        row, column = members // width, members % width
        top, left = row.min() - 1, column.min() - 1
        window = np.ones((row.max() - top + 2, column.max() - left + 2), dtype=bool)
        if len(members) < 4 or window.size - len(members) < 5:
            continue  # nothing can be enclosed
        window[row - top, column - left] = False
        parts, _ = ndimage.label(window)
        size = np.bincount(parts.ravel())
        gap = (size < GAP) & (np.arange(len(size)) != 0)
        gap[parts[0, 0]] = False  # the outside
        rows, columns = np.nonzero(gap[parts])
        found.append((rows + top) * width + columns + left)
        owner.append(np.full(len(rows), cluster, dtype=np.int64))
    cells, first = np.unique(np.concatenate(found), return_index=True)
    free = find(keys, cells) < 0
    return cells[free], np.concatenate(owner)[first][free]


def _cluster_cells(grid: Lattice, population: Floats, per_land: Floats) -> npt.NDArray[np.bool_]:
    """Which cells are in an urban cluster (those of centres included)."""
    out = np.zeros(len(population), dtype=bool)
    cells = np.flatnonzero(per_land >= CLUSTER_DENSITY)
    cluster = contiguous(grid.keys[cells], grid.width, diagonals=True)
    large = _sums(cluster, population[cells], len(cells)) >= CLUSTER_PEOPLE
    out[cells[large[cluster]]] = True
    return out


def _table(
    cells: Cells, grid: Lattice, population: Floats, label: Integers, centre: Integers
) -> tuple[pd.DataFrame, Integers]:
    """The table of centres, and the row in it of each number."""
    count = int(label.max(initial=-1)) + 1
    inside = np.flatnonzero(centre >= 0)
    of = centre[inside]
    weight = population[inside]
    first = np.empty(len(grid.keys), dtype=np.intp)
    first[grid.of[::-1]] = np.arange(len(grid.of))[::-1]
    column, row = cells.x[first[inside]] // CELL, cells.y[first[inside]] // CELL
    size = _sums(of, weight, count)
    x = _sums(of, weight * (column + 0.5) * CELL, count) / size
    y = _sums(of, weight * (row + 0.5) * CELL, count) / size
    densest = np.lexsort((grid.keys[inside], -weight, of))
    densest = densest[np.searchsorted(of[densest], np.arange(count))]
    to_degrees = Transformer.from_crs(cells.epsg, 4326, always_xy=True)
    lon, lat = to_degrees.transform(x, y)
    names = [f"UC_N{north}_E{east}" for north, east in zip(row[densest], column[densest], strict=True)]
    table = pd.DataFrame(
        {
            "id": names,
            "people": size,
            "cells": np.bincount(label, minlength=count),
            "x": x,
            "y": y,
            "lon": lon,
            "lat": lat,
        }
    )
    order = np.lexsort((table["id"].to_numpy(), -size))
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    return table.iloc[order].reset_index(drop=True), place
