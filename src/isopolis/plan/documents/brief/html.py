"""A brief as one HTML page: semantic, with nothing to fetch, for screens, screen readers and paper."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from isopolis.language import Language
from isopolis.plan.documents.brief.content import Box, BriefContent, Row, Table
from isopolis.plan.documents.maps import Map, shared_legend, swatch
from isopolis.plan.documents.svg import Picture, printable


def to_html(content: BriefContent) -> str:
    """Write the whole page."""
    language = content.language
    style = files(__package__).joinpath("brief.css").read_text(encoding="utf-8")
    parts = [
        _header(content),
        _headline(content.headline),
        _maps(content),
        _places(content.places),
        _figures(content),
        _boxes(content),
    ]
    return printable(
        f'<!doctype html>\n<html lang="{escape(language.code)}" dir="{language.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="Isopolis">\n'
        f"<title>{escape(content.title)} · {escape(content.kicker)}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(filter(None, parts))
        + "\n</main>\n</body>\n</html>\n"
    )


def _header(content: BriefContent) -> str:
    return (
        f'<header>\n<p class="kicker">{escape(content.kicker)}</p>\n<h1>{escape(content.title)}</h1>\n'
        f'<p class="subtitle">{escape(content.subtitle)}</p>\n</header>'
    )


def _headline(box: Box) -> str:
    return (
        f'<section class="headline" aria-labelledby="short"><h2 id="short">{escape(box.title)}</h2>\n'
        f"{_paragraphs(box.sentences)}</section>"
    )


def _paragraphs(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def _maps(content: BriefContent) -> str:
    heading = content.language.text("Map") if len(content.maps) < 2 else content.language.text("Maps")
    if not content.maps:
        return _without_map(content, heading)
    several = " several" if len(content.maps) > 1 else ""
    figures = "\n".join(_map(one, bool(several)) for one in content.maps)
    first = content.maps[0]
    legend = _legend(content.maps, content.language)
    title = escape(heading if several else first.picture.title)
    return (
        f'<section>\n<h2>{title}</h2>\n<div class="maps{several}">{figures}</div>\n'
        f'{legend}\n<p class="source">{escape(first.source)}</p>\n</section>'
    )


def _without_map(content: BriefContent, heading: str) -> str:
    """The sentence that says why there is no map, and the chart that stands in its place."""
    said = f"<p>{escape(content.no_map)}</p>"
    if content.places_chart is None:
        return f"<section><h2>{escape(heading)}</h2>\n{said}</section>"
    title = content.places_chart.title
    return f"<section><h2>{escape(title)}</h2>\n{_chart(content.places_chart)}{said}</section>"


def _chart(picture: Picture) -> str:
    return (
        f'<div class="scroll chart" role="region" tabindex="0" aria-label="{escape(picture.title)}">'
        f"<figure>{picture.svg}</figure></div>\n"
    )


def _map(drawn: Map, titled: bool) -> str:
    caption = f"<figcaption>{escape(drawn.picture.title)}</figcaption>" if titled else ""
    return f"<figure>{drawn.picture.svg}{caption}</figure>"


def _legend(maps: tuple[Map, ...], language: Language) -> str:
    """One legend for all maps: they have the same classes; numbers of areas where there is one map only."""
    items = "\n".join(
        f'<li><svg viewBox="0 0 24 16" aria-hidden="true" focusable="false">{swatch(entry, prefix)}</svg>'
        f"<span>{escape(entry.words)}"
        + (f' <span class="count">({escape(language.number(entry.areas))})</span>' if len(maps) == 1 else "")
        + "</span></li>"
        for entry, prefix in shared_legend(maps)
    )
    title = escape(maps[0].legend_title)
    return f'<p class="legend-title">{title}</p>\n<ul class="legend" role="list">\n{items}\n</ul>'


def _figures(content: BriefContent) -> str:
    heading = escape(content.language.text("Figures"))
    chart = "" if content.chart is None else _chart(content.chart)
    change = "" if content.change is None else _table(content.change)
    return (
        f'<section class="page-two">\n<h2>{heading}</h2>\n{chart}{change}'
        f"{_table(content.figures, words=content.is_comparison)}\n</section>"
    )


def _places(table: Table | None) -> str:
    if table is None:
        return ""
    return f"<section>\n<h2>{escape(table.caption)}</h2>\n{_table(table, captioned=False)}\n</section>"


def _table(table: Table, *, captioned: bool = True, words: bool = False) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.headers)
    body = "\n".join(_row(row) for row in table.rows)
    hidden = f"<caption>{escape(table.caption)}</caption>" if captioned else ""
    name = "" if captioned else f' aria-label="{escape(table.caption)}"'
    kind = ' class="words"' if words else ""
    note = f'\n<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.caption)}">'
        f"<table{kind}{name}>{hidden}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>{note}"
    )


def _row(row: Row) -> str:
    detail = f'<span class="detail">{escape(row.detail)}</span>' if row.detail else ""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row.cells)
    return f'<tr><th scope="row">{escape(row.head)} {detail}</th>{cells}</tr>'


def _boxes(content: BriefContent) -> str:
    quality = _table(content.quality_table) if content.quality_table else ""
    boxes = [_box(content.quality, quality), _box(content.method)]
    if content.remarks is not None:
        boxes.append(_box(content.remarks, wide=True))
    pairs = "\n".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in content.provenance)
    title = escape(content.provenance_title)
    origin = f'<section class="box wide"><h2>{title}</h2>\n<dl>\n{pairs}\n</dl></section>'
    return '<div class="boxes">\n' + "\n".join([*boxes, origin]) + "\n</div>"


def _box(box: Box, more: str = "", *, wide: bool = False) -> str:
    kind = "box wide" if wide else "box"
    return (
        f'<section class="{kind}"><h2>{escape(box.title)}</h2>\n{_paragraphs(box.sentences)}{more}</section>'
    )
