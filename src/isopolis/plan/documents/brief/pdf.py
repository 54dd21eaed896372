"""A brief as a tagged PDF: PDF/UA-1 for screen readers, PDF/A-2a for the archive."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from isopolis.plan.documents.brief.content import Box, BriefContent, Table
from isopolis.plan.documents.maps import legend_picture
from isopolis.plan.documents.svg import Picture, printable
from isopolis.plan.documents.typesetting import typeset


@cache
def _template() -> bytes:
    return files(__package__).joinpath("brief.typ").read_bytes()


def to_pdf(content: BriefContent) -> bytes:
    """Set the brief in type: exactly two A4 pages for one city, as many as it takes for a comparison.

    Texts longer than a page can bear are cut with an ellipsis; the HTML brief holds them whole.
    """
    data = json.dumps(_data(content), ensure_ascii=False)
    return typeset(_template(), {"brief": data}, content.day, content.title)


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
        "places_chart": _picture(content.places_chart),
        "change": _table(content.change),
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
