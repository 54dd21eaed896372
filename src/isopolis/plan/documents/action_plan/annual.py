"""The annual report: what was done in the year, what is late and why, how the indicators moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from isopolis.plan.actions.vocabulary import TITLES
from isopolis.plan.documents.action_plan.action_tables import reading_text, target_text
from isopolis.plan.documents.action_plan.evidence import indicator_charts
from isopolis.plan.documents.action_plan.timetables import timetable
from isopolis.plan.documents.action_plan.writing import NOTHING, Writing
from isopolis.plan.documents.flow import Block, Document, Heading, Paragraph, Row, Table, figures, inline
from isopolis.plan.monitoring.lateness import (
    Progress,
    WorkState,
    silent_actions,
    work_states,
)
from isopolis.plan.monitoring.movement import MOVEMENT_TITLES, indicator_states


def annual_report(writing: Writing) -> Document:
    """The report of the year in which ``writing.day`` lies, as things stand on that day."""
    plan, text = writing.plan, writing.text
    year = writing.day.year
    states = work_states(plan, writing.day)
    done = [one for one in states if one.done_on is not None and one.done_on.year == year]
    late = [one for one in states if one.progress is Progress.LATE]
    blocks: list[Block] = [Heading("short", inline(text("In short")), 1)]
    blocks += [Paragraph(f"short.{i}", inline(said)) for i, said in enumerate(_short(writing, states))]
    blocks += figures("timetable.chart", timetable(writing, plan.standing))
    blocks.append(states_table(writing, states))
    blocks.append(Heading("done", inline(text("What was done in {year}", year=year)), 1))
    blocks += (
        [done_table(writing, done)]
        if done
        else [Paragraph("done.none", inline(text("Nothing was reported as done.")))]
    )
    blocks.append(Heading("late", inline(text("What is late, and why")), 1))
    blocks += (
        [late_table(writing, late)] if late else [Paragraph("late.none", inline(text("Nothing is late.")))]
    )
    if (coming := next_table(writing, states)) is not None:
        blocks += [Heading("next", inline(text("What comes next")), 1), coming]
    if plan.standing and any(one.indicators for one in plan.standing):
        blocks.append(Heading("indicators", inline(text("How the indicators moved")), 1, on_new_page=True))
        blocks.append(indicators_table(writing))
        for action in plan.standing:
            blocks += figures(f"{action.key}.indicators.chart", indicator_charts(writing, action))
    reports = [(action, one) for action in plan.standing for one in action.reports if one.on.year == year]
    if reports:
        blocks.append(Heading("reports", inline(text("Reports of the action leaders")), 1))
        for i, (action, one) in enumerate(sorted(reports, key=lambda pair: pair[1].on)):
            head = f"{writing.date(one.on)}, {action.title}. "
            blocks.append(
                Paragraph(
                    f"reports.{action.key}.{one.on}.{i}",
                    (*inline(head, strong=True, lang=writing.foreign), *writing.quote(one.text)),
                )
            )
    return Document(
        language=writing.language,
        day=writing.day,
        kicker=plan.partnership,
        title=plan.title,
        subtitle=plan.edition,
        kind=text("Annual report {year}", year=year),
        blocks=tuple(blocks),
        is_long=False,
    )


def _short(writing: Writing, states: Sequence[WorkState]) -> list[str]:
    text, number = writing.text, writing.language.number
    counts = Counter(one.progress for one in states)
    said = [
        text(
            "Of {n} steps and outputs {done} are done, {late} are late, {due} are due within thirty days.",
            n=number(len(states)),
            done=number(counts[Progress.DONE]),
            late=number(counts[Progress.LATE]),
            due=number(counts[Progress.DUE]),
        )
    ]
    titles = {one.key: one.title for one in writing.plan.actions}
    if silent := silent_actions(writing.plan, writing.day):
        said.append(
            text("No report for half a year: {actions}.", actions="; ".join(titles[key] for key in silent))
        )
    return said


def states_table(writing: Writing, states: Sequence[WorkState]) -> Table:
    """The state of each action and how many of its steps and outputs are done and late."""
    text, number = writing.text, writing.language.number
    rows = []
    for action in writing.plan.standing:
        own = Counter(one.progress for one in states if one.action == action.key)
        title = (*inline(f"{writing.number(action)}. "), *writing.quote(action.title))
        cells = [text(TITLES[action.state]), f"{number(own[Progress.DONE])} / {number(own.total())}"]
        cells.append(number(own[Progress.LATE]))
        rows.append(Row(f"states.{action.key}", title, tuple(inline(cell) for cell in cells)))
    return Table(
        "states",
        text("State of the actions"),
        (text("Action"), text("State"), text("Done"), text("Late")),
        tuple(rows),
        (4.2, 1.3, 1.0, 0.8),
        frozenset({2, 3}),
    )


def done_table(writing: Writing, done: Sequence[WorkState]) -> Table:
    """What was finished, when, and what shows it."""
    text = writing.text
    return Table(
        "done.table",
        text("Finished steps and outputs"),
        (text("Step or output"), text("Who"), text("Done on"), text("Evidence")),
        tuple(
            Row(
                f"done.{one.action}.{one.key}",
                writing.quote(one.title),
                (
                    writing.names((one.who,) if one.who else ()),
                    inline(writing.short_date(one.done_on)),
                    writing.quote(one.evidence),
                ),
            )
            for one in done
        ),
        (3.0, 1.8, 1.2, 2.4),
        is_captioned=False,
    )


def late_table(writing: Writing, late: Sequence[WorkState]) -> Table:
    """What is late, by how much, and why."""
    text = writing.text
    return Table(
        "late.table",
        text("Late steps and outputs"),
        (text("Step or output"), text("Who"), text("Due"), text("Days late"), text("Why")),
        tuple(
            Row(
                f"late.{one.action}.{one.key}",
                writing.quote(one.title),
                (
                    writing.names((one.who,) if one.who else ()),
                    inline(writing.short_date(one.due)),
                    inline(writing.language.number(one.days_late)),
                    inline(one.why(writing.language) or NOTHING),
                ),
            )
            for one in late
        ),
        (2.6, 1.6, 1.2, 0.8, 2.8),
        frozenset({3}),
        is_captioned=False,
    )


MOST_NEXT = 12


def next_table(writing: Writing, states: Sequence[WorkState]) -> Table | None:
    """What comes next, soonest first, with milestones named as such; None where nothing is ahead."""
    text = writing.text
    ahead = [one for one in states if one.progress in _AHEAD]
    soonest = sorted(ahead, key=lambda one: (one.due or date.max, one.action, one.key))[:MOST_NEXT]
    if not soonest:
        return None
    return Table(
        "next.table",
        text("Steps and outputs that come next"),
        (text("Step or output"), text("Kind"), text("Who"), text("Due")),
        tuple(
            Row(
                f"next.{one.action}.{one.key}.{one.is_output}",
                writing.quote(one.title),
                (
                    inline(_kind(writing, one)),
                    writing.names((one.who,) if one.who else ()),
                    inline(writing.short_date(one.due)),
                ),
            )
            for one in soonest
        ),
        (3.4, 1.2, 2.0, 1.2),
        is_captioned=False,
    )


_AHEAD = (Progress.DUE, Progress.RUNNING, Progress.AHEAD)


def _kind(writing: Writing, one: WorkState) -> str:
    if one.is_output:
        return writing.text("output")
    step = writing.steps[one.action, one.key]
    return writing.text("milestone") if step.is_milestone else writing.text("step")


def indicators_table(writing: Writing) -> Table:
    """Every indicator: baseline, latest, target, and what the difference means."""
    text = writing.text
    rows = []
    for one in indicator_states(writing.plan):
        indicator = one.indicator
        share = "" if one.share is None else f" ({writing.language.percent(one.share)})"
        rows.append(
            Row(
                f"indicators.{one.action}.{indicator.key}",
                writing.quote(indicator.title),
                (
                    writing.quote(reading_text(writing, indicator, indicator.baseline)),
                    writing.quote(reading_text(writing, indicator, indicator.latest)),
                    writing.quote(target_text(writing, indicator)),
                    inline(text(MOVEMENT_TITLES[one.movement]) + share),
                ),
            )
        )
    return Table(
        "indicators.table",
        text("Indicators since their baseline"),
        (text("Indicator"), text("Baseline"), text("Latest"), text("Target"), text("What it means")),
        tuple(rows),
        (2.8, 1.5, 1.3, 1.2, 1.9),
        note=text(
            "In brackets: the share of the way from the baseline to the target. A difference counts only "
            "where it is larger than chance would make it, as far as both readings have an interval."
        ),
        is_captioned=False,
    )
