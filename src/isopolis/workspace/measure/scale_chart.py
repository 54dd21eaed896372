"""The chart of an index over the scales of the surroundings: one line, its values beside its marks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from isopolis.language import Language
from isopolis.plan.documents.charts import tick
from isopolis.plan.documents.svg import GREY, Picture, document, element, label

WIDTH, HEIGHT = 560.0, 240.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 24.0, 24.0, 34.0


def scale_chart(
    metres: Sequence[float],
    values: Sequence[float],
    ends: Sequence[tuple[float, float]],
    *,
    title: str,
    alternative: str,
    language: Language,
) -> Picture:
    """Draw values over radii; radii are spaced by their ratio, for each is about twice the one before.

    Through each mark goes a line from one of its ``ends`` to the other, those of its interval; where there is
    none, both are the value.
    """
    reached = [*values, *(end for pair in ends for end in pair)]
    step = tick(max(*reached, 1e-6))
    most = step * float(np.ceil(max(*reached, 1e-6) / step - 1e-9))
    least = -step * float(np.ceil(max(0.0, -min(reached)) / step - 1e-9))
    logs = np.log(np.asarray(metres))
    places = (logs - logs[0]) / max(float(logs[-1] - logs[0]), 1e-9)
    xs = _LEFT + 16 + places * (WIDTH - _LEFT - _RIGHT - 32)

    def y(value: float) -> float:
        return float(_TOP + (HEIGHT - _TOP - _BOTTOM) * (most - value) / (most - least))

    digits = max(0, int(np.ceil(-np.log10(step) - 1e-9)))
    marks = []
    for k in range(round((most - least) / step) + 1):
        at = least + k * step
        line = f"M{_LEFT} {y(at):.1f}H{WIDTH - _RIGHT}"
        marks.append(element("path", d=line, stroke=GREY, stroke_width=0.5, opacity=0.5))
        marks.append(label(language.number(at, digits), _LEFT - 8, y(at) + 4, 12, text_anchor="end"))
    path = "M" + "L".join(f"{x:.1f} {y(value):.1f}" for x, value in zip(xs, values, strict=True))
    marks.append(element("path", d=path, fill="none", stroke="currentColor", stroke_width=2))
    for x, metre, value, (low, high) in zip(xs, metres, values, ends, strict=True):
        marks.append(element("circle", cx=float(x), cy=y(value), r=4.5, fill="currentColor"))
        whisker = f"M{x:.1f} {y(low):.1f}V{y(high):.1f}"
        marks.append(element("path", d=whisker, stroke="currentColor", stroke_width=1.5))
        above = y(max(value, high)) - 10
        marks.append(label(language.number(value, 3), float(x), above, 12, text_anchor="middle"))
        words = f"{language.number(metre / 1000)} km" if metre >= 1000 else f"{language.number(metre)} m"
        marks.append(label(words, float(x), HEIGHT - 10, 12, text_anchor="middle"))
    svg = document(title, alternative, "".join(marks), width=WIDTH, height=HEIGHT, prefix="scales")
    return Picture(title, alternative, svg, WIDTH, HEIGHT)
