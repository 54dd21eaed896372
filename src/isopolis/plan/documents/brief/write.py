"""Write briefs: one for a diagnosis, and one for each of its cities."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from isopolis.errors import InputError
from isopolis.language import Language
from isopolis.measure.diagnosis import Diagnosis
from isopolis.plan.documents.brief.compose import brief_of_cities, brief_of_city, one_city
from isopolis.plan.documents.brief.content import BriefContent
from isopolis.plan.documents.brief.docx import to_docx
from isopolis.plan.documents.brief.html import to_html
from isopolis.plan.documents.brief.pdf import to_pdf

RENDERERS: Mapping[str, Callable[[BriefContent], bytes]] = {
    "html": lambda content: to_html(content).encode(),
    "pdf": to_pdf,
    "docx": to_docx,
}
"""How a brief becomes the bytes of each format."""


def write_brief(
    diagnosis: Diagnosis,
    folder: Path,
    language: Language,
    *,
    formats: Sequence[str] = tuple(RENDERERS),
    day: date,
) -> list[Path]:
    """Write ``brief.html``, ``brief.pdf`` ... into ``folder`` and say which files were written.

    The diagnosis of one city gives the two-page brief of that city, of several cities one that compares
    them. ``day`` is the date that the brief carries; the same input and day give the same bytes.

    Raises
    ------
    InputError
        For a format that there is no renderer for.
    """
    for name in formats:
        if name not in RENDERERS:
            raise InputError(f"there is no brief as “{name}”", expected="one of " + ", ".join(RENDERERS))
    compose = brief_of_city if len(diagnosis.cities) == 1 else brief_of_cities
    content = compose(diagnosis, language, day)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in formats:
        path = folder / f"brief.{name}"
        path.write_bytes(RENDERERS[name](content))
        written.append(path)
    return written


def write_city_briefs(
    diagnosis: Diagnosis,
    folder: Path,
    language: Language,
    *,
    cities: Iterable[str] | None = None,
    formats: Sequence[str] = tuple(RENDERERS),
    day: date,
) -> list[Path]:
    """Write the two-page brief of each of ``cities`` (all by default) into ``folder/cities/<city>/``."""
    folders = city_folders(diagnosis.cities)
    written: list[Path] = []
    for city in diagnosis.cities if cities is None else cities:
        place = folder / "cities" / folders[city]
        written += write_brief(one_city(diagnosis, city), place, language, formats=formats, day=day)
    return written


def city_folders(cities: Sequence[str]) -> dict[str, str]:
    """A name of a folder for each city: lower-case letters, digits and hyphens, each used once.

    >>> city_folders(["Łódź", "St. Denis (93)", "St Denis 93", "Βόλος"])
    {'Łódź': 'łodz', 'St. Denis (93)': 'st-denis-93', 'St Denis 93': 'st-denis-93-2', 'Βόλος': 'βολος'}
    """
    taken: set[str] = set()
    out: dict[str, str] = {}
    for city in cities:
        plain = "".join(c for c in unicodedata.normalize("NFKD", city) if not unicodedata.combining(c))
        name = re.sub(r"[\W_]+", "-", plain.lower()).strip("-")[:60].rstrip("-") or "city"
        number = 1
        while (candidate := name if number == 1 else f"{name}-{number}") in taken:
            number += 1
        taken.add(candidate)
        out[city] = candidate
    return out
