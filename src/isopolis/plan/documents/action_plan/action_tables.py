"""The tables of one action: steps, outputs, money, indicators, risks, side effects, and its thread."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import LinkKind, Step
from isopolis.plan.documents.action_plan.writing import NOTHING, Writing
from isopolis.plan.documents.flow import Row, Table, inline
from isopolis.plan.documents.gantt import Bar, gantt
from isopolis.plan.documents.svg import Picture
from isopolis.plan.indicators.indicator import INDICATOR_TITLES, Indicator, Reading

LINK_TITLES: Mapping[LinkKind, str] = MappingProxyType(
    {
        LinkKind.PROPOSAL: message("Grew from the proposal"),
        LinkKind.BARRIER: message("Removes the barrier"),
        LinkKind.FIGURE: message("Rests on the figure"),
        LinkKind.PRACTICE: message("Learns from the practice"),
        LinkKind.FUND: message("Can be paid by the fund"),
        LinkKind.ACTION: message("Grew from the action"),
        LinkKind.COMMENT: message("Was changed after the comment"),
        LinkKind.OTHER: message("See also"),
    }
)


def steps_table(writing: Writing, action: Action) -> Table:
    """Every step with its dates, who does it, and what it waits for."""
    text = writing.text
    titles = {step.key: step.title for step in action.steps}
    return Table(
        f"{action.key}.steps",
        text("Steps and milestones"),
        (text("Step"), text("Who"), text("From"), text("To"), text("Needs")),
        tuple(
            Row(
                f"{action.key}.steps.{step.key}",
                writing.quote(step.title),
                (
                    writing.quote(writing.plan.name_of(step.who)),
                    inline(_starts(writing, step)),
                    inline(writing.short_date(step.ends)),
                    writing.lines(titles.get(need, need) for need in step.needs),
                ),
            )
            for step in action.steps
        ),
        (3.0, 1.7, 1.45, 1.45, 1.9),
        is_captioned=False,
    )


def _starts(writing: Writing, step: Step) -> str:
    return writing.text("milestone") if step.is_milestone else writing.short_date(step.starts)


MOST_CHARTS = 60
"""With more actions than this, the steps of each are in its table only: hundreds of charts are heavy."""


def steps_chart(writing: Writing, action: Action) -> Picture | None:
    """The steps as a Gantt chart."""
    if len(writing.plan.actions) > MOST_CHARTS:
        return None
    bars = [
        Bar(
            step.title,
            step.starts,
            step.ends,
            done=step.done_on is not None,
            late=step.done_on is None and step.ends is not None and step.ends < writing.day,
        )
        for step in action.steps
    ]
    title = writing.text("Steps of “{action}”", action=action.title)
    return gantt(bars, title, writing.language, prefix=f"gantt-{action.key}")


def outputs_table(writing: Writing, action: Action) -> Table:
    """Every output with its form, owner and date."""
    text = writing.text
    return Table(
        f"{action.key}.outputs",
        text("Outputs"),
        (text("Output"), text("Form"), text("From whom"), text("By")),
        tuple(
            Row(
                f"{action.key}.outputs.{one.key}",
                writing.quote(one.title),
                (
                    writing.quote(one.format),
                    writing.quote(writing.plan.name_of(one.owner)),
                    inline(writing.short_date(one.due)),
                ),
            )
            for one in action.outputs
        ),
        (3.0, 2.2, 1.8, 1.5),
        is_captioned=False,
    )


def resources_table(writing: Writing, action: Action) -> Table:
    """What pays for the action, how much, how sure; with what is not covered."""
    text = writing.text
    rows = [
        Row(
            f"{action.key}.resources.{one.title}",
            writing.quote(one.title),
            (
                writing.quote(one.provider),
                inline(writing.title(one.funding)),
                inline(writing.euros(one.amount)),
            ),
        )
        for one in action.resources
    ]
    note = ""
    if action.cost is not None:
        named = sum(one.amount or 0 for one in action.resources)
        rows.append(
            Row(
                f"{action.key}.resources.cost",
                inline(text("Estimated cost")),
                (inline(""), inline(""), inline(writing.euros(action.cost), strong=True)),
            )
        )
        if named < action.cost:
            note = text("Not covered yet: {amount}.", amount=writing.euros(action.cost - named))
    return Table(
        f"{action.key}.resources",
        text("Resources and funding"),
        (text("Resource"), text("From whom"), text("How sure"), text("Amount")),
        tuple(rows),
        (3.0, 2.2, 1.4, 1.5),
        frozenset({3}),
        note,
        is_captioned=False,
    )


def indicators_table(writing: Writing, action: Action) -> Table:
    """Every indicator from its baseline to its target, with its interval, source and method."""
    text = writing.text
    return Table(
        f"{action.key}.indicators",
        text("Indicators"),
        (text("Indicator"), text("Baseline"), text("Target"), text("Latest"), text("Source and method")),
        tuple(
            Row(
                f"{action.key}.indicators.{one.key}",
                writing.pair(one.title, text(INDICATOR_TITLES[one.kind])),
                (
                    writing.quote(reading_text(writing, one, one.baseline)),
                    writing.quote(target_text(writing, one)),
                    writing.quote(reading_text(writing, one, one.latest)),
                    writing.quote(source_text(writing, one)),
                ),
            )
            for one in action.indicators
        ),
        (2.6, 1.7, 1.4, 1.4, 2.4),
        is_captioned=False,
    )


def value_text(writing: Writing, indicator: Indicator, value: float) -> str:
    """A value with its unit."""
    written = writing.language.number(value, indicator.decimals)
    return f"{written} {indicator.unit}".strip()


def reading_text(writing: Writing, indicator: Indicator, reading: Reading | None) -> str:
    """A value, its interval and its year."""
    if reading is None:
        return NOTHING
    words = value_text(writing, indicator, reading.value)
    if reading.low is not None and reading.high is not None:
        low, high = (writing.language.number(end, indicator.decimals) for end in (reading.low, reading.high))
        words = writing.text("{value} ({low} to {high})", value=words, low=low, high=high)
    return f"{words}, {reading.on.year}"


def target_text(writing: Writing, indicator: Indicator) -> str:
    """The target and its year."""
    target = indicator.target
    if target is None:
        return NOTHING
    words = value_text(writing, indicator, target.value)
    return words if target.by is None else f"{words}, {target.by.year}"


def source_text(writing: Writing, indicator: Indicator) -> str:
    """Where its values come from and how they are computed."""
    said = [indicator.source] if indicator.source else []
    if (by := indicator.computed_by) is not None:
        said.append(
            writing.text(
                "computed: {index}, {groups}, {city}", index=by.index, groups=by.groups, city=by.city
            )
            + (f", {by.scale}" if by.scale else "")
        )
    return "; ".join(said) or NOTHING


def risks_table(writing: Writing, action: Action) -> Table:
    """Every risk: how likely, how grave, what is done."""
    text = writing.text
    return Table(
        f"{action.key}.risks",
        text("Risks"),
        (text("Risk"), text("Likelihood"), text("Impact"), text("Answer")),
        tuple(
            Row(
                f"{action.key}.risks.{one.title}",
                writing.quote(one.title),
                (
                    inline(writing.title(one.likelihood)),
                    inline(writing.title(one.impact)),
                    writing.quote(one.mitigation),
                ),
            )
            for one in action.risks
        ),
        (2.6, 1.1, 1.0, 3.6),
        is_captioned=False,
    )


def side_effects_table(writing: Writing, action: Action) -> Table:
    """Who could lose, how that is checked and prevented."""
    text = writing.text
    return Table(
        f"{action.key}.side_effects",
        text("Side effects"),
        (text("Side effect"), text("Who could lose"), text("How it is checked"), text("How it is prevented")),
        tuple(
            Row(
                f"{action.key}.side_effects.{one.title}",
                writing.quote(one.title),
                (writing.quote(one.who), writing.quote(one.check), writing.quote(one.prevention)),
            )
            for one in action.side_effects
        ),
        (1.9, 1.7, 2.3, 2.3),
        is_captioned=False,
    )


def links_table(writing: Writing, action: Action) -> Table:
    """The thread back to proposals, barriers, figures, practices and funds."""
    text = writing.text
    order = list(LinkKind)
    return Table(
        f"{action.key}.links",
        text("Where the action comes from"),
        (text("Link"), text("To what"), text("What it says")),
        tuple(
            Row(
                f"{action.key}.links.{one.kind}.{one.key}",
                inline(text(LINK_TITLES[one.kind])),
                (writing.quote(one.title), writing.quote(one.note)),
            )
            for one in sorted(action.links, key=lambda one: order.index(one.kind))
        ),
        (1.6, 2.6, 3.8),
        is_captioned=False,
    )
