"""A brief as a tagged PDF: PDF/UA-1 for screen readers, PDF/A-2a for the archive."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

from isopolis.plan.documents.brief.content import Box, BriefContent, Table
from isopolis.plan.documents.maps import legend_picture
from isopolis.plan.documents.svg import Picture, printable

Standards = list[Literal["ua-1", "a-2a"]]
STANDARDS: Standards = ["ua-1", "a-2a"]


@cache
def _compiler(*, system_fonts: bool = False) -> typst.Compiler:
    """One compiler for all documents; with its own fonts only, it gives the same bytes on every machine."""
    return typst.Compiler(ignore_system_fonts=not system_fonts)


@cache
def _template() -> bytes:
    return files(__package__).joinpath("brief.typ").read_bytes()


def to_pdf(content: BriefContent) -> bytes:
    """Set the brief in type: exactly two A4 pages for one city, as many as it takes for a comparison.

    Texts longer than a page can bear are cut with an ellipsis; the HTML brief holds them whole. The bytes
    depend on nothing but ``content``, unless a name is in a script that the typesetter's own fonts (Latin,
    Greek, Cyrillic and more) do not have: then the machine's fonts are used, and where they do not have it
    either, a :class:`UserWarning` says that the file keeps neither standard and shows empty boxes there.
    """
    data = json.dumps(_data(content), ensure_ascii=False)
    try:
        return _typeset(_compiler(), content, data, STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    try:
        return _typeset(_compiler(system_fonts=True), content, data, STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        warnings.warn(f"{content.title}: the PDF is not PDF/UA and PDF/A: {error}", stacklevel=2)
    return _typeset(_compiler(system_fonts=True), content, data, [])


def _typeset(compiler: typst.Compiler, content: BriefContent, data: str, standards: Standards) -> bytes:
    noon = datetime(content.day.year, content.day.month, content.day.day, 12, tzinfo=UTC)
    made = compiler.compile(
        _template(),
        format="pdf",
        sys_inputs={"brief": data},
        pdf_standards=[*standards],
        timestamp=int(noon.timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101  (one file, for there is one output)
    return made


def picture_to_png(picture: Picture, ppi: float = 220) -> bytes:
    """The picture as PNG, with the typesetter's own fonts: the same bytes on every machine."""
    template = (
        b"#set page(width: auto, height: auto, margin: 0pt)\n"
        b'#set text(font: "Libertinus Serif")\n'
        b'#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 0.75pt)'
    )
    made = _compiler().compile(
        template, format="png", ppi=ppi, sys_inputs={"svg": picture.svg, "width": str(picture.width)}
    )
    assert isinstance(made, bytes)  # noqa: S101  (one file, for there is one output)
    return made


def _clip(text: str, length: int) -> str:
    text = printable(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _data(content: BriefContent) -> dict[str, Any]:
    language = content.language
    several = content.is_comparison
    return {
        "lang": language.code.split("-")[0],
        "rtl": language.direction == "rtl",
        "date": {"year": content.day.year, "month": content.day.month, "day": content.day.day},
        "kicker": content.kicker,
        "title": _clip(content.title, 160),
        "subtitle": _clip(content.subtitle, 240),
        "footer": f"Isopolis · {_clip(content.title, 60)} · {language.date(content.day)}",
        "comparison": several,
        "headline": _box(content.headline),
        "maps": [_picture(one.picture if several else one.with_legend()) for one in content.maps],
        "legend": _picture(legend_picture(content.maps)) if several and content.maps else None,
        "no_map": content.no_map,
        "chart": _picture(content.chart),
        "figures": _table(content.figures, words=several),
        "places": _table(content.places),
        "quality": _box(content.quality),
        "quality_table": _table(content.quality_table),
        "method": _box(content.method),
        "remarks": _box(content.remarks),
        "provenance": {
            "title": content.provenance_title,
            "pairs": [[term, _clip(text, 300)] for term, text in content.provenance],
        },
    }


def _picture(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    return {
        "svg": picture.svg,
        "title": _clip(picture.title, 200),
        "alternative": _clip(picture.alternative, 2_000),
        "width": picture.width,
        "height": picture.height,
    }


def _box(box: Box | None) -> dict[str, Any] | None:
    if box is None:
        return None
    return {"title": box.title, "sentences": [_clip(sentence, 600) for sentence in box.sentences]}


def _table(table: Table | None, *, words: bool = False) -> dict[str, Any] | None:
    if table is None:
        return None
    return {
        "caption": _clip(table.caption, 200),
        "headers": list(table.headers),
        "rows": [
            {
                "head": _clip(row.head, 120),
                "cells": [_clip(cell, 80) for cell in row.cells],
                "detail": _clip(row.detail, 420),
            }
            for row in table.rows
        ],
        "note": table.note,
        "words": words,
    }
