"""What changed since the earlier date: a few figures of both dates, with the interval of the difference."""

from __future__ import annotations

import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents.brief.content import Row, Table
from isopolis.plan.documents.brief.figures_table import index_title, interval, leading_index, written

MOST_CHANGES = 4
_FIRST = ("dissimilarity", "isolation", "theil_h", "share")


def change_table(diagnosis: Diagnosis, language: Language) -> Table | None:
    """The changes of one city's leading figures; None where there is no earlier date."""
    chosen = _chosen(diagnosis)
    if chosen is None:
        return None
    made = diagnosis.provenance
    return Table(
        caption=language.text("Change since the earlier date"),
        headers=(
            language.text(message("Figure")),
            str(made.parameters.get("earlier_year") or language.text(message("Before"))),
            str(made.source.year or language.text(message("Now"))),
            language.text(message("Difference")),
            language.text(message("95% interval")),
        ),
        rows=tuple(
            Row(
                index_title(str(one["index"]), language),
                (
                    written(one["before"], language),
                    written(one["after"], language),
                    written(one["difference"], language),
                    interval(one["low"], one["high"], language),
                ),
                str(one["sentence"]),
            )
            for one in chosen.to_dict("records")
        ),
    )


def change_sentence(diagnosis: Diagnosis) -> str:
    """How the leading figure changed; "" where there is no earlier date."""
    chosen = _chosen(diagnosis)
    return "" if chosen is None else str(chosen["sentence"].iloc[0])


def _chosen(diagnosis: Diagnosis) -> pd.DataFrame | None:
    """One row an index, the leading one first."""
    if diagnosis.comparison is None or diagnosis.comparison.empty:
        return None
    first = diagnosis.comparison.drop_duplicates("index").set_index("index", drop=False)
    order = dict.fromkeys([leading_index(diagnosis), *_FIRST, *first["index"]])
    return first.loc[[name for name in order if name in first.index]].head(MOST_CHANGES)
