"""A Gantt chart: what runs from when to when, what is done, what is late, and where today is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import wrap
from typing import Any

from isopolis.language import Language
from isopolis.plan.documents.svg import GREY, Picture, document, element, label

WIDTH = 640.0
_NAMES = 252.0
_ROW = 32.0
_LINE = 36
"""Letters of a line of a name; a name has two lines at most."""
Place = Callable[[date], float]
"""Where a day is on the axis."""
_ACCENT, _LATE = "#17405f", "#97260f"


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the chart; a bar without a first day is drawn as its last day."""

    name: str
    starts: date | None
    ends: date | None
    done: bool = False
    late: bool = False
    is_group: bool = False


def gantt(
    bars: Sequence[Bar],
    title: str,
    language: Language,
    *,
    span: tuple[date, date] | None = None,
    today: date | None = None,
    prefix: str = "gantt",
) -> Picture | None:
    """Draw one line a bar; None where no bar has a date. ``span``: the axis goes from here to there.

    A day on its own is a diamond. What is done is filled, what is not is outlined, what is late is red and
    has a broken outline, so that colour is not needed to tell them apart.
    """
    days = [day for bar in bars for day in (bar.starts, bar.ends) if day is not None]
    if not days:
        return None
    begins, ends = span or (min(days), max(days))
    first, last = begins.replace(day=1), ends + timedelta(days=20)
    length = max((last - first).days, 30)

    def x(day: date) -> float:
        return _NAMES + (WIDTH - _NAMES - 12) * (day - first).days / length

    bottom = 30 + _ROW * len(bars)
    marks = [*_axis(first, last, x, bottom, language)]
    if today is not None and first <= today <= last:
        at = x(today)
        marks.append(
            element(
                "path", d=f"M{at:.1f} 22V{bottom:.1f}", stroke=_LATE, stroke_width=1.2, stroke_dasharray="4 3"
            )
        )
        marks.append(label(language.text("today"), at, bottom + 14, 11, text_anchor="middle", fill=_LATE))
    for i, bar in enumerate(bars):
        marks += _bar(bar, 30 + _ROW * (i + 0.5), x)
    told = _alternative(bars, min(days), max(days), title, language)
    height = bottom + 20
    drawn = document(title, told, "".join(marks), width=WIDTH, height=height, prefix=prefix)
    return Picture(title, told, drawn, WIDTH, height)


def _axis(first: date, last: date, x: Place, bottom: float, language: Language) -> list[str]:
    """A line and a name for each month, quarter or year, whatever leaves room for the names."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(step for step in (1, 3, 6, 12, 24, 60, 120) if months / step <= 8 or step == 120)
    marks = []
    day = first
    while day <= last:
        if (day.month - 1) % min(step, 12) == 0 and (step <= 12 or day.year % (step // 12) == 0):
            at = x(day)
            marks.append(
                element("path", d=f"M{at:.1f} 22V{bottom:.1f}", stroke=GREY, stroke_width=0.5, opacity=0.5)
            )
            pattern = "yyyy" if step >= 12 else "MMM yy"
            name = language.date(day, pattern)
            anchor = "start" if at <= _NAMES + 20 else "end" if at > WIDTH - 24 else "middle"
            marks.append(label(name, at, 14, 11, text_anchor=anchor))
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return marks


def _bar(bar: Bar, y: float, x: Place) -> list[str]:
    weight = {"font_weight": "600"} if bar.is_group else {}
    lines = wrap(bar.name, _LINE, max_lines=2, placeholder=" …")
    marks = [
        label(line, 0.0, y + 4 + 13 * (k - (len(lines) - 1) / 2), 12, **weight)
        for k, line in enumerate(lines)
    ]
    ends = bar.ends or bar.starts
    if ends is None:
        return marks
    starts = bar.starts or ends
    colour = _LATE if bar.late else _ACCENT
    look: dict[str, Any] = {"stroke": colour, "stroke_width": 1.4, "fill": colour if bar.done else "none"}
    if bar.late:
        look["stroke_dasharray"] = "3 2"
    if starts == ends:
        at = x(ends)
        marks.append(element("path", d=f"M{at:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z", **look))
        return marks
    width = max(x(ends) - x(starts), 2.0)
    marks.append(element("rect", x=x(starts), y=y - 5.5, width=width, height=11.0, rx=2, **look))
    return marks


def _alternative(bars: Sequence[Bar], first: date, last: date, title: str, language: Language) -> str:
    said = [
        language.text(
            "{title}: {n} entries from {first} to {last}.",
            title=title,
            n=language.number(len(bars)),
            first=language.date(first),
            last=language.date(last),
        )
    ]
    if done := sum(bar.done for bar in bars):
        said.append(language.text("Done: {n}.", n=language.number(done)))
    if late := sum(bar.late for bar in bars):
        said.append(language.text("Late: {n}.", n=language.number(late)))
    said.append(language.text("The table holds every date."))
    return " ".join(said)
