"""A city beside the other cities of its partnership that were measured the same way."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from isopolis.language import Language
from isopolis.measure.atlas import most_similar
from isopolis.plan.documents.brief.figures_table import index_title, interval, written
from isopolis.plan.documents.charts import Estimate, interval_chart
from isopolis.plan.documents.svg import Picture
from isopolis.workspace.measure.kept import kept
from isopolis.workspace.measure.models import City, Diagnosis, Figure
from isopolis.workspace.measure.summaries import LEADING, shown_versions

MOST_LINES = 30
"""Most cities in the chart; the table holds all of them."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A city as a row of the table."""

    city: City
    value: str
    interval: str
    here: bool
    alike: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """The cities compared by one index: the chart, the rows from high to low, and the title."""

    title: str
    picture: Picture
    rows: list[Beside]


def beside_others(diagnosis: Diagnosis, language: Language, *, published_only: bool) -> Similar | None:
    """The cities that have the leading figure of the same groups; None where there is no other."""
    versions = shown_versions(diagnosis.city.partnership, published_only=published_only)
    versions[diagnosis.city_id] = diagnosis.pk
    names = tuple(City.objects.filter(pk__in=list(versions)).order_by("pk").values_list("pk", "name"))
    what = ("similar", language.code, tuple(sorted(versions.items())), names)
    return kept(what, (diagnosis,), lambda: _compared(diagnosis, versions, language))


def _compared(diagnosis: Diagnosis, versions: dict[int, int], language: Language) -> Similar | None:
    figures = list(Figure.objects.filter(diagnosis=diagnosis, index__in=LEADING, scale=""))
    leading = next((one for name in LEADING for one in figures if one.index == name), None)
    if leading is None or leading.value is None:
        return None
    of = {pk: city for city, pk in versions.items()}
    rows = Figure.objects.filter(diagnosis__in=list(of), scale="", value__isnull=False)
    found = {of[one.diagnosis_id]: one for one in rows.filter(index=leading.index, groups=leading.groups)}
    if len(found) < 2:
        return None
    cities = {one.pk: one for one in City.objects.filter(pk__in=list(found))}
    alike = _alike(diagnosis.city_id, rows, of)
    order = sorted(found, key=lambda pk: -float(found[pk].value or 0.0))
    title = index_title(leading.index, language)
    picture = interval_chart(
        [
            Estimate(
                cities[pk].name,
                *(_number(getattr(found[pk], name)) for name in ("value", "low", "high", "expected")),
            )
            for pk in order[:MOST_LINES]
        ],
        _("%(index)s of the cities of the partnership") % {"index": title},
        language,
        prefix="cities",
    )
    for city in cities.values():
        city.partnership = diagnosis.city.partnership
    return Similar(
        title,
        picture,
        [
            Beside(
                cities[pk],
                written(found[pk].value, language),
                interval(found[pk].low, found[pk].high, language),
                pk == diagnosis.city_id,
                pk in alike,
            )
            for pk in order
        ],
    )


def _alike(own: int, rows: QuerySet[Figure], of: dict[int, int]) -> set[int]:
    """The three cities that are most alike in size, shares and evenness; none among fewer than five."""
    figures = rows.filter(index__in=("share", "dissimilarity"))
    table = pd.DataFrame.from_records(
        figures.values_list("diagnosis_id", "index", "groups", "value"),
        columns=["city", "index", "groups", "value"],
    ).assign(scale=None)
    table["city"] = table["city"].map(of).astype(str)
    sizes = Diagnosis.objects.filter(pk__in=list(of)).values_list("city_id", "people")
    people = pd.Series({str(city): number for city, number in sizes}, dtype=float)
    people = people[people.index.isin(set(table["city"]))].dropna()
    if len(people) < 5 or str(own) not in people.index:
        return set()
    table = table[table["city"].isin(people.index)]
    near = most_similar(table, people, 3)
    return {int(other) for other in near.loc[near["city"] == str(own), "other"]}


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
