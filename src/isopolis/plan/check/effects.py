"""Are risks answered, and does somebody look whether people lose by the action?"""

from __future__ import annotations

from collections.abc import Iterator

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.template import RIPENESS, Ripeness
from isopolis.plan.actions.vocabulary import Degree
from isopolis.plan.check.finding import Finding, Severity

_NO_MITIGATION = message("The risk “{risk}” has no answer.")
_MITIGATE = message("Say what is done to prevent it, or what happens if it comes about.")
_NO_CHECK = message("Nobody checks the side effect “{effect}”.")
_CHECK = message("Say which figure will show it, and who looks at it when.")
_NO_PREVENTION = message("Nothing prevents the side effect “{effect}”.")
_PREVENT = message("Say what is done so that nobody loses: a rent cap, a right to return, a quota.")
_NO_DISPLACEMENT = message(
    "The action changes neighbourhoods, but nobody looks whether it drives people out."
)
_LOOK = message(
    "Add a side effect “displacement” and how it is checked: rents, moves out, the group's share."
)

PLACE_WORDS = {
    "en": (
        "housing",
        "renovat",
        "regenerat",
        "rent",
        "public space",
        "segregat",
        "redevelop",
        "upgrad",
        "mixed",
    ),
    "fr": ("logement", "rénov", "renouvellement", "loyer", "espace public", "ségrég", "réaménag", "mixité"),
}
"""Words of actions that may raise rents or move people."""


def answered_risks(plan: Plan, action: Action) -> Iterator[Finding]:
    """Risks and side effects that nobody answers; actions on places without a look at displacement."""
    if RIPENESS[plan.stage] < Ripeness.DRAFT:
        return
    for risk in action.risks:
        if not risk.mitigation:
            grave = Degree.HIGH in (risk.likelihood, risk.impact)
            severity = Severity.ERROR if grave else Severity.WARNING
            values = {"risk": risk.title}
            yield Finding(
                "risk-without-answer", severity, action.key, "risks", _NO_MITIGATION, _MITIGATE, values
            )
    for effect in action.side_effects:
        values = {"effect": effect.title}
        for text, rule, found, remedy in (
            (effect.check, "side-effect-not-checked", _NO_CHECK, _CHECK),
            (effect.prevention, "side-effect-not-prevented", _NO_PREVENTION, _PREVENT),
        ):
            if not text:
                yield Finding(rule, Severity.WARNING, action.key, "side_effects", found, remedy, values)
    told = f"{action.title} {action.objective} {action.needed}".casefold()
    words = PLACE_WORDS.get(plan.language.partition("-")[0], ())
    if any(word in told for word in words) and not any(one.is_displacement for one in action.side_effects):
        yield Finding(
            "no-displacement-check", Severity.WARNING, action.key, "side_effects", _NO_DISPLACEMENT, _LOOK
        )
