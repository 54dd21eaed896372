"""The tables of one action: steps, outputs, money, indicators, risks, side effects, and its thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Link, LinkKind, Output, Risk, SideEffect, Step
from isopolis.plan.actions.template import BY_NAME
from isopolis.plan.check.dependencies import needed_place
from isopolis.plan.documents.action_plan.writing import NOTHING, Writing
from isopolis.plan.documents.brief.figures_table import index_title
from isopolis.plan.documents.flow import Inline, Row, Table, inline
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


Told = tuple[str, Inline, tuple[Inline, ...]]
"""A row before it has a key of its own: what tells it from the others, its head, its cells."""


def _table(
    writing: Writing,
    action: Action,
    field: str,
    headers: tuple[str, ...],
    rows: Iterable[Told],
    *,
    shares: tuple[float, ...],
    numbers: frozenset[int] = frozenset(),
    note: str = "",
) -> Table:
    """The table of one field, named like the template's heading above it."""
    key = f"{action.key}.{field}"
    return Table(
        key,
        writing.text(BY_NAME[field].title),
        headers,
        tuple(Row(f"{key}.{name}", head, cells) for name, head, cells in rows),
        shares,
        numbers,
        note,
        is_captioned=False,
    )


def steps_table(writing: Writing, action: Action) -> Table:
    """Every step with its dates, who does it, and what it waits for."""
    text, quote = writing.text, writing.quote

    def row(step: Step) -> Told:
        starts = text("milestone") if step.is_milestone else writing.short_date(step.starts)
        who, needs = writing.name(step.who), (_needed(writing, action, need) for need in step.needs)
        dates = (inline(starts), inline(writing.short_date(step.ends)))
        return step.key, quote(step.title), (quote(who), *dates, writing.lines(needs))

    headers = (text("Step"), text("Who"), text("From"), text("To"), text("Needs"))
    return _table(
        writing, action, "steps", headers, map(row, action.steps), shares=(3.0, 1.7, 1.45, 1.45, 1.9)
    )


def _needed(writing: Writing, action: Action, need: str) -> str:
    """A step that another one waits for, by its title; of another action with the number of that."""
    place = needed_place(action.key, need)
    step = writing.steps.get(place)
    if step is None:
        return need
    if place[0] == action.key:
        return step.title
    return writing.text("{step} (action {number})", step=step.title, number=writing.numbers[place[0]])


def outputs_table(writing: Writing, action: Action) -> Table:
    """Every output with its form, owner and date."""
    text, quote = writing.text, writing.quote

    def row(one: Output) -> Told:
        due = inline(writing.short_date(one.due))
        return one.key, quote(one.title), (quote(one.format), quote(writing.name(one.owner)), due)

    headers = (text("Output"), text("Form"), text("From whom"), text("By"))
    return _table(writing, action, "outputs", headers, map(row, action.outputs), shares=(3.0, 2.2, 1.8, 1.5))


def resources_table(writing: Writing, action: Action) -> Table:
    """What pays for the action, how much, how sure; with what is not covered."""
    text = writing.text
    rows: list[Told] = [
        (
            one.title,
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
        cost = inline(writing.euros(action.cost), strong=True)
        rows.append(("cost", inline(text("Estimated cost")), (inline(""), inline(""), cost)))
        named = sum(one.amount or 0 for one in action.resources)
        if named < action.cost:
            note = text("Not covered yet: {amount}.", amount=writing.euros(action.cost - named))
    headers = (text("Resource"), text("From whom"), text("How sure"), text("Amount"))
    shares, numbers = (3.0, 2.2, 1.4, 1.5), frozenset({3})
    return _table(writing, action, "resources", headers, rows, shares=shares, numbers=numbers, note=note)


def indicators_table(writing: Writing, action: Action) -> Table:
    """Every indicator from its baseline to its target, with its interval, source and method.

    The column of the latest values is there once one of them has been read again.
    """
    text = writing.text
    read_again = any(one.latest is not None for one in action.indicators)

    def row(one: Indicator) -> Told:
        latest = (reading_text(writing, one, one.latest),) if read_again else ()
        cells = (
            reading_text(writing, one, one.baseline),
            target_text(writing, one),
            *latest,
            source_text(writing, one),
        )
        head = writing.pair(one.title, text(INDICATOR_TITLES[one.kind]))
        return one.key, head, tuple(map(writing.quote, cells))

    latest = (text("Latest"),) if read_again else ()
    headers = (text("Indicator"), text("Baseline"), text("Target"), *latest, text("Source and method"))
    shares = (2.6, 1.7, 1.4, 1.4, 2.4) if read_again else (3.1, 1.9, 1.6, 2.6)
    return _table(writing, action, "indicators", headers, map(row, action.indicators), shares=shares)


def risks_table(writing: Writing, action: Action) -> Table:
    """Every risk: how likely, how grave, what is done."""
    text = writing.text

    def row(one: Risk) -> Told:
        degrees = (inline(writing.title(one.likelihood)), inline(writing.title(one.impact)))
        return one.title, writing.quote(one.title), (*degrees, writing.quote(one.mitigation))

    headers = (text("Risk"), text("Likelihood"), text("Impact"), text("Answer"))
    return _table(writing, action, "risks", headers, map(row, action.risks), shares=(2.6, 1.1, 1.0, 3.6))


def side_effects_table(writing: Writing, action: Action) -> Table:
    """Who could lose, how that is checked and prevented."""
    text, quote = writing.text, writing.quote

    def row(one: SideEffect) -> Told:
        return one.title, quote(one.title), (quote(one.who), quote(one.check), quote(one.prevention))

    headers = (
        text("Side effect"),
        text("Who could lose"),
        text("How it is checked"),
        text("How it is prevented"),
    )
    shares = (1.9, 1.7, 2.3, 2.3)
    return _table(writing, action, "side_effects", headers, map(row, action.side_effects), shares=shares)


def links_table(writing: Writing, action: Action) -> Table:
    """The thread back to proposals, barriers, figures, practices and funds."""
    text = writing.text
    order = list(LinkKind)

    def row(one: Link) -> Told:
        head = inline(text(LINK_TITLES[one.kind]))
        return f"{one.kind}.{one.key}", head, (writing.quote(one.title), writing.quote(one.note))

    headers = (text("Link"), text("To what"), text("What it says"))
    links = sorted(action.links, key=lambda one: order.index(one.kind))
    return _table(writing, action, "links", headers, map(row, links), shares=(2.0, 2.6, 3.4))


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
                "computed: {index}, {groups}, {city}",
                index=index_title(by.index, writing.language),
                groups=by.groups.replace("_", " "),
                city=by.city,
            )
            + (f", {by.scale}" if by.scale else "")
        )
    return "; ".join(said) or NOTHING
