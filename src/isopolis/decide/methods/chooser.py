r"""Which methods fit a process: a weighted mean of plain tests, with a reason for each.

.. math:: s_m = \frac{\sum_{c} w_c\, f_c(m)}{\sum_{c} w_c}

over the criteria c that somebody named; :math:`f_c(m)` is 1 where the method fits, 0 where it does not, and
between where it nearly does (see :mod:`isopolis.decide.methods.fit`). Methods of the same score stand in the
order of their ids, so the same wish gives the same list. The score orders the list; the reasons are what
is worth reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from isopolis.decide.methods.fit import Fit, Wish, fits
from isopolis.decide.methods.method import Method
from isopolis.language import Language


class Verdict(StrEnum):
    """How a method stands to a wish."""

    FITS = "fits"
    NEARLY = "nearly"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Choice:
    """A method with its score, 0..1 (None where nothing was asked), and the reasons."""

    method: Method
    score: float | None
    fits: tuple[Fit, ...]

    @property
    def verdict(self) -> Verdict:
        """Against as soon as one thing asked for is missed altogether."""
        values = [one.value for one in self.fits]
        if any(value == 0 for value in values):
            return Verdict.AGAINST
        return Verdict.FITS if all(value == 1 for value in values) else Verdict.NEARLY

    def speaks_for(self, language: Language) -> list[str]:
        """What fits, in sentences."""
        return [one.sentence(language) for one in self.fits if one.value == 1]

    def speaks_against(self, language: Language) -> list[str]:
        """What does not fit or not quite, in sentences."""
        return [one.sentence(language) for one in self.fits if one.value < 1]


def choose_methods(wish: Wish, among: Iterable[Method]) -> list[Choice]:
    """Methods in the order in which they fit a wish, each with what speaks for it and against.

    >>> from isopolis.decide.methods import BudgetClass, Purpose, methods
    >>> from isopolis.records.vocabulary import Participation
    >>> wish = Wish(Purpose.MONEY, Participation.EMPOWER, budget=BudgetClass.MEDIUM)
    >>> choose_methods(wish, methods())[0].method.id
    'participatory-budget'
    """
    found = []
    for method in among:
        tested = fits(method, wish)
        weight = sum(one.weight for one in tested)
        score = sum(one.weight * one.value for one in tested) / weight if weight else None
        found.append(Choice(method, score, tested))
    return sorted(found, key=lambda one: (-round(one.score or 0.0, 9), one.method.id))
