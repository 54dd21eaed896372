"""Does the action rest on evidence, and is it recent?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import LinkKind
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import BY_NAME, RIPENESS, Ripeness
from isopolis.plan.check.finding import Finding, Severity, Value

YEARS = {LinkKind.FIGURE: 6, LinkKind.BARRIER: 6, LinkKind.PRACTICE: 5, LinkKind.FUND: 2}
"""How old, in years, what a link leads to may be: six years are less than the ten between full censuses and
more than the five of a rolling one; practices are checked again sooner, rules of funds with every call."""

_OLD = message("“{title}” dates from {day}: older than {years} years.")
_RENEW = message("Look whether there is something newer, and change what follows from it.")
_NONE = message("Nothing shows the problem: the action has no link to a barrier or a figure.")
_LINK = message("Link the barrier that it removes, or the figure that shows the problem.")
_NO_SOURCE = message("The action has no link to a proposal: nobody can see where it comes from.")
_LINK_PROPOSAL = message("Link the proposal that it grew from, or say in “{field}” where it comes from.")
_NO_NUMBER = message("“{field}” holds no figure.")
_ADD_NUMBER = message("Say how many people, how much, or how far, and where the figure comes from.")


def recent_evidence(plan: Plan, action: Action, today: date) -> Iterator[Finding]:
    """Evidence that is missing or outdated."""
    if RIPENESS[plan.stage] < Ripeness.DRAFT:
        return
    removed = {link.key for link in action.links}
    for title, day, years in (
        *((one.title, one.dated, YEARS[one.kind]) for one in action.links if one.kind in YEARS),
        *(
            (one.title, one.measured_on, YEARS[LinkKind.BARRIER])
            for one in plan.barriers
            if one.key in removed
        ),
    ):
        if day is not None and (today - day).days > years * 365.25:
            values: dict[str, Value] = {"title": title, "day": day, "years": years}
            yield Finding("outdated", Severity.WARNING, action.key, "links", _OLD, _RENEW, values)
    kinds = {one.kind for one in action.links}
    if not kinds & {LinkKind.BARRIER, LinkKind.FIGURE}:
        yield Finding("no-evidence", Severity.WARNING, action.key, "links", _NONE, _LINK)
    if LinkKind.PROPOSAL not in kinds and LinkKind.ACTION not in kinds:
        words = {"field": BY_NAME["related"].title}
        yield Finding(
            "no-proposal", Severity.HINT, action.key, "links", _NO_SOURCE, _LINK_PROPOSAL, words=words
        )
    if action.problem and not any(c.isdigit() for c in action.problem):
        words = {"field": BY_NAME["problem"].title}
        yield Finding(
            "problem-without-figure",
            Severity.HINT,
            action.key,
            "problem",
            _NO_NUMBER,
            _ADD_NUMBER,
            words=words,
        )
