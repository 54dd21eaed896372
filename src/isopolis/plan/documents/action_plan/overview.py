"""The actions together: the list at a glance, the balance, the timetable, the money, the goals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.vocabulary import GOALS, TITLES, CrossCutting, Funding, Pillar
from isopolis.plan.check.portfolio import Portfolio
from isopolis.plan.documents.action_plan.writing import NOTHING, Writing
from isopolis.plan.documents.flow import Row, Table, inline


def at_a_glance(writing: Writing, actions: Sequence[Action]) -> Table:
    """Number, title, pillars, leaders and last day of every action."""
    text = writing.text
    return Table(
        "glance",
        text("The actions at a glance"),
        (text("Action"), text("Pillars"), text("Action leaders"), text("Until")),
        tuple(
            Row(
                f"glance.{one.key}",
                (*inline(f"{writing.number(one)}. "), *writing.quote(one.title)),
                (
                    writing.titles(one.pillars),
                    writing.names(one.leaders),
                    inline(writing.short_date(last_day(one))),
                ),
            )
            for one in actions
        ),
        (3.6, 1.8, 2.0, 1.4),
        is_captioned=False,
    )


def last_day(action: Action) -> date | None:
    """The last day of its steps and outputs; None where none has a date."""
    days = [one.ends for one in action.steps if one.ends] + [one.due for one in action.outputs if one.due]
    return max(days, default=None)


def pillars_table(writing: Writing, actions: Sequence[Action]) -> Table:
    """Which action serves which pillar."""
    text = writing.text
    return Table(
        "pillars",
        text("Actions by pillar"),
        (text("Action"), *(text(TITLES[one]) for one in Pillar)),
        tuple(
            Row(
                f"pillars.{one.key}",
                (*inline(f"{writing.number(one)}. "), *writing.quote(one.title)),
                tuple(inline(text("yes") if pillar in one.pillars else NOTHING) for pillar in Pillar),
            )
            for one in actions
        ),
        (3.4, 1.2, 1.2, 1.2),
    )


def money_table(writing: Writing, actions: Sequence[Action]) -> Table:
    """Cost, and how much of it is secured, applied for, sought, or not covered."""
    text = writing.text
    rows = []
    totals = [0, 0, 0, 0, 0]
    for one in actions:
        by = [sum(r.amount or 0 for r in one.resources if r.funding is kind) for kind in Funding]
        gap = max((one.cost or 0) - sum(by), 0)
        amounts = [one.cost or 0, *by, gap]
        totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
        cells = [writing.euros(one.cost), *map(writing.euros, by), writing.euros(gap)]
        title = (*inline(f"{writing.number(one)}. "), *writing.quote(one.title))
        rows.append(Row(f"money.{one.key}", title, tuple(inline(cell) for cell in cells)))
    sums = tuple(inline(writing.euros(total), strong=True) for total in totals)
    rows.append(Row("money", inline(text("All actions")), sums))
    unknown = sum(one.cost is None for one in actions)
    return Table(
        "money",
        text("Estimated cost and how it is covered"),
        (
            text("Action"),
            text("Estimated cost"),
            *(text(TITLES[kind]).capitalize() for kind in Funding),
            text("Not covered"),
        ),
        tuple(rows),
        (3.2, 1.45, 1.3, 1.3, 1.3, 1.3),
        frozenset({1, 2, 3, 4, 5}),
        text("Actions without an estimate: {n}.", n=writing.language.number(unknown)) if unknown else "",
    )


def issues_table(writing: Writing, actions: Sequence[Action]) -> Table:
    """Which action deals with which cross-cutting issue and serves which goals."""
    text = writing.text
    rows = []
    for issue in CrossCutting:
        numbers = [
            writing.number(one) for one in actions if issue in {note.issue for note in one.cross_cutting}
        ]
        if numbers:
            rows.append(Row(f"issues.{issue}", inline(text(TITLES[issue])), (inline(_numbers(numbers)),)))
    for goal in range(1, 18):
        numbers = [writing.number(one) for one in actions if goal in {g.number for g in one.goals}]
        if numbers:
            name = text("Goal {number}: {title}", number=goal, title=text(GOALS[goal - 1]))
            rows.append(Row(f"issues.goal-{goal}", inline(name), (inline(_numbers(numbers)),)))
    return Table(
        "issues",
        text("Cross-cutting issues and Sustainable Development Goals, by action"),
        (text("Issue or goal"), text("Actions")),
        tuple(rows),
        (3.0, 2.0),
    )


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def barriers_table(writing: Writing, actions: Sequence[Action]) -> Table:
    """Every barrier, what shows it, and which actions remove it."""
    text = writing.text
    rows = []
    for barrier in writing.plan.barriers:
        numbers = [writing.number(one) for one in actions if barrier.key in {link.key for link in one.links}]
        rows.append(
            Row(
                f"barriers.{barrier.key}",
                writing.quote(barrier.title),
                (
                    writing.quote(barrier.group),
                    writing.quote(barrier.evidence),
                    inline(_numbers(numbers) or text("none yet")),
                ),
            )
        )
    return Table(
        "barriers",
        text("Barriers and the actions that remove them"),
        (text("Barrier"), text("For whom"), text("What shows it"), text("Actions")),
        tuple(rows),
        (2.2, 1.6, 3.4, 0.9),
    )


def balance_sentences(writing: Writing, found: Portfolio) -> tuple[str, ...]:
    """The portfolio in two sentences: the pillars, and the grounds that no action is about."""
    number = writing.language.number
    said = [
        writing.text(
            "{n} actions: {regulation} for better regulation, {funding} for better funding, "
            "{knowledge} for better knowledge.",
            n=number(found.actions),
            regulation=number(found.pillars[Pillar.REGULATION]),
            funding=number(found.pillars[Pillar.FUNDING]),
            knowledge=number(found.pillars[Pillar.KNOWLEDGE]),
        )
    ]
    if empty := [writing.title(one) for one, n in found.grounds.items() if n == 0]:
        said.append(writing.text("No action is about: {grounds}.", grounds=", ".join(empty)))
    return tuple(said)
