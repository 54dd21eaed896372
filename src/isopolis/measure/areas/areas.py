"""What a city is made of: small areas x groups, with the status of every count."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.areas.status import StatusArray, known

if TYPE_CHECKING:
    import geopandas as gpd

    from isopolis.measure.areas.grid import Cells

Floats = npt.NDArray[np.float64]

REST = "rest"
"""The name that stands for everybody who is not in the groups named."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where data came from: enough to find the same data again.

    ``sha256`` is of the file's bytes; ``reader`` names the format that was recognised or the profile
    that was used; ``notes`` are sentences for the method box, in the reader's source language.
    """

    file: str = ""
    sha256: str = ""
    reader: str = ""
    title: str = ""
    year: int | None = None
    producer: str = ""
    licence: str = ""
    notes: tuple[str, ...] = ()


_LOOKED_THROUGH: dict[int, weakref.ref[npt.NDArray[np.object_]]] = {}
"""Frozen names that are known to differ, by identity: tables made from one another share them."""


def _all_differ(ids: npt.NDArray[np.object_]) -> bool:
    """Whether no name occurs twice."""
    key = id(ids)
    if key in _LOOKED_THROUGH and _LOOKED_THROUGH[key]() is ids and not ids.flags.writeable:
        return True
    # A set of the texts takes a quarter of the time of a hash table of objects.
    differ = len(set(ids.tolist())) == len(ids)
    if differ:
        _LOOKED_THROUGH[key] = weakref.ref(ids, lambda _: _LOOKED_THROUGH.pop(key, None))
    return differ


@dataclass(frozen=True, slots=True)
class Areas:
    """A set of small areas with the people in them, validated and frozen.

    Attributes
    ----------
    ids
        (n,) unique text codes of the areas.
    groups
        (g,) names of the groups that were counted.
    counts
        (n, g) people; NaN where the status is not collected or suppressed.
    status
        (n, g) :class:`CountStatus` of every count.
    total, total_status
        (n,) all people of the area as the publisher gives them, and its status. Never rebuilt by
        adding parts: parts may be suppressed or perturbed, or may not cover everybody.
    partitions
        Sets of groups that together are all people, e.g. ``{"birthplace": ("NAT", "EU_OTH", "OTH")}``.
    comparison
        The groups compared when the user names none, ``"rest"`` among them where it stands for everybody
        else: ``("foreigners", "rest")``; empty: the first partition.
    universe
        What a group is a part of where that is not all people: ``{"poor": "households"}`` names the
        group that holds every household. Groups of two universes cannot be compared.
    geometry
        GeoSeries of length n with a CRS, or None. A grid of a continent has ``cells`` instead: draw those
        that are shown, with :meth:`with_geometry`.
    cells
        (n,) grid cells, or None where the areas are none.
    surface
        (n,) square metres, or None.
    attributes
        n rows of anything else (names, districts, income, the column for ``--by``), same order.
    labels
        Readable names of groups, e.g. ``{"OTH": "born outside the EU"}``.
    """

    ids: npt.NDArray[np.object_]
    groups: tuple[str, ...]
    counts: Floats
    status: StatusArray
    total: Floats
    total_status: StatusArray
    partitions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    geometry: gpd.GeoSeries | None = None
    surface: Floats | None = None
    attributes: pd.DataFrame = field(default_factory=pd.DataFrame)
    labels: Mapping[str, str] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    universe: Mapping[str, str] = field(default_factory=dict)
    cells: Cells | None = None
    comparison: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check shapes and that status and value agree; freeze the arrays."""
        n, g = len(self.ids), len(self.groups)
        shapes: dict[str, tuple[Any, tuple[int, ...]]] = {
            "counts": (self.counts, (n, g)),
            "status": (self.status, (n, g)),
            "total": (self.total, (n,)),
            "total_status": (self.total_status, (n,)),
        }
        if self.surface is not None:
            shapes["surface"] = (self.surface, (n,))
        for name, (array, shape) in shapes.items():
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
        if self.geometry is not None and len(self.geometry) != n:
            raise ValueError(f"geometry has {len(self.geometry)} shapes for {n} areas")
        if self.cells is not None and len(self.cells) != n:
            raise ValueError(f"{len(self.cells)} grid cells for {n} areas")
        if self.attributes.shape[1] and len(self.attributes) != n:
            raise ValueError(f"attributes have {len(self.attributes)} rows for {n} areas")
        if len(set(self.groups)) != g:
            raise ValueError("two groups have the same name")
        for name, members in self.partitions.items():
            if missing := set(members) - set(self.groups):
                raise ValueError(f"partition {name} names unknown groups {sorted(missing)}")
        if missing := set(self.comparison) - {*self.groups, REST}:
            raise ValueError(f"the comparison names unknown groups {sorted(missing)}")
        if missing := ({*self.universe} | {*self.universe.values()}) - set(self.groups):
            raise ValueError(f"the universe names unknown groups {sorted(missing)}")
        self._check_values()
        for array in (self.counts, self.status, self.total, self.total_status, self.ids):
            array.flags.writeable = False

    def _check_values(self) -> None:
        for name, values, status in (
            ("counts", self.counts, self.status),
            ("total", self.total, self.total_status),
        ):
            if not np.array_equal(known(status), ~np.isnan(values)):
                raise ValueError(f"{name}: NaN and status disagree")
            if np.any(values < 0) or np.any(np.isinf(values)):
                raise ValueError(f"{name}: negative or infinite")
        if not _all_differ(self.ids):
            twice = self.ids[pd.Series(self.ids).duplicated().to_numpy()][0]
            raise InputError(
                "the area “{twice}” occurs more than once",
                expected="one row for each area",
                remedy="join or remove the repeated rows, or name the column that tells them apart",
                file=self.source.file or None,
                twice=twice,
            )

    def __len__(self) -> int:
        return len(self.ids)

    def label(self, group: str) -> str:
        """Readable name of a group (its own name where there is none)."""
        return self.labels.get(group, group)

    def column(self, group: str) -> int:
        """Position of a group in ``counts``; an unknown name is an :class:`InputError`."""
        try:
            return self.groups.index(group)
        except ValueError:
            raise InputError(
                "there is no group “{group}”",
                file=self.source.file or None,
                expected="one of {choices}",
                remedy="choose among these; `isopolis measure columns FILE` shows what was found",
                group=group,
                choices=", ".join(self.groups),
            ) from None

    def take(self, rows: npt.NDArray[Any]) -> Areas:
        """The areas at ``rows`` (positions or a boolean mask), in that order."""
        return replace(
            self,
            ids=self.ids[rows],
            counts=self.counts[rows],
            status=self.status[rows],
            total=self.total[rows],
            total_status=self.total_status[rows],
            geometry=None if self.geometry is None else self.geometry.iloc[rows],
            surface=None if self.surface is None else self.surface[rows],
            attributes=self.attributes.iloc[rows] if self.attributes.shape[1] else self.attributes,
            cells=None if self.cells is None else self.cells.take(rows),
        )

    def with_geometry(self) -> Areas:
        """The same areas with their shapes, drawn from the grid cells where there are none yet."""
        if self.geometry is not None or self.cells is None:
            return self
        return replace(self, geometry=self.cells.polygons())

    def by(self, attribute: str) -> Iterator[tuple[str, Areas]]:
        """One set of areas for each value of an attribute (a city, a district), in sorted order.

        Areas without a value are left out; the quality sheet counts them.
        """
        if attribute not in self.attributes.columns and not len(self.attributes.columns):
            raise InputError(
                "there is no column “{attribute}” to split by, nor any other beside ids and counts",
                file=self.source.file or None,
                expected="a column with the name of a city for each area",
                attribute=attribute,
            )
        if attribute not in self.attributes.columns:
            raise InputError(
                "there is no column “{attribute}” to split by",
                file=self.source.file or None,
                expected="one of {choices}",
                remedy="choose one of these with --by",
                attribute=attribute,
                choices=", ".join(map(str, self.attributes.columns)),
            )
        values = self.attributes[attribute]
        codes, names = pd.factorize(values, sort=True)
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(names) + 1))
        for i, name in enumerate(names):
            yield str(name), self.take(order[starts[i] : starts[i + 1]])
