"""The chart of segregation by scale: radii and numbers of people side by side, one line a partition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from isopolis.plan.documents.atlas.words import Words
from isopolis.plan.documents.svg import GREY, Picture, document, element, label

WIDTH, HEIGHT = 640.0, 250.0
_LEFT, _TOP, _BOTTOM, _GAP = 46.0, 14.0, 42.0, 26.0
# Lines differ in dash and mark as well as in place: no colour is needed to tell them apart.
_DASHES = (None, "7 4", "2 3")


def scale_chart(lines: Mapping[str, Sequence[float]], scales: Sequence[str], words: Words) -> Picture:
    """Draw Theil's H of each partition over the scales.

    Parameters
    ----------
    lines
        Values at each scale, by the name of the partition in words; NaN where there is none.
    scales
        Labels of the scales: radii first, then numbers of people.
    """
    values = np.array([list(line) for line in lines.values()], dtype=float)
    most = float(np.nanmax(values)) if np.isfinite(values).any() else 1.0
    least = min(0.0, float(np.nanmin(values)) if np.isfinite(values).any() else 0.0)
    step = _step(most - least)
    top, foot = step * np.ceil(most / step - 1e-9), step * np.floor(least / step + 1e-9)
    top = top if top > foot else foot + step
    kinds = [scale.startswith("k=") for scale in scales]
    x = _columns(kinds)

    def y(value: float) -> float:
        return float(_TOP + (HEIGHT - _TOP - _BOTTOM) * (top - value) / (top - foot))

    marks = []
    for k in range(round((top - foot) / step) + 1):
        at = foot + k * step
        marks.append(
            element(
                "path", d=f"M{_LEFT} {y(at):.1f}H{WIDTH - 120}", stroke=GREY, stroke_width=0.5, opacity=0.6
            )
        )
        marks.append(
            label(words.number(at, 3 if step < 0.01 else 2), _LEFT - 6, y(at) + 4, 11, text_anchor="end")
        )
    for at, scale in zip(x, scales, strict=True):
        marks.append(label(short_scale(scale, words), at, HEIGHT - 24, 11, text_anchor="middle"))
    for name, chosen in ((words.text("radius"), False), (words.text("nearest people"), True)):
        places = [at for at, kind in zip(x, kinds, strict=True) if kind is chosen]
        if places:
            marks.append(label(name, sum(places) / len(places), HEIGHT - 6, 11, text_anchor="middle"))
    ends: list[float] = []
    for i, (name, line) in enumerate(lines.items()):
        for chosen in (False, True):
            points = [
                (at, y(value))
                for at, value, kind in zip(x, line, kinds, strict=True)
                if kind is chosen and np.isfinite(value)
            ]
            if len(points) > 1:
                path = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
                marks.append(
                    element(
                        "path",
                        d=path,
                        fill="none",
                        stroke="currentColor",
                        stroke_width=1.8,
                        stroke_dasharray=_DASHES[i % 3],
                    )
                )
            marks += [element("circle", cx=a, cy=b, r=2.6, fill="currentColor") for a, b in points]
        last = next((value for value in reversed(line) if np.isfinite(value)), None)
        if last is not None:
            place = y(last) + 4
            while any(abs(place - other) < 13 for other in ends):
                place -= 4
            ends.append(place)
            marks.append(label(name, WIDTH - 112, place, 11))
    title = words.text("Segregation by scale (Theil’s H)")
    said = words.text("The table below holds every value.")
    return Picture(
        title,
        said,
        document(title, said, "".join(marks), width=WIDTH, height=HEIGHT, prefix="scales"),
        WIDTH,
        HEIGHT,
    )


def short_scale(scale: str, words: Words) -> str:
    """A scale as a reader knows it: 2 km, 5,000."""
    if scale.startswith("k="):
        return words.people(float(scale[2:]))
    metres = float(scale.removesuffix(" m"))
    return f"{metres / 1000:g} km"


def _columns(kinds: Sequence[bool]) -> list[float]:
    room = WIDTH - 140 - _LEFT - _GAP
    step = room / max(1, len(kinds) - 1)
    return [_LEFT + 14 + step * i + (_GAP if kind else 0.0) for i, kind in enumerate(kinds)]


def _step(most: float) -> float:
    power = 10.0 ** np.floor(np.log10(max(most, 1e-6) / 4))
    return float(next(power * k for k in (1, 2, 5, 10) if most / (power * k) <= 6))
