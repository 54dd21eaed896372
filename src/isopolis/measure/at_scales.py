"""The figures of a diagnosis at several scales, behind the same gate as its other figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from isopolis.language import Language
from isopolis.measure.areas import REST, Areas
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation import profile
from isopolis.measure.segregation.environments import Scale
from isopolis.measure.segregation.profiles import SCALES
from isopolis.measure.segregation.readings import add_sentences


def at_scales(
    diagnosis: Diagnosis,
    *,
    indices: Sequence[str] = ("theil_h",),
    scales: Sequence[str | float | Scale] = SCALES,
    language: Language | None = None,
) -> pd.DataFrame:
    """Indices of the one city of a diagnosis, of its people's surroundings at each scale.

    They have intervals where the diagnosis has. A figure is withheld where the diagnosis withholds the one of
    the areas as they are, for it is about the same people.

    Returns
    -------
    One row a figure, columns :data:`FIGURE_COLUMNS`; empty where the areas have no place on the map, or one
    without a coordinate system. Coordinates in degrees are projected to the UTM zone of the city.
    """
    areas = _in_metres(diagnosis.areas)
    if areas is None:
        return pd.DataFrame(columns=list(FIGURE_COLUMNS))
    named = tuple(group for group in diagnosis.groups if group != REST)
    groups = diagnosis.groups if REST in diagnosis.groups and len(named) == 1 else named
    sure = bool(diagnosis.provenance.parameters["replicates"])
    table = profile(areas, groups, indices, scales, city=diagnosis.cities[0], intervals=sure)
    withheld = diagnosis.figures[diagnosis.figures["status"] == FigureStatus.SUPPRESSED]
    hidden = table["groups"].isin(set(withheld["groups"])).to_numpy()
    for column in ("value", "low", "high", "corrected"):
        table[column] = table[column].astype(float).mask(hidden)
    table["status"] = table["status"].astype(object).mask(hidden, FigureStatus.SUPPRESSED.value)
    return add_sentences(table, diagnosis.areas.labels, language)


def with_scales(diagnosis: Diagnosis, language: Language | None = None) -> Diagnosis:
    """The diagnosis of one city with its figures at scales after the others; of several cities, as it is."""
    if len(diagnosis.cities) > 1:
        return diagnosis
    scaled = at_scales(diagnosis, language=language)
    if scaled.empty:
        return diagnosis
    return replace(diagnosis, figures=pd.concat([diagnosis.figures, scaled], ignore_index=True))


def _in_metres(areas: Areas) -> Areas | None:
    """The areas that have a place, with coordinates in lengths; None where there are none."""
    shapes = areas.geometry
    if shapes is None:
        return areas if areas.cells is not None else None
    placed = np.flatnonzero(shapes.notna().to_numpy())
    if shapes.crs is None or not len(placed):
        return None
    areas = areas if len(placed) == len(areas) else areas.take(placed)
    if not shapes.crs.is_geographic:
        return areas
    drawn = shapes.iloc[placed]
    return replace(areas, geometry=drawn.to_crs(drawn.estimate_utm_crs()))
