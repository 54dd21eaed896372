"""A flowing document as a tagged PDF: PDF/UA-1 for screen readers, PDF/A-2a for the archive."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from isopolis.plan.documents.flow.content import (
    Block,
    Callout,
    Document,
    Facts,
    Figure,
    Heading,
    Inline,
    Items,
    NewPage,
    Paragraph,
    Table,
)
from isopolis.plan.documents.svg import printable
from isopolis.plan.documents.typesetting import typeset


@cache
def _template() -> bytes:
    return files(__package__).joinpath("flow.typ").read_bytes()


def to_pdf(document: Document) -> bytes:
    """Set the document in type; the bytes depend on nothing but ``document``."""
    data = json.dumps(_data(document), ensure_ascii=False)
    return typeset(_template(), {"document": data}, document.day, document.title)


def _data(document: Document) -> dict[str, Any]:
    language, day = document.language, document.day
    return {
        "lang": language.code.split("-")[0],
        "rtl": language.direction == "rtl",
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "day": language.date(day),
        "kicker": printable(document.kicker),
        "title": printable(document.title),
        "subtitle": printable(document.subtitle),
        "kind": printable(document.kind),
        "long": document.is_long,
        "marked": document.is_marked,
        "contents": language.text("Contents"),
        "key": [language.text("Inserted"), language.text("Deleted")],
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    return {"kind": kind, "change": block.change.value, **_parts(block)}


def _parts(block: Block) -> dict[str, Any]:  # noqa: PLR0911  (one a kind of block)
    match block:
        case Heading():
            return {
                "level": block.level,
                "number": block.number,
                "new": block.on_new_page,
                "text": _spans(block.text),
            }
        case Paragraph():
            return {"look": block.look, "text": _spans(block.text)}
        case Items():
            return {"ordered": block.ordered, "items": [_spans(item) for item in block.items]}
        case Facts():
            return {"pairs": [[printable(term), _spans(text)] for term, text in block.pairs]}
        case Callout():
            return {
                "title": printable(block.title),
                "paragraphs": [_spans(text) for text in block.paragraphs],
            }
        case Figure():
            picture = block.picture
            return {
                "svg": picture.svg,
                "alternative": printable(picture.alternative),
                "width": picture.width,
                "height": picture.height,
            }
        case Table():
            return _table(block)
        case NewPage():
            return {}


def _table(table: Table) -> dict[str, Any]:
    shares = table.shares or tuple(1.0 for _ in table.headers)
    return {
        "caption": printable(table.caption) if table.is_captioned else "",
        "headers": [printable(text) for text in table.headers],
        "shares": list(shares),
        "numbers": sorted(table.numbers),
        "note": printable(table.note),
        "rows": [
            {"change": row.change.value, "cells": [_spans(row.head), *(_spans(cell) for cell in row.cells)]}
            for row in table.rows
        ],
    }


def _spans(text: Inline) -> list[list[Any]]:
    """Each span as [text, strong, language, address, change]."""
    return [
        [printable(span.text), span.strong, span.lang.split("-")[0], span.address, span.change.value]
        for span in text
    ]
