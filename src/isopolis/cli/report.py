"""The diagnosis on the screen: the sentences first, then the figures, then where everything was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from isopolis.cli.screen import Screen
from isopolis.language import Language, message
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.segregation import INDICES
from isopolis.plan.documents.brief.figures_table import correction_matters, most_telling
from isopolis.plan.documents.brief.groups import groups_label

HEADLINE_INDICES = ("dissimilarity", "theil_h", "isolation")
MOST_CITIES = 30
MOST_FIGURES = 30


HEADINGS = (
    message("Index"),
    message("Groups"),
    message("Value"),
    message("95% interval"),
    message("By chance"),
)


_NO_MAP = message("No map: the file has no shapes of the areas. --geometry FILE gives them.")


def print_diagnosis(screen: Screen, diagnosis: Diagnosis, paths: Sequence[Path]) -> None:
    """Print what was found; with several cities, one row a city instead of one row an index."""
    figures = diagnosis.figures
    if len(diagnosis.cities) == 1:
        screen.say(diagnosis.cities[0], strong=True)
        for sentence in figures["sentence"].dropna().head(4):
            screen.say(f"· {sentence}")
        _one_city(screen, diagnosis)
    else:
        _several_cities(screen, figures)
    if diagnosis.comparison is not None:
        screen.say(screen.language.text("Change since the earlier date"), strong=True)
        for sentence in diagnosis.comparison.drop_duplicates(["city", "index"])["sentence"].head(
            MOST_FIGURES
        ):
            screen.say(f"· {sentence}")
    for remark in diagnosis.remarks:
        screen.say(f"! {remark}")
    text = screen.language.text
    if diagnosis.areas.geometry is None and diagnosis.areas.cells is None:
        screen.say(f"! {text(_NO_MAP)}")
    screen.say(text("Written:"), strong=True)
    for path in paths:
        screen.say(f"  {path}")


def _title(index: str, language: Language) -> str:
    title = INDICES[index].title
    return language.text(title)


def value_text(row: pd.Series, language: Language, column: str = "value") -> str:
    """A figure in three decimals, or a dash where there is none."""
    value = row[column]
    return "–" if value is None or pd.isna(value) else language.number(float(value), 3)


def interval_text(row: pd.Series, language: Language) -> str:
    """The 95% interval, or nothing where there is none."""
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return ""
    return f"{value_text(row, language, 'low')} – {value_text(row, language, 'high')}"


def _one_city(screen: Screen, diagnosis: Diagnosis) -> None:
    figures, language = diagnosis.figures, screen.language
    text = language.text
    shown = most_telling(diagnosis, figures, MOST_FIGURES)
    corrected = correction_matters(shown)
    screen.table(
        "",
        [
            *(text(word) for word in HEADINGS),
            *([text("Corrected for small counts")] if corrected else []),
        ],
        [
            [
                _title(row["index"], language) + ("" if pd.isna(row["scale"]) else f" · {row['scale']}"),
                groups_label(diagnosis, str(row["groups"]), language),
                value_text(row, language),
                interval_text(row, language),
                value_text(row, language, "expected"),
                *([value_text(row, language, "corrected")] if corrected else []),
            ]
            for _, row in shown.iterrows()
        ],
        numbers=range(2, 6),
    )
    if len(figures) > len(shown):
        screen.say(text("… and {count} more figures in the tables.", count=len(figures) - len(shown)))


def _several_cities(screen: Screen, figures: pd.DataFrame) -> None:
    language = screen.language
    text = language.text
    first = figures.drop_duplicates(["city", "index"])
    chosen = [name for name in HEADLINE_INDICES if name in set(first["index"])]
    cities = first["city"].unique()
    rows = []
    for city, own in first[first["city"].isin(cities[:MOST_CITIES])].groupby("city", sort=False):
        by_index = own.set_index("index")
        cells = [
            f"{value_text(by_index.loc[name], language)} ({interval_text(by_index.loc[name], language)})"
            if name in by_index.index
            else "–"
            for name in chosen
        ]
        rows.append([str(city), *cells])
    header = [text("City"), *(_title(name, language) for name in chosen)]
    screen.table("", header, rows)
    if len(cities) > len(rows):
        screen.say(text("… and {count} more cities in the tables.", count=len(cities) - len(rows)))
