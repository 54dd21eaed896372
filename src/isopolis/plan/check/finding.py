"""What the checker has to say: how grave it is, where it is, what is wrong, and how to mend it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from isopolis.language import Language, message


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    """The plan contradicts itself, or lacks what this document must have."""
    WARNING = "warning"
    """A reader will ask; the action can hardly be carried out or measured as it stands."""
    HINT = "hint"
    """It could be better."""


SEVERITY_TITLES: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.ERROR: message("must be mended"),
        Severity.WARNING: message("should be mended"),
        Severity.HINT: message("could be better"),
    }
)
Value = str | float | date
GRAVEST_FIRST = tuple(Severity)


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes
    ----------
    rule
        Name of the rule, e.g. ``"indicator-without-baseline"``; stable, so that it can be looked up.
    severity
        How grave it is.
    action, field
        Key of the action and name of its field; "" for the plan as a whole.
    found, remedy
        What is wrong and how to mend it: sentences to be translated, with places for ``values``.
    values
        What is filled in: numbers and dates are written the reader's way, text as it is.
    words
        What is filled in and translated as well: titles of fields and of the closed lists.
    """

    rule: str
    severity: Severity
    action: str
    field: str
    found: str
    remedy: str
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """What is wrong, in the reader's language."""
        return language.text(self.found, **self._filled(language))

    def mending(self, language: Language) -> str:
        """How to mend it, in the reader's language."""
        return language.text(self.remedy, **self._filled(language))

    def _filled(self, language: Language) -> dict[str, str]:
        words = {name: language.text(word) for name, word in self.words.items()}
        return {name: _written(value, language) for name, value in self.values.items()} | words


def _written(value: Value, language: Language) -> str:
    if isinstance(value, str):
        return value
    return language.date(value) if isinstance(value, date) else language.number(value)
