"""Is the money there: is the cost known, and is it covered?"""

from __future__ import annotations

from collections.abc import Iterator

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import RIPENESS, Ripeness
from isopolis.plan.actions.vocabulary import Funding
from isopolis.plan.check.finding import Finding, Severity

_NOT_COVERED = message("The action costs {cost} euros; the resources named come to {named} euros.")
_FIND_MONEY = message("Name a source for the missing {gap} euros, or do less.")
_NOT_SECURED = message("Of the {cost} euros, {secured} are secured; the rest is applied for or sought.")
_SECURE = message("Say by when the rest will be decided, and which steps wait for it.")
_NO_AMOUNT = message("The resource “{resource}” has no amount.")
_SAY_AMOUNT = message("Estimate it in euros; staff counts too.")
_TOO_MUCH = message("The resources named come to {named} euros, more than the action costs ({cost}).")
_CHECK_TWICE = message("Check whether two funds pay for the same thing: most programmes exclude that.")


def covered_cost(plan: Plan, action: Action) -> Iterator[Finding]:
    """A cost that is not covered, not secured or paid for twice; resources without an amount."""

    def finding(rule: str, severity: Severity, found: str, remedy: str, **values: float | str) -> Finding:
        return Finding(rule, severity, action.key, "resources", found, remedy, values)

    for resource in action.resources:
        if resource.amount is None:
            yield finding("no-amount", Severity.HINT, _NO_AMOUNT, _SAY_AMOUNT, resource=resource.title)
    if action.cost is None:
        return
    named = sum(one.amount or 0 for one in action.resources)
    secured = sum(one.amount or 0 for one in action.resources if one.funding is Funding.SECURED)
    cost = action.cost
    if named < cost:
        gravity = Severity.ERROR if RIPENESS[plan.stage] >= Ripeness.FINAL else Severity.WARNING
        values = {"cost": cost, "named": named, "gap": cost - named}
        yield finding("not-covered", gravity, _NOT_COVERED, _FIND_MONEY, **values)
    elif secured < cost:
        values = {"cost": cost, "secured": secured}
        yield finding("not-secured", Severity.HINT, _NOT_SECURED, _SECURE, **values)
    if named > cost:
        values = {"cost": cost, "named": named}
        yield finding("paid-twice", Severity.WARNING, _TOO_MUCH, _CHECK_TWICE, **values)
