"""What changed between two versions of a city: each figure of both, with the interval of the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from isopolis.language import Language
from isopolis.measure.comparison import compare_figures
from isopolis.plan.documents.brief.figures_table import index_title, interval, written
from isopolis.workspace.measure.local import read_columns
from isopolis.workspace.measure.models import Diagnosis, Figure
from isopolis.workspace.measure.shown import frame_of, groups_in_words


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure at two dates."""

    title: str
    groups: str
    before: str
    after: str
    difference: str
    interval: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """A version beside an earlier one."""

    earlier: Diagnosis
    rows: list[Changed]
    same_areas: int
    areas_before: int


def change_since(after: Diagnosis, earlier: Diagnosis, labels: dict[str, str], language: Language) -> Change:
    """Compare the figures of the areas as they are at two versions."""
    now, then = (list(Figure.objects.filter(diagnosis=one, scale="")) for one in (after, earlier))
    city = after.city.name
    table = compare_figures(frame_of(now, city), frame_of(then, city), language)
    rows = [
        Changed(
            index_title(str(one["index"]), language),
            groups_in_words(str(one["groups"]), labels),
            written(one["before"], language),
            written(one["after"], language),
            written(one["difference"], language),
            interval(one["low"], one["high"], language),
            str(one["sentence"]),
        )
        for one in table.to_dict("records")
    ]
    codes = [read_columns(one.local, ("area",))["area"].astype(str).to_numpy() for one in (after, earlier)]
    return Change(earlier, rows, len(np.intersect1d(*codes)), len(codes[1]))
