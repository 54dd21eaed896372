"""The profile page of a city."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

import numpy as np

from isopolis.language import message
from isopolis.measure.areas import REST
from isopolis.measure.atlas import Parameters, placed
from isopolis.measure.segregation.environments import parse_scale
from isopolis.measure.segregation.macro_micro import RATIO
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.plan.documents.atlas.content import Content, partition_of
from isopolis.plan.documents.atlas.page import Frame, bullets, paragraphs, table
from isopolis.plan.documents.atlas.scales import scale_chart, short_scale
from isopolis.plan.documents.atlas.words import NONE, STATUS, Words

_KEY = (("dissimilarity", True), ("theil_h", False), ("isolation", True))
"""Figures that are told in sentences: of one group against the others, or of all groups."""
_FIRST = ("dissimilarity", "theil_h", "isolation", "share")
"""Indices that are seen at once; the others open on demand."""
_TOLD = {"birthplace": "OTH", "age": "Y_GE65", "residence_change": "CHG_IN"}

NOT_COLLECTED = message("{what}: not collected where {share} of the residents live. This is not a zero.")
SUPPRESSED = message("{what}: withheld by the publisher where {share} of the residents live.")
NOT_ADDING = message("{what}: the groups do not add up to all residents in {share} of the cells.")
MISSING = message("{what}: {share} of the residents are in none of the groups.")
TOO_MANY = message("{what}: the groups have {share} more people than there are residents.")
COMPLETE = message("All counts that the figures need were collected and published, and they add up.")
PLACED = message(
    "{title}, {groups}: higher than in {share} of 100 cities of its size ({cities} cities from "
    "{fewest} residents)."
)


def city_path(city: str) -> str:
    """Path of a city's page, without its folder."""
    return f"{city.removeprefix('UC_').replace('_', '')}.html"


def city_page(city: str, content: Content, frame: Frame, parameters: Parameters) -> str:
    """The whole page."""
    words, facts = frame.words, content.cities.loc[city]
    records = content.figures[city]
    plain = [one for one in records if one["scale"] is None or one["scale"] != one["scale"]]
    stem = city_path(city).removesuffix(".html")
    parts = [
        _where(facts, words),
        _in_short(plain, facts, content, words),
        _by_scale(records, content, parameters, words),
        *(_figures(name, plain, content, words) for name in content.partitions),
        _quality(facts, content, words),
        _similar(city, content, words),
        f"<h2>{escape(words.text('Downloads'))}</h2>\n"
        f'<p><a href="{stem}.csv" download>CSV</a>, <a href="{stem}.json" download>JSON</a>: '
        + escape(words.text("all figures of this city, at all scales."))
        + f" {escape(words.text('Id in the tables'))}: <code>{escape(city)}</code>",
    ]
    return frame.page(content.name(city), "\n".join(filter(None, parts)), up="../")


def _where(facts: Any, words: Words) -> str:
    people = words.text(
        "{people} residents in {cells} populated cells of 1 km²",
        people=words.people(facts["people"]),
        cells=words.people(facts["cells"]),
    )
    place = f"{words.number(facts['lat'], 2)}° N, {words.number(facts['lon'], 2)}° E"
    link = ""
    if facts["country"]:
        country = escape(words.country(facts["country"]))
        link = f'<a href="../country/{quote(facts["country"])}.html">{country}</a> · '
    return f'<p class="subtitle">{link}{escape(people)} · {escape(place)}'


def _in_short(plain: list[dict[str, Any]], facts: Any, content: Content, words: Words) -> str:
    sentences = []
    for name, members in content.partitions.items():
        group = _TOLD.get(name, members[0])
        for index, one_group in _KEY:
            groups = f"{group}{SEPARATOR}{REST}" if one_group else SEPARATOR.join(members)
            found = _find(plain, index, groups)
            if found is None or (index != "dissimilarity" and name != "birthplace"):
                continue
            sentences.append(f"{_capital(words.partition(name))}: {found['sentence'] or ''}")
            where = placed(index, groups, found["value"], facts["people"], unit=1000, table=content.reference)
            if where is not None:
                sentences[-1] += " " + words.text(
                    PLACED,
                    title=words.index(index),
                    groups=words.groups(groups),
                    share=round(100 * where.share),
                    cities=where.cities,
                    fewest=words.people(where.fewest),
                )
    heading = escape(words.text("In short"))
    return f'<section class="headline"><h2>{heading}</h2>\n{paragraphs(sentences)}</section>'


def _find(plain: list[dict[str, Any]], index: str, groups: str) -> dict[str, Any] | None:
    return next((one for one in plain if one["index"] == index and one["groups"] == groups), None)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_NOT_FOUND = {"value": np.nan, "low": np.nan, "high": np.nan}


def _by_scale(records: list[dict[str, Any]], content: Content, parameters: Parameters, words: Words) -> str:
    labels = [parse_scale(scale).label for scale in parameters.scales]
    found = {(one["index"], one["groups"], one["scale"]): one for one in records}
    lines, rows, ratios = {}, [], []
    for name, members in content.partitions.items():
        groups = SEPARATOR.join(members)
        of_h = [found.get(("theil_h", groups, scale), _NOT_FOUND) for scale in labels]
        line = [one["value"] for one in of_h]
        cells = "".join(
            f"<td>{words.number(one['value'])}<br><small>{words.interval(one['low'], one['high'])}</small>"
            for one in of_h
        )
        rows.append(f"<tr><th scope=row>{escape(_capital(words.partition(name)))}{cells}")
        lines[words.partition(name)] = line
        ratio = next((one for one in records if one["index"] == RATIO and one["groups"] == groups), None)
        if ratio is not None and ratio["value"] == ratio["value"]:
            what = {
                "what": _capital(words.partition(name)),
                "ratio": words.language.percent(ratio["value"]),
            }
            if np.isfinite(ratio["low"]):
                ends = {end: words.language.percent(ratio[end]) for end in ("low", "high")}
                ratios.append(
                    words.text(
                        "{what}: H within 10 km is {ratio} of H within 2 km (95% interval: {low} to {high}).",
                        **what,
                        **ends,
                    )
                )
            else:
                ratios.append(words.text("{what}: H within 10 km is {ratio} of H within 2 km.", **what))
    if all(np.isnan(line).all() for line in map(np.array, lines.values())):
        return ""
    picture = scale_chart(lines, labels, words)
    heads = [words.text("Groups"), *(short_scale(scale, words) for scale in labels)]
    title = words.text("Near and far: H of the surroundings of residents")
    note = words.text(
        "Surroundings reach beyond the city’s edge. Below each value stands its 95% interval; "
        "a value below 0 says that surroundings are more mixed than the city as a whole."
    )
    return (
        f"<h2>{escape(title)}</h2>\n<figure>{picture.svg}</figure>\n"
        + table(words.text("Theil’s H by radius, and by number of nearest people"), heads, rows)
        + paragraphs([*ratios, note])
    )


def _figures(name: str, plain: list[dict[str, Any]], content: Content, words: Words) -> str:
    rows: dict[bool, list[str]] = {True: [], False: []}
    for one in plain:
        if partition_of(one["groups"], content.partitions) != name or one["index"] == RATIO:
            continue
        known = one["value"] == one["value"]
        told = STATUS[one["status"]]
        value = words.number(one["value"]) if known else words.text(told)
        rows[one["index"] in _FIRST].append(
            f"<tr><th scope=row>{escape(words.index(one['index']))}"
            f"<td class=t>{escape(words.groups(one['groups']))}<td>{escape(value)}"
            f"<td>{words.interval(one['low'], one['high']) if known else NONE}"
            f"<td>{words.number(one['expected']) if known else NONE}"
        )
    heads = [
        words.text("Index"),
        words.text("Groups"),
        words.text("Value"),
        words.text("95% interval"),
        words.text("By chance alone"),
    ]
    title = words.text("Figures by {what}", what=words.partition(name))
    first, more = (table(title, heads, rows[which], text_columns=(0, 1)) for which in (True, False))
    summary = escape(words.text("More indices by {what}", what=words.partition(name)))
    return (
        f"<h2>{escape(title)}</h2>\n{first}\n<details><summary>{summary}</summary>{more}</details>"
        if rows[True]
        else ""
    )


def _quality(facts: Any, content: Content, words: Words) -> str:
    sentences = quality_sentences(facts, content.partitions, words) or [words.text(COMPLETE)]
    return f"<h2>{escape(words.text('What the data is worth'))}</h2>\n{bullets(map(escape, sentences))}"


def quality_sentences(facts: Any, partitions: Mapping[str, Any], words: Words) -> list[str]:
    """What is wrong with the data of a city, in sentences; none where nothing is."""
    out = []
    for name in partitions:
        what = _capital(words.partition(name))
        missing = facts[f"{name}:people_missing"]
        told = (
            (NOT_COLLECTED, facts[f"{name}:people_not_collected"]),
            (SUPPRESSED, facts[f"{name}:people_suppressed"]),
            (NOT_ADDING, facts[f"{name}:cells_not_adding_up"]),
            (MISSING, missing if missing >= 0.005 else 0.0),
            (TOO_MANY, -missing if missing <= -0.005 else 0.0),
        )
        for sentence, share in told:
            if share > 0:
                decimals = 1 if share < 0.0995 else 0
                written = words.language.percent(share, decimals) if share >= 0.0005 else "< 0.1%"
                out.append(words.text(sentence, what=what, share=written))
    return out


def _similar(city: str, content: Content, words: Words) -> str:
    others = content.similar.get(city, [])
    if not others:
        return ""
    items = []
    for other, distance in others:
        country = words.country(str(content.cities.at[other, "country"]))
        about = f"{country}, {words.text('distance')} {words.number(distance, 2)}"
        items.append(f'<a href="{city_path(other)}">{escape(content.name(other))}</a> ({escape(about)})')
    note = words.text(
        "By size, shares of the groups and segregation at all scales: 0 is alike in all, 1 is a "
        "standard deviation "
        "apart in each."
    )
    heading = escape(words.text("Most similar cities"))
    return f"<h2>{heading}</h2>\n{bullets(items)}\n<p class=note>{escape(note)}"
