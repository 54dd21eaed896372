"""The plan of work: one city is one task, with the cells around it that its environments reach into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import ndimage

from isopolis import __version__
from isopolis.errors import InputError
from isopolis.measure.areas import Areas
from isopolis.measure.areas.grid import Lattice, lattice
from isopolis.measure.areas.urban_centres import UrbanCentres
from isopolis.measure.segregation import FIRST_FLOOR

Rows = npt.NDArray[np.intp]

PARTITIONS = ("birthplace", "age", "residence_change")
SCALES = ("2 km", "3 km", "5 km", "10 km", "k=5000", "k=10000", "k=25000", "k=50000")
"""Radii of biweight kernels, from the first that reaches beyond the cell to that of an urban region, and
numbers of nearest people, from about one dense cell to the people that every urban centre has."""
SPATIAL = ("theil_h", "dissimilarity", "isolation")
HALO = 15_000.0
"""Metres around a city whose cells are part of environments: more than the widest kernel reaches."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is computed for every city; with the counts, all that a figure depends on.

    Attributes
    ----------
    partitions
        Names of the partitions whose groups are compared; one that the file lacks is passed over.
    indices, spatial
        Indices of the cells as they are, and of the environments.
    scales
        What is near; see ``segregation.profile``.
    halo
        Metres around the city that belong to environments.
    replicates, seed
        Of the intervals.
    """

    partitions: tuple[str, ...] = PARTITIONS
    indices: tuple[str, ...] = FIRST_FLOOR
    spatial: tuple[str, ...] = SPATIAL
    scales: tuple[str, ...] = SCALES
    halo: float = HALO
    replicates: int = 200
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CityTask:
    """One city to measure: its cells and those around it, and nothing else.

    Attributes
    ----------
    city
        Id of the urban centre.
    areas
        Cells of the city and of its halo.
    inside
        (n,) True for the cells of the city.
    parameters
        What to compute.
    key
        Hash of the three above and of the version: a result with this key is the result of this task.
    """

    city: str
    areas: Areas
    inside: npt.NDArray[np.bool_]
    parameters: Parameters
    key: str = field(default="")


def tasks_of(areas: Areas, centres: UrbanCentres, parameters: Parameters) -> Iterator[CityTask]:
    """The tasks of all urban centres, the most populous first, made one by one as they are asked for.

    Raises
    ------
    InputError
        The areas are not grid cells of one size, or have none of the partitions.
    """
    if areas.cells is None:
        raise InputError(
            "the atlas needs the cells of a grid",
            file=areas.source.file or None,
            expected="grid cells of 1 km or less, such as Eurostat's census grid",
        )
    present = [name for name in parameters.partitions if name in areas.partitions]
    if not present:
        raise InputError(
            "the grid has no groups that the atlas compares",
            file=areas.source.file or None,
            expected="the columns of at least one of " + ", ".join(parameters.partitions),
        )
    slim = _only(areas, present)
    grid = lattice(areas.cells)
    side = int(areas.cells.size[0]) if len(areas) else 1
    of_key = np.full(len(grid.keys), -1, dtype=np.intp)
    of_key[grid.of] = np.arange(len(areas))
    order = np.argsort(centres.centre, kind="stable")
    ends = np.searchsorted(centres.centre[order], np.arange(len(centres.table) + 1))
    for number, city in enumerate(centres.table["id"]):
        members = order[ends[number] : ends[number + 1]]
        near = of_key[_around(grid, grid.of[members], parameters.halo / side)]
        near.sort()
        task = CityTask(str(city), slim.take(near), np.isin(near, members), parameters)
        yield replace(task, key=_key(task))


def _only(areas: Areas, partitions: list[str]) -> Areas:
    """The areas with the groups of these partitions, and nothing that a task does not need."""
    groups = tuple(group for name in partitions for group in areas.partitions[name])
    columns = [areas.column(group) for group in groups]
    return replace(
        areas,
        groups=groups,
        counts=np.ascontiguousarray(areas.counts[:, columns]),
        status=np.ascontiguousarray(areas.status[:, columns]),
        partitions={name: areas.partitions[name] for name in partitions},
        universe={},
        labels={group: areas.label(group) for group in groups},
        geometry=None,
        surface=None,
        attributes=pd.DataFrame(),
    )


def _around(grid: Lattice, places: Rows, reach: float) -> Rows:
    """Positions in ``grid.keys`` of the places within ``reach`` cells of these, themselves included."""
    keys = grid.keys[places]
    row, column = keys // grid.width, keys % grid.width
    margin = int(np.ceil(reach))
    top, left = int(row.min()) - margin, int(column.min()) - margin
    height, width = int(row.max()) + margin + 1 - top, int(column.max()) + margin + 1 - left
    outside = np.ones((height, width), dtype=bool)
    outside[row - top, column - left] = False
    close = np.asarray(ndimage.distance_transform_edt(outside)) <= reach
    first = np.arange(top, top + height) * grid.width + left
    # A box may lie across the margin of the whole grid: what wraps into another row is cut off.
    first = np.maximum(first, np.arange(top, top + height) * grid.width)
    beyond = np.minimum(
        np.arange(top, top + height) * grid.width + left + width,
        (np.arange(top, top + height) + 1) * grid.width,
    )
    starts, stops = np.searchsorted(grid.keys, first), np.searchsorted(grid.keys, beyond)
    found = np.concatenate([np.arange(a, b) for a, b in zip(starts, stops, strict=True)])
    keys = grid.keys[found]
    return np.asarray(found[close[keys // grid.width - top, keys % grid.width - left]], dtype=np.intp)


def _key(task: CityTask) -> str:
    """A name for the result: the same for the same counts, places, parameters and version only."""
    areas, cells = task.areas, task.areas.cells
    assert cells is not None  # noqa: S101  (tasks are made of cells)
    found = hashlib.sha256(
        json.dumps(
            [__version__, task.city, asdict(task.parameters), areas.groups, sorted(areas.partitions.items())],
            sort_keys=True,
        ).encode()
    )
    for array in (areas.counts, areas.status, areas.total, areas.total_status, cells.x, cells.y, task.inside):
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()[:24]
