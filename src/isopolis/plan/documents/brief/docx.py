"""A brief as an editable Word document: real styles, repeated table headers, text alternatives."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from isopolis.plan.documents.brief.content import Box, BriefContent, Table
from isopolis.plan.documents.maps import legend_picture
from isopolis.plan.documents.svg import Picture, printable
from isopolis.plan.documents.typesetting import picture_to_png
from isopolis.plan.documents.word import (
    ACCENT,
    SOFT,
    Look,
    add_border,
    footer_with_page_number,
    remove_border,
    saved,
    set_language,
    set_properties,
    set_styles,
)

_TEXT_WIDTH = 178.0
"""Millimetres between the margins."""
_MAP_HEIGHT = 108.0


def to_docx(content: BriefContent) -> bytes:
    """Write the document; the bytes depend on nothing but ``content``."""
    document = Document()
    _page(document, content)
    _styles(document, content.language.code)
    set_properties(
        document,
        f"{content.title} · {content.kicker}",
        content.subtitle,
        content.language.code,
        content.day,
    )
    _paragraph(document, content.kicker, "Kicker")
    _paragraph(document, content.title, "Title")
    _paragraph(document, content.subtitle, "Subtitle")
    _paragraph(document, content.headline.title, "Heading1")
    for sentence in content.headline.sentences:
        _paragraph(document, sentence, "InShort")
    _maps(document, content)
    if content.chart is not None:
        _paragraph(document, content.chart.title, "Heading1")
        _picture(document, content.chart)
    if content.places is not None:
        _paragraph(document, content.places.caption, "Heading1")
        _table(document, content.places)
    if content.change is not None:
        _paragraph(document, content.change.caption, "Heading1")
        _table(document, content.change)
    _paragraph(document, content.figures.caption, "Heading1")
    _table(document, content.figures, words=content.is_comparison)
    _box(document, content.quality)
    if content.quality_table is not None:
        _paragraph(document, content.quality_table.caption, "Note").paragraph_format.keep_with_next = True
        _table(document, content.quality_table)
    _box(document, content.method)
    if content.remarks is not None:
        _box(document, content.remarks)
    _paragraph(document, content.provenance_title, "Heading1")
    origin = _paragraph(document, "", "Provenance")
    for i, (term, text) in enumerate(content.provenance):
        origin.add_run(f"{' · ' if i else ''}{term}: ").bold = True
        origin.add_run(printable(text))
    return saved(document)


def _paragraph(parent: Any, text: str, style: str) -> Any:
    """A paragraph in the style of that id: looking it up by its name takes most of the time of a document."""
    paragraph = parent.add_paragraph(printable(text))
    paragraph._p.style = style
    return paragraph


def _page(document: Any, content: BriefContent) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - _TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(14), Mm(14)
    footer_with_page_number(document, f"Isopolis · {content.title} · {content.language.date(content.day)}")


def _styles(document: Any, language: str) -> None:
    """Adapt Word's own styles and add the few that the brief needs."""
    styles = document.styles
    set_styles(
        document,
        9.5,
        {
            "Title": Look(24, bold=True),
            "Subtitle": Look(11.5, SOFT, after=4),
            "Heading 1": Look(11.5, bold=True, before=8, after=2),
            "Footer": Look(8.5, SOFT),
            "Kicker": Look(10.5, ACCENT, bold=True, after=2),
            "In Short": Look(11, after=3),
            "Note": Look(8.5, SOFT, before=3),
            "Table Text": Look(9, before=1, after=1),
            "Table Detail": Look(8, SOFT, after=1),
            "Provenance": Look(8),
        },
    )
    styles["Normal"].paragraph_format.space_after = Pt(3)
    styles["In Short"].paragraph_format.left_indent = Mm(4)
    add_border(styles["In Short"], "left", "17405F", 16, 8)
    remove_border(styles["Title"])
    set_language(document, language)


def _maps(document: Any, content: BriefContent) -> None:
    if not content.maps:
        if content.places_chart is not None:
            _paragraph(document, content.places_chart.title, "Heading1")
            _picture(document, content.places_chart)
        _paragraph(document, content.no_map, "Note")
        return
    if len(content.maps) == 1:
        _paragraph(document, content.maps[0].picture.title, "Heading1")
        _picture(document, content.maps[0].with_legend())
        return
    _paragraph(document, content.language.text("Maps"), "Heading1")
    _picture(document, legend_picture(content.maps))
    for one in content.maps:
        _picture(document, one.picture, widest=100.0)
        _paragraph(document, one.picture.title, "Note")
    _paragraph(document, content.maps[0].source, "Note")


def _picture(document: Any, picture: Picture, *, widest: float = _TEXT_WIDTH) -> None:
    width = min(widest, _MAP_HEIGHT * picture.width / picture.height)
    paragraph = document.add_paragraph()
    shape = paragraph.add_run().add_picture(io.BytesIO(picture_to_png(picture)), width=Mm(width))
    described = shape._inline.docPr
    described.set("descr", printable(picture.alternative))
    described.set("title", printable(picture.title))


def _box(document: Any, box: Box) -> None:
    _paragraph(document, box.title, "Heading1")
    _paragraph(document, " ".join(box.sentences), "Normal")


def _table(document: Any, table: Table, *, words: bool = False) -> None:
    n = len(table.headers)
    made = document.add_table(rows=1, cols=n)
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    _table_properties(made, table.caption)
    shares = _widths(table)
    for column, width in zip(made.columns, shares, strict=True):
        column.width = Mm(width)
    _fill(made.rows[0], [(text, "") for text in table.headers], shares, words, bold=True)
    mark = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in table.rows:
        cells = [(row.head, row.detail), *((cell, "") for cell in row.cells)]
        _fill(made.add_row(), cells, shares, words)
    if table.note:
        _paragraph(document, table.note, "Note")


def _widths(table: Table) -> list[float]:
    """Widths of the columns in millimetres: the names take what the cells leave."""
    cells = [
        min(45.0, 5.0 + 1.75 * max(len(header) / 2 + 1, *map(len, (*header.split(), *column))))
        for header, *column in zip(table.headers[1:], *(row.cells for row in table.rows), strict=True)
    ]
    return [_TEXT_WIDTH - sum(cells), *cells]


def _fill(
    row: Any, cells: list[tuple[str, str]], widths: list[float], words: bool, *, bold: bool = False
) -> None:
    mark = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(mark)
    for j, (cell, (text, detail), width) in enumerate(zip(row.cells, cells, widths, strict=True)):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph._p.style = "TableText"
        paragraph.add_run(printable(text)).bold = bold or j == 0
        if j and not (words and j == len(cells) - 1):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if detail:
            _paragraph(cell, detail, "TableDetail")


def _table_properties(made: Any, caption: str) -> None:
    """Thin lines below the rows, a description for screen readers."""
    properties = made._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "BFBBB2")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), printable(caption))
    # The schema wants them in this order, around what python-docx has put there already.
    layout = properties.find(qn("w:tblLayout"))
    look = properties.find(qn("w:tblLook"))
    (layout if layout is not None else look).addprevious(borders)
    look.addnext(described)
