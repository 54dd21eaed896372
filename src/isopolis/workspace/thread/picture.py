"""The picture of a thread: boxes for things in the order of the thread, curves for links; as SVG.

It is drawn twice, and the stylesheet shows the one that can be read where it is: kinds beside each other on a
wide screen and on paper, one below the other on a narrow one. No JavaScript and no fonts are needed, and
nothing is wider than the page. The same things and links give the same picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from statistics import fmean

WIDE, NARROW = 1216, 328
"""Widths to draw for: a screen of 1,280 points without its margins, and a phone's of 360."""
TEXT = 960
"""How wide the page's own column is."""
GAP, GUTTER = 34, 56
"""Between two columns; and left of the boxes, for the curves, where one stands below the other."""
PAD, BETWEEN, TOP = 9, 12, 40
SWEEPS = 4
"""How often columns are put in order after their neighbours."""

Key = tuple[str, int]
"""Kind and number of a thing."""


@dataclass(frozen=True, slots=True)
class Box:
    """A thing to draw."""

    key: Key
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """A kind and its things."""

    kind: str
    title: str
    boxes: Sequence[Box]


@dataclass(frozen=True, slots=True)
class Form:
    """How boxes are drawn: their width, the height of a line, the characters in one, and lines at most."""

    width: float
    line: int
    characters: int
    lines: int

    @classmethod
    def beside(cls, columns: int) -> Form:
        """For so many columns beside each other; 12.5 points a letter, of about 7 in width."""
        width = min(184, (WIDE + GAP) // max(columns, 1) - GAP)
        return cls(width, 16, (width - 2 * PAD) // 7 + 1, 8)

    @classmethod
    def below(cls) -> Form:
        """For kinds below each other; 14 points a letter."""
        return cls(NARROW - GUTTER, 18, 31, 4)


Place = tuple[float, float, float]
"""Left, top and height of a box."""


def draw(columns: Sequence[Column], links: Sequence[tuple[Key, Key]], label: str) -> str:
    """The two SVGs of some columns and the links between their boxes; ``label`` says what they show."""
    columns = [column for column in columns if column.boxes]
    order = in_order(columns, links)
    return _beside(columns, order, links, label) + _below(columns, order, links, label)


def _beside(
    columns: Sequence[Column], order: list[list[Box]], links: Sequence[tuple[Key, Key]], label: str
) -> str:
    form = Form.beside(len(columns))
    place: dict[Key, Place] = {}
    parts: list[str] = []
    bottom = float(TOP)
    for at, (column, boxes) in enumerate(zip(columns, order, strict=True)):
        x, y = at * (form.width + GAP), float(TOP)
        title = wrapped(column.title, form.characters, 2)
        parts += [_heading(line, x, TOP - 8 - 16 * (len(title) - 1 - row)) for row, line in enumerate(title)]
        for box in boxes:
            part, place[box.key] = _box(box, column.kind, form, x, y)
            parts.append(part)
            y += place[box.key][2] + BETWEEN
        bottom = max(bottom, y)
    curves = [_curve(place[one], place[other], form.width, one[0]) for one, other in _drawn(links, place)]
    width = max(len(columns) * (form.width + GAP) - GAP, form.width)
    return _svg("beside wide" if width > TEXT else "beside", label, width, bottom, curves + parts)


def _below(
    columns: Sequence[Column], order: list[list[Box]], links: Sequence[tuple[Key, Key]], label: str
) -> str:
    form = Form.below()
    place: dict[Key, Place] = {}
    parts: list[str] = []
    y = 0.0
    for column, boxes in zip(columns, order, strict=True):
        parts.append(_heading(column.title, GUTTER, y + 22))
        y += 32
        for box in boxes:
            part, place[box.key] = _box(box, column.kind, form, GUTTER, y)
            parts.append(part)
            y += place[box.key][2] + BETWEEN
        y += BETWEEN
    curves = [_arc(place[one], place[other], y, one[0]) for one, other in _drawn(links, place)]
    return _svg("below", label, NARROW, y, curves + parts)


def _drawn(links: Sequence[tuple[Key, Key]], place: dict[Key, Place]) -> list[tuple[Key, Key]]:
    return [pair for pair in sorted(set(links)) if pair[0] in place and pair[1] in place]


def _svg(way: str, label: str, width: float, height: float, parts: Sequence[str]) -> str:
    name = escape(label, quote=True)  # a group: it holds links
    return (
        f'<svg class="picture {way}" role="group" aria-label="{name}" viewBox="-1 0 {width + 2} '
        f'{height:.0f}" width="{width + 2}" height="{height:.0f}">' + "".join(parts) + "</svg>"
    )


def _heading(text: str, x: float, y: float) -> str:
    return f'<text class="kind" x="{x}" y="{y:.0f}">{escape(text)}</text>'


def in_order(columns: Sequence[Column], links: Sequence[tuple[Key, Key]]) -> list[list[Box]]:
    """The boxes of each column, each near what it hangs on: fewer curves cross.

    Sweeps to and fro order each column by the mean place of the neighbours in the columns before
    (after): the barycentre heuristic of K. Sugiyama, S. Tagawa and M. Toda, “Methods for visual understanding
    of hierarchical system structures”, IEEE Transactions on Systems, Man, and Cybernetics 11 (1981), 109-125.
    """
    order = [list(column.boxes) for column in columns]
    near: dict[Key, set[Key]] = defaultdict(set)
    for source, target in links:
        near[source].add(target)
        near[target].add(source)
    for sweep in range(SWEEPS):
        turn = range(1, len(order)) if sweep % 2 == 0 else range(len(order) - 2, -1, -1)
        for at in turn:
            done = order[:at] if sweep % 2 == 0 else order[at + 1 :]
            places = {box.key: row / max(len(one), 1) for one in done for row, box in enumerate(one)}
            here = {box.key: row / len(order[at]) for row, box in enumerate(order[at])}

            def height(box: Box, places: dict[Key, float] = places, here: dict[Key, float] = here) -> float:
                found = [places[key] for key in near[box.key] if key in places]
                return fmean(sorted(found)) if found else here[box.key]

            order[at].sort(key=height)
    return order


def wrapped(title: str, characters: int = 23, most: int = 4) -> list[str]:
    """A title in lines of a box; what does not fit ends in an ellipsis.

    >>> wrapped("There is no step-free way from the estate to the library")
    ['There is no step-free', 'way from the estate to', 'the library']
    """
    lines = [""]
    for word in title.split():
        while len(word) > characters:
            lines += [word[: characters - 1] + "-", ""]
            word = word[characters - 1 :]  # noqa: PLW2901  (the rest of a long word)
        if len(lines[-1]) + len(word) + 1 > characters and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    lines = [line for line in lines if line] or ["–"]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: characters - 2] + " …"]
    return lines


def _box(box: Box, kind: str, form: Form, x: float, y: float) -> tuple[str, Place]:
    lines = wrapped(box.title, form.characters, form.lines)
    height = len(lines) * form.line + 2 * PAD - 3
    texts = "".join(
        f'<text x="{x + PAD}" y="{y + PAD + form.line * (at + 1) - 5:.0f}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    drawn = (
        f'<a href="{escape(box.url, quote=True)}" class="box {kind}"><title>{escape(box.title)}</title>'
        f'<rect x="{x}" y="{y:.0f}" width="{form.width}" height="{height}" rx="6"/>{texts}</a>'
    )
    return drawn, (x, y, height)


def _curve(one: Place, other: Place, width: float, kind: str) -> str:
    left, right = sorted((one, other))
    x0, y0 = left[0] + width, left[1] + left[2] / 2
    x1, y1 = right[0], right[1] + right[2] / 2
    bend = max((x1 - x0) / 2, GAP / 2)
    way = f"M{x0} {y0:.1f}C{x0 + bend:.1f} {y0:.1f} {x1 - bend:.1f} {y1:.1f} {x1} {y1:.1f}"
    return f'<path class="{kind}" d="{way}"/>'


def _arc(one: Place, other: Place, height: float, kind: str) -> str:
    """A bow on the left, the wider the farther apart two boxes are, within its strip."""
    y0, y1 = (place[1] + place[2] / 2 for place in sorted((one, other)))
    depth = (8 + (GUTTER - 10) * ((y1 - y0) / height) ** 0.5) / 0.75  # a Bézier curve reaches 3/4 of its hold
    x, hold = GUTTER, GUTTER - depth
    return f'<path class="{kind}" d="M{x} {y0:.1f}C{hold:.1f} {y0:.1f} {hold:.1f} {y1:.1f} {x} {y1:.1f}"/>'
