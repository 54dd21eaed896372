"""Words that promise nothing: lists by language, and the rule that finds them in what an action promises.

The lists are short on purpose: each phrase, where it is looked for, leaves open who does what by when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from isopolis.language import message
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.plan import Plan
from isopolis.plan.check.finding import Finding, Severity

VAGUE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "as appropriate", "where appropriate", "where possible", "if possible", "when possible",
            "as far as possible", "raise awareness", "raising awareness", "relevant stakeholders",
            "various stakeholders", "all stakeholders", "various measures", "appropriate measures",
            "take into account", "and so on", "etc.", "explore ways", "explore possibilities",
            "explore options", "contribute to improving", "strive to", "aim to improve",
            "foster synergies", "in due course", "as soon as possible", "better coordination",
            "more efficient", "holistic approach", "innovative solutions",
            "capacity building in general", "to be defined", "tbd", "tbc",
        ),
        "fr": (
            "le cas échéant", "si possible", "dans la mesure du possible", "autant que possible",
            "sensibiliser", "sensibilisation", "acteurs concernés", "parties prenantes concernées",
            "diverses mesures", "mesures appropriées", "prendre en compte", "etc.",
            "explorer les possibilités", "explorer des pistes", "contribuer à améliorer",
            "s’efforcer de", "favoriser les synergies", "en temps utile", "dès que possible",
            "meilleure coordination", "plus efficace", "approche globale", "solutions innovantes",
            "à définir", "à déterminer", "à préciser",
        ),
    }
)  # fmt: skip

UNSEEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "awareness", "cooperation", "collaboration", "dialogue", "exchange", "coordination",
            "improvement", "improved", "better", "more", "stronger", "increased", "enhanced",
            "support", "promotion", "visibility", "commitment", "knowledge", "understanding",
            "synergies",
        ),
        "fr": (
            "sensibilisation", "coopération", "collaboration", "dialogue", "échange", "échanges",
            "coordination", "amélioration", "meilleure", "meilleur", "renforcement", "soutien",
            "promotion", "visibilité", "engagement", "connaissance", "connaissances",
            "compréhension", "synergies",
        ),
    }
)  # fmt: skip
"""First words of an output that name a wish or a process, not a thing that one can hold or visit."""

_FOUND = message("“{field}” says “{phrase}”, which leaves open who does what.")
_BE_CONCRETE = message("Say what exactly is done, by whom, by when, or leave it out.")
_FIELDS = {
    "objective": message("Objective"),
    "needed": message("Which action is needed?"),
    "implementation": message("How to implement the action?"),
}


@cache
def _pattern(code: str) -> re.Pattern[str]:
    phrases = sorted(VAGUE.get(code.partition("-")[0], ()), key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(" + "|".join(map(re.escape, phrases)) + r")(?!\w)" if phrases else r"(?!)", re.I
    )


def vague_phrases(text: str, code: str) -> tuple[str, ...]:
    """The vague phrases of a text, each once, as they are written there.

    >>> vague_phrases("Explore ways to act where possible.", "en")
    ('Explore ways', 'where possible')
    """
    return tuple(dict.fromkeys(match[0] for match in _pattern(code).finditer(text.replace("'", "’"))))


def vague_promises(plan: Plan, action: Action) -> Iterator[Finding]:
    """Vague phrases where the action says what it will do."""
    for name, title in _FIELDS.items():
        for phrase in vague_phrases(getattr(action, name), plan.language):
            yield Finding(
                "vague",
                Severity.WARNING,
                action.key,
                name,
                _FOUND,
                _BE_CONCRETE,
                {"phrase": phrase},
                {"field": title},
            )
    for step in action.steps:
        for phrase in vague_phrases(step.title, plan.language):
            values = {"field": step.title, "phrase": phrase}
            yield Finding("vague", Severity.WARNING, action.key, "steps", _FOUND, _BE_CONCRETE, values)
