"""What is shown of a city's figures: each in the reader's words and notation, from its row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from isopolis.language import Language
from isopolis.measure.areas import REST
from isopolis.measure.atlas import placed
from isopolis.measure.figures import FigureStatus
from isopolis.measure.segregation.measurement import SEPARATOR
from isopolis.measure.segregation.readings import add_sentences
from isopolis.plan.documents.brief.figures_table import index_title, interval, written
from isopolis.plan.documents.svg import Picture
from isopolis.workspace.measure.kilometre import SCALE, UNIT
from isopolis.workspace.measure.models import Diagnosis, Figure
from isopolis.workspace.measure.scale_chart import scale_chart

FIELDS = ("index", "groups", "scale", "value", "low", "high", "expected", "corrected", "status")


def labels_of(diagnosis: Diagnosis, language: Language) -> dict[str, str]:
    """Readable names of its groups."""
    rest = {REST: _("everybody else")}
    return {**rest, **(diagnosis.labels.get(language.code) or diagnosis.labels.get("en") or {})}


def told_of(diagnosis: Diagnosis, language: Language) -> dict[str, object]:
    """Its headline, remarks and map in words."""
    return dict(diagnosis.told.get(language.code) or diagnosis.told.get("en") or {})


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as a row of a table."""

    pk: int
    title: str
    groups: str
    scale: str
    value: str
    interval: str
    expected: str
    sentence: str


def groups_in_words(groups: str, labels: dict[str, str]) -> str:
    """The groups of a figure by their readable names."""
    return " / ".join(labels.get(name, name) for name in groups.split(SEPARATOR))


def frame_of(figures: Sequence[Figure], city: str) -> pd.DataFrame:
    """Rows of the database as the table of figures that the wing reads."""
    rows = [{name: getattr(one, name) for name in FIELDS} for one in figures]
    table = pd.DataFrame(rows, columns=list(FIELDS)).assign(city=city, area=None, sentence=None)
    table["scale"] = table["scale"].replace("", None)
    numbers = ["value", "low", "high", "expected", "corrected"]
    table[numbers] = table[numbers].astype(float)
    return table


def in_a_table(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures without what stands beside their sentences: their intervals and the city's caveat."""
    known = figures["value"].notna()
    beside = ["low", "high", "expected", "corrected"]
    return figures.assign(
        status=figures["status"].mask(known, FigureStatus.OBSERVED), **dict.fromkeys(beside, np.nan)
    )


def shown_figures(
    figures: Sequence[Figure],
    diagnosis: Diagnosis,
    labels: dict[str, str],
    language: Language,
    *,
    alone: bool = False,
) -> list[ShownFigure]:
    """Each figure with its sentence in the reader's language, whole where it stands ``alone``."""
    if not figures:
        return []
    told = frame_of(figures, diagnosis.city.name)
    sentences = add_sentences(told if alone else in_a_table(told), labels, language)["sentence"]
    return [
        ShownFigure(
            one.pk,
            index_title(one.index, language),
            groups_in_words(one.groups, labels),
            one.scale,
            written(one.value, language),
            interval(one.low, one.high, language),
            written(one.expected, language),
            sentence or "",
        )
        for one, sentence in zip(figures, sentences, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Scales:
    """Segregation by scale: the chart, its rows and its sentence."""

    picture: Picture
    rows: list[ShownFigure]
    sentence: str


def scales_of(
    figures: Iterable[Figure], diagnosis: Diagnosis, labels: dict[str, str], language: Language
) -> Scales | None:
    """The profile by scale of the index that there is one of; None without."""
    found = [one for one in figures if one.scale.endswith(" m") and one.value is not None]
    found.sort(key=lambda one: float(one.scale.removesuffix(" m")))
    if len(found) < 2:
        return None
    metres = [float(one.scale.removesuffix(" m")) for one in found]
    values = [float(one.value or 0.0) for one in found]
    ends = [
        (value if one.low is None else one.low, value if one.high is None else one.high)
        for one, value in zip(found, values, strict=True)
    ]
    title = _("%(index)s by scale") % {"index": index_title(found[0].index, language)}
    near, far = (max(0.0, values[place]) for place in (0, -1))
    sentence = _(
        "Within %(near_m)s m around their homes, people live among a mix that is on average %(near)s less "
        "even than the city's; within %(far_m)s m, %(far)s. The more is left at the wide scale, the larger "
        "the parts of the city that differ."
    ) % {
        "near_m": language.number(metres[0]),
        "far_m": language.number(metres[-1]),
        "near": language.percent(near, 1),
        "far": language.percent(far, 1),
    }
    picture = scale_chart(metres, values, ends, title=title, alternative=sentence, language=language)
    return Scales(picture, shown_figures(found, diagnosis, labels, language), sentence)


@dataclass(frozen=True, slots=True)
class InEurope:
    """Where a figure stands among the European cities of its size."""

    title: str
    groups: str
    value: str
    sentence: str


def in_europe(
    figures: Iterable[Figure], diagnosis: Diagnosis, labels: dict[str, str], language: Language
) -> list[InEurope]:
    """The figures of 1 km cells that the reference distribution can place."""
    meaning: dict[str, str] = diagnosis.parameters.get("reference") or {}
    out = []
    for one in figures:
        group = one.groups.split(SEPARATOR)[0]
        if one.scale != SCALE or one.value is None or group not in meaning:
            continue
        names = f"{meaning[group]}{SEPARATOR}{REST}"
        where = placed(one.index, names, one.value, diagnosis.people or 0.0, unit=UNIT)
        if where is None:
            continue
        sentence = _(
            "Higher than in %(share)s of 100 European cities of its size (%(cities)s cities from %(fewest)s "
            "residents, in cells of 1 km)."
        ) % {
            "share": language.number(round(100 * where.share)),
            "cities": language.number(where.cities),
            "fewest": language.number(where.fewest),
        }
        value = written(one.value, language)
        out.append(
            InEurope(index_title(one.index, language), groups_in_words(one.groups, labels), value, sentence)
        )
    return out
