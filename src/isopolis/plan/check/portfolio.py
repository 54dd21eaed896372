"""The actions together: pillars in balance, grounds covered, barriers with an action, no overlap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from isopolis.language import message
from isopolis.plan.actions.plan import Barrier, Plan
from isopolis.plan.actions.vocabulary import TITLES, Ground, Level, Pillar
from isopolis.plan.check.finding import Finding, Severity
from isopolis.plan.check.overlap import overlaps

MOST_LED = 3
"""More actions than this are a lot for one organisation to lead."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """How the actions are spread; counts are of actions, an action with two pillars counts in both."""

    actions: int
    pillars: dict[Pillar, int]
    grounds: dict[Ground, int]
    levels: dict[Level, int]
    led: dict[str, int]
    open_barriers: tuple[Barrier, ...]
    without_barrier: tuple[str, ...]
    cost: int
    uncosted: int


def portfolio(plan: Plan) -> Portfolio:
    """Count the actions that stand by pillar, ground, level and leader; find what has no counterpart."""
    actions = plan.standing
    removed = {link.key for action in actions for link in action.links}
    barriers = {one.key for one in plan.barriers}
    led = Counter(plan.name_of(who) for action in actions for who in action.leaders)
    return Portfolio(
        actions=len(actions),
        pillars={one: sum(one in action.pillars for action in actions) for one in Pillar},
        grounds={one: sum(one in action.grounds for action in actions) for one in Ground},
        levels={one: sum(one in action.levels for action in actions) for one in Level},
        led=dict(led.most_common()),
        open_barriers=tuple(one for one in plan.barriers if one.key not in removed),
        without_barrier=tuple(
            action.key for action in actions if not barriers & {link.key for link in action.links}
        ),
        cost=sum(action.cost or 0 for action in actions),
        uncosted=sum(action.cost is None for action in actions),
    )


_NO_PILLAR = message("No action serves the pillar “{pillar}”.")
_LOOK_AT_PILLAR = message(
    "Ask whether a rule, a fund or missing knowledge stands in the way of an action you have."
)
_LOPSIDED = message("{n} of {all} actions serve the pillar “{pillar}”.")
_BALANCE = message("Look whether the others could do more than they seem to.")
_NO_GROUND = message("No action is about the ground “{ground}”.")
_COVER = message("Say why it is left out, or which action could include it.")
_OPEN = message("No action removes the barrier “{barrier}”.")
_ACT = message("Link an action to it, or say in the plan why it stays.")
_NO_BARRIER = message("The action removes none of the barriers that were found.")
_LINK_BARRIER = message(
    "Link the barrier that it removes; without one it answers no question of the diagnosis."
)
_OVERLAP_EARLIER = message("Resembles “{title}” of the plan “{plan}” (likeness {likeness} of 1).")
_OVERLAP_OWN = message("Resembles “{title}” of this plan (likeness {likeness} of 1).")
_COMPARE = message("Compare the two: build on the earlier one, or say what is new.")
_MERGE = message("Compare the two, and merge them or say what sets them apart.")
_LEADS_MANY = message("“{who}” leads {n} actions.")
_SHARE_OUT = message("Ask whether another partner can lead one of them.")


def balanced(plan: Plan) -> Iterator[Finding]:
    """What the portfolio lacks."""
    found = portfolio(plan)

    def finding(
        rule: str,
        severity: Severity,
        text: str,
        remedy: str,
        *,
        action: str = "",
        field: str = "",
        words: Mapping[str, str] = MappingProxyType({}),
        **values: str | float,
    ) -> Finding:
        return Finding(rule, severity, action, field, text, remedy, values, words)

    if found.actions >= len(Pillar):
        for pillar, n in found.pillars.items():
            words = {"pillar": TITLES[pillar]}
            if n == 0:
                yield finding("pillar-empty", Severity.WARNING, _NO_PILLAR, _LOOK_AT_PILLAR, words=words)
            elif n > 0.7 * found.actions and found.actions > len(Pillar):
                yield finding(
                    "pillar-lopsided", Severity.HINT, _LOPSIDED, _BALANCE, words=words, n=n, all=found.actions
                )
        for ground, n in found.grounds.items():
            if n == 0:
                yield finding(
                    "ground-empty", Severity.HINT, _NO_GROUND, _COVER, words={"ground": TITLES[ground]}
                )
    for barrier in found.open_barriers:
        yield finding("barrier-without-action", Severity.WARNING, _OPEN, _ACT, barrier=barrier.title)
    if plan.barriers:
        for key in found.without_barrier:
            yield finding(
                "action-without-barrier",
                Severity.WARNING,
                _NO_BARRIER,
                _LINK_BARRIER,
                action=key,
                field="links",
            )
    for one in overlaps(plan):
        text, remedy = (_OVERLAP_EARLIER, _COMPARE) if one.plan else (_OVERLAP_OWN, _MERGE)
        yield finding(
            "overlap",
            Severity.WARNING,
            text,
            remedy,
            action=one.action,
            field="needed",
            title=one.title,
            plan=one.plan,
            likeness=round(one.likeness, 2),
        )
    for who, n in found.led.items():
        if n > MOST_LED:
            yield finding("leads-many", Severity.HINT, _LEADS_MANY, _SHARE_OUT, who=who, n=n)
