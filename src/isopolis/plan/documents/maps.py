"""Choropleth maps of one column of a diagnosis, readable in black and white and with any colour vision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from isopolis.language import Language, message
from isopolis.measure.figures import FigureStatus
from isopolis.plan.documents.classes import Classes, Floats, around_one, sequential
from isopolis.plan.documents.shapes import PageShapes, lay_out, path_data
from isopolis.plan.documents.svg import GREY, Picture, document, element, label

WIDTH, HEIGHT = 640.0, 440.0
_STRIP = 34.0
"""Height below the map for the scale bar and the north arrow."""
_EDGE = 2
"""Room around the map for its outline."""
_BORDERS = 3_000
"""Above this number of areas, borders would cover what they part and are not drawn."""

WITHHELD = message("withheld to protect people")
NOT_COLLECTED = message("not collected or not published")
NO_VALUE = message("no value (nobody to count)")


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend: its fill (a colour or the name of a hatching), words and number of areas."""

    fill: str
    words: str
    areas: int

    @property
    def is_hatched(self) -> bool:
        """Whether the fill is a hatching, for areas without a figure."""
        return not self.fill.startswith("#")

    def paint(self, prefix: str) -> str:
        """The fill as SVG writes it, where ids begin with ``prefix``."""
        return _paint(self.fill, prefix)


@dataclass(frozen=True, slots=True)
class Map:
    """A map, its legend and its text alternative.

    Attributes
    ----------
    picture
        The map without its legend, for pages that set the legend as text.
    legend_title, legend
        The legend, from low to high, then the areas without a figure.
    source
        Where the data came from.
    prefix
        Beginning of the ids in the SVG.
    """

    picture: Picture
    legend_title: str
    legend: tuple[LegendEntry, ...]
    source: str
    prefix: str

    def with_legend(self) -> Picture:
        """The same map as one picture that carries its legend and source below it."""
        return _with_legend(self)


def draw_map(
    geometry: gpd.GeoSeries,
    values: Floats,
    status: Sequence[str],
    *,
    kind: str,
    title: str,
    legend_title: str,
    language: Language,
    source: str = "",
    classes: Classes | None = None,
    prefix: str = "map",
    size: tuple[float, float] = (WIDTH, HEIGHT),
) -> Map:
    """Draw one value for each area.

    Parameters
    ----------
    geometry, values, status
        n shapes with a CRS; (n,) values, NaN where there is no figure; n :class:`FigureStatus` values,
        which tell why there is none.
    kind
        ``"ratio"`` (to the city, classes around 1), ``"share"`` (0..1, written as per cent) or ``"number"``.
    title, legend_title, source
        Words of the reader's language.
    classes
        Classes to use instead of the column's own, so that several maps can be compared.
    prefix
        Beginning of the ids in the SVG: unique for each map of a page.
    """
    if classes is None:
        classes = around_one(values) if kind == "ratio" else sequential(values)
    page = lay_out(geometry, *size)
    drawn = _parts(values, status, classes)
    legend = _legend(drawn, classes, kind, language)
    where = _whereabouts(page, classes.of(values) == len(classes.limits))
    described = _alternative(len(values), legend, legend_title, where, language)
    marks = _shapes(page, drawn, prefix) + _scale_and_north(page, language)
    body = _hatchings(prefix) + element("g", marks, transform=f"translate({_EDGE} {_EDGE})")
    height = page.height + 2 * _EDGE + (_STRIP if page.metres else 0.0)
    width = max(page.width + 2 * _EDGE, 150.0)
    return Map(
        picture=Picture(
            title,
            described,
            document(title, described, body, width=width, height=height, prefix=prefix),
            width,
            height,
        ),
        legend_title=legend_title,
        legend=legend,
        source=source,
        prefix=prefix,
    )


def _paint(fill: str, prefix: str) -> str:
    if fill == "nobody":
        return "#ffffff"
    return fill if fill.startswith("#") else f"url(#{prefix}-{fill})"


def _parts(values: Floats, status: Sequence[str], classes: Classes) -> dict[str, npt.NDArray[np.bool_]]:
    """Which areas have which fill: each class, then each reason for having no figure."""
    of = classes.of(values)
    parts = {colour: of == i for i, colour in enumerate(classes.colours)}
    why = np.asarray(status, dtype=object)
    empty = of < 0
    withheld = empty & (why == FigureStatus.SUPPRESSED)
    nobody = empty & np.isin(why, [FigureStatus.UNDEFINED, FigureStatus.OBSERVED])
    parts["withheld"], parts["missing"], parts["nobody"] = withheld, empty & ~withheld & ~nobody, nobody
    return parts


def _legend(
    parts: dict[str, npt.NDArray[np.bool_]], classes: Classes, kind: str, language: Language
) -> tuple[LegendEntry, ...]:
    words = [*class_words(classes, kind, language)]
    words += [language.text(text) for text in (WITHHELD, NOT_COLLECTED, NO_VALUE)]
    entries = [
        LegendEntry(fill, text, int(here.sum()))
        for (fill, here), text in zip(parts.items(), words, strict=True)
    ]
    return tuple(entry for entry in entries if entry.areas or not entry.is_hatched)


def class_words(classes: Classes, kind: str, language: Language) -> list[str]:
    """Each class in words, its limits with as many digits as they have."""
    if not classes.limits:
        return [language.text("all areas with a figure")]
    written = [_write(limit, kind, language) for limit in classes.limits]
    words = [language.text("less than {limit}", limit=written[0])]
    words += [language.text("{low} to {high}", low=low, high=high) for low, high in pairwise(written)]
    if classes.diverging:
        words[len(words) // 2] += " · " + language.text("about as in the city")
    return [*words, language.text("{limit} or more", limit=written[-1])]


def _write(value: float, kind: str, language: Language) -> str:
    if kind == "ratio":
        return language.number(round(value, 2))
    if kind == "share":
        return language.percent(value, _decimals(value * 100))
    return language.number(value, _decimals(value))


def _decimals(value: float) -> int:
    """Digits after the point that a rounded limit needs."""
    return next((d for d in range(10) if abs(round(value, d) - value) < 1e-9 * max(1.0, abs(value))), 10)


def _hatchings(prefix: str) -> str:
    """Patterns for areas without a figure, in the scale of the paths."""
    back = element("rect", width=70, height=70, fill="#ffffff")
    lines = element("path", d="M-10 80L80-10M-10 10L10-10M60 80L80 60", stroke="#4a4a4a", stroke_width=9)
    dots = element("circle", cx=18, cy=18, r=8, fill="#4a4a4a") + element(
        "circle", cx=53, cy=53, r=8, fill="#4a4a4a"
    )
    tile: dict[str, Any] = {"width": 70, "height": 70, "patternUnits": "userSpaceOnUse"}
    patterns = (("withheld", back + lines), ("missing", back + dots))
    return element(
        "defs", "".join(element("pattern", marks, id=f"{prefix}-{name}", **tile) for name, marks in patterns)
    )


def _shapes(page: PageShapes, parts: dict[str, npt.NDArray[np.bool_]], prefix: str) -> str:
    """One path a fill; below them the same paths with a broad line, of which the city's outline shows."""
    paths, painted = [], []
    few = len(page.shapes) <= _BORDERS
    for i, (fill, here) in enumerate(parts.items()):
        data = path_data(page.shapes[here])
        if data:
            paint = _paint(fill, prefix)
            paths.append(element("path", id=f"{prefix}-{i}", d=data))
            # Without borders, a line of the same colour closes the hairlines between neighbours.
            line: dict[str, Any] = (
                {"stroke": "#ffffff", "stroke_width": 4} if few else {"stroke": paint, "stroke_width": 3}
            )
            painted.append(element("use", href=f"#{prefix}-{i}", fill=paint, **line))
    shared = element("defs", element("g", "".join(paths), id=f"{prefix}-areas"))
    outline = element(
        "use", href=f"#{prefix}-areas", fill="none", stroke=GREY, stroke_width=18, stroke_linejoin="round"
    )
    return element("g", shared + outline + "".join(painted), transform="scale(.1)", stroke_linejoin="round")


def _scale_and_north(page: PageShapes, language: Language) -> str:
    if page.metres is None:
        return ""
    metres = _round_length(page.metres * min(page.width, 400.0) * 0.35)
    length, y = metres / page.metres, page.height + 24
    words = (
        language.text("{number} km", number=language.number(metres / 1000))
        if metres >= 1000
        else language.text("{number} m", number=language.number(metres))
    )
    line: dict[str, Any] = {"fill": "none", "stroke": "currentColor", "stroke_width": 1.5}
    bar = element("path", d=f"M1 {y - 6:.0f}v6h{length:.1f}v-6", **line)
    x = length + 34
    north = element("path", d=f"M{x:.1f} {y + 2:.0f}l5 -18l5 18l-5 -5z", fill="currentColor")
    return (
        bar
        + label(words, length / 2 + 1, y - 4, 12, text_anchor="middle")
        + north
        + label(language.text("N"), x + 14, y, 12)
    )


def _round_length(metres: float) -> float:
    """The longest of 1, 2, 5, 10 ... metres that is not longer.

    >>> _round_length(7300)
    5000.0
    """
    power = 10.0 ** np.floor(np.log10(max(metres, 1e-6)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= metres * (1 + 1e-9)))


def _alternative(
    n: int, legend: tuple[LegendEntry, ...], legend_title: str, where: str, language: Language
) -> str:
    """The text alternative: how many areas are in which class, and where the highest ones lie."""
    listed = "; ".join(f"{entry.words}: {language.number(entry.areas)}" for entry in legend)
    said = language.text(
        "Map of {n} areas. {title}, number of areas in each class: {listed}.",
        n=language.number(n),
        title=legend_title,
        listed=listed,
    )
    return f"{said} {language.text(where)}" if where else said


_WINDS = (
    message("The areas of the highest class lie mostly in the east."),
    message("The areas of the highest class lie mostly in the north-east."),
    message("The areas of the highest class lie mostly in the north."),
    message("The areas of the highest class lie mostly in the north-west."),
    message("The areas of the highest class lie mostly in the west."),
    message("The areas of the highest class lie mostly in the south-west."),
    message("The areas of the highest class lie mostly in the south."),
    message("The areas of the highest class lie mostly in the south-east."),
)
_CENTRE = message("The areas of the highest class lie mostly in the centre.")
_SPREAD = message("The areas of the highest class are spread over the map.")


def _whereabouts(page: PageShapes, highest: npt.NDArray[np.bool_]) -> str:
    """Where the highest class lies: its mean place against the spread of all areas; "" for fewer than 3."""
    there = ~(shapely.is_missing(page.shapes) | shapely.is_empty(page.shapes))
    xy = np.full((len(there), 2), np.nan)
    xy[there] = shapely.get_coordinates(shapely.centroid(page.shapes[there])) * [1, -1]
    chosen = highest & there
    if page.metres is None or chosen.sum() < 3 or there.sum() < 10 or chosen.sum() > there.sum() / 2:
        return ""
    centre = xy[there].mean(axis=0)
    spread = float(np.sqrt(((xy[there] - centre) ** 2).sum(axis=1).mean()))
    offset = (xy[chosen].mean(axis=0) - centre) / spread
    if np.hypot(*offset) >= 0.35:
        return _WINDS[round(np.degrees(np.arctan2(offset[1], offset[0])) / 45) % 8]
    around = np.hypot(*((xy[chosen] - centre) / spread).T)
    return _CENTRE if around.mean() < 0.5 else _SPREAD


def shared_legend(maps: Sequence[Map]) -> list[tuple[LegendEntry, str]]:
    """Every line of the legends of maps with the same classes, and the prefix of a map that has its fill."""
    found: dict[str, tuple[LegendEntry, str]] = {}
    for drawn in maps:
        for entry in drawn.legend:
            found.setdefault(entry.fill, (entry, drawn.prefix))
    order = [*found]
    reasons = ("withheld", "missing", "nobody")
    order.sort(key=lambda fill: reasons.index(fill) + 1 if fill in reasons else 0)
    return [found[fill] for fill in order]


def legend_picture(maps: Sequence[Map]) -> Picture:
    """The legend that several maps share, as a picture; without numbers of areas."""
    first = maps[0]
    entries = tuple(entry for entry, _ in shared_legend(maps))
    marks, height = _legend_marks(replace(first, legend=entries), 0.0, 16.0, columns=2, counted=False)
    spoken = f"{first.legend_title}: " + "; ".join(entry.words for entry in entries)
    body = _hatchings(first.prefix) + marks
    svg = document(first.legend_title, spoken, body, width=WIDTH, height=height, prefix=first.prefix)
    return Picture(first.legend_title, spoken, svg, WIDTH, height)


def _with_legend(drawn: Map) -> Picture:
    """Map and legend as one picture: beside a tall map, below a broad one."""
    inner = drawn.picture
    longest = max(len(text) for text in (drawn.legend_title, *(entry.words for entry in drawn.legend)))
    beside = inner.width + 24 + 70 + 6.6 * longest <= WIDTH
    x, y = (inner.width + 24, 14.0) if beside else (0.0, inner.height + 22)
    marks, bottom = _legend_marks(drawn, x, y, columns=1 if beside else 2)
    height = max(inner.height, bottom)
    if drawn.source:
        height += 20
        marks += label(drawn.source, 0, height - 6, 11, fill=GREY)
    body = inner.svg[inner.svg.index("</desc>") + 7 : -len("</svg>")] + marks
    svg = document(inner.title, inner.alternative, body, width=WIDTH, height=height, prefix=drawn.prefix)
    return Picture(inner.title, inner.alternative, svg, WIDTH, height)


def _legend_marks(drawn: Map, x: float, y: float, *, columns: int, counted: bool = True) -> tuple[str, float]:
    """The lines of a legend from a place on, in columns read downwards; and where they end."""
    marks = [label(drawn.legend_title, x, y, 13, font_weight="bold")]
    per_column = -(-len(drawn.legend) // columns)
    for i, entry in enumerate(drawn.legend):
        left, top = x + (i // per_column) * WIDTH / 2, y + 12 + (i % per_column) * 22
        words = f"{entry.words} ({entry.areas})" if counted else entry.words
        marks += [swatch(entry, drawn.prefix, left, top), label(words, left + 30, top + 12, 13)]
    return "".join(marks), y + 12 + per_column * 22


def swatch(entry: LegendEntry, prefix: str, x: float = 1.0, y: float = 1.0) -> str:
    """The sample of a fill in a legend."""
    box = element("rect", width=220, height=140, fill=entry.paint(prefix), stroke=GREY, stroke_width=8)
    return element("g", box, transform=f"translate({x:.1f} {y:.1f}) scale(.1)")
