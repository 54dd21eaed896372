"""How a plan is put into words and blocks: translated headings, the plan's own texts, euros, dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from isopolis.language import Language
from isopolis.plan.actions.action import Action
from isopolis.plan.actions.parts import Step
from isopolis.plan.actions.plan import Plan
from isopolis.plan.actions.vocabulary import TITLES
from isopolis.plan.check.dependencies import Place, steps_by_place
from isopolis.plan.documents.flow import Inline, Paragraph, Span, inline

if TYPE_CHECKING:
    from isopolis.plan.documents.action_plan.evidence import MeasuredCity

NOTHING = "–"


@dataclass(frozen=True)
class Writing:
    """Whose plan is written, in which language, on which day.

    Headings are in ``language``, the plan's own texts in the plan's: they are marked with their language
    where the two differ, so that screen readers pronounce them. ``measured``: cities by name, whose maps go
    into the documents.
    """

    plan: Plan
    language: Language
    day: datetime.date
    measured: Mapping[str, MeasuredCity] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each action that stands, by its key."""
        return {one.key: i for i, one in enumerate(self.plan.standing, 1)}

    @cached_property
    def steps(self) -> Mapping[Place, Step]:
        """The steps of all actions that stand, by the keys of action and step."""
        return steps_by_place(self.plan)

    def number(self, action: Action) -> int:
        """The number of an action that stands."""
        return self.numbers[action.key]

    @cached_property
    def foreign(self) -> str:
        """The language of the plan's own texts, where it is not the document's."""
        own = self.plan.language.partition("-")[0]
        return "" if own == self.language.code.partition("-")[0] else own

    @cached_property
    def _members(self) -> Mapping[str, str]:
        return {one.key: one.name for one in self.plan.members}

    def name(self, who: str) -> str:
        """The name of a member, given by its key; any other name as it is."""
        return self._members.get(who, who)

    def text(self, sentence: str, **values: object) -> str:
        """A sentence of ours in the reader's language."""
        return self.language.text(sentence, **values)

    def quote(self, text: str, *, strong: bool = False) -> Inline:
        """A text of the plan; a dash where there is none."""
        return inline(text, strong=strong, lang=self.foreign) if text else inline(NOTHING)

    def paragraphs(self, key: str, text: str, look: str = "normal") -> list[Paragraph]:
        """A text of the plan as paragraphs: empty lines divide them."""
        parts = [part.strip() for part in text.split("\n\n")]
        return [
            Paragraph(f"{key}.{i}", inline(part, lang=self.foreign), look)
            for i, part in enumerate(filter(None, parts))
        ]

    def names(self, members: Iterable[str]) -> Inline:
        """Members by their names, divided by commas."""
        return self.quote(", ".join(map(self.name, members)))

    def lines(self, texts: Iterable[str]) -> Inline:
        """Texts of the plan, divided by semicolons."""
        return self.quote("; ".join(texts))

    def titles(self, members: Iterable[StrEnum]) -> Inline:
        """Members of closed lists by their titles."""
        return inline(", ".join(self.text(TITLES[one]) for one in members) or NOTHING)

    def title(self, member: StrEnum) -> str:
        """A member of a closed list by its title."""
        return self.text(TITLES[member])

    def date(self, day: datetime.date | None) -> str:
        """A day in full, or a dash."""
        return NOTHING if day is None else self.language.date(day)

    def short_date(self, day: datetime.date | None) -> str:
        """A day with its month abbreviated, for tables."""
        return NOTHING if day is None else self.language.date(day, "medium")

    def euros(self, amount: int | None) -> str:
        """An amount, or a dash where it is not known."""
        return NOTHING if amount is None else f"{self.language.number(amount)} €"

    def pair(self, first: str, second: str) -> Inline:
        """A text of the plan in bold and one after it."""
        spans = [Span(first, strong=True, lang=self.foreign)]
        if second:
            spans.append(Span(f" – {second}", lang=self.foreign))
        return tuple(spans)
