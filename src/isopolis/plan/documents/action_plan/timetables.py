"""Gantt charts of a plan: its actions, the steps of one, every step; long ones in several pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Step
from isopolis.plan.actions.vocabulary import State
from isopolis.plan.documents.action_plan.writing import Writing
from isopolis.plan.documents.gantt import Bar, gantt
from isopolis.plan.documents.svg import Picture

MOST_BARS = 24
"""Most lines of one picture in a document: as many as fit on a page."""
MOST_CHARTS = 60
"""With more actions than this, the steps of each are in its table only: hundreds of charts are heavy."""


def timetable(writing: Writing, actions: Sequence[Action]) -> tuple[Picture, ...]:
    """One bar an action, from its first step to its last."""
    bars = [_whole(writing, one) for one in actions]
    return _pictures(writing, bars, writing.text("Timetable of the actions"), "timetable")


def steps_chart(writing: Writing, action: Action) -> tuple[Picture, ...]:
    """The steps of an action; nothing where the plan has too many actions to draw them all."""
    if len(writing.plan.actions) > MOST_CHARTS:
        return ()
    bars = [_step(writing, step) for step in action.steps]
    title = writing.text("Steps of “{action}”", action=action.title)
    return _pictures(writing, bars, title, f"gantt-{action.key}")


def every_step(writing: Writing) -> Picture | None:
    """All actions with their steps, and today: for a page that is as long as it needs to be."""
    bars: list[Bar] = []
    for action in writing.plan.standing:
        steps = [_step(writing, step) for step in action.steps]
        if any(bar.ends for bar in steps):
            whole = _whole(writing, action)
            bars += [Bar(action.title, whole.starts, whole.ends, is_group=True), *steps]
    return gantt(bars, writing.text("Every step of the plan"), writing.language, today=writing.day)


def _whole(writing: Writing, action: Action) -> Bar:
    starts = [step.starts for step in action.steps if step.starts]
    last = max((step.ends for step in action.steps if step.ends), default=None)
    done = action.state is State.DONE
    late = not done and last is not None and last < writing.day
    name = f"{writing.number(action)}. {action.title}"
    return Bar(name, min(starts, default=None), last, done=done, late=late)


def _step(writing: Writing, step: Step) -> Bar:
    done = step.done_on is not None
    late = not done and step.ends is not None and step.ends < writing.day
    return Bar(step.title, step.starts, step.ends, done=done, late=late)


def _pictures(writing: Writing, bars: Sequence[Bar], title: str, prefix: str) -> tuple[Picture, ...]:
    """The bars, at most :data:`MOST_BARS` in each picture, all with the same axis."""
    days = [day for bar in bars for day in (bar.starts, bar.ends) if day is not None]
    if not days:
        return ()
    span = (min(days), max(days))

    def drawn() -> Iterator[Picture]:
        for i in range(0, len(bars), MOST_BARS):
            name = prefix if i == 0 else f"{prefix}-{i // MOST_BARS + 1}"
            part = gantt(bars[i : i + MOST_BARS], title, writing.language, span=span, prefix=name)
            if part is not None:
                yield part

    return tuple(drawn())
