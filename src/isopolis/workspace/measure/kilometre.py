"""Figures of 1 km cells, which can be placed among those of the European cities of the same size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from isopolis.measure.areas import REST, Areas, Source, status_of
from isopolis.measure.atlas.reference import INDICES, UNIT
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation import measure
from isopolis.measure.segregation.readings import add_sentences

SCALE = "1 km cells"
"""What stands under ``scale`` in these figures."""


def kilometre_figures(areas: Areas, meaning: Mapping[str, str], diagnosis: Diagnosis) -> pd.DataFrame:
    """Figures of the groups that the European census grid has too, from cells joined to square kilometres.

    Parameters
    ----------
    areas
        The areas as they were read; a grid whose cells divide a kilometre, else there are no figures.
    meaning
        What a group is called in the census grid: ``{"outside_eu": "OTH"}``.
    diagnosis
        The diagnosis, whose withheld groups are withheld here too.

    Returns
    -------
    Columns :data:`FIGURE_COLUMNS`, groups by their names in this file, against the rest.
    """
    nothing = pd.DataFrame(columns=list(FIGURE_COLUMNS))
    cells = areas.cells
    if cells is None or not meaning or len(np.unique(cells.size)) > 1 or UNIT % int(cells.size[0]):
        return nothing
    joined = _joined(areas, tuple(meaning))
    hidden = set(diagnosis.figures.loc[diagnosis.figures["status"] == FigureStatus.SUPPRESSED, "groups"])
    withheld = {name for one in hidden for name in str(one).split(" / ")}
    parts = [
        measure(joined, (group, REST), INDICES, city=diagnosis.cities[0])
        for group in meaning
        if group in areas.groups and group not in withheld
    ]
    if not parts:
        return nothing
    table = pd.concat(parts, ignore_index=True)
    first = table["groups"].str.split(" / ").str[0]
    table = table[first.isin(list(meaning))].assign(scale=SCALE)
    return add_sentences(table.reset_index(drop=True), areas.labels)


def _joined(areas: Areas, groups: tuple[str, ...]) -> Areas:
    """The counts of all cells that lie in the same square kilometre, added; what is not known is left out."""
    assert areas.cells is not None  # noqa: S101  (asked before)
    corner = np.column_stack([areas.cells.x // UNIT, areas.cells.y // UNIT])
    places, where = np.unique(corner, axis=0, return_inverse=True)
    where = where.ravel()
    columns = [areas.column(group) for group in groups if group in areas.groups]
    known = np.isfinite(areas.total) & np.isfinite(areas.counts[:, columns]).all(axis=1)
    total = np.bincount(where[known], weights=areas.total[known], minlength=len(places))
    counts = np.column_stack(
        [
            np.bincount(where[known], weights=areas.counts[known, column], minlength=len(places))
            for column in columns
        ]
    )
    counts = np.minimum(counts, total[:, None])  # a publisher's noise may make a part exceed the whole
    ids = np.array([f"{x}-{y}" for x, y in places], dtype=object)
    kept = tuple(areas.groups[column] for column in columns)
    return replace(
        Areas(ids, kept, counts, status_of(counts), total, status_of(total)),
        labels=areas.labels,
        source=Source(file=areas.source.file),
    )
