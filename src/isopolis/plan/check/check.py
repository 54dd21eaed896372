"""Every rule on every action, then the rules of the whole; the gravest findings first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.check import completeness, dates, effects, indicators, money, outputs, vague_words
from isopolis.plan.check.dependencies import sound_dependencies
from isopolis.plan.check.evidence import recent_evidence
from isopolis.plan.check.finding import GRAVEST_FIRST, Finding
from isopolis.plan.check.portfolio import balanced

Rule = Callable[[Plan, Action], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    completeness.missing_fields,
    completeness.long_texts,
    completeness.owners,
    vague_words.vague_promises,
    outputs.visible_outputs,
    indicators.sound_indicators,
    indicators.measured_groups,
    dates.consistent_dates,
    money.covered_cost,
    effects.answered_risks,
)
"""The rules of one action, in the order in which their findings are read."""


def check_plan(plan: Plan, today: date) -> tuple[Finding, ...]:
    """All findings of a plan: the gravest first, within them in the order of the plan.

    What must be there depends on the stage of the plan; dropped actions only have to say why.
    """
    found: list[Finding] = []
    for action in plan.actions:
        found += completeness.dropped_with_reason(plan, action)
    for action in plan.standing:
        for rule in RULES:
            found += rule(plan, action)
        found += recent_evidence(plan, action, today)
    found += sound_dependencies(plan)
    found += balanced(plan)
    places = {action.key: i for i, action in enumerate(plan.actions)}
    return tuple(
        sorted(
            found, key=lambda one: (GRAVEST_FIRST.index(one.severity), places.get(one.action, len(places)))
        )
    )
