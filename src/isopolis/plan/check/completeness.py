"""Is everything there that this document needs, and is no text too long?"""

from __future__ import annotations

from collections.abc import Iterator

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import RIPENESS, TEMPLATE, Ripeness, word_count
from isopolis.plan.actions.vocabulary import State
from isopolis.plan.check.finding import Finding, Severity

_MISSING = message("“{field}” is empty.")
_EMPTY_LATER = message("“{field}” is empty; the next document needs it.")
_FILL_IN = message("Fill it in. The guidance beside the field says what belongs there.")
_TOO_LONG = message("“{field}” has {words} words; the template allows {most}.")
_SHORTEN = message("Say it in fewer words, or move detail to the steps and outputs.")
_NO_OWNER = message("Nobody leads the action.")
_NAME_OWNER = message("Name one or two organisations that answer for it, and ask them.")
_UNKNOWN = message("“{who}” is not among the partners of the plan.")
_ADD_PARTNER = message("Correct the name, or add the organisation to the partners.")
_NO_REASON = message("The action was dropped without a reason.")
_SAY_WHY = message("Say why: whoever proposed it will ask.")


def missing_fields(plan: Plan, action: Action) -> Iterator[Finding]:
    """Fields that are empty although the document needs them (error), or the next one will (hint)."""
    ripe = RIPENESS[plan.stage]
    for one in TEMPLATE:
        if one.name == "leaders" or getattr(action, one.name) not in ("", (), None):
            continue
        words = {"field": one.title}
        if one.needed_from <= ripe:
            yield Finding("missing", Severity.ERROR, action.key, one.name, _MISSING, _FILL_IN, words=words)
        elif one.needed_from == ripe + 1:
            yield Finding(
                "missing-later", Severity.HINT, action.key, one.name, _EMPTY_LATER, _FILL_IN, words=words
            )


def long_texts(plan: Plan, action: Action) -> Iterator[Finding]:
    """Texts that are longer than the template allows."""
    for one in TEMPLATE:
        if one.words is None:
            continue
        words = word_count(getattr(action, one.name))
        if words > one.words:
            values = {"words": words, "most": one.words}
            title = {"field": one.title}
            yield Finding(
                "too-long", Severity.WARNING, action.key, one.name, _TOO_LONG, _SHORTEN, values, title
            )


def owners(plan: Plan, action: Action) -> Iterator[Finding]:
    """An action that nobody leads; leaders and members that are no partners."""
    if not action.leaders:
        gravity = Severity.ERROR if RIPENESS[plan.stage] >= Ripeness.PRELIMINARY else Severity.HINT
        yield Finding("no-owner", gravity, action.key, "leaders", _NO_OWNER, _NAME_OWNER)
    known = {name for one in plan.members for name in (one.key, one.name)}
    if not known:
        return
    for name in ("leaders", "members"):
        for who in getattr(action, name):
            if who not in known:
                yield Finding(
                    "not-a-partner", Severity.WARNING, action.key, name, _UNKNOWN, _ADD_PARTNER, {"who": who}
                )


def dropped_with_reason(plan: Plan, action: Action) -> Iterator[Finding]:
    """A dropped action says why; this is the only rule for dropped actions."""
    if action.state is State.DROPPED and not any(
        one.state is State.DROPPED and one.why.strip() for one in action.history
    ):
        yield Finding("dropped-without-reason", Severity.ERROR, action.key, "state", _NO_REASON, _SAY_WHY)
