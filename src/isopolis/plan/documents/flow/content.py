"""A document that flows over its pages: blocks with final texts, before they are given a form.

Every block has a ``key`` that stays the same from version to version, so that two versions can be laid side
by side (:mod:`isopolis.plan.documents.flow.changes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from isopolis.language import Language
from isopolis.plan.documents.svg import Picture


class Change(StrEnum):
    """What became of a text or a block since the version compared with."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text. ``lang`` is its language where it is not the document's."""

    text: str
    strong: bool = False
    lang: str = ""
    address: str = ""
    change: Change = Change.SAME


Inline = tuple[Span, ...]


def inline(text: str, *, strong: bool = False, lang: str = "") -> Inline:
    """A text as one span; nothing for an empty text."""
    return (Span(text, strong, lang),) if text else ()


def plain(text: Inline) -> str:
    """The text without its marks."""
    return "".join(span.text for span in text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, with a number or without; level 1 begins a chapter, on a new page where it says so."""

    key: str
    text: Inline
    level: int
    number: str = ""
    on_new_page: bool = False
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``look`` is "normal", "lead" (larger), "note" (smaller) or "label" (a small heading)."""

    key: str
    text: Inline
    look: str = "normal"
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    key: str
    items: tuple[Inline, ...]
    ordered: bool = False
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its header and its cells. ``key`` finds it in another version."""

    key: str
    head: Inline
    cells: tuple[Inline, ...]
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the rows.

    ``shares`` are the relative widths of the columns; ``numbers`` the columns that are set at the right. The
    caption is not shown where the heading above says the same; screen readers still hear it.
    """

    key: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    shares: tuple[float, ...] = ()
    numbers: frozenset[int] = frozenset()
    note: str = ""
    is_captioned: bool = True
    change: Change = Change.SAME

    def __post_init__(self) -> None:
        """Every row has a cell for every header."""
        for row in self.rows:
            if len(row.cells) + 1 != len(self.headers):
                raise ValueError(f"“{plain(row.head)}” does not fit {len(self.headers)} headers")


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms with what they are in this case: the head of an action."""

    key: str
    caption: str
    pairs: tuple[tuple[str, Inline], ...]
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its sentence."""

    key: str
    picture: Picture
    change: Change = Change.SAME


def figures(key: str, pictures: Sequence[Picture]) -> list[Figure]:
    """Pictures that follow each other, under keys of their own."""
    return [Figure(f"{key}.{i}" if i else key, one) for i, one in enumerate(pictures)]


@dataclass(frozen=True, slots=True)
class Callout:
    """A few sentences set apart under a small title."""

    key: str
    title: str
    paragraphs: tuple[Inline, ...]
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins a page."""

    key: str
    change: Change = Change.SAME


Block = Heading | Paragraph | Items | Table | Facts | Figure | Callout | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Attributes
    ----------
    language, day
        The reader's language; the date that it carries.
    kicker, title, subtitle
        Whose it is, what it is called, which edition.
    kind
        What kind of document it is, e.g. “Draft action plan”.
    is_long
        Whether it has a title page and a table of contents.
    is_marked
        Whether it shows changes.
    """

    language: Language
    day: date
    kicker: str
    title: str
    subtitle: str
    kind: str
    blocks: tuple[Block, ...]
    is_long: bool = True
    is_marked: bool = False
