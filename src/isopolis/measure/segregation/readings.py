"""Readings: a figure as a sentence in plain words, with its uncertainty and the caveat that matters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from isopolis.language import Language, message
from isopolis.measure.areas import REST
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.macro_micro import RATIO
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.measure.segregation.registry import INDICES, Dimension, Groups, Index

ALL_OTHERS = message("all others")
QUOTED = message("“{name}”")
INTERVAL = message("Uncertainty: between {low} and {high} (95% interval).")
RAISED = message(
    "Small areas alone raise this figure; without that it would be about {corrected} "
    "(95% interval: {low} to {high})."
)
CORRECTED = message(
    "Corrected for small counts, it would be about {corrected} (95% interval: {low} to {high})."
)
EVEN_BASELINE = message("Spread evenly, with counts of this size, it would be about {expected}.")
CHANCE_EXPLAINS = message(
    "Small counts alone would give about {expected} without any segregation: this figure shows none."
)
CHANCE_INFLATES = message("Small counts alone would give about {expected} without any segregation.")
AT_SCALE = message("In the surroundings of residents ({scale}): {sentence}")
NO_RATIO = message(
    "There is no figure: at the narrow scale no segregation is found, so it has no part at the wide one."
)
MACRO_MICRO = message(
    "Of the segregation that residents meet around their home, {percent} remains in the wider surroundings "
    "({scale}): near 0% neighbouring streets differ, near 100% whole districts do."
)
_AROUND_MIXED = message(
    "On average, the surroundings of residents are {percent} less mixed than the city as a whole."
)
_AROUND_SCALE = message(
    "On a scale from 0 (around everybody the city’s mix) to 100 (around everybody one group only), the city "
    "stands at {people}."
)
AROUND = {
    "theil_h": _AROUND_MIXED,
    "dissimilarity": _AROUND_SCALE,
    "gini": _AROUND_SCALE,
    "relative_diversity": message(
        "Two residents of the same surroundings are {percent} less often of different groups than two "
        "residents of the city."
    ),
    "isolation": message(
        "On average, {people} of 100 residents around a person in the group {a} are in the same group."
    ),
    "exposure": message(
        "On average, {people} of 100 residents around a person in the group {a} are in the group {b}."
    ),
}
"""What figures of surroundings say where that is not what those of areas do: nobody moves to another area."""
MORE_MIXED = message(
    "On average, the surroundings of residents are at least as mixed as the city as a whole."
)
CONTRIBUTION = message("This area makes up {share} of the city’s figure.")
NO_CONTRIBUTION = message("This area does not add to the city’s figure.")
LOWERS = message("This area lowers the city’s figure by {share}.")
LESS_THAN = message("less than {share}")
ADDS = message("This area adds {value} to the city’s figure.")
NOBODY_OF = message("Nobody in the group {a} lives here.")
AS_THE_CITY = message("The share of {a} here is about the same as in the city.")
ONLY_COMPARED = message("Only people of the groups compared are counted as residents.")
SHARE_OF_CITY = message("{people} of 100 residents of the city are in the group {a}.")

CAVEATS = {
    FigureStatus.PARTIAL: message("Areas whose counts are hidden or missing are left out."),
    FigureStatus.IMPUTED: message("Part of the counts was filled in by the publisher from larger areas."),
    FigureStatus.PERTURBED: message("The publisher rounded the counts or added noise to them."),
}
REASONS = {
    FigureStatus.SUPPRESSED: message("Withheld, to protect the people of small groups."),
    FigureStatus.NOT_COLLECTED: message("There is no figure: these groups were not counted here."),
    FigureStatus.UNDEFINED: message(
        "There is no figure: nobody lives here, one group has nobody, or there is no difference to measure."
    ),
}

SMALLEST_PART = 0.0001
"""The smallest part of the city's figure that is written as a number."""
NOTICEABLE = 0.1
"""A share of the figure from which on what chance alone would give is told."""


def sentence(
    index: str,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    expected: float | None = None,
    *,
    corrected: float | None = None,
    groups: Sequence[str] = (),
    status: str = FigureStatus.OBSERVED,
    language: Language | None = None,
    scale: str | None = None,
    area: bool = False,
    city_value: float | None = None,
) -> str:
    """One figure in plain words.

    Parameters
    ----------
    index
        Name of the index in the registry.
    value, low, high, expected, corrected
        As in the table of figures; None or NaN where there is none.
    groups
        Readable names of the groups, in the order that the index reads them; ``"rest"`` for everybody
        else.
    status
        A :class:`FigureStatus`.
    language
        English where none is given.
    scale
        The scale of the surroundings, e.g. ``"500 m"``; None for the areas as they are.
    area, city_value
        Whether the figure is an area's, and the city's value that its contribution is a part of.

    >>> print(sentence("theil_h", 0.31, groups=["managers", "workers"]))
    On average, the areas are 31% less mixed than the city as a whole.
    >>> print(sentence("location_quotient", 2.14, groups=["workers", "rest"], area=True))
    The share of “workers” here is 2.1 times the city’s.
    """
    language = Language() if language is None else language
    state = FigureStatus(status)
    if value is None or math.isnan(value):
        reason = REASONS.get(state, REASONS[FigureStatus.UNDEFINED])
        no_ratio = index == RATIO and reason == REASONS[FigureStatus.UNDEFINED]
        return language.text(NO_RATIO if no_ratio else reason)
    if index == RATIO:
        return _ratio(value, (low, high), scale or "", state, language)
    entry = INDICES[index]
    if area and entry.decomposes:
        parts = [_contribution(value, city_value, language)]
    else:
        template = _template(entry, groups, scale)
        parts = [_reading(entry, value, template, groups, language, area=area)]
        if scale is not None:
            parts = [language.text(AT_SCALE, scale=scale, sentence=parts[0])]
        parts += _uncertainty(
            entry, value, (low, high), expected, corrected=corrected, template=template, language=language
        )
    one_sided = entry.groups in (Groups.ONE, Groups.TWO_ORDERED)
    if entry.dimension is Dimension.EXPOSURE and one_sided and not area and REST not in groups:
        parts.append(language.text(ONLY_COMPARED))
    if state in CAVEATS:
        parts.append(language.text(CAVEATS[state]))
    return " ".join(parts)


def add_sentences(
    figures: pd.DataFrame, labels: Mapping[str, str] | None = None, language: Language | None = None
) -> pd.DataFrame:
    """The same table of figures with the column ``sentence`` filled in.

    Parameters
    ----------
    figures
        Columns of :data:`isopolis.measure.figures.FIGURE_COLUMNS`.
    labels
        Readable names of groups; a group without one keeps its own.
    language
        English where none is given.

    >>> from isopolis.measure.segregation import measure
    >>> table = measure([[10, 0], [10, 30]], ["A", "B"], ["share"])
    >>> print(add_sentences(table, {"A": "workers"})["sentence"][0])
    40 of 100 residents of the city are in the group “workers”.
    """
    language = Language() if language is None else language
    labels = labels or {}
    columns = [
        "city",
        "area",
        "index",
        "groups",
        "scale",
        "value",
        "low",
        "high",
        "expected",
        "corrected",
        "status",
    ]
    rows = list(zip(*(figures[name].tolist() for name in columns), strict=True))
    city_values = {
        (city, index, groups, scale): value
        for city, area, index, groups, scale, value, *_ in rows
        if _absent(area)
    }
    known: dict[tuple[object, ...], str] = {}
    sentences = []
    for city, area, index, groups, raw_scale, value, low, high, expected, corrected, status in rows:
        scale = None if _absent(raw_scale) else raw_scale
        of_area = not _absent(area)
        whole = city_values.get((city, index, groups, raw_scale)) if of_area else None
        # Rounded figures repeat: 100,000 areas need some hundred sentences, each of them made once.
        told = _told(value, whole) if of_area and INDICES[index].decomposes else _rounded(value)
        ends = tuple(_rounded(one) for one in (low, high, expected, corrected))
        key = (index, groups, scale, of_area, told, *ends, status)
        if key not in known:
            names = [labels.get(group, group) for group in groups.split(SEPARATOR)]
            known[key] = sentence(
                index,
                value,
                low,
                high,
                expected,
                corrected=corrected,
                groups=names,
                status=status,
                language=language,
                scale=scale,
                area=of_area,
                city_value=whole,
            )
        sentences.append(known[key])
    return figures.assign(sentence=pd.Series(sentences, index=figures.index, dtype=object))


def _ratio(
    value: float,
    interval: tuple[float | None, float | None],
    scale: str,
    state: FigureStatus,
    language: Language,
) -> str:
    """The macro/micro ratio, which is no index, in words."""
    if value < 0:
        parts = [language.text(MORE_MIXED)]
    else:
        parts = [language.text(MACRO_MICRO, percent=_percent(value, value, language), scale=scale)]
    low, high = interval
    if low is not None and high is not None and not (math.isnan(low) or math.isnan(high)):
        ends = {name: _percent(end, value, language) for name, end in (("low", low), ("high", high))}
        parts.append(language.text(INTERVAL, **ends))
    if state in CAVEATS:
        parts.append(language.text(CAVEATS[state]))
    return " ".join(parts)


def _absent(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124  (NaN)


def _rounded(value: float | None) -> str:
    """What two figures must share to be told in the same words."""
    return "" if value is None or math.isnan(value) else f"{value:.4g}"


def _told(value: float, whole: float | None) -> str:
    """The same for a contribution: its share of the city's figure."""
    if math.isnan(value) or not whole:
        return _rounded(value)
    return f"{value / whole:.4f}"


def _reading(
    entry: Index, value: float, template: str, groups: Sequence[str], language: Language, *, area: bool
) -> str:
    a, b = (*(_quoted(name, language) for name in groups[:2]), "", "")[:2]
    if entry.name == "location_quotient" and value == 0:
        return language.text(NOBODY_OF, a=a)
    if entry.name == "location_quotient" and abs(value - 1) < 0.05:
        return language.text(AS_THE_CITY, a=a)
    if entry.name in {"theil_h", "relative_diversity"} and value < 0:
        return language.text(MORE_MIXED)
    if entry.name == "share" and not area:
        template = SHARE_OF_CITY
    place, write = _unit(template)
    return language.text(template, a=a, b=b, **{place: write(value, value, language)})


def _template(entry: Index, groups: Sequence[str], scale: str | None) -> str:
    if scale is not None and entry.name in AROUND:
        return AROUND[entry.name]
    many = len(groups) > 2 and entry.groups is Groups.MANY
    return entry.reading_many if many and entry.reading_many else entry.reading


def _quoted(name: str, language: Language) -> str:
    return language.text(QUOTED, name=language.text(ALL_OTHERS) if name == REST else name)


def _uncertainty(
    entry: Index,
    value: float,
    interval: tuple[float | None, float | None],
    expected: float | None,
    *,
    corrected: float | None,
    template: str,
    language: Language,
) -> list[str]:
    """Sentences about the interval, and about what small counts alone would give."""
    _, write = _unit(template)
    low, high = interval
    bounded = low is not None and high is not None and not (math.isnan(low) or math.isnan(high))
    out = []
    if bounded and low is not None and high is not None:
        # As many decimals as tell the ends apart, but never more than two beyond the figure's own.
        for finer in (1, 10, 100):
            ends = {"low": write(low, value / finer, language), "high": write(high, value / finer, language)}
            if ends["low"] != ends["high"]:
                break
        # The interval is of the segregation behind the counts; chance can lift the figure above it.
        if low <= value <= high or corrected is None or math.isnan(corrected):
            out.append(language.text(INTERVAL, **ends))
        else:
            without = write(corrected, value, language)
            out.append(language.text(RAISED if value > high else CORRECTED, corrected=without, **ends))
    if expected is None or math.isnan(expected) or entry.dimension is Dimension.LOCAL:
        return out
    chance = write(expected, value, language)
    if entry.dimension is Dimension.EXPOSURE and entry.groups in (Groups.ONE, Groups.TWO_ORDERED):
        out.append(language.text(EVEN_BASELINE, expected=chance))
    elif expected >= value or (bounded and low is not None and low <= max(entry.low, 0.0)):
        out.append(language.text(CHANCE_EXPLAINS, expected=chance))
    elif expected >= NOTICEABLE * value:
        out.append(language.text(CHANCE_INFLATES, expected=chance))
    return out


def _contribution(value: float, city_value: float | None, language: Language) -> str:
    if value == 0:
        return language.text(NO_CONTRIBUTION)
    if city_value is None or math.isnan(city_value) or city_value <= 0:
        return language.text(ADDS, value=language.number(value, 4))
    part = abs(value) / city_value
    share = language.percent(max(part, SMALLEST_PART), _decimals(part))
    if part < SMALLEST_PART:
        share = language.text(LESS_THAN, share=share)
    return language.text(CONTRIBUTION if value > 0 else LOWERS, share=share)


Write = Callable[[float, float, Language], str]
"""(number to write, figure whose size decides on the decimals, language) -> text."""


def _unit(template: str) -> tuple[str, Write]:
    """The named place of a reading that holds the figure, and how it is written there."""
    place = next(name for name in _WRITTEN if "{" + name + "}" in template)
    return place, _WRITTEN[place]


def _decimals(share: float) -> int:
    """Decimals of a number of 100: 29, 2.9, 0.29."""
    return 0 if abs(share) >= 0.0995 else 1 if abs(share) >= 0.00995 else 2


def _people(number: float, figure: float, language: Language) -> str:
    return language.number(0, 0) if _nothing(number) else language.number(100 * number, _decimals(figure))


def _percent(number: float, figure: float, language: Language) -> str:
    return language.percent(0, 0) if _nothing(number) else language.percent(number, _decimals(figure))


def _nothing(number: float) -> bool:
    """Whether every decimal that is ever written would be 0."""
    return abs(number) < 0.5e-4


def _pairs(number: float, figure: float, language: Language) -> str:
    return language.number(50 * (1 + number), 0 if _nothing(number) else _decimals(figure))


def _nats(number: float, figure: float, language: Language) -> str:
    if _nothing(number):
        return language.number(0, 0)
    return language.number(number, 2 if abs(figure) >= 0.1 else 3 if abs(figure) >= 0.01 else 4)


def _times(number: float, figure: float, language: Language) -> str:
    return language.number(number, 1 if abs(figure) >= 0.95 else 2)


_WRITTEN: dict[str, Write] = {
    "people": _people,
    "percent": _percent,
    "pairs": _pairs,
    "nats": _nats,
    "times": _times,
}
