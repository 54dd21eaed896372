"""Charts of figures with their uncertainty: a dot, its interval, and what chance would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from isopolis.language import Language
from isopolis.plan.documents.svg import GREY, Picture, document, element, label

WIDTH = 640.0
_ROW = 22.0
_NAMES = 190.0
_LONGEST_NAME = 28


@dataclass(frozen=True, slots=True)
class Estimate:
    """One line of the chart; NaN where something is not known."""

    name: str
    value: float
    low: float
    high: float
    expected: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A line across the chart that all estimates are held against, and its name."""

    value: float
    name: str


def interval_chart(
    estimates: Sequence[Estimate],
    title: str,
    language: Language,
    *,
    reference: Reference | None = None,
    percent: bool = False,
    decimals: int = 2,
    prefix: str = "chart",
) -> Picture:
    """Draw one line an estimate: a dot at its value, a line over its interval, a cross where chance would be.

    Lines without a value are named and left empty. The axis begins at 0; with ``percent`` it
    reads shares. The text alternative has ``decimals`` digits after the point.
    """
    every = np.array([[one.value, one.high, one.expected] for one in estimates], dtype=float)
    most = float(np.nanmax(every)) if np.isfinite(every).any() else 1.0
    if reference is not None:
        most = max(most, reference.value)
    step = tick(most)
    most = step * float(np.ceil(most / step))
    height = _ROW * len(estimates) + 58

    def x(value: float) -> float:
        return _NAMES + (WIDTH - _NAMES - 20) * value / most

    bottom = 26 + _ROW * len(estimates)
    chance = any(not np.isnan(one.expected) for one in estimates)
    marks = [_key(language, chance=chance, reference=reference)]
    digits = max(0, int(np.ceil(-np.log10(step) - 1e-9)))
    for k in range(round(most / step) + 1):
        at = x(k * step)
        marks.append(
            element("path", d=f"M{at:.1f} 22V{bottom:.1f}", stroke=GREY, stroke_width=0.5, opacity=0.5)
        )
        read = language.percent(k * step) if percent else language.number(k * step, digits)
        marks.append(label(read, at, bottom + 16, 12, text_anchor="middle"))
    if reference is not None:
        marks.append(_reference(x(reference.value), bottom))
    for i, one in enumerate(estimates):
        marks.append(_line(one, 26 + _ROW * (i + 0.5), x))
    told = _alternative(estimates, title, language, decimals)
    drawn = document(title, told, "".join(marks), width=WIDTH, height=height, prefix=prefix)
    return Picture(title, told, drawn, WIDTH, height)


def _line(one: Estimate, y: float, x: Callable[[float], float]) -> str:
    name = one.name if len(one.name) <= _LONGEST_NAME else one.name[: _LONGEST_NAME - 1] + "…"
    marks = [label(name, _NAMES - 12, y + 4, 13, text_anchor="end")]
    if not np.isnan(one.low) and not np.isnan(one.high):
        marks.append(
            element(
                "path", d=f"M{x(one.low):.1f} {y}H{x(one.high):.1f}", stroke="currentColor", stroke_width=2
            )
        )
    if not np.isnan(one.value):
        marks.append(element("circle", cx=x(one.value), cy=y, r=4.5, fill="currentColor"))
    if not np.isnan(one.expected):
        marks.append(_cross(x(one.expected), y))
    return "".join(marks)


def _reference(x: float, bottom: float) -> str:
    return element(
        "path", d=f"M{x:.1f} 22V{bottom:.1f}", stroke="currentColor", stroke_width=1.2, stroke_dasharray="5 3"
    )


def _cross(x: float, y: float) -> str:
    return element(
        "path",
        d=f"M{x - 4:.1f} {y - 4:.1f}l8 8m-8 0l8-8",
        stroke="currentColor",
        stroke_width=1.3,
        fill="none",
    )


def _key(language: Language, *, chance: bool, reference: Reference | None) -> str:
    line = element("path", d=f"M{_NAMES} 9h36", stroke="currentColor", stroke_width=2)
    dot = element("circle", cx=_NAMES + 18, cy=9, r=4.5, fill="currentColor")
    words = label(language.text("value and 95% interval"), _NAMES + 44, 13, 12)
    marks = line + dot + words
    if chance:
        marks += _cross(_NAMES + 230, 9) + label(language.text("by chance alone"), _NAMES + 242, 13, 12)
    if reference is not None:
        dash = element(
            "path", d=f"M{_NAMES + 226} 9h24", stroke="currentColor", stroke_width=1.2, stroke_dasharray="5 3"
        )
        marks += dash + label(reference.name, _NAMES + 256, 13, 12)
    return marks


def tick(most: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts 0..most into four to eight."""
    power = 10.0 ** np.floor(np.log10(max(most, 1e-9) / 4))
    return float(next(power * k for k in (1, 2, 5, 10) if most / (power * k) <= 8))


def _alternative(estimates: Sequence[Estimate], title: str, language: Language, decimals: int) -> str:
    known = [one for one in estimates if not np.isnan(one.value)]
    if not known:
        return language.text("{title}: no figure has a value.", title=title)
    low, high = min(known, key=lambda one: one.value), max(known, key=lambda one: one.value)
    return language.text(
        "{title}: {n} figures, from {low} ({lowest}) to {high} ({highest}). The table holds every value.",
        title=title,
        n=language.number(len(known)),
        low=language.number(low.value, decimals),
        lowest=low.name,
        high=language.number(high.value, decimals),
        highest=high.name,
    )
