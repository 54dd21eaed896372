"""The tests of the chooser: how well a method fits each thing that somebody asked for, and why.

purpose (weight 3): 1 for the main purpose of the method, 3/4 for another one of it, else 0.
level (2): 1 for a level that it reaches, 1/2 for the next one, else 0.
groups (2): the mean over the groups asked for: 1 reached well, 1/2 not known, 0 tends to be left out.
people (1): 1 within its span, else the ratio to the nearer bound, 0 below one half.
budget (1): 1 if its class can be paid, 1/2 if it is one class too dear, else 0.
weeks (1): 1 if there is time for its least, else the ratio, 0 below one half.
setting (1): 1 if it meets like this, else 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from isopolis.decide.methods.method import Method, Span
from isopolis.decide.methods.vocabulary import BudgetClass, Purpose, Setting
from isopolis.language import Language, message
from isopolis.records.vocabulary import Group, Participation, Term

LEVELS = list(Participation)
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says about a process; None or empty: left open.

    ``people`` that shall take part; ``weeks`` until there is a result; ``budget``, the highest class that
    can be paid.
    """

    purpose: Purpose | None = None
    level: Participation | None = None
    groups: tuple[Group, ...] = ()
    people: int | None = None
    budget: BudgetClass | None = None
    weeks: int | None = None
    setting: Setting | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """One thing asked for: how well the method fits it (0..1), its weight, and the reason."""

    value: float
    weight: float
    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """The reason in the reader's language."""
        return language.text(
            self.template, **{name: _written(value, language) for name, value in self.values.items()}
        )


def fits(method: Method, wish: Wish) -> tuple[Fit, ...]:
    """How well a method fits each thing that was asked for; nothing for what was left open."""
    found = []
    if wish.purpose is not None:
        found.append(_purpose(method, wish))
    if wish.level is not None:
        found.append(_level(method, wish.level))
    if wish.groups:
        found += _groups(method, wish)
    if wish.people is not None:
        found.append(_people(method, wish.people))
    if wish.budget is not None:
        found.append(_budget(method, wish))
    if wish.weeks is not None:
        found.append(_weeks(method, wish.weeks))
    if wish.setting is not None:
        found.append(_setting(method, wish.setting))
    return tuple(found)


def _purpose(method: Method, wish: Wish) -> Fit:
    if wish.purpose == method.purposes[0]:
        return Fit(1.0, 3, message("It is made to {purpose}."), {"purpose": wish.purpose})
    if wish.purpose in method.purposes:
        values = {"purpose": wish.purpose, "main": method.purposes[0]}
        return Fit(0.75, 3, message("It can {purpose}, but is made first to {main}."), values)
    return Fit(0.0, 3, message("It is not made to {purpose}."), {"purpose": wish.purpose})


def _level(method: Method, level: Participation) -> Fit:
    if level in method.levels:
        return Fit(1.0, 2, message("It reaches the level “{level}”."), {"level": level})
    away = min(abs(LEVELS.index(level) - LEVELS.index(one)) for one in method.levels)
    values = {"level": level, "usual": method.levels[0]}
    sentence = message("It stands at the level “{usual}”, not “{level}”.")
    return Fit(HALF if away == 1 else 0.0, 2, sentence, values)


def _groups(method: Method, wish: Wish) -> list[Fit]:
    weight = 2 / len(wish.groups)
    found = []
    for group in wish.groups:
        if group in method.suits:
            found.append(Fit(1.0, weight, message("It reaches {group} well."), {"group": group}))
        elif group in method.misses:
            sentence = message("It tends to leave out {group}: plan against that, or choose another.")
            found.append(Fit(0.0, weight, sentence, {"group": group}))
        else:
            sentence = message("Nothing is known here of how it reaches {group}: ask them.")
            found.append(Fit(HALF, weight, sentence, {"group": group}))
    return found


def _people(method: Method, people: int) -> Fit:
    values = {"people": people, "span": method.people}
    if method.people.holds(people):
        return Fit(1.0, 1, message("{people} people can take part (it works with {span})."), values)
    bound = method.people.least if people < method.people.least else method.people.most or people
    ratio = min(people, bound) / max(people, bound)
    sentence = message("It works with {span} people, not with {people}.")
    return Fit(ratio if ratio >= HALF else 0.0, 1, sentence, values)


def _budget(method: Method, wish: Wish) -> Fit:
    assert wish.budget is not None  # noqa: S101  (it was asked for)
    values = {"budget": method.budget}
    if method.budget.rank <= wish.budget.rank:
        return Fit(1.0, 1, message("It can be done for what you have ({budget})."), values)
    over = method.budget.rank - wish.budget.rank
    return Fit(HALF if over == 1 else 0.0, 1, message("It costs more than you have: {budget}."), values)


def _weeks(method: Method, weeks: int) -> Fit:
    values = {"weeks": weeks, "least": method.weeks.least}
    if weeks >= method.weeks.least:
        return Fit(1.0, 1, message("{weeks} weeks are enough (it takes {least} at least)."), values)
    ratio = weeks / method.weeks.least
    sentence = message("It takes {least} weeks at least; you have {weeks}.")
    return Fit(ratio if ratio >= HALF else 0.0, 1, sentence, values)


def _setting(method: Method, setting: Setting) -> Fit:
    matches = Setting.BOTH in (method.setting, setting) or method.setting == setting
    sentence = message("People meet {setting}.")
    return Fit(1.0 if matches else 0.0, 1, sentence, {"setting": method.setting})


def _written(value: Any, language: Language) -> str:
    if isinstance(value, Term):
        return language.text(value.label)
    if isinstance(value, Span):
        return span_words(value, language)
    return language.number(value)


def span_words(span: Span, language: Language) -> str:
    """A span in words: “10 to 20”, “10 or more”, “12”."""
    least = language.number(span.least)
    if span.most is None:
        return language.text("{least} or more", least=least)
    if span.most == span.least:
        return least
    return language.text("{least} to {most}", least=least, most=language.number(span.most))
