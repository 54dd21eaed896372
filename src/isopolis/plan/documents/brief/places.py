"""Where the share of a group is highest: said without ranking neighbourhoods by what they are worth.

A table names the areas where it is highest. Where there is no map, a chart shows the areas too: all of them,
or the highest and the lowest, each with the interval that its number of people leaves open.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.segregation.readings import ONLY_COMPARED
from isopolis.plan.documents.brief.content import Row, Table
from isopolis.plan.documents.brief.groups import (
    city_share,
    counts_only_compared,
    group_label,
    mapped_group,
)
from isopolis.plan.documents.charts import Estimate, Reference, interval_chart
from isopolis.plan.documents.svg import Picture

MOST_PLACES = 5
MOST_LINES = 24
"""Areas in the chart; of more, the highest and the lowest."""
_Z = 1.96
FEWEST_PEOPLE = 100
"""In smaller areas one family more or less changes the share by several points: they are not named."""


def places_table(diagnosis: Diagnosis, language: Language) -> Table | None:
    """The areas where the group's share is highest; None where there are too few areas to choose from."""
    group = mapped_group(diagnosis)
    local = diagnosis.local
    if group is None or f"share:{group}" not in local.columns:
        return None
    fewest = max(FEWEST_PEOPLE, diagnosis.threshold)
    ranked = _ranked(diagnosis, group, fewest)
    if len(ranked) < 2 * MOST_PLACES:
        return None
    top = ranked.head(MOST_PLACES)
    share, ratio = f"share:{group}", f"location_quotient:{group}"
    rows = tuple(
        Row(
            _called(area),
            (
                language.number(float(area["people"]), 0),
                language.percent(float(area[share])),
                "–" if pd.isna(area[ratio]) else language.number(float(area[ratio]), 1),
            ),
        )
        for area in top.to_dict("records")
    )
    return Table(
        caption=language.text(
            "Where the share of “{group}” is highest", group=group_label(diagnosis, group, language)
        ),
        headers=tuple(
            language.text(text)
            for text in (
                message("Area"),
                message("People"),
                message("Share"),
                message("Times the city's share"),
            )
        ),
        rows=rows,
        note=(language.text(ONLY_COMPARED) + " " if counts_only_compared(diagnosis) else "")
        + language.text(
            "Areas of at least {people} people. A high share says who lives there, not how good a place is "
            "to live in nor what its people need; neighbouring areas may hardly differ.",
            people=language.number(fewest),
        ),
    )


def _ranked(diagnosis: Diagnosis, group: str, fewest: float) -> pd.DataFrame:
    """The areas large enough to be named, from the highest share to the lowest."""
    local = diagnosis.local
    large = local[(local["people"] >= fewest) & local[f"share:{group}"].notna()]
    return large.sort_values([f"share:{group}", "area"], ascending=[False, True])


def _called(area: Mapping[Hashable, Any]) -> str:
    return str(area["area"] if pd.isna(area["name"]) else area["name"])


def places_chart(diagnosis: Diagnosis, language: Language) -> Picture | None:
    """Share of the group in the areas, each with its interval; None where there are too few areas."""
    group = mapped_group(diagnosis)
    if group is None or f"share:{group}" not in diagnosis.local.columns:
        return None
    ranked = _ranked(diagnosis, group, max(FEWEST_PEOPLE, diagnosis.threshold))
    if len(ranked) < 2:
        return None
    label = group_label(diagnosis, group, language)
    title = language.text("Share of “{group}” in the areas", group=label)
    lines = [_estimate(area, float(area[f"share:{group}"])) for area in ranked.to_dict("records")]
    if len(lines) > MOST_LINES:
        half = MOST_LINES // 2
        between = language.text("… {n} other areas …", n=language.number(len(lines) - 2 * half))
        lines = [*lines[:half], Estimate(between, *[float("nan")] * 4), *lines[-half:]]
        title = language.text("Share of “{group}” in the areas where it is highest and lowest", group=label)
    share = city_share(diagnosis.local, group)
    return interval_chart(
        lines,
        title,
        language,
        reference=None if share is None else Reference(share, language.text("share in the city")),
        percent=True,
        prefix="places",
    )


def _estimate(area: Mapping[Hashable, Any], share: float) -> Estimate:
    """A share with the interval of Wilson (1927) for as many people as live in the area."""
    people = float(area["people"])
    middle = (share + _Z**2 / (2 * people)) / (1 + _Z**2 / people)
    half = _Z / (1 + _Z**2 / people) * float(np.sqrt(share * (1 - share) / people + _Z**2 / (4 * people**2)))
    return Estimate(_called(area), share, max(middle - half, 0.0), min(middle + half, 1.0), float("nan"))
