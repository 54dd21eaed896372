"""One page of the atlas: its frame, and the parts that all pages have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from isopolis.plan.documents.atlas.words import Words


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages share.

    Attributes
    ----------
    words
        The language.
    source, made
        Two sentences of the foot of the page: where the data is from, and how and when it was made.
    """

    words: Words
    source: str
    made: str

    def page(self, title: str, body: str, *, up: str = "", current: str = "", script: bool = False) -> str:
        """A whole page; ``up`` leads from it to the folder of the atlas."""
        words = self.words
        links = (
            ("index.html", words.text("All cities")),
            ("rank/index.html", words.text("Rankings")),
            ("about.html", words.text("How to read this")),
        )
        navigation = "".join(
            f'<li><a href="{up}{path}"'
            + (' aria-current="page"' if path == current else "")
            + f">{escape(text)}</a>"
            for path, text in links
        )
        code = escape(words.language.code)
        return (
            f'<!doctype html>\n<html lang="{code}" dir="{words.language.direction}">\n<meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="generator" content="Isopolis">\n'
            f"<title>{escape(title)} · {escape(words.text('Atlas of urban centres'))}</title>\n"
            f'<link rel="stylesheet" href="{up}atlas.css">'
            + (f'<script src="{up}atlas.js" defer></script>' if script else "")
            + f'\n<body>\n<a class="skip" href="#main">{escape(words.text("Skip to the content"))}</a>\n'
            f'<header><nav aria-label="{escape(words.text("Atlas of urban centres"))}"><ul>{navigation}</ul>'
            f"</nav></header>\n"
            f'<main id="main">\n<h1>{escape(title)}</h1>\n{body}\n</main>\n'
            f"<footer><p>{escape(self.source)}<p>{escape(self.made)}</footer>\n"
        )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[str],
    *,
    text_columns: Sequence[int] = (0,),
    sortable: bool = False,
) -> str:
    """A table whose rows are written already; columns hold numbers but for ``text_columns``."""
    head = "".join(
        f'<th scope="col"{" class=t" if i in text_columns else ""}>{escape(one)}'
        for i, one in enumerate(heads)
    )
    kind = " class=sortable" if sortable else ""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table{kind}>'
        f"<caption>{escape(caption)}</caption>\n<thead><tr>{head}\n<tbody>\n"
        + "\n".join(rows)
        + "\n</table></div>"
    )


def paragraphs(sentences: Iterable[str]) -> str:
    """Sentences, one a paragraph."""
    return "\n".join(f"<p>{escape(sentence)}" for sentence in sentences if sentence)


def bullets(items: Iterable[str]) -> str:
    """A list of items that are written already."""
    return "<ul>\n" + "\n".join(f"<li>{item}" for item in items) + "\n</ul>"
