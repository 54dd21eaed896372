"""The diagnosis of a city in the child process: everything that its pages and downloads show, as files.

No Django here. Written into ``folder/kept``: ``local.parquet`` (a row an area, protected), ``tiles.pmtiles``
and, for each language, the documents. The figures of the city travel back in the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from isopolis.language import Language, available_languages
from isopolis.measure.areas import Areas
from isopolis.measure.areas.formats import Profile
from isopolis.measure.at_scales import at_scales
from isopolis.measure.diagnose import diagnose
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FIGURE_COLUMNS
from isopolis.measure.segregation.readings import add_sentences
from isopolis.plan.documents import write_areas, write_figures
from isopolis.plan.documents.brief.compose import brief_of_city
from isopolis.plan.documents.brief.groups import mapped_group
from isopolis.plan.documents.brief.write import RENDERERS
from isopolis.workspace.measure.kilometre import kilometre_figures
from isopolis.workspace.measure.local import classes_of
from isopolis.workspace.measure.reading import labels_of, plain_rows, read_upload
from isopolis.workspace.measure.tiles import make_tiles
from isopolis.workspace.tasks.kinds import Report

STEPS = 6
KEPT = "kept"
"""The folder with what is kept of a diagnosis."""


def measure(payload: Mapping[str, Any], folder: Path, report: Report) -> dict[str, Any]:
    """Measure one city from its file; see :mod:`isopolis.workspace.measure.jobs` for the payload."""
    kept = folder / KEPT
    kept.mkdir()
    report(0, STEPS)
    areas = read_upload(payload, folder)
    report(1, STEPS)
    diagnosis = _diagnose(areas, payload, "en", payload["replicates"])
    report(2, STEPS)
    scales = at_scales(diagnosis)
    grid = kilometre_figures(areas, payload.get("reference") or {}, diagnosis)
    local = diagnosis.local.drop(columns="city").reset_index(drop=True)
    local.to_parquet(kept / "local.parquet", index=False)
    report(3, STEPS)
    classes = classes_of(local)
    tiles = make_tiles(diagnosis, classes, folder, kept / "tiles.pmtiles")
    report(4, STEPS)
    told = {}
    for number, code in enumerate(available_languages()):
        spoken = diagnosis if code == "en" else _in_language(diagnosis, payload, folder, code)
        told[code] = _documents(spoken, kept / code, Language(code), date.fromisoformat(payload["day"]))
        if number == 0:
            write_areas(spoken, kept)
            report(5, STEPS)
    profile = Profile.parse(payload["profile"]) if payload.get("profile") else None
    figures = pd.concat([diagnosis.figures, *[one for one in (scales, grid) if len(one)]], ignore_index=True)
    return {
        "figures": plain_rows(figures[list(FIGURE_COLUMNS)].drop(columns=["city", "area"])),
        "groups": list(diagnosis.groups),
        "mapped": mapped_group(diagnosis),
        "labels": labels_of(areas, profile),
        "told": told,
        "provenance": asdict(diagnosis.provenance),
        "areas": len(local),
        "people": float(local["people"].sum()) if local["people"].notna().any() else None,
        "withheld": int((local["status"] == "suppressed").sum()),
        "bounds": tiles,
        "classes": {
            column: {"limits": list(one.limits), "colours": list(one.colours), "diverging": one.diverging}
            for column, one in classes.items()
        },
        "year": areas.source.year,
    }


def _diagnose(areas: Areas, payload: Mapping[str, Any], code: str, replicates: int) -> Diagnosis:
    return diagnose(
        areas,
        groups=tuple(payload["groups"]),
        name=payload["title"],
        threshold=payload["threshold"],
        replicates=replicates,
        seed=payload["seed"],
        language=Language(code),
    )


def _in_language(diagnosis: Diagnosis, payload: Mapping[str, Any], folder: Path, code: str) -> Diagnosis:
    """The same diagnosis with its labels, sentences and remarks in another language.

    What is costly, the intervals, is taken over and not drawn again.
    """
    areas = read_upload(payload, folder, code)
    spoken = _diagnose(areas, payload, code, 0)
    figures = add_sentences(diagnosis.figures, areas.labels, Language(code))
    return replace(spoken, figures=figures, provenance=diagnosis.provenance)


def _documents(diagnosis: Diagnosis, folder: Path, language: Language, day: date) -> dict[str, Any]:
    """Write the brief in all its forms and the tables of figures; what the page says about them."""
    folder.mkdir()
    content = brief_of_city(diagnosis, language, day)
    for name, render in RENDERERS.items():
        (folder / f"brief.{name}").write_bytes(render(content))
    write_figures(diagnosis, folder, language, day=day)
    alternative = ""
    if content.maps:
        picture = content.maps[0].with_legend()
        alternative = picture.alternative
        (folder / "map.svg").write_text(picture.svg, encoding="utf-8")
    return {
        "headline": list(content.headline.sentences),
        "remarks": list(diagnosis.remarks),
        "map": alternative,
    }
