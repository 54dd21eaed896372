"""A flowing document as an editable Word document: real styles, headings, table headers, tracked changes.

The body is written as WordprocessingML (ECMA-376, part 1) directly: a plan of hundreds of actions has tens
of thousands of paragraphs. Changes become Word's own tracked changes, to be accepted or rejected one by one.
"""

from __future__ import annotations

import io
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from lxml import etree

from isopolis.plan.documents.flow.content import (
    Block,
    Callout,
    Change,
    Document,
    Facts,
    Figure,
    Heading,
    Inline,
    Items,
    NewPage,
    Paragraph,
    Row,
    Span,
    Table,
    inline,
)
from isopolis.plan.documents.flow.looks import TEXT_WIDTH, looks
from isopolis.plan.documents.svg import printable
from isopolis.plan.documents.typesetting import picture_to_png
from isopolis.plan.documents.word import (
    add_border,
    footer_with_page_number,
    language_tag,
    remove_border,
    saved,
    set_language,
    set_properties,
    set_styles,
)

_TWIPS = 1440 / 25.4
_CELL_MARGINS = (
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
)
_STYLES = {"normal": "Normal", "lead": "Lead", "note": "Note", "label": "Label"}


def to_docx(document: Document) -> bytes:
    """Write the document; the bytes depend on nothing but ``document``."""
    return _Writer(document).written()


class _Writer:
    """Collects the XML of the body; pictures go into the package as they are met."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.package: Any = docx.Document()
        self.bookmarks = 0
        self.changes = 0
        day = document.day
        self.stamp = f'w:author="Isopolis" w:date="{day.isoformat()}T12:00:00Z"'

    def written(self) -> bytes:
        """The file."""
        document, package = self.document, self.package
        _page(package, document)
        _set_looks(package, document.language.code, is_long=document.is_long)
        set_properties(
            package,
            f"{document.title} · {document.kind}",
            document.subtitle,
            document.language.code,
            document.day,
        )
        body = package.element.body
        content = self._front() + "".join(self.block(block) for block in document.blocks)
        parsed = parse_xml(f"<w:body {nsdecls('w', 'r', 'wp', 'a', 'pic')}>{content}</w:body>")
        last = body.find(qn("w:sectPr"))
        for child in body.findall(qn("w:p")):
            body.remove(child)
        for child in list(parsed):
            last.addprevious(child)
        return saved(package)

    def _front(self) -> str:
        document = self.document
        day = document.language.date(document.day)
        parts = [
            self.paragraph(inline(document.kicker), "Kicker"),
            self.paragraph(inline(document.title), "Title"),
            self.paragraph(inline(document.kind), "Subtitle"),
            self.paragraph(inline(f"{document.subtitle} · {day}" if document.subtitle else day), "Note"),
        ]
        if document.is_long:
            parts += [self._contents(), '<w:p><w:r><w:br w:type="page"/></w:r></w:p>']
        return "".join(parts)

    def _contents(self) -> str:
        """A field that Word fills with page numbers; until then, links to the headings."""
        headings = [
            one
            for one in self.document.blocks
            if isinstance(one, Heading) and one.level <= 2 and one.change is not Change.DELETED
        ]
        if not headings:
            return ""
        title = self.paragraph(
            inline(self.document.language.text("Contents")), "ContentsTitle", "<w:pageBreakBefore/>"
        )
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        lines = []
        for i, one in enumerate(headings):
            text = f"{one.number}  " if one.number else ""
            text += "".join(span.text for span in one.text if span.change is not Change.DELETED)
            link = f'<w:hyperlink w:anchor="{_anchor(one.key)}" w:history="1">{_run(text, "")}</w:hyperlink>'
            first, last = begin if i == 0 else "", end if i == len(headings) - 1 else ""
            lines.append(
                f'<w:p><w:pPr><w:pStyle w:val="Contents{one.level}"/></w:pPr>{first}{link}{last}</w:p>'
            )
        return title + "".join(lines)

    def block(self, block: Block) -> str:  # noqa: PLR0911  (one a kind of block)
        """The XML of one block."""
        change = block.change
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return self.paragraph(block.text, _STYLES[block.look], change=change)
            case Items():
                style = "ListNumber" if block.ordered else "ListBullet"
                return "".join(self.paragraph(item, style, change=change) for item in block.items)
            case Table():
                return self._table(block)
            case Facts():
                rows = tuple(Row(term, inline(term), (text,), change) for term, text in block.pairs)
                table = Table(block.key, block.caption, ("", ""), rows, (0.26, 0.74))
                return self._table(table, headed=False)
            case Callout():
                texts = "".join(self.paragraph(text, "Callout", change=change) for text in block.paragraphs)
                return self.paragraph(inline(block.title), "CalloutTitle", change=change) + texts
            case Figure():
                return self._figure(block)
            case NewPage():
                return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def _heading(self, block: Heading) -> str:
        self.bookmarks += 1
        number = _run(f"{block.number}  ", "") if block.number else ""
        name = _anchor(block.key)
        before = f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{name}"/>{number}'
        after = f'<w:bookmarkEnd w:id="{self.bookmarks}"/>'
        more = "<w:pageBreakBefore/>" if block.on_new_page and self.document.is_long else ""
        return self.paragraph(
            block.text, f"Heading{block.level}", more, change=block.change, before=before, after=after
        )

    def paragraph(
        self,
        text: Inline,
        style: str,
        more: str = "",
        *,
        change: Change = Change.SAME,
        before: str = "",
        after: str = "",
    ) -> str:
        """A paragraph in a style; a block that was inserted or deleted is marked to its end."""
        mark = "" if change is Change.SAME else f"<w:rPr>{self._mark(change, '')}</w:rPr>"
        runs = "".join(self._span(span, change) for span in text)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}{mark}</w:pPr>{before}{runs}{after}</w:p>'

    def _span(self, span: Span, around: Change) -> str:
        change = span.change if around is Change.SAME else around
        looks = "<w:b/>" if span.strong else ""
        if span.address:
            looks += '<w:color w:val="17405F"/><w:u w:val="single"/>'
        if span.lang:
            looks += f'<w:lang w:val="{language_tag(span.lang)}"/>'
        if change is Change.SAME and span.address:
            return self._link(span.text, span.address, looks)
        run = _run(span.text, looks, deleted=change is Change.DELETED)
        return run if change is Change.SAME else self._mark(change, run)

    def _link(self, text: str, address: str, looks: str) -> str:
        relation = self.package.part.relate_to(
            address,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        return f'<w:hyperlink r:id="{relation}">{_run(text, looks)}</w:hyperlink>'

    def _mark(self, change: Change, run: str) -> str:
        self.changes += 1
        tag = "ins" if change is Change.INSERTED else "del"
        start = f'<w:{tag} w:id="{100_000 + self.changes}" {self.stamp}'
        return f"{start}>{run}</w:{tag}>" if run else f"{start}/>"

    def _table(self, table: Table, *, headed: bool = True) -> str:
        shares = table.shares or tuple(1.0 for _ in table.headers)
        widths = [round(TEXT_WIDTH * share / sum(shares) * _TWIPS) for share in shares]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        shade = "" if headed else '<w:shd w:val="clear" w:color="auto" w:fill="F6F4EF"/>'
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BFBBB2"/>'
            for side in (("top", "bottom", "insideH") if headed else ())
        )
        borders = f"<w:tblBorders>{lines}</w:tblBorders>" if lines else ""
        properties = (
            f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}'
            f'<w:tblLayout w:type="fixed"/>{_CELL_MARGINS}'
            f'<w:tblLook w:val="0{"4A0" if headed else "080"}" w:firstRow="{int(headed)}" w:firstColumn="1" '
            f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(printable(table.caption))}/></w:tblPr>'
        )
        rows = "".join(self._row(row, table, widths, shade) for row in table.rows)
        head = self._head(table, widths) if headed else ""
        change = table.change
        caption = (
            self.paragraph(inline(table.caption), "TableCaption", change=change)
            if headed and table.is_captioned
            else ""
        )
        note = self.paragraph(inline(table.note), "Note", change=change) if table.note else ""
        gap = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'
        return f"{caption}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>{note or gap}"

    def _head(self, table: Table, widths: list[int]) -> str:
        cells = "".join(
            self._cell(inline(text), width, "TableHead", right=i in table.numbers)
            for i, (text, width) in enumerate(zip(table.headers, widths, strict=True))
        )
        mark = "" if table.change is Change.SAME else self._mark(table.change, "")
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/>{mark}</w:trPr>{cells}</w:tr>"

    def _row(self, row: Row, table: Table, widths: list[int], shade: str) -> str:
        change = row.change if table.change is Change.SAME else table.change
        cells = "".join(
            self._cell(
                text, width, "TableRowHead" if i == 0 else "TableText",
                right=i in table.numbers, change=change, shade=shade,
            )
            for i, (text, width) in enumerate(zip((row.head, *row.cells), widths, strict=True))
        )  # fmt: skip
        mark = "" if change is Change.SAME else self._mark(change, "")
        return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{cells}</w:tr>"

    def _cell(
        self,
        text: Inline,
        width: int,
        style: str,
        *,
        right: bool = False,
        change: Change = Change.SAME,
        shade: str = "",
    ) -> str:
        more = '<w:jc w:val="right"/>' if right else ""
        paragraph = self.paragraph(text, style, more, change=change)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraph}</w:tc>'

    def _figure(self, block: Figure) -> str:
        picture = block.picture
        data = io.BytesIO(picture_to_png(picture, 160))
        shape = self.package.part.new_pic_inline(data, width=Mm(TEXT_WIDTH), height=None)
        shape.docPr.set("descr", printable(picture.alternative))
        shape.docPr.set("title", printable(picture.title))
        drawing = etree.tostring(shape, encoding="unicode")
        sentence = self.paragraph(inline(picture.alternative), "Note", change=block.change)
        shown = f"<w:p><w:pPr><w:keepNext/></w:pPr><w:r><w:drawing>{drawing}</w:drawing></w:r></w:p>"
        return ("" if block.change is Change.DELETED else shown) + sentence


def _anchor(key: str) -> str:
    """A name of a bookmark: letters, digits and underscores, at most 40."""
    return ("_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in key))[:40]


def _run(text: str, looks: str, *, deleted: bool = False) -> str:
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    tag = "delText" if deleted else "t"
    lines = printable(text).split("\n")
    pieces = [f'<w:{tag} xml:space="preserve">{escape(line)}</w:{tag}>' for line in lines]
    return f"<w:r>{properties}{'<w:br/>'.join(pieces)}</w:r>"


def _page(package: Any, document: Document) -> None:
    section = package.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    day = document.language.date(document.day)
    footer_with_page_number(package, f"{document.kicker} · {document.title} · {day}"[:200])


def _set_looks(package: Any, language: str, *, is_long: bool) -> None:
    styles = package.styles
    set_styles(
        package,
        11,
        looks(is_long=is_long),
    )
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.1
    for name in ("Callout", "Callout Title"):
        styles[name].paragraph_format.left_indent = Mm(4)
        add_border(styles[name], "left", "17405F", 16, 8)
    for name in ("Table Caption", "Callout Title", "Label"):
        styles[name].paragraph_format.keep_with_next = True
    styles["Contents 2"].paragraph_format.left_indent = Mm(6)
    remove_border(styles["Title"])
    set_language(package, language)
