"""Where the share of a group is highest: said without ranking neighbourhoods by what they are worth."""

from __future__ import annotations

import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.segregation.readings import ONLY_COMPARED
from isopolis.plan.documents.brief.content import Row, Table
from isopolis.plan.documents.brief.groups import counts_only_compared, group_label, mapped_group

MOST_PLACES = 5
FEWEST_PEOPLE = 100
"""In smaller areas one family more or less changes the share by several points: they are not named."""


def places_table(diagnosis: Diagnosis, language: Language) -> Table | None:
    """The areas where the group's share is highest; None where there are too few areas to choose from."""
    group = mapped_group(diagnosis)
    local = diagnosis.local
    if group is None or f"share:{group}" not in local.columns:
        return None
    fewest = max(FEWEST_PEOPLE, diagnosis.threshold)
    large = local[(local["people"] >= fewest) & local[f"share:{group}"].notna()]
    if len(large) < 2 * MOST_PLACES:
        return None
    top = large.sort_values([f"share:{group}", "area"], ascending=[False, True]).head(MOST_PLACES)
    share, ratio = f"share:{group}", f"location_quotient:{group}"
    rows = tuple(
        Row(
            str(area["area"] if pd.isna(area["name"]) else area["name"]),
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
