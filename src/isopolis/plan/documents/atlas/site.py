"""The site of the atlas: plain files that need no server and no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from isopolis import __version__
from isopolis.language import Language
from isopolis.measure.areas import Source
from isopolis.measure.areas.formats.census_grid import PARTITIONS
from isopolis.measure.atlas import Parameters
from isopolis.measure.figures import FIGURE_COLUMNS
from isopolis.plan.documents.atlas.city_page import city_page, city_path
from isopolis.plan.documents.atlas.content import Content
from isopolis.plan.documents.atlas.lists import (
    about_page,
    cities_page,
    country_page,
    ranking_page,
    rankings_page,
)
from isopolis.plan.documents.atlas.page import Frame
from isopolis.plan.documents.atlas.words import Words

ASSETS = ("atlas.css", "atlas.js")


def write_site(
    figures: pd.DataFrame,
    cities: pd.DataFrame,
    folder: Path,
    *,
    source: Source,
    labels: Mapping[str, str],
    parameters: Parameters,
    language: Language,
    day: date,
) -> list[Path]:
    """Write all pages into ``folder``; the first path is that of the first page.

    Parameters
    ----------
    figures, cities
        ``atlas_table`` and ``cities_table``.
    source, labels
        Of the grid.
    """
    words = Words.of(language, labels)
    counted = set(" / ".join(figures["groups"].unique()).split(" / "))
    partitions = {
        name: PARTITIONS[name] for name in parameters.partitions if set(PARTITIONS[name]) <= counted
    }
    content = Content.of(figures, cities, partitions)
    frame = Frame(
        words,
        source=f"© {source.producer or 'Eurostat / GISCO'}: {source.title}. {source.licence}".strip(),
        made=words.text(
            "Made with Isopolis {version} on {day}. Works without a network.",
            version=__version__,
            day=language.date(day),
        ),
    )
    out = []
    for path, text in _pages(content, frame, parameters):
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
        out.append(target)
    for name in ASSETS:
        text = files(__package__).joinpath(name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    return out


def _pages(content: Content, frame: Frame, parameters: Parameters) -> Iterator[tuple[str, str]]:
    yield "index.html", cities_page(content, frame)
    yield "about.html", about_page(content, frame, parameters)
    yield "rank/index.html", rankings_page(content, frame)
    for ranking in content.rankings:
        yield f"rank/{ranking.file}", ranking_page(ranking, content, frame)
    for code in sorted({str(code) for code in content.cities["country"] if code}):
        yield f"country/{code}.html", country_page(code, content, frame)
    for city in content.cities.index:
        yield f"c/{city_path(city)}", city_page(city, content, frame, parameters)
        stem = city_path(city).removesuffix(".html")
        records = [_record(one) for one in content.figures[city]]
        yield f"c/{stem}.json", _json(content.cities.loc[city], records)
        yield f"c/{stem}.csv", pd.DataFrame(records).to_csv(index=False, lineterminator="\n")


def _record(one: Mapping[str, Any]) -> dict[str, Any]:
    """A figure without the columns that are about the city; None where there is nothing."""
    return {name: None if one[name] != one[name] else one[name] for name in FIGURE_COLUMNS if name != "area"}


def _json(facts: Any, records: list[dict[str, Any]]) -> str:
    plain = [getattr(v, "item", lambda v=v: v)() for v in facts]
    known = {str(n): None if v != v else v for n, v in zip(facts.index, plain, strict=True)}  # noqa: PLR0124
    return json.dumps({"city": known, "figures": records}, ensure_ascii=False, separators=(",", ":")) + "\n"
