"""The figures of the areas of a diagnosis, read column by column from its file.

``local.parquet`` has a row an area and the columns of ``Diagnosis.local``; it has passed the gate. A page
reads the two or three columns that it shows, also of 100,000 areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

from isopolis.language import Language, message
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation import INDICES
from isopolis.plan.documents.classes import Classes, around_one, sequential

WITHHELD, MISSING, NOBODY = 10, 11, 12
"""Classes of areas without a figure; the others are numbered from 0."""
KINDS = {"people": "number", "share": "share", "location_quotient": "ratio", "contribution": "number"}
TITLES = {
    "people": message("People"),
    "share": message("Share of “{group}”"),
    "location_quotient": message("Share of “{group}”, as a multiple of the city's share"),
    "contribution": message("Contribution to the city's figure: {index}"),
}


@dataclass(frozen=True, slots=True)
class Local:
    """One figure of every area: the name of its column, what it measures and of which group or index."""

    column: str

    @property
    def measure(self) -> str:
        """``people``, ``share``, ``location_quotient`` or ``contribution``."""
        return self.column.partition(":")[0]

    @property
    def about(self) -> str:
        """The group or the index."""
        return self.column.partition(":")[2]

    @property
    def kind(self) -> str:
        """How it is classed and written: ``number``, ``share`` or ``ratio``."""
        return KINDS[self.measure]

    def title(self, labels: dict[str, str], language: Language) -> str:
        """Its name in words."""
        index = language.text(INDICES[self.about].title) if self.measure == "contribution" else ""
        return language.text(TITLES[self.measure], group=labels.get(self.about, self.about), index=index)

    def written(self, value: float | None, language: Language) -> str:
        """A value in the reader's notation, a dash where there is none."""
        if value is None or np.isnan(value):
            return "–"
        if self.measure == "people":
            return language.number(round(value), 0)
        if self.kind == "share":
            return language.percent(value, 1)
        if self.kind == "ratio":
            return language.number(value, 2)
        return language.number(value, 4 if abs(value) < 0.1 else 3)


def figure_columns(local: pd.DataFrame | Sequence[str]) -> list[str]:
    """The columns that hold figures, in their order; their position is their name in the tiles."""
    names = local.columns if isinstance(local, pd.DataFrame) else local
    return [str(name) for name in names if str(name).partition(":")[0] in KINDS]


def classes_of(local: pd.DataFrame) -> dict[str, Classes]:
    """The classes of a map of each figure; made once, when the city is measured."""
    out = {}
    for column in figure_columns(local):
        values = local[column].to_numpy(dtype=float)
        out[column] = around_one(values) if Local(column).kind == "ratio" else sequential(values)
    return out


def classified(local: pd.DataFrame, column: str, classes: Classes) -> npt.NDArray[np.intp]:
    """(n,) the class of each area: 0, 1, ... from low to high, or why it has no figure."""
    values = local[column].to_numpy(dtype=float)
    found = classes.of(values)
    why = local["status"].astype(str).to_numpy(dtype=object)
    withheld = why == FigureStatus.SUPPRESSED
    nobody = np.isin(why, [FigureStatus.UNDEFINED, FigureStatus.OBSERVED])
    empty = np.where(withheld, WITHHELD, np.where(nobody, NOBODY, MISSING))
    return np.where(found < 0, empty, found)


@lru_cache(maxsize=8)
def read_columns(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """Some columns of all areas; treat it as frozen."""
    return pq.read_table(path, columns=list(columns)).to_pandas()


def one_area(path: Path, code: str) -> pd.Series | None:
    """Every figure of one area; None where there is no such area."""
    table = pq.read_table(path, filters=[("area", "=", code)]).to_pandas()
    return None if table.empty else table.iloc[0]
