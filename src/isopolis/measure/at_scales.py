"""The figures of a diagnosis at several scales, behind the same gate as its other figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from isopolis.language import Language
from isopolis.measure.areas import REST
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
    One row a figure, columns :data:`FIGURE_COLUMNS`; empty where the areas have no place on the map.
    """
    areas = diagnosis.areas
    if areas.geometry is None and areas.cells is None:
        return pd.DataFrame(columns=list(FIGURE_COLUMNS))
    if areas.geometry is not None and areas.geometry.isna().any():
        areas = areas.take(np.flatnonzero(areas.geometry.notna().to_numpy()))
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
