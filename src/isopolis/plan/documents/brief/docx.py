"""A brief as an editable Word document: real styles, repeated table headers, text alternatives."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from babel.core import get_global
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from isopolis.plan.documents.brief.content import Box, BriefContent, Table
from isopolis.plan.documents.brief.pdf import picture_to_png
from isopolis.plan.documents.maps import legend_picture
from isopolis.plan.documents.svg import Picture, printable

_ACCENT, _SOFT = RGBColor(0x17, 0x40, 0x5F), RGBColor(0x55, 0x53, 0x4F)
_TEXT_WIDTH = 178.0
"""Millimetres between the margins."""
_MAP_HEIGHT = 108.0


def to_docx(content: BriefContent) -> bytes:
    """Write the document; the bytes depend on nothing but ``content``."""
    document = Document()
    _page(document, content)
    _styles(document, content.language.code)
    _properties(document, content)
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
    stream = io.BytesIO()
    document.save(stream)
    return _with_fixed_times(stream)


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
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    footer.add_run(f"Isopolis · {printable(content.title)} · {content.language.date(content.day)} · ")
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = footer.add_run()
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)


def _styles(document: Any, language: str) -> None:
    """Adapt Word's own styles and add the few that the brief needs."""
    styles = document.styles
    _font(styles["Normal"], 9.5)
    styles["Normal"].paragraph_format.space_after = Pt(3)
    looks: dict[str, tuple[float, RGBColor | None, bool, float, float]] = {
        # style: size, colour, bold, space before, space after
        "Title": (24, None, True, 0, 0),
        "Subtitle": (11.5, _SOFT, False, 0, 4),
        "Heading 1": (11.5, None, True, 8, 2),
        "Footer": (8.5, _SOFT, False, 0, 0),
        "Kicker": (10.5, _ACCENT, True, 0, 2),
        "In Short": (11, None, False, 0, 3),
        "Note": (8.5, _SOFT, False, 3, 0),
        "Table Text": (9, None, False, 1, 1),
        "Table Detail": (8, _SOFT, False, 0, 1),
        "Provenance": (8, None, False, 0, 0),
    }
    names = {style.name for style in styles}
    for name, (size, colour, bold, before, after) in looks.items():
        style = styles[name] if name in names else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _font(style, size)
        style.font.bold, style.font.italic = bold, False
        style.font.color.rgb = colour or RGBColor(0x1B, 0x1B, 0x1A)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    styles["In Short"].paragraph_format.left_indent = Mm(4)
    _border(styles["In Short"], "left", "17405F", 16, 8)
    _remove_border(styles["Title"])
    _defaults(document, language)


def _font(style: Any, size: float) -> None:
    style.font.name, style.font.size = "Calibri", Pt(size)
    style.paragraph_format.line_spacing = 1.0
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in attribute:
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), "Calibri")


def _border(style: Any, side: str, colour: str, size: int, space: int) -> None:
    properties = style.element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    # The schema wants borders before shading, spacing and indents.
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _remove_border(style: Any) -> None:
    for borders in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(borders)


def _defaults(document: Any, language: str) -> None:
    """The language of the whole text, and the layout rules of Word since 2013."""
    region = str(get_global("likely_subtags").get(language, language)).split("_")
    tag = f"{region[0]}-{region[-1]}" if len(region) > 1 else language
    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), tag)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _properties(document: Any, content: BriefContent) -> None:
    day = content.day
    moment = datetime(day.year, day.month, day.day, 12)
    core = document.core_properties
    core.title, core.subject = (
        printable(f"{content.title} · {content.kicker}")[:255],
        printable(content.subtitle)[:255],
    )
    core.author = core.last_modified_by = "Isopolis"
    core.comments, core.keywords = "", ""
    core.language = content.language.code
    core.created = core.modified = moment
    core.revision = 1


def _maps(document: Any, content: BriefContent) -> None:
    if not content.maps:
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


def _with_fixed_times(stream: io.BytesIO) -> bytes:
    """The same archive with one fixed time for all its parts: the same content, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
