"""The order of a list as the page shows it: places with their reasons, how sure they are, who disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from isopolis.decide.priorities import OTHERS, Panel, Place, Scores, rank
from isopolis.language import Language
from isopolis.workspace.people.permissions import Role
from isopolis.workspace.priorities.forms import HIGHEST, STEP, criterion_label

NOTHING = "–"


def _named(panel: Panel, words: Language) -> Scores:
    """The scores with groups and criteria in the reader's words."""
    labels = dict(Role.choices) | {OTHERS: words.text(OTHERS)}
    groups = tuple(str(labels.get(name, name)) for name in panel.scores.groups)
    return replace(panel.scores, groups=groups, criteria=tuple(map(criterion_label, panel.scores.criteria)))


def read_order(
    panel: Panel, tried: Mapping[str, float], words: Language, sources: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything that the page says about the order under the weights ``tried``, else the members' own.

    ``sources`` are the actions and proposals behind the entries, by name.
    """
    scores = _named(panel, words)
    weights = panel.shared_weights
    if tried:
        given = np.array([tried[name] for name in panel.scores.criteria])
        weights = given / given.sum()
    order = rank(scores, weights.tolist())
    shown = weights / weights.max() * HIGHEST
    return {
        "places": [_row(one, sources.get(one.action), words) for one in order.places],
        "sensitivity": order.sensitivity(words),
        "chart": _chart(order.places),
        "weights_shown": {f"weight-{i}": round(float(value) / STEP) * STEP for i, value in enumerate(shown)},
        "criteria": [
            (name, words.percent(float(share)), [_share(row[i], words) for row in panel.weights])
            for i, (name, share) in enumerate(zip(scores.criteria, weights, strict=True))
        ],
        "groups": scores.groups,
        "views": _views(panel, scores, weights, [one.action for one in order.places], words),
    }


def _row(one: Place, source: Any, words: Language) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "action": one.action,
        "source": source,
        "value": words.number(one.value * HIGHEST, 1),
        "between": f"{one.low} – {one.high}",
        "first": words.percent(one.first),
        "dissent": words.number(one.dissent, 1),
        "reasons": one.reasons(words),
    }


def _share(value: float, words: Language) -> str:
    return NOTHING if np.isnan(value) else words.percent(float(value))


def _views(
    panel: Panel, scores: Scores, weights: np.ndarray[Any, np.dtype[np.float64]], actions: list[str],
    words: Language,
) -> list[tuple[str, list[str]]]:  # fmt: skip
    """For each action what each group gives it, and its place where the group's own weights counted."""
    worth = scores.values @ weights
    own = np.where(np.isnan(panel.weights).any(axis=1, keepdims=True), weights, panel.weights)
    by_own = np.einsum("gac,gc->ga", scores.values, own)
    place = {action: i for i, action in enumerate(scores.actions)}
    rows = []
    for action in actions:
        a = place[action]
        cells = []
        for g in range(len(scores.groups)):
            if np.isnan(worth[g, a]):
                cells.append(NOTHING)
                continue
            ahead = int((by_own[g] > by_own[g, a] + 1e-12).sum()) + 1
            cells.append(
                _("%(value)s (place %(rank)s)")
                % {"value": words.number(float(worth[g, a]), 1), "rank": ahead}
            )
        rows.append((action, cells))
    return rows


WIDTH, EDGE, LINE, TOP = 400.0, 10.0, 40.0, 22.0


def _chart(places: Sequence[Place]) -> SafeString:
    """A line an action from the best to the worst place that weights can give it, a dot at its own."""
    number = len(places)
    step = (WIDTH - 2 * EDGE) / max(number - 1, 1)
    height = TOP + LINE * number
    marks = [
        f'<text x="{EDGE + step * (turn - 1):.1f}" y="12" text-anchor="middle">{turn}</text>'
        for turn in range(1, number + 1)
    ]
    for row, one in enumerate(places):
        y = TOP + LINE * row + LINE / 2
        low, high, at = (EDGE + step * (turn - 1) for turn in (one.low, one.high, one.rank))
        # The name stands above its line, so that long ones fit on a phone.
        marks.append(
            f'<text x="0" y="{y - 4:.1f}">{one.rank}. {escape(_short(one.action))}</text>'
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y + 9:.1f}" y2="{y + 9:.1f}"/>'
            f'<circle cx="{at:.1f}" cy="{y + 9:.1f}" r="5"/>'
        )
    title = escape(_("Between which places each action lies, whatever the weights"))
    head = f'<svg class="ranks" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-label="{title}">'
    return mark_safe(f"{head}{''.join(marks)}</svg>")  # noqa: S308  (numbers and escaped words only)


def _short(text: str) -> str:
    return text if len(text) <= 54 else f"{text[:52]}…"


def table_of(panel: Panel, words: Language) -> list[list[Any]]:
    """The order as rows, with its reasons."""
    order = rank(_named(panel, words), panel.shared_weights.tolist())
    head = ["rank", "action", "value", "lowest rank", "highest rank", "first", "dissent", "beaten by", "why"]
    return [head] + [
        [one.rank, one.action, round(one.value * HIGHEST, 3), one.low, one.high, round(one.first, 4),
         round(one.dissent, 3), one.beaten_by, one.sentence(words)]
        for one in order.places
    ]  # fmt: skip
