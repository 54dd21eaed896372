"""What our Word documents share: fonts, borders, language, properties, and bytes that do not change."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.core import get_global
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from isopolis.plan.documents.svg import printable

ACCENT, SOFT, INK = RGBColor(0x17, 0x40, 0x5F), RGBColor(0x55, 0x53, 0x4F), RGBColor(0x1B, 0x1B, 0x1A)


@dataclass(frozen=True, slots=True)
class Look:
    """How a style looks: sizes and spaces in points."""

    size: float
    colour: RGBColor = INK
    bold: bool = False
    before: float = 0
    after: float = 0


def set_styles(document: Any, base: float, looks: Mapping[str, Look]) -> None:
    """Adapt Word's own styles and add those that it does not have, each by its name."""
    styles = document.styles
    _font(styles["Normal"], base)
    names = {style.name for style in styles}
    for name, look in looks.items():
        style = styles[name] if name in names else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _font(style, look.size)
        style.font.bold, style.font.italic = look.bold, False
        style.font.color.rgb = look.colour
        style.paragraph_format.space_before = Pt(look.before)
        style.paragraph_format.space_after = Pt(look.after)


def _font(style: Any, size: float) -> None:
    style.font.name, style.font.size = "Calibri", Pt(size)
    style.paragraph_format.line_spacing = 1.0
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in attribute:
            del fonts.attrib[attribute]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), "Calibri")


def add_border(style: Any, side: str, colour: str, size: int, space: int) -> None:
    """A line beside the paragraphs of a style; ``size`` in eighths of a point."""
    properties = style.element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    # The schema wants borders before shading, spacing and indents.
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def remove_border(style: Any) -> None:
    """No line around the paragraphs of a style."""
    for borders in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(borders)


def set_language(document: Any, language: str) -> None:
    """The language of the whole text, and the layout rules of Word since 2013."""
    tag = language_tag(language)
    for mark in document.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), tag)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def language_tag(language: str) -> str:
    """The tag that Word wants: with the likeliest region.

    >>> language_tag("fr")
    'fr-FR'
    """
    region = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{region[0]}-{region[-1]}" if len(region) > 1 else language


def set_properties(document: Any, title: str, subject: str, language: str, day: date) -> None:
    """Title, subject, language and one fixed moment."""
    core = document.core_properties
    core.title, core.subject = printable(title)[:255], printable(subject)[:255]
    core.author = core.last_modified_by = "Isopolis"
    core.comments, core.keywords = "", ""
    core.language = language
    core.created = core.modified = datetime(day.year, day.month, day.day, 12)
    core.revision = 1


def footer_with_page_number(document: Any, text: str) -> None:
    """The text and the number of the page at the foot of every page."""
    footer = document.sections[0].footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    footer.add_run(f"{printable(text)} · ")
    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        run = footer.add_run()
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = code
        run._r.append(mark)


def saved(document: Any) -> bytes:
    """The file, with one fixed time for all its parts: the same content, the same bytes."""
    stream, out = io.BytesIO(), io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
