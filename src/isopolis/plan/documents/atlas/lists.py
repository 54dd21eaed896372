"""The pages that list cities: all of them, those of a country, rankings; and the page that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from isopolis.language import message
from isopolis.measure.atlas import Parameters
from isopolis.measure.atlas.places import ATTRIBUTION
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.measure.segregation.registry import INDICES
from isopolis.plan.documents.atlas.city_page import city_path
from isopolis.plan.documents.atlas.content import MOST_LEFT_OUT, Content, Ranking
from isopolis.plan.documents.atlas.page import Frame, bullets, paragraphs, table
from isopolis.plan.documents.atlas.words import STATUS, Words

ABOUT: Sequence[str] = (
    message(
        "A city here is an urban centre: cells of one square kilometre with at least 1,500 residents "
        "per km² that "
        "touch, with 50,000 residents together (Degree of Urbanisation, Regulation (EU) 2017/2391). "
        "It is not a "
        "municipality."
    ),
    message(
        "Each figure has a 95% interval: how sure it is, given how many people live in each cell. "
        "The value by "
        "chance alone is what would be found if nobody were segregated. The value is that of the counts; the "
        "interval is corrected for chance, so that a value from few people can lie above it."
    ),
    message(
        "A ranking gives the first and the last place that a city may have. Cities whose intervals "
        "overlap cannot be "
        "told apart, whatever their order in the list."
    ),
    message(
        "Cities differ in what their country counted, withheld and altered. What was not collected "
        "is not a zero: "
        "there is no figure, and no place. Countries define and collect these counts in ways that differ."
    ),
    message(
        "Figures depend on the size of the areas: those of square kilometres must not be compared "
        "with those of "
        "blocks or districts, which are higher or lower for the same city."
    ),
    message(
        "The census grid is public. Nothing is withheld here beyond what its publishers withheld "
        "(threshold 0), and "
        "no single cell is named."
    ),
    message(
        "Names and countries are those of the most populous town of GeoNames in the centre; where "
        "there is none, the "
        "centre keeps its id. Source of the names: {attribution}."
    ),
    message("Intervals are from {replicates} draws, seed {seed}."),
)
MAIN = ("dissimilarity", "OTH / rest")
"""The figure that stands in lists of cities, where the grid has it."""


def cities_page(content: Content, frame: Frame) -> str:
    """All cities in the order of their names."""
    words = frame.words
    intro = paragraphs(
        [
            words.text(
                "{cities} urban centres of the census grid.", cities=words.people(len(content.cities))
            ),
            words.text(ABOUT[0]),
        ]
    )
    countries = sorted({str(code) for code in content.cities["country"] if code}, key=words.country)
    links = " · ".join(
        f'<a href="country/{code}.html">{escape(words.country(code))}</a>' for code in countries
    )
    search = (
        f'<p class="search" hidden><label>{escape(words.text("Search"))} '
        '<input type="search" id="search"></label> '
        '<span role="status" id="found"></span>'
    )
    return frame.page(
        words.text("Atlas of urban centres"),
        f'{intro}\n<nav class=countries aria-label="{escape(words.text("Countries"))}">'
        f"<p>{links}</nav>\n{search}\n" + _cities(content, content.by_name(), words, "c/"),
        current="index.html",
        script=True,
    )


def country_page(code: str, content: Content, frame: Frame) -> str:
    """The cities of a country in the order of their names."""
    of = [city for city in content.by_name() if content.cities.at[city, "country"] == code]
    return frame.page(
        frame.words.country(code), _cities(content, of, frame.words, "../c/"), up="../", script=True
    )


def _cities(content: Content, cities: Sequence[str], words: Words, folder: str) -> str:
    index, groups = _main(content)
    people = dict(zip(content.cities.index, content.cities["people"].to_numpy(float), strict=True))
    rows = []
    for city in cities:
        figure = next(
            (one for one in content.figures[city] if one["index"] == index and one["groups"] == groups), None
        )
        known = figure is not None and figure["value"] == figure["value"]
        figure = figure or {}
        rows.append(
            f"<tr><th scope=row><a href={folder}{city_path(city)}>{escape(content.name(city))}</a>"
            f"<td class=t>{escape(str(content.cities.at[city, 'country']))}"
            f"<td>{words.people(people[city])}"
            + (
                f"<td>{words.number(figure['value'])}<td>{words.interval(figure['low'], figure['high'])}"
                if known
                else "<td>–<td>–"
            )
        )
    caption = words.text("{title}, {groups}", title=words.index(index), groups=words.groups(groups))
    heads = [
        words.text("City"),
        words.text("Country"),
        words.text("Residents"),
        words.text("Value"),
        words.text("95% interval"),
    ]
    return table(caption, heads, rows, text_columns=(0, 1), sortable=True)


def _main(content: Content) -> tuple[str, str]:
    if any(one.index == MAIN[0] and one.groups == MAIN[1] for one in content.rankings):
        return MAIN
    return (content.rankings[0].index, content.rankings[0].groups) if content.rankings else MAIN


def rankings_page(content: Content, frame: Frame) -> str:
    """The list of rankings."""
    words, parts = frame.words, []
    for name in content.partitions:
        items = [
            f'<a href="{one.file}">{escape(words.index(one.index))}: {escape(words.groups(one.groups))}</a>'
            for one in content.rankings
            if one.partition == name
        ]
        heading = words.text("By {what}", what=words.partition(name))
        parts.append(f"<h2>{escape(heading)}</h2>\n{bullets(items)}")
    intro = paragraphs([words.text(ABOUT[2]), words.text(ABOUT[3])])
    return frame.page(words.text("Rankings"), intro + "\n".join(parts), up="../", current="rank/index.html")


def ranking_page(ranking: Ranking, content: Content, frame: Frame) -> str:
    """One ranking, the highest figure first, with the interval of each place."""
    words = frame.words
    rows = [
        f"<tr><td>{first}{f'–{last}' if last > first else ''}<th scope=row><a "
        f"href=../c/{city_path(city)}>{escape(content.name(city))}</a>"
        f"<td class=t>{escape(country)}<td>{words.number(value)}<td>{words.interval(low, high)}"
        for city, country, value, low, high, first, last in ranking.table[
            ["city", "country", "value", "low", "high", "rank_low", "rank_high"]
        ].itertuples(index=False)
    ]
    title = words.text(
        "{title}, {groups}", title=words.index(ranking.index), groups=words.groups(ranking.groups)
    )
    heads = [
        words.text("Place"),
        words.text("City"),
        words.text("Country"),
        words.text("Value"),
        words.text("95% interval"),
    ]
    sentences = [words.text(ABOUT[2]), words.text("{n} cities have a place.", n=words.people(len(rows)))]
    return frame.page(
        title,
        paragraphs(sentences)
        + table(title, heads, rows, text_columns=(1, 2))
        + _unranked(ranking, content, words),
        up="../",
        script=True,
    )


def _unranked(ranking: Ranking, content: Content, words: Words) -> str:
    if ranking.left_out.empty:
        return ""
    items = []
    for status, rows in ranking.left_out.groupby("status", sort=True):
        reason = words.text(STATUS[str(status)])
        cities = sorted((content.name(city), city) for city in rows["city"])
        names = ", ".join(f"<a href=../c/{city_path(city)}>{escape(name)}</a>" for name, city in cities)
        items.append(f"{escape(reason)} ({words.people(len(rows))}): {names}")
    note = words.text(
        "No figure, or more than {share} of the residents live in cells that had to be left out.",
        share=words.language.percent(MOST_LEFT_OUT),
    )
    return f"<h2>{escape(words.text('Without a place'))}</h2>\n{paragraphs([note])}\n{bullets(items)}"


def about_page(content: Content, frame: Frame, parameters: Parameters) -> str:
    """How to read the atlas, and what each index says."""
    words = frame.words
    sentences = [
        words.text(one, attribution=ATTRIBUTION, replicates=parameters.replicates, seed=parameters.seed)
        for one in ABOUT
    ]
    items = [
        f"<strong>{escape(words.index(name))}</strong>: {words.number(INDICES[name].low, 0)}–"
        f"{'∞' if INDICES[name].high == float('inf') else words.number(INDICES[name].high, 0)}. "
        + escape(INDICES[name].source)
        for name in parameters.indices
        if INDICES[name].decomposes or INDICES[name].value is not None
    ]
    files = [
        f'<a href="{name}" download>{name}</a>'
        for name in ("atlas.parquet", "cities.parquet", "similar.parquet")
    ] + ['<a href="reference.csv" download>reference.csv</a>']
    groups = [
        f"{escape(words.partition(name))}: {escape(words.groups(SEPARATOR.join(members)))}"
        for name, members in content.partitions.items()
    ]
    return frame.page(
        words.text("How to read this"),
        paragraphs(sentences)
        + f"<h2>{escape(words.text('Groups'))}</h2>{bullets(groups)}"
        + f"<h2>{escape(words.text('Indices'))}</h2>{bullets(items)}"
        + f"<h2>{escape(words.text('Downloads'))}</h2>{bullets(files)}",
        current="about.html",
    )
