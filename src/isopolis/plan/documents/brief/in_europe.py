"""How large a figure is among the European cities of its size, where they can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.atlas.reference import UNIT, placed
from isopolis.measure.diagnosis import Diagnosis

HIGHER = message(
    "Higher than in {share} of 100 European urban centres of its size "
    "({cities} centres from {fewest} residents)."
)
CAVEAT = message(
    "The comparison with European urban centres is of cells of 1 km of the census of 2021. Figures of "
    "smaller areas are higher and have no place in it."
)


def in_europe(diagnosis: Diagnosis, figure: Mapping[Any, Any], language: Language) -> str:
    """Where a city's figure stands in the reference distribution of the European atlas, in a sentence.

    "" where it cannot be said: areas other than cells of 1 km, groups that the census grid does not have by
    these names, an index or a size of city without a distribution, no value.
    """
    cells = diagnosis.areas.cells
    if cells is None or (cells.size != UNIT).any():
        return ""
    if pd.isna(figure["value"]) or not pd.isna(figure["scale"]):
        return ""
    people = diagnosis.local.loc[diagnosis.local["city"] == figure["city"], "people"].sum()
    where = placed(
        str(figure["index"]), str(figure["groups"]), float(figure["value"]), float(people), unit=UNIT
    )
    if where is None:
        return ""
    return language.text(
        HIGHER,
        share=round(100 * where.share),
        cities=language.number(where.cities),
        fewest=language.number(where.fewest),
    )
