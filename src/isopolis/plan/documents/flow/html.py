"""A flowing document as one HTML page: semantic, nothing to fetch, for screens, screen readers and paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from importlib.resources import files

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
    Table,
    plain,
)
from isopolis.plan.documents.svg import printable

_MARKS = {Change.INSERTED: "ins", Change.DELETED: "del"}


@cache
def _style() -> str:
    return files(__package__).joinpath("flow.css").read_text(encoding="utf-8")


def to_html(document: Document) -> str:
    """Write the whole page."""
    language = document.language
    header = (
        f'<header>\n<p class="kicker">{escape(document.kicker)}</p>\n<h1>{escape(document.title)}</h1>\n'
        f'<p class="subtitle">{escape(document.subtitle)}</p>\n</header>'
    )
    return printable(
        f'<!doctype html>\n<html lang="{escape(language.code)}" dir="{language.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="Isopolis">\n'
        f"<title>{escape(document.title)} · {escape(document.kind)}</title>\n"
        f"<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n{header}\n{_contents(document)}"
        f"{blocks_to_html(document.blocks)}\n</main>\n</body>\n</html>\n"
    )


def blocks_to_html(blocks: Sequence[Block], deeper: int = 1) -> str:
    """The blocks alone, for a page that has its own frame; headings begin at level 1 + ``deeper``."""
    return "\n".join(filter(None, (_block(block, deeper) for block in blocks)))


def _contents(document: Document) -> str:
    chapters = [one for one in document.blocks if isinstance(one, Heading) and one.level <= 2]
    if not document.is_long or len(chapters) < 3:
        return ""
    items = "\n".join(
        f'<li class="level{one.level}"><a href="#{escape(one.key)}">{escape(_numbered(one))}</a></li>'
        for one in chapters
        if one.change is not Change.DELETED
    )
    title = escape(document.language.text("Contents"))
    return f'<nav aria-labelledby="contents">\n<h2 id="contents">{title}</h2>\n<ol>\n{items}\n</ol>\n</nav>\n'


def _numbered(heading: Heading) -> str:
    text = "".join(span.text for span in heading.text if span.change is not Change.DELETED)
    return f"{heading.number} {text}" if heading.number else text


def spans_to_html(text: Inline) -> str:
    """A text with its marks."""
    out = []
    for span in text:
        piece = escape(span.text).replace("\n", "<br>")
        if span.address:
            piece = f'<a href="{escape(span.address)}">{piece}</a>'
        if span.strong:
            piece = f"<strong>{piece}</strong>"
        if span.lang:
            piece = f'<span lang="{escape(span.lang)}">{piece}</span>'
        if mark := _MARKS.get(span.change):
            piece = f"<{mark}>{piece}</{mark}>"
        out.append(piece)
    return "".join(out)


def _block(block: Block, deeper: int) -> str:
    if isinstance(block, NewPage):
        return ""
    written = _heading(block, deeper) if isinstance(block, Heading) else _WRITERS[type(block)](block)
    if mark := _MARKS.get(block.change):
        return f'<{mark} class="block">{written}</{mark}>'
    return written


def _heading(block: Heading, deeper: int) -> str:
    level = min(block.level + deeper, 6)
    number = f'<span class="number">{escape(block.number)}</span> ' if block.number else ""
    return f'<h{level} id="{escape(block.key)}">{number}{spans_to_html(block.text)}</h{level}>'


def _paragraph(block: Paragraph) -> str:
    kind = "" if block.look == "normal" else f' class="{block.look}"'
    return f"<p{kind}>{spans_to_html(block.text)}</p>"


def _items(block: Items) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "".join(f"<li>{spans_to_html(item)}</li>" for item in block.items)
    return f"<{tag}>{items}</{tag}>"


def _table(block: Table) -> str:
    def kind(column: int) -> str:
        return ' class="number"' if column in block.numbers else ""

    head = "".join(f'<th scope="col"{kind(i)}>{escape(text)}</th>' for i, text in enumerate(block.headers))
    rows = "\n".join(_row(row, kind) for row in block.rows)
    note = f'\n<p class="note">{escape(block.note)}</p>' if block.note else ""
    caption = escape(block.caption)
    shown = "" if block.is_captioned else ' class="unseen"'
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption{shown}>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody></table></div>{note}"
    )


def _row(row: Row, kind: Callable[[int], str]) -> str:
    cells = "".join(f"<td{kind(i)}>{spans_to_html(cell)}</td>" for i, cell in enumerate(row.cells, 1))
    name = "" if row.change is Change.SAME else f' class="{row.change}"'
    return f'<tr{name}><th scope="row">{spans_to_html(row.head)}</th>{cells}</tr>'


def _facts(block: Facts) -> str:
    pairs = "\n".join(f"<dt>{escape(term)}</dt><dd>{spans_to_html(text)}</dd>" for term, text in block.pairs)
    return f'<dl class="facts">\n{pairs}\n</dl>'


def _figure(block: Figure) -> str:
    name = escape(block.picture.title)
    return (
        f'<figure><div class="scroll" role="region" tabindex="0" aria-label="{name}">'
        f"{block.picture.svg}</div>"
        f"<figcaption>{escape(block.picture.alternative)}</figcaption></figure>"
    )


def _callout(block: Callout) -> str:
    texts = "\n".join(f"<p>{spans_to_html(text)}</p>" for text in block.paragraphs if plain(text))
    return f'<div class="callout"><p class="label">{escape(block.title)}</p>\n{texts}</div>'


_WRITERS: dict[type, Callable[..., str]] = {
    Paragraph: _paragraph,
    Items: _items,
    Table: _table,
    Facts: _facts,
    Figure: _figure,
    Callout: _callout,
}
