"""The table of figures of a brief: each with its interval, what chance would give, and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.areas import REST
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.measure.segregation.readings import sentence
from isopolis.measure.segregation.registry import INDICES
from isopolis.plan.documents.brief.content import Row, Table
from isopolis.plan.documents.brief.groups import group_label, groups_label, mapped_group
from isopolis.plan.documents.brief.in_europe import CAVEAT, in_europe

MOST_FIGURES = 12
"""Most figures that the brief of one city shows; the others are in the tables that go with it."""
MOST_CITIES = 100
"""Most cities in the table of a comparison: a brief is to be read. All are in the tables that go with it."""

FIGURES_BESIDE_CHANGE = 7
"""Most figures where the page shows the change since an earlier date too."""

STATUS_WORDS: Mapping[str, str] = {
    FigureStatus.PARTIAL: message("areas with a hidden or missing count are left out"),
    FigureStatus.IMPUTED: message("some counts were filled in by the publisher"),
    FigureStatus.PERTURBED: message("some counts carry the publisher's noise or rounding"),
    FigureStatus.SUPPRESSED: message("withheld to protect people"),
    FigureStatus.NOT_COLLECTED: message("not collected or not published"),
    FigureStatus.UNDEFINED: message("no value: the formula needs people of every group"),
}


def decimals(value: float) -> int:
    """Digits after the point for a figure: three significant ones for small, none for large figures."""
    return 3 if abs(value) < 10 else 1 if abs(value) < 1000 else 0


def written(value: Any, language: Language) -> str:
    """A figure in the reader's notation, a dash where there is none."""
    return "–" if pd.isna(value) else language.number(float(value), decimals(float(value)))


def interval(low: Any, high: Any, language: Language) -> str:
    """Both ends of an interval, a dash where there is none."""
    if pd.isna(low) or pd.isna(high):
        return "–"
    return language.text("{low} to {high}", low=written(low, language), high=written(high, language))


def index_title(name: str, language: Language) -> str:
    """The name of an index in words; its key where the registry does not know it."""
    known = {index.name: index.title for index in INDICES}
    return language.text(known[name]) if name in known else name.replace("_", " ")


def figures_table(diagnosis: Diagnosis, language: Language) -> Table:
    """The figures of one city."""
    figures = diagnosis.figures[diagnosis.figures["area"].isna()]
    most = MOST_FIGURES if diagnosis.comparison is None else FIGURES_BESIDE_CHANGE
    shown = most_telling(diagnosis, figures, most)
    several = set(shown["index"][shown["index"].duplicated()])
    corrected = correction_matters(shown)
    rows = tuple(
        _row(diagnosis, figure, figure["index"] in several, corrected, language)
        for figure in shown.to_dict("records")
    )
    notes = [
        language.text(
            "95% interval: the range in which the figure lies with 95% confidence. By chance: what the "
            "figure would be if people lived spread out at random in areas of these sizes."
        )
    ]
    if corrected:
        notes.append(
            language.text(
                "Corrected for small counts: the figure without what small areas alone add to it; the 95% "
                "interval is of this one."
            )
        )
    elif any(outside_interval(figure) for figure in shown.to_dict("records")):
        notes.append(language.text(CORRECTED))
    if any(in_europe(diagnosis, figure, language) for figure in shown.to_dict("records")):
        notes.append(language.text(CAVEAT))
    if len(figures) > len(shown):
        rest = language.number(len(figures) - len(shown))
        notes.append(language.text("Further figures, in figures.xlsx: {n}.", n=rest))
    return Table(
        caption=language.text("Figures of the city and their uncertainty"),
        headers=tuple(
            language.text(text)
            for text in (
                message("Figure"),
                message("Value"),
                message("95% interval"),
                message("By chance"),
                *([message("Corrected for small counts")] if corrected else []),
            )
        ),
        rows=rows,
        note=" ".join(notes),
    )


CORRECTED = message(
    "A value may lie outside its interval: small counts alone raise it, "
    "and the interval is corrected for that."
)


def outside_interval(figure: Mapping[Any, Any]) -> bool:
    """Whether a figure as counted lies outside its interval, which is corrected for small counts."""
    return bool(figure["value"] < figure["low"] or figure["value"] > figure["high"])


def most_telling(diagnosis: Diagnosis, figures: pd.DataFrame, most: int) -> pd.DataFrame:
    """The ``most`` figures that say most about a city, in the order of the table."""
    return figures[_order(diagnosis, figures).rank(method="first") <= most]


def _order(diagnosis: Diagnosis, figures: pd.DataFrame) -> pd.Series:
    """What is shown first: figures of all groups, then of the group on the map, then the others.

    Among these, one figure of each index before the same index at a further scale.
    """
    group = mapped_group(diagnosis)
    first = figures["groups"].str.split(SEPARATOR).str[0]
    rank = pd.Series(2, index=figures.index)
    rank[first == group] = 1
    rank[figures["groups"] == SEPARATOR.join(diagnosis.groups)] = 0
    return rank * len(figures) + figures.groupby(["index", "groups"], sort=False).cumcount()


def correction_matters(figures: pd.DataFrame) -> bool:
    """Whether small counts lift a figure out of its own interval: then the corrected one is shown too."""
    outside = (figures["value"] < figures["low"]) | (figures["value"] > figures["high"])
    return bool((outside & figures["corrected"].notna()).any())


def _row(
    diagnosis: Diagnosis, figure: Mapping[Any, Any], name_groups: bool, corrected: bool, language: Language
) -> Row:
    head = index_title(str(figure["index"]), language)
    if name_groups and figure["groups"]:
        head += " · " + groups_label(diagnosis, str(figure["groups"]), language)
    if not pd.isna(figure["scale"]):
        head += " · " + str(figure["scale"])
    return Row(
        head,
        (
            written(figure["value"], language),
            interval(figure["low"], figure["high"], language),
            written(figure["expected"], language),
            *([written(figure["corrected"], language)] if corrected else []),
        ),
        " ".join(said for tell in (short_sentence, in_europe) if (said := tell(diagnosis, figure, language))),
    )


def short_sentence(diagnosis: Diagnosis, figure: Mapping[Any, Any], language: Language) -> str:
    """What a figure says, without the uncertainty and the caveats that stand beside it in the brief.

    The sentence of the table of figures is taken where the registry does not know the index.
    """
    name = str(figure["index"])
    if name not in {index.name for index in INDICES}:
        return "" if pd.isna(figure["sentence"]) else str(figure["sentence"])
    known = not pd.isna(figure["value"])
    return sentence(
        name,
        float(figure["value"]) if known else None,
        groups=[
            group if group == REST else group_label(diagnosis, group, language)
            for group in str(figure["groups"]).split(SEPARATOR)
        ],
        status=FigureStatus.OBSERVED if known else str(figure["status"]),
        language=language,
        scale=None if pd.isna(figure["scale"]) else str(figure["scale"]),
    )


def comparison_table(diagnosis: Diagnosis, index: str, language: Language) -> Table:
    """One row a city: the leading index with its interval, from high to low; the cities with most people."""
    figures = leading_figures(diagnosis, index)
    largest = set(diagnosis.largest_cities(MOST_CITIES))
    shown = figures[figures["city"].isin(largest)].to_dict("records")
    rows = tuple(
        Row(
            str(figure["city"]),
            (
                written(figure["value"], language),
                interval(figure["low"], figure["high"], language),
                written(figure["expected"], language),
                _note(figure, language),
            ),
        )
        for figure in shown
    )
    return Table(
        caption=language.text("{index} of each city, from high to low", index=index_title(index, language)),
        headers=tuple(
            language.text(text)
            for text in (
                message("City"),
                message("Value"),
                message("95% interval"),
                message("By chance"),
                message("Note"),
            )
        ),
        rows=rows,
        note=(_only_the_largest(len(shown), len(figures), language) if len(shown) < len(figures) else "")
        + (language.text(CORRECTED) + " " if any(map(outside_interval, shown)) else "")
        + language.text(
            "Cities whose intervals overlap cannot be told apart: their order may be chance. "
            "Compare only cities that are cut into areas of about the same size."
        ),
    )


def _only_the_largest(shown: int, every: int, language: Language) -> str:
    said = language.text(
        "These are the {shown} cities with the most people of {all}; figures.xlsx and figures.csv hold all.",
        shown=language.number(shown),
        all=language.number(every),
    )
    return said + " "


def leading_figures(diagnosis: Diagnosis, index: str) -> pd.DataFrame:
    """One figure of ``index`` a city, from high to low, those without a value last."""
    figures = diagnosis.figures
    chosen = figures[figures["area"].isna() & (figures["index"] == index)].drop_duplicates("city")
    return chosen.sort_values(["value", "city"], ascending=[False, True], na_position="last")


def leading_index(diagnosis: Diagnosis) -> str:
    """The first index that has a value for a city; the first one where none has."""
    figures = diagnosis.figures[diagnosis.figures["area"].isna()]
    valued = figures[figures["value"].notna()]
    return str((valued if len(valued) else figures)["index"].iloc[0])


def _note(figure: Mapping[Any, Any], language: Language) -> str:
    words = STATUS_WORDS.get(str(figure["status"]))
    return language.text(words) if words else ""
