"""Two versions of a document side by side in one: what was inserted and what was deleted, word by word.

Blocks and rows are matched by their keys, words by the longest matching runs (Ratcliff & Metzener, Dr. Dobb's
Journal 13(7):46, 1988, as Python's difflib does it). Texts that share little are shown as deleted and
inserted whole: nobody reads single words out of two versions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import TypeVar

from isopolis.plan.documents.flow.content import (
    Block,
    Callout,
    Change,
    Document,
    Facts,
    Heading,
    Inline,
    Items,
    Paragraph,
    Row,
    Span,
    Table,
    plain,
)

LEAST_ALIKE = 0.3
"""Texts of which less than this share of words is the same are replaced whole."""
_MOST_WORDS = 4_000
"""Longer texts are compared sentence by sentence."""
T = TypeVar("T")
Pair = tuple[T | None, T | None]


def marked(old: Document, new: Document) -> Document:
    """The new document with what became of the old one in it."""
    blocks = tuple(_block(before, after) for before, after in _matched(old.blocks, new.blocks, _key))
    return replace(new, blocks=blocks, is_marked=True)


def word_changes(before: Inline, after: Inline) -> Inline:
    """One text out of two: what is the same, what was deleted, what was inserted.

    >>> from isopolis.plan.documents.flow.content import inline
    >>> marked = word_changes(inline("Three cities meet."), inline("Four cities meet."))
    >>> [(span.change.value, span.text) for span in marked]
    [('deleted', 'Three '), ('inserted', 'Four '), ('same', 'cities meet.')]
    """
    if before == after:
        return after
    old, new = _tokens(before), _tokens(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if not old or not new or matcher.ratio() < LEAST_ALIKE:
        return (*_changed(before, Change.DELETED), *_changed(after, Change.INSERTED))
    out: list[Span] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            _extend(out, new[j1:j2])
            continue
        _extend(out, _changed(old[i1:i2], Change.DELETED))
        _extend(out, _changed(new[j1:j2], Change.INSERTED))
    return tuple(out)


def _tokens(text: Inline) -> list[Span]:
    """Words with the space after them; sentences where there are very many words."""
    long = sum(len(span.text) for span in text) > 6 * _MOST_WORDS
    pattern = r"[^.!?]+[.!?]*\s*|\s+" if long else r"\S+\s*|\s+"
    return [Span(word, *_marks(span)) for span in text for word in re.findall(pattern, span.text)]


def _marks(span: Span) -> tuple[bool, str, str, Change]:
    """Everything of a span but its text."""
    return span.strong, span.lang, span.address, span.change


def _changed(text: Iterable[Span], change: Change) -> Inline:
    return tuple(Span(one.text, one.strong, one.lang, one.address, change) for one in text)


def _extend(out: list[Span], spans: Sequence[Span]) -> None:
    """Add spans, joined to each other and to the last one where only their text differs."""
    for marks, alike in groupby(spans, _marks):
        text = "".join(span.text for span in alike)
        if out and _marks(out[-1]) == marks:
            out[-1] = Span(out[-1].text + text, *marks)
        else:
            out.append(Span(text, *marks))


def _key(block: Block) -> tuple[str, str]:
    return type(block).__name__, block.key


def _matched(old: Sequence[T], new: Sequence[T], key: Callable[[T], object]) -> Iterator[Pair[T]]:
    """Pairs of what is the same thing in both, in the order of the new one; None where it is missing."""
    matcher = SequenceMatcher(None, [key(one) for one in old], [key(one) for one in new], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
            continue
        yield from ((one, None) for one in old[i1:i2])
        yield from ((None, one) for one in new[j1:j2])


def _block(before: Block | None, after: Block | None) -> Block:  # noqa: PLR0911  (one a kind of block)
    if after is None:
        assert before is not None  # noqa: S101  (one of the two is there)
        return replace(before, change=Change.DELETED)
    if before is None:
        return replace(after, change=Change.INSERTED)
    if before == after:
        return after
    match before, after:
        case Heading(), Heading():
            return replace(after, text=word_changes(before.text, after.text))
        case Paragraph(), Paragraph():
            return replace(after, text=word_changes(before.text, after.text))
        case Items(), Items():
            return replace(after, items=_texts(before.items, after.items))
        case Callout(), Callout():
            return replace(after, paragraphs=_texts(before.paragraphs, after.paragraphs))
        case Facts(), Facts():
            return _facts(before, after)
        case Table(), Table():
            return _table(before, after)
    return after


def _texts(before: Sequence[Inline], after: Sequence[Inline]) -> tuple[Inline, ...]:
    """Two lists of texts: those that are the same are found first, the others are compared in their order."""
    matcher = SequenceMatcher(
        None, [plain(one) for one in before], [plain(one) for one in after], autojunk=False
    )
    out: list[Inline] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            out += after[j1:j2]
            continue
        both = min(i2 - i1, j2 - j1)
        out += [word_changes(before[i1 + k], after[j1 + k]) for k in range(both)]
        out += [_changed(one, Change.DELETED) for one in before[i1 + both : i2]]
        out += [_changed(one, Change.INSERTED) for one in after[j1 + both : j2]]
    return tuple(out)


def _facts(before: Facts, after: Facts) -> Facts:
    pairs = []
    for one, other in _matched(before.pairs, after.pairs, lambda pair: pair[0]):
        if other is None and one is not None:
            pairs.append((one[0], _changed(one[1], Change.DELETED)))
        elif one is None and other is not None:
            pairs.append((other[0], _changed(other[1], Change.INSERTED)))
        elif one is not None and other is not None:
            pairs.append((other[0], word_changes(one[1], other[1])))
    return replace(after, pairs=tuple(pairs))


def _table(before: Table, after: Table) -> Table:
    if before.headers != after.headers:
        return replace(after, change=Change.INSERTED)
    rows: list[Row] = []
    for one, other in _matched(before.rows, after.rows, lambda row: row.key):
        if other is None and one is not None:
            rows.append(replace(one, change=Change.DELETED))
        elif one is None and other is not None:
            rows.append(replace(other, change=Change.INSERTED))
        elif one is not None and other is not None:
            cells = tuple(map(word_changes, one.cells, other.cells))
            rows.append(replace(other, head=word_changes(one.head, other.head), cells=cells))
    return replace(after, rows=tuple(rows))
