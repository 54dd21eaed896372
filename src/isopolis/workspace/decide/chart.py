"""The groups drawn: a plain SVG without script, with dots that stand for several people each."""

from __future__ import annotations

from html import escape

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from isopolis.decide.opinions import OpinionMap
from isopolis.decide.opinions.clusters import base_clusters

WIDTH, HEIGHT, EDGE = 640.0, 400.0, 34.0
SHAPES = ("circle", "square", "diamond", "triangle", "cross")
"""A shape a group, so that nobody needs to see colours."""


def opinion_chart(opinions: OpinionMap, *, least: int = 5) -> SafeString:
    """An SVG of the opinion groups: each dot is a handful of people who think alike, as large as they are
    many.

    People are gathered in heaps of ``least`` or more; a heap stands at the mean of its members, so that no
    dot is a person.
    """
    inside = opinions.grouped
    places, member = opinions.places[inside], opinions.member[inside]
    dots: list[tuple[float, float, float, int]] = []
    for group in range(len(opinions.groups.people)):
        mine = places[member == group]
        if len(mine) < least:
            continue
        heaps = base_clusters(mine, max(1, min(25, len(mine) // least)))
        center, weight = heaps.center, heaps.weight
        for spot in np.flatnonzero(weight < least):
            big = np.flatnonzero(weight >= least)
            target = big[np.argmin(((center[big] - center[spot]) ** 2).sum(axis=1))] if len(big) else None
            if target is not None:
                weight[target] += weight[spot]
        dots += [
            (float(x), float(y), float(w), group)
            for (x, y), w in zip(center, weight, strict=True)
            if w >= least
        ]
    return mark_safe(_svg(dots))  # noqa: S308  (numbers and escaped words only)


def _svg(dots: list[tuple[float, float, float, int]]) -> str:
    if not dots:
        return ""
    x, y, weight, _group = (np.array(column) for column in zip(*dots, strict=True))
    span = max(float(np.ptp(x)) / (WIDTH - 2 * EDGE), float(np.ptp(y)) / (HEIGHT - 2 * EDGE), 1e-9)
    across = WIDTH / 2 + (x - (x.max() + x.min()) / 2) / span
    down = HEIGHT / 2 - (y - (y.max() + y.min()) / 2) / span
    size = 4.0 + 12.0 * np.sqrt(weight / weight.max())
    title = escape(_("Where the opinion groups stand"))
    marks = [
        _mark(SHAPES[group % len(SHAPES)], left, top, radius, group)
        for left, top, radius, (_x, _y, _w, group) in zip(across, down, size, dots, strict=True)
    ]
    names = []
    for group in sorted({dot[3] for dot in dots}):
        mine = [place for place, dot in enumerate(dots) if dot[3] == group]
        left = float(np.average(across[mine], weights=weight[mine]))
        top = float(max(down[mine].min() - 18.0, 16.0))
        names.append(
            f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="middle" class="name">{"ABCDE"[group]}</text>'
        )
    return (
        f'<svg class="opinions" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{title}">'
        f"<title>{title}</title>{''.join(marks)}{''.join(names)}</svg>"
    )


def _mark(shape: str, x: float, y: float, r: float, group: int) -> str:
    name = f'class="group-{group}"'
    if shape == "circle":
        return f'<circle {name} cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'
    corners = {
        "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
        "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
        "triangle": ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
        "cross": (
            (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4),
            (0.4, 1.1), (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
        ),
    }[shape]  # fmt: skip
    points = " ".join(f"{x + r * dx:.1f},{y + r * dy:.1f}" for dx, dy in corners)
    return f'<polygon {name} points="{points}"/>'
