"""A flowing document as an OpenDocument text (ODF 1.3, ISO/IEC 26300): real styles, headings, header rows.

The parts are written as XML directly, like those of the Word document. Of a marked document, what was
inserted is underlined and what was deleted is struck out; to accept or reject changes, take the DOCX.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

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
from isopolis.plan.documents.flow.looks import TEXT_WIDTH
from isopolis.plan.documents.flow.odt_styles import TABLE_STYLES, language_attributes, ncname, styles_of
from isopolis.plan.documents.svg import printable
from isopolis.plan.documents.typesetting import picture_to_png

MIME = "application/vnd.oasis.opendocument.text"
_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("meta", "meta"),
        ("manifest", "manifest"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
_STYLES = {"normal": "Standard", "lead": "Lead", "note": "Note", "label": "Label"}


def to_odt(document: Document) -> bytes:
    """Write the document; the bytes depend on nothing but ``document``."""
    return _Writer(document).written()


class _Writer:
    """Collects the body, the pictures, and the automatic styles that the body needs."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pictures: list[bytes] = []
        self.automatic: dict[str, str] = {}
        self.tables = 0
        self.on_new_page = False

    def written(self) -> bytes:
        """The file: the type first and uncompressed, as the standard wants; one fixed time for all parts."""
        body = self._front() + "".join(self.block(block) for block in self.document.blocks)
        automatic = TABLE_STYLES + "".join(self.automatic.values())
        content = (
            f"<office:automatic-styles>{automatic}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body>"
        )
        pictures = {f"Pictures/{i}.png": data for i, data in enumerate(self.pictures)}
        parts: dict[str, str | bytes] = {
            "content.xml": _part("document-content", content),
            "styles.xml": _part("document-styles", styles_of(self.document)),
            "meta.xml": _part("document-meta", _meta(self.document)),
            **pictures,
        }
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            parts["META-INF/manifest.xml"] = _manifest(parts)
            for name, data in (("mimetype", MIME), *parts.items()):
                info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        return stream.getvalue()

    def _front(self) -> str:
        document = self.document
        day = document.language.date(document.day)
        parts = [
            _paragraph("Kicker", _text(document.kicker)),
            _paragraph("Title", _text(document.title)),
            _paragraph("Subtitle", _text(document.kind)),
            _paragraph("Note", _text(f"{document.subtitle} · {day}" if document.subtitle else day)),
        ]
        if document.is_long:
            parts.append(self._contents())
            self.on_new_page = True
        return "".join(parts)

    def _contents(self) -> str:
        """The table of contents: links now; the word processor adds page numbers when it updates it."""
        title = _text(self.document.language.text("Contents"))
        entries = "".join(
            _paragraph(
                f"Contents {one.level}",
                _link("#" + one.key, _heading_text(one)),
            )
            for one in self.document.blocks
            if isinstance(one, Heading) and one.level <= 2 and one.change is not Change.DELETED
        )
        self._needs_break("Contents Title")
        return (
            '<text:table-of-content text:name="Contents" text:protected="false">'
            '<text:table-of-content-source text:outline-level="2"/><text:index-body>'
            f"{_paragraph('Contents Title on a new page', title)}{entries}</text:index-body>"
            "</text:table-of-content>"
        )

    def _needs_break(self, style: str) -> str:
        """The name of the style that begins a page and otherwise looks like ``style``."""
        name = f"{style} on a new page"
        self.automatic[name] = (
            f'<style:style style:name="{ncname(name)}" style:family="paragraph" '
            f'style:parent-style-name="{ncname(style)}">'
            '<style:paragraph-properties fo:break-before="page"/></style:style>'
        )
        return name

    def block(self, block: Block) -> str:  # noqa: PLR0911  (one a kind of block)
        """The XML of one block."""
        change = block.change
        match block:
            case Heading():
                return self._heading(block)
            case Paragraph():
                return _paragraph(_STYLES[block.look], self.spans(block.text, change))
            case Items():
                style = "Numbers" if block.ordered else "Bullets"
                items = "".join(
                    f"<text:list-item>{_paragraph('List', self.spans(item, change))}</text:list-item>"
                    for item in block.items
                )
                return f'<text:list text:style-name="{style}">{items}</text:list>'
            case Table():
                return self._table(block)
            case Facts():
                rows = tuple(Row(term, inline(term), (text,), change) for term, text in block.pairs)
                return self._table(
                    Table(block.key, block.caption, ("", ""), rows, (0.26, 0.74)), headed=False
                )
            case Callout():
                texts = "".join(_paragraph("Callout", self.spans(text, change)) for text in block.paragraphs)
                return _paragraph("Callout Title", self.spans(inline(block.title), change)) + texts
            case Figure():
                return self._figure(block)
            case NewPage():
                self.on_new_page = True
                return ""

    def _heading(self, block: Heading) -> str:
        style = f"Heading {block.level}"
        if self.on_new_page or (block.on_new_page and self.document.is_long):
            style, self.on_new_page = self._needs_break(style), False
        number = escape(f"{block.number}  ") if block.number else ""
        mark = f"<text:bookmark text:name={quoteattr(block.key)}/>"
        return (
            f'<text:h text:style-name="{ncname(style)}" text:outline-level="{block.level}">'
            f"{mark}{number}{self.spans(block.text, block.change)}</text:h>"
        )

    def spans(self, text: Inline, around: Change = Change.SAME) -> str:
        """A text with its marks."""
        return "".join(self._span(span, span.change if around is Change.SAME else around) for span in text)

    def _span(self, span: Span, change: Change) -> str:
        written = _text(span.text)
        if span.address:
            written = _link(span.address, written)
        looks_of = ""
        if span.strong:
            looks_of += ' fo:font-weight="bold"'
        if span.lang:
            looks_of += language_attributes(span.lang)
        if change is Change.INSERTED:
            looks_of += ' style:text-underline-style="solid" fo:color="#1f5a38"'
        if change is Change.DELETED:
            looks_of += ' style:text-line-through-style="solid" fo:color="#97260f"'
        if not looks_of:
            return written
        name = f"text {span.strong} {span.lang} {change}"
        self.automatic[name] = (
            f'<style:style style:name="{ncname(name)}" style:family="text">'
            f"<style:text-properties{looks_of}/></style:style>"
        )
        return f'<text:span text:style-name="{ncname(name)}">{written}</text:span>'

    def _table(self, table: Table, *, headed: bool = True) -> str:
        self.tables += 1
        columns = "".join(self._column(table, i) for i in range(len(table.headers)))
        head = ""
        if headed:
            texts = tuple(inline(text) for text in table.headers)
            cells = self._row(texts, ["Table Head"] * len(texts), table, table.change)
            head = f"<table:table-header-rows>{cells}</table:table-header-rows>"
        rows = "".join(
            self._row(
                (row.head, *row.cells),
                ["Table Row Head", *["Table Text"] * len(row.cells)],
                table,
                row.change if table.change is Change.SAME else table.change,
                cell="Cell" if headed else "Shaded",
            )
            for row in table.rows
        )
        caption = _paragraph("Table Caption", _text(table.caption)) if headed and table.is_captioned else ""
        after = _paragraph("Note", _text(table.note)) if table.note else _paragraph("After Table", "")
        return (
            f"{caption}<table:table table:name={quoteattr(printable(f'{table.caption} {self.tables}'))} "
            f'table:style-name="Table">{columns}{head}{rows}</table:table>{after}'
        )

    def _column(self, table: Table, i: int) -> str:
        shares = table.shares or tuple(1.0 for _ in table.headers)
        width = TEXT_WIDTH * shares[i] / sum(shares)
        name = f"column {width:.2f}"
        self.automatic[name] = (
            f'<style:style style:name="{ncname(name)}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width:.2f}mm"/></style:style>'
        )
        return f'<table:table-column table:style-name="{ncname(name)}"/>'

    def _row(
        self,
        texts: tuple[Inline, ...],
        styles: list[str],
        table: Table,
        change: Change,
        *,
        cell: str = "Cell",
    ) -> str:
        cells = []
        for i, (text, style) in enumerate(zip(texts, styles, strict=True)):
            name = f"{style} at the right" if i in table.numbers else style
            kind = "Head" if style == "Table Head" else cell
            cells.append(
                f'<table:table-cell table:style-name="{kind}" office:value-type="string">'
                f"{_paragraph(name, self.spans(text, change))}</table:table-cell>"
            )
        return f'<table:table-row table:style-name="Row">{"".join(cells)}</table:table-row>'

    def _figure(self, block: Figure) -> str:
        picture = block.picture
        sentence = _paragraph("Note", self.spans(inline(picture.alternative), block.change))
        if block.change is Change.DELETED:
            return sentence
        self.pictures.append(picture_to_png(picture, 160))
        number = len(self.pictures) - 1
        height = TEXT_WIDTH * picture.height / picture.width
        frame = (
            f'<draw:frame draw:name="Picture {number + 1}" text:anchor-type="as-char" '
            f'svg:width="{TEXT_WIDTH}mm" svg:height="{height:.2f}mm">'
            f'<draw:image xlink:href="Pictures/{number}.png" xlink:type="simple" xlink:show="embed"/>'
            f"<svg:title>{_text(picture.title)}</svg:title><svg:desc>{_text(picture.alternative)}</svg:desc>"
            "</draw:frame>"
        )
        return _paragraph("Figure", frame) + sentence


def _text(text: str) -> str:
    """Escaped; line breaks and runs of spaces as elements, for XML joins them."""
    return escape(printable(text)).replace("\n", "<text:line-break/>").replace("  ", " <text:s/>")


def _link(address: str, written: str) -> str:
    return f'<text:a xlink:type="simple" xlink:href={quoteattr(address)}>{written}</text:a>'


def _heading_text(heading: Heading) -> str:
    words = "".join(span.text for span in heading.text if span.change is not Change.DELETED)
    return _text(f"{heading.number}  {words}" if heading.number else words)


def _paragraph(style: str, content: str) -> str:
    return f'<text:p text:style-name="{ncname(style)}">{content}</text:p>'


def _part(kind: str, content: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:{kind} {_NAMES} office:version="1.3">'
        f"{content}</office:{kind}>"
    )


def _meta(document: Document) -> str:
    day = f"{document.day.isoformat()}T12:00:00"
    return (
        "<office:meta><meta:generator>Isopolis</meta:generator>"
        f"<dc:title>{_text(f'{document.title} · {document.kind}')}</dc:title>"
        f"<dc:subject>{_text(document.subtitle)}</dc:subject><dc:language>{document.language.code}</dc:language>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date></office:meta>"
    )


def _manifest(parts: dict[str, str | bytes]) -> str:
    files = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" '
        f'manifest:media-type="{"image/png" if name.endswith("png") else "text/xml"}"/>'
        for name in parts
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest {_NAMES} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIME}"/>'
        f"{files}</manifest:manifest>"
    )
