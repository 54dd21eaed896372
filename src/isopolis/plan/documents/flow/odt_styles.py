"""The styles of an OpenDocument text: those that all our documents share, the page and its footer."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape, quoteattr

from isopolis.plan.documents.flow.content import Document
from isopolis.plan.documents.flow.looks import TEXT_WIDTH, looks
from isopolis.plan.documents.svg import printable
from isopolis.plan.documents.word import Look, language_tag

_HAIR = "0.5pt solid #bfbbb2"
_KEPT = ("Table Caption", "Callout Title", "Label")
"""Styles whose paragraphs stay with what follows, besides headings."""
_MARGIN = (210 - TEXT_WIDTH) / 2


@cache
def ncname(name: str) -> str:
    """The name of a style as XML allows it: other characters by their codes, as word processors write them.

    >>> ncname("Heading 1")
    'Heading_20_1'
    """
    return "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}_" for c in name)


def language_attributes(code: str) -> str:
    """A language and its likeliest country as attributes of a text."""
    language, _, country = language_tag(code).partition("-")
    return f' fo:language="{language}" fo:country="{country or "none"}"'


def styles_of(document: Document) -> str:
    """Named styles, the page, and the footer with the number of the page."""
    named = "".join(_named(name, look) for name, look in looks(is_long=document.is_long).items())
    return (
        f"<office:styles>{_default(document)}{named}{_lists()}</office:styles>"
        f"<office:automatic-styles>{_PAGE}</office:automatic-styles>"
        f"<office:master-styles>{_master(document)}</office:master-styles>"
    )


def _default(document: Document) -> str:
    """The text that all styles begin from."""
    language = language_attributes(document.language.code)
    return (
        '<style:default-style style:family="paragraph"><style:text-properties '
        f'fo:font-family="Calibri, Carlito, sans-serif" fo:font-size="11pt" fo:color="#1b1b1a"{language}/>'
        "</style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties '
        'fo:margin-bottom="6pt" fo:line-height="110%" fo:orphans="2" fo:widows="2"/></style:style>'
        '<style:style style:name="List" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties fo:margin-bottom="3pt"/></style:style>'
        '<style:style style:name="Figure" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties fo:margin-bottom="0pt" fo:keep-with-next="always"/></style:style>'
    )


def _named(name: str, look: Look) -> str:
    """One style; table texts have a second one that ends at the right."""
    is_heading = name.startswith("Heading")
    level = f' style:default-outline-level="{name[-1]}"' if is_heading else ""
    kept = ' fo:keep-with-next="always"' if is_heading or name in _KEPT else ""
    inset = ""
    if name.startswith("Callout"):
        inset = ' fo:margin-left="4mm" fo:padding-left="3mm" fo:border-left="2pt solid #17405f"'
    if name == "Contents 2":
        inset = ' fo:margin-left="6mm"'
    weight = ' fo:font-weight="bold"' if look.bold else ""
    colour = str(look.colour).lower()
    style = (
        f'<style:style style:name="{ncname(name)}" style:display-name="{name}" style:family="paragraph" '
        f'style:parent-style-name="Standard"{level}><style:paragraph-properties '
        f'fo:margin-top="{look.before:g}pt" fo:margin-bottom="{look.after:g}pt"{kept}{inset}/>'
        f'<style:text-properties fo:font-size="{look.size:g}pt" fo:color="#{colour}"{weight}/>'
        "</style:style>"
    )
    if name not in ("Table Head", "Table Text"):
        return style
    return style + (
        f'<style:style style:name="{ncname(f"{name} at the right")}" style:family="paragraph" '
        f'style:parent-style-name="{ncname(name)}"><style:paragraph-properties fo:text-align="end"/>'
        "</style:style>"
    )


TABLE_STYLES = (
    '<style:style style:name="Table" style:family="table"><style:table-properties '
    f'style:width="{TEXT_WIDTH}mm" table:align="left" style:may-break-between-rows="true"/></style:style>'
    '<style:style style:name="Row" style:family="table-row">'
    '<style:table-row-properties fo:keep-together="always"/></style:style>'
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:padding="1mm" {properties}/></style:style>'
        for name, properties in (
            (
                "Head",
                f'fo:border-top="{_HAIR}" fo:border-bottom="1pt solid #1b1b1a" style:vertical-align="bottom"',
            ),
            ("Cell", f'fo:border-bottom="{_HAIR}"'),
            ("Shaded", 'fo:background-color="#f6f4ef"'),
        )
    )
)
"""Of tables, rows and cells: these are automatic styles, the only ones that word processors read."""
_PAGE = (
    '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" '
    f'fo:page-height="297mm" fo:margin-left="{_MARGIN}mm" fo:margin-right="{_MARGIN}mm" '
    'fo:margin-top="22mm" fo:margin-bottom="12mm" style:print-orientation="portrait"/>'
    '<style:footer-style><style:header-footer-properties fo:min-height="8mm" fo:margin-top="4mm"/>'
    "</style:footer-style></style:page-layout>"
)


def _lists() -> str:
    """Dashes and numbers before the items of lists."""
    place = (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" fo:margin-left="6mm" '
        'fo:text-indent="-6mm"/></style:list-level-properties>'
    )
    return (
        '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" '
        f'text:bullet-char="–">{place}</text:list-level-style-bullet></text:list-style>'
        '<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" '
        f'style:num-format="1" style:num-suffix=".">{place}</text:list-level-style-number></text:list-style>'
    )


def _master(document: Document) -> str:
    day = document.language.date(document.day)
    words = escape(printable(f"{document.kicker} · {document.title} · {day}"[:200]))
    return (
        f'<style:master-page style:name="Standard" style:page-layout-name={quoteattr("A4")}><style:footer>'
        f'<text:p text:style-name="Footer">{words} · <text:page-number/></text:p>'
        "</style:footer></style:master-page>"
    )
