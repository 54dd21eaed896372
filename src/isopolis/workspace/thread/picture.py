"""The picture of a thread: columns in the order of the thread, boxes for things, curves for links; as SVG.

No JavaScript and no fonts are needed: the page's stylesheet colours it, on paper too. The same things and
links give the same picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from statistics import fmean

WIDTH, GAP = 184, 44
"""Width of a column, and between two."""
LINE, PAD, BETWEEN, TOP = 17, 9, 12, 34
CHARACTERS, LINES = 23, 4
"""Characters in a line of a box, and lines at most."""
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


def draw(columns: Sequence[Column], links: Sequence[tuple[Key, Key]], label: str) -> str:
    """The SVG of some columns and the links between their boxes; ``label`` says what it shows."""
    columns = [column for column in columns if column.boxes]
    order = in_order(columns, links)
    place: dict[Key, tuple[float, float, float]] = {}
    parts: list[str] = []
    bottom = float(TOP)
    for at, (column, boxes) in enumerate(zip(columns, order, strict=True)):
        x, y = at * (WIDTH + GAP), float(TOP)
        parts.append(f'<text class="kind" x="{x}" y="18">{escape(column.title)}</text>')
        for box in boxes:
            lines = wrapped(box.title)
            height = len(lines) * LINE + 2 * PAD - 3
            place[box.key] = (x, y, height)
            parts.append(_box(box, column.kind, lines, place[box.key]))
            y += height + BETWEEN
        bottom = max(bottom, y)
    curves = [
        _curve(place[source], place[target])
        for source, target in sorted(set(links))
        if source in place and target in place
    ]
    width = max(len(columns) * (WIDTH + GAP) - GAP, WIDTH)
    name = escape(label, quote=True)  # a group: it holds links
    return (
        f'<svg class="picture" role="group" aria-label="{name}" viewBox="-1 0 {width + 2} '
        f'{bottom:.0f}" width="{width + 2}" height="{bottom:.0f}">' + "".join(curves + parts) + "</svg>"
    )


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


def wrapped(title: str) -> list[str]:
    """A title in lines of a box; what does not fit ends in an ellipsis.

    >>> wrapped("There is no step-free way from the estate to the library")
    ['There is no step-free', 'way from the estate to', 'the library']
    """
    lines = [""]
    for word in title.split():
        while len(word) > CHARACTERS:
            lines += [word[: CHARACTERS - 1] + "-", ""]
            word = word[CHARACTERS - 1 :]  # noqa: PLW2901  (the rest of a long word)
        if len(lines[-1]) + len(word) + 1 > CHARACTERS and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    lines = [line for line in lines if line] or ["–"]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][: CHARACTERS - 2] + " …"]
    return lines


def _box(box: Box, kind: str, lines: list[str], place: tuple[float, float, float]) -> str:
    x, y, height = place
    texts = "".join(
        f'<text x="{x + 10}" y="{y + PAD + LINE * (at + 1) - 5:.0f}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    return (
        f'<a href="{escape(box.url, quote=True)}" class="box {kind}"><title>{escape(box.title)}</title>'
        f'<rect x="{x}" y="{y:.0f}" width="{WIDTH}" height="{height}" rx="6"/>{texts}</a>'
    )


def _curve(one: tuple[float, float, float], other: tuple[float, float, float]) -> str:
    left, right = sorted((one, other))
    x0, y0 = left[0] + WIDTH, left[1] + left[2] / 2
    x1, y1 = right[0], right[1] + right[2] / 2
    bend = max((x1 - x0) / 2, GAP / 2)
    return f'<path d="M{x0} {y0:.1f}C{x0 + bend:.1f} {y0:.1f} {x1 - bend:.1f} {y1:.1f} {x1} {y1:.1f}"/>'
