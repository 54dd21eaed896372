"""The cities of a partnership in one line each: the figure that leads, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from isopolis.workspace.measure.models import City, Diagnosis, Figure
from isopolis.workspace.measure.shown import told_of
from isopolis.workspace.people.models import Partnership
from isopolis.workspace.site.reader import reader_language

LEADING = ("dissimilarity", "theil_h")
"""The index of a summary: the first that a diagnosis has."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A city, the version that is shown first, its leading figure, and the headline's first sentence."""

    city: City
    diagnosis: Diagnosis | None
    figure: Figure | None
    sentence: str


def shown_versions(partnership: Partnership, *, published_only: bool) -> dict[int, int]:
    """The diagnosis that each city's page opens with: its key by the city's key."""
    found = Diagnosis.objects.filter(city__partnership=partnership, status=Diagnosis.Status.DONE)
    if published_only:
        found = found.filter(published_at__isnull=False)
    best: dict[int, tuple[bool, int, int, int]] = {}
    for pk, city, year, number, published in found.values_list(
        "pk", "city_id", "year", "number", "published_at"
    ):
        rank = (published is not None, year or 0, number, pk)
        best[city] = max(best.get(city, rank), rank)
    return {city: rank[-1] for city, rank in best.items()}


def leading_figures(diagnoses: Iterable[int]) -> dict[int, Figure]:
    """The leading figure of each diagnosis, by its key."""
    out: dict[int, Figure] = {}
    rows = Figure.objects.filter(diagnosis__in=list(diagnoses), scale="", index__in=LEADING).order_by("pk")
    for index in LEADING:
        for row in rows:
            if row.index == index:
                out.setdefault(row.diagnosis_id, row)
    return out


def summaries(partnership: Partnership, *, published_only: bool) -> list[Summary]:
    """Every city of a partnership, by name."""
    shown = shown_versions(partnership, published_only=published_only)
    figures = leading_figures(shown.values())
    fields = ("city_id", "number", "year", "areas", "published_at", "told")
    versions = {
        one.city_id: one for one in Diagnosis.objects.filter(pk__in=list(shown.values())).only(*fields)
    }
    language, out = reader_language(), []
    for city in City.objects.filter(partnership=partnership).select_related("organisation"):
        city.partnership = partnership
        diagnosis = versions.get(city.pk)
        told = told_of(diagnosis, language) if diagnosis else {}
        sentence = next(iter(told.get("headline", ())), "")
        out.append(Summary(city, diagnosis, figures.get(diagnosis.pk) if diagnosis else None, sentence))
    return out
