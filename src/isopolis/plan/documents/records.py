"""The figures of a diagnosis as records: one a figure, of the cities and of their areas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from isopolis.language import Language
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.measure.segregation.measurement import SEPARATOR, comparisons
from isopolis.measure.segregation.readings import add_sentences
from isopolis.measure.segregation.registry import INDICES

MOST_RECORDS = 200_000
"""With more records than this, the areas' figures are in ``areas.parquet`` and ``areas.gpkg`` only."""
PEOPLE = "people"
"""Name of the records that give an area's population."""
_EMPTY = (FigureStatus.SUPPRESSED, FigureStatus.NOT_COLLECTED, FigureStatus.UNDEFINED)


def number_of_records(diagnosis: Diagnosis) -> int:
    """How many records the cities and their areas make together."""
    return len(diagnosis.figures) + len(diagnosis.local) * len(_figure_columns(diagnosis))


def figure_records(diagnosis: Diagnosis, language: Language, *, most: int = MOST_RECORDS) -> pd.DataFrame:
    """All figures with the columns of :data:`FIGURE_COLUMNS`: the cities' first, then the areas'.

    A figure of an area is its ``people``, its ``share`` and ``location_quotient`` of a group, or, under
    the name of an index, its contribution to the city's figure. The areas' are left out where there would
    be more than ``most`` records.
    """
    cities = diagnosis.figures[list(FIGURE_COLUMNS)]
    if number_of_records(diagnosis) > most or diagnosis.local.empty:
        return cities.reset_index(drop=True)
    parts = [_of_areas(diagnosis, *column) for column in _figure_columns(diagnosis)]
    areas = pd.concat(parts, ignore_index=True)
    # Area by area, as a reader looks them up.
    areas = areas.iloc[np.arange(len(areas)).reshape(len(parts), -1).T.ravel()]
    return pd.concat([cities, _with_sentences(cities, areas, diagnosis, language)], ignore_index=True)


def _figure_columns(diagnosis: Diagnosis) -> list[tuple[str, str, str]]:
    """The columns of ``local`` that hold figures: (column, index, groups)."""
    every = SEPARATOR.join(diagnosis.groups)
    out = []
    for column in diagnosis.local.columns:
        kind, _, name = str(column).partition(":")
        if column == PEOPLE:
            out.append((PEOPLE, PEOPLE, every))
        elif kind == "contribution":
            out.append((str(column), name, every))
        elif kind in ("share", "location_quotient"):
            out.append((str(column), kind, _label(diagnosis.groups, kind, name)))
    return out


def _label(groups: tuple[str, ...], index: str, group: str) -> str:
    """The groups as the city's figure of the same index and group writes them."""
    labels = [one.label for one in comparisons(groups, [index]) if one.groups[0] == group]
    return labels[0] if labels else group


def _of_areas(diagnosis: Diagnosis, column: str, index: str, groups: str) -> pd.DataFrame:
    local = diagnosis.local
    values = local[column].to_numpy(dtype=float)
    status = local["status"].astype(str).to_numpy(dtype=object)
    # The status is the area's: a figure that is there in spite of it was observed, and one that is
    # missing without a reason has no value.
    empty = np.isin(status, [str(reason) for reason in _EMPTY])
    status = np.where(np.isnan(values) & ~empty, str(FigureStatus.UNDEFINED), status)
    status = np.where(~np.isnan(values) & empty, str(FigureStatus.OBSERVED), status)
    return pd.DataFrame(
        {
            "city": local["city"].to_numpy(dtype=object),
            "area": local["area"].to_numpy(dtype=object),
            "index": index,
            "groups": groups,
            "scale": None,
            "value": values,
            "low": np.nan,
            "high": np.nan,
            "expected": np.nan,
            "corrected": np.nan,
            "status": status,
            "sentence": None,
        },
        columns=list(FIGURE_COLUMNS),
    )


def _with_sentences(
    cities: pd.DataFrame, areas: pd.DataFrame, diagnosis: Diagnosis, language: Language
) -> pd.DataFrame:
    names = [index.name for index in INDICES]
    told = areas["index"].isin(names)
    both = [cities[cities["index"].isin(names)], areas[told]]
    labels = dict(diagnosis.areas.labels)
    sentences = add_sentences(pd.concat(both, ignore_index=True), labels, language)["sentence"]
    areas = areas.copy()
    areas.loc[told, "sentence"] = sentences.iloc[len(both[0]) :].to_numpy()
    return areas
