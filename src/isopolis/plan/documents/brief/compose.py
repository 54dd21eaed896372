"""From a diagnosis to what its brief says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents.brief import boxes
from isopolis.plan.documents.brief.change import change_sentence, change_table
from isopolis.plan.documents.brief.content import Box, BriefContent
from isopolis.plan.documents.brief.figures_table import (
    comparison_table,
    figures_table,
    index_title,
    leading_figures,
    leading_index,
    outside_interval,
    short_sentence,
    written,
)
from isopolis.plan.documents.brief.groups import (
    city_share,
    counts_only_compared,
    group_label,
    mapped_group,
)
from isopolis.plan.documents.brief.places import places_chart, places_table
from isopolis.plan.documents.charts import Estimate, interval_chart
from isopolis.plan.documents.classes import Classes, around_one
from isopolis.plan.documents.maps import HEIGHT, WIDTH, Map, draw_map

MOST_MAPS = 6
"""Most cities whose maps stand side by side in a comparison."""
_SMALL = (300.0, 260.0)
_MOST_LINES = 40
"""Most cities in a chart; the table holds all of them."""


def one_city(diagnosis: Diagnosis, city: str) -> Diagnosis:
    """The part of a diagnosis that is about one city."""
    return replace(
        diagnosis,
        figures=diagnosis.figures[diagnosis.figures["city"] == city],
        local=diagnosis.local[diagnosis.local["city"] == city],
        comparison=None
        if diagnosis.comparison is None
        else diagnosis.comparison[diagnosis.comparison["city"] == city],
    )


def brief_of_city(diagnosis: Diagnosis, language: Language, day: date) -> BriefContent:
    """The brief of a diagnosis of one city."""
    city = diagnosis.cities[0]
    drawn = _map(diagnosis, city, mapped_group(diagnosis), language)
    return BriefContent(
        language=language,
        day=day,
        kicker=language.text("Diagnosis of segregation"),
        title=city,
        subtitle=_subtitle(diagnosis, language),
        headline=Box(language.text("In short"), _headline(diagnosis, drawn, language)),
        maps=() if drawn is None else (drawn,),
        no_map="" if drawn else language.text(_NO_MAP),
        chart=None,
        change=change_table(diagnosis, language),
        figures=figures_table(diagnosis, language),
        places_chart=None if drawn else places_chart(diagnosis, language),
        places=places_table(diagnosis, language),
        quality=boxes.quality_box(diagnosis, language),
        quality_table=boxes.quality_table(diagnosis, language),
        method=boxes.method_box(diagnosis, language),
        remarks=boxes.remarks_box(diagnosis, language),
        provenance_title=language.text("Where the figures come from"),
        provenance=boxes.provenance_list(diagnosis, language, day),
    )


def brief_of_cities(diagnosis: Diagnosis, language: Language, day: date) -> BriefContent:
    """The brief that compares the cities of a diagnosis by its leading index."""
    index = leading_index(diagnosis)
    figures = leading_figures(diagnosis, index)
    title = index_title(index, language)
    chart = interval_chart(
        [
            Estimate(str(one["city"]), *(_plain(one[key]) for key in ("value", "low", "high", "expected")))
            for one in figures.head(_MOST_LINES).to_dict("records")
        ],
        title,
        language,
    )
    few = len(figures) <= MOST_MAPS
    maps = _small_maps(diagnosis, figures["city"].tolist(), language) if few else ()
    no_map = _NO_MAP if few else message("A map of each city is in its own brief.")
    return BriefContent(
        language=language,
        day=day,
        kicker=language.text("Diagnosis of segregation"),
        title=language.text("{n} cities compared", n=language.number(len(figures))),
        subtitle=_subtitle(diagnosis, language),
        headline=Box(language.text("In short"), _comparison_headline(figures, title, language)),
        maps=maps,
        no_map="" if maps else language.text(no_map),
        chart=chart,
        change=None,
        figures=comparison_table(diagnosis, index, language),
        places_chart=None,
        places=None,
        quality=boxes.quality_box(diagnosis, language),
        quality_table=boxes.quality_table(diagnosis, language),
        method=boxes.method_box(diagnosis, language),
        remarks=boxes.remarks_box(diagnosis, language),
        provenance_title=language.text("Where the figures come from"),
        provenance=boxes.provenance_list(diagnosis, language, day),
    )


_NO_MAP = message("The data has no shapes of the areas, so there is no map.")


def _plain(value: object) -> float:
    return float("nan") if pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


def _subtitle(diagnosis: Diagnosis, language: Language) -> str:
    labels = [group_label(diagnosis, group, language) for group in diagnosis.groups]
    shown = " · ".join(labels[:4]) + (" …" if len(labels) > 4 else "")
    year = diagnosis.provenance.source.year
    return f"{shown}, {year}" if year else shown


def _headline(diagnosis: Diagnosis, drawn: Map | None, language: Language) -> tuple[str, ...]:
    index = leading_index(diagnosis)
    figure = diagnosis.figures[diagnosis.figures["area"].isna() & (diagnosis.figures["index"] == index)].iloc[
        0
    ]
    said = []
    if first := short_sentence(diagnosis, figure.to_dict(), language):
        said.append(first)
    if not pd.isna(figure["low"]) and not pd.isna(figure["expected"]):
        more = figure["low"] > figure["expected"]
        text = _ABOVE_CHANCE if more else _WITHIN_CHANCE
        if outside_interval(figure.to_dict()):
            text = _CORRECTED_ABOVE if more else _CORRECTED_WITHIN
        said.append(
            language.text(
                text,
                index=index_title(index, language),
                value=written(figure["value"], language),
                low=written(figure["low"], language),
                high=written(figure["high"], language),
                expected=written(figure["expected"], language),
            )
        )
    if change := change_sentence(diagnosis):
        said.append(change)
    if spread := _spread(diagnosis, language):
        said.append(spread)
    return tuple(said)


_ABOVE_CHANCE = message(
    "{index} is {value} (between {low} and {high} with 95% confidence); "
    "chance alone would give about {expected}."
)
_WITHIN_CHANCE = message(
    "{index} is {value} (between {low} and {high} with 95% confidence), no more than chance alone could give "
    "({expected})."
)


_CORRECTED_ABOVE = message(
    "{index} is {value} as counted; corrected for small counts, it lies between {low} and {high} "
    "with 95% confidence. Chance alone would give about {expected}."
)
_CORRECTED_WITHIN = message(
    "{index} is {value} as counted; corrected for small counts, it lies between {low} and {high} "
    "with 95% confidence, no more than chance alone could give ({expected})."
)
_SPREAD = message(
    "The share of “{group}” is {share} in the city; in {k} of {n} areas it is at least {limit} times that."
)
_SPREAD_AMONG = message(
    "Among the people of the groups compared, the share of “{group}” is {share} in the city; "
    "in {k} of {n} areas it is at least {limit} times that."
)


def _spread(diagnosis: Diagnosis, language: Language) -> str:
    """In how many areas the group's share is far above the city's."""
    group = mapped_group(diagnosis)
    if group is None:
        return ""
    ratios = diagnosis.local[f"location_quotient:{group}"].to_numpy(dtype=float)
    ratios = ratios[~np.isnan(ratios)]
    share = city_share(diagnosis.local, group)
    if len(ratios) < 10 or share is None:
        return ""
    limit = around_one(ratios).limits[-1]
    return language.text(
        _SPREAD_AMONG if counts_only_compared(diagnosis) else _SPREAD,
        group=group_label(diagnosis, group, language),
        share=language.percent(share, 1),
        k=language.number(int((ratios >= limit).sum())),
        n=language.number(len(ratios)),
        limit=language.number(limit),
    )


def _comparison_headline(figures: pd.DataFrame, title: str, language: Language) -> tuple[str, ...]:
    known = figures[figures["value"].notna()]
    if known.empty:
        return (language.text("No city has a figure."),)
    first, last = known.iloc[0], known.iloc[-1]
    said = [
        language.text(
            "{index} goes from {low} in {lowest} to {high} in {highest}.",
            index=title,
            low=written(last["value"], language),
            lowest=last["city"],
            high=written(first["value"], language),
            highest=first["city"],
        )
    ]
    bounded = known[known["low"].notna() & known["high"].notna()]
    if len(bounded) > 1:
        above, below = bounded.iloc[:-1], bounded.iloc[1:]
        apart = int((above["low"].to_numpy() > below["high"].to_numpy()).sum())
        said.append(
            language.text(
                "Told apart by their intervals: {k} of the {n} pairs of neighbours in the table.",
                n=language.number(len(bounded) - 1),
                k=language.number(apart),
            )
        )
    return tuple(said)


def _shapes(diagnosis: Diagnosis) -> gpd.GeoSeries | None:
    """The shapes of the areas in ``local``, in its order; None where the data has none."""
    areas = diagnosis.areas
    if areas.geometry is None and areas.cells is None:
        return None
    rows = pd.Index(areas.ids).get_indexer(pd.Index(diagnosis.local["area"]))
    return areas.take(rows).with_geometry().geometry


def _map(
    diagnosis: Diagnosis,
    city: str,
    group: str | None,
    language: Language,
    *,
    classes: Classes | None = None,
    prefix: str = "map",
    size: tuple[float, float] = (WIDTH, HEIGHT),
) -> Map | None:
    geometry = _shapes(diagnosis)
    if group is None or geometry is None or geometry.isna().all():
        return None
    label = group_label(diagnosis, group, language)
    return draw_map(
        geometry,
        diagnosis.local[f"location_quotient:{group}"].to_numpy(dtype=float),
        diagnosis.local["status"].tolist(),
        kind="ratio",
        title=language.text("{city}: where the group “{group}” lives", city=city, group=label),
        legend_title=language.text("Share in the area, as a multiple of the city's share"),
        language=language,
        source=boxes.source_line(diagnosis, language),
        classes=classes,
        prefix=prefix,
        size=size,
    )


def _small_maps(diagnosis: Diagnosis, cities: list[str], language: Language) -> tuple[Map, ...]:
    """One small map a city, all with the same classes."""
    group = mapped_group(diagnosis)
    if group is None:
        return ()
    classes = around_one(diagnosis.local[f"location_quotient:{group}"].to_numpy(dtype=float))
    maps = [
        _map(one_city(diagnosis, city), city, group, language, classes=classes, prefix=f"map{i}", size=_SMALL)
        for i, city in enumerate(cities)
    ]
    return tuple(one for one in maps if one is not None)
