"""A fair lottery over panels: everybody's probability, how exact it is, and what it says in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from isopolis.decide.lottery.leximin import Fair, leximin
from isopolis.decide.lottery.nash import nash
from isopolis.decide.lottery.panels import Panels
from isopolis.decide.lottery.pool import Pool
from isopolis.decide.lottery.quotas import Quotas
from isopolis.decide.lottery.relaxation import NoPanelError, relax
from isopolis.decide.lottery.types import Types, merge
from isopolis.language import Language, message

Floats = npt.NDArray[np.float64]
EXACT = 1e-6
"""A gap of the certificate below this one is the rounding of the arithmetic."""


class Objective(StrEnum):
    """What a fair lottery makes as large as it can."""

    MAXIMIN = "maximin"
    LEXIMIN = "leximin"
    NASH = "nash"


@dataclass(frozen=True, slots=True)
class Lottery:
    """Probabilities over the panels that the quotas allow.

    Attributes
    ----------
    pool, quotas, size, objective
        What it was computed from.
    types
        People whom the quotas cannot tell apart.
    fair
        Panels (as numbers of each type) with their chances, and the certificate.
    """

    pool: Pool
    quotas: Quotas
    size: int
    objective: Objective
    types: Types
    fair: Fair

    @property
    def type_probabilities(self) -> Floats:
        """(T,) probability of a person of each type."""
        return np.asarray(self.fair.mixture.average / self.types.counts)

    @property
    def probabilities(self) -> Floats:
        """(n,) probability of each person, in the order of the pool."""
        return np.asarray(self.type_probabilities[self.types.of_people()])

    @property
    def gap(self) -> float:
        """The largest difference between what could be and what is, over the levels."""
        return max(level.gap for level in self.fair.levels)

    @property
    def chances(self) -> Chances:
        """What it gives, in few numbers."""
        every, first = self.probabilities, self.fair.levels[0]
        return Chances(
            people=len(self.pool),
            size=self.size,
            low=float(every.min()),
            high=float(every.max()),
            never=int((every <= 1e-9).sum()),
            objective=self.objective,
            achieved=first.achieved,
            bound=first.bound,
            gap=self.gap,
        )

    def sentences(self, language: Language) -> Iterator[str]:
        """What the lottery gives to whom, and how sure that is, in plain words."""
        return self.chances.sentences(language)


@dataclass(frozen=True, slots=True)
class Chances:
    """A lottery in few numbers: enough for its sentences, and nothing about anybody."""

    people: int
    size: int
    low: float
    high: float
    never: int
    objective: Objective
    achieved: float
    bound: float
    gap: float

    def sentences(self, language: Language) -> Iterator[str]:
        """What the lottery gives to whom, and how sure that is, in plain words."""
        yield language.text(
            _EVERYBODY,
            people=language.number(self.people),
            size=language.number(self.size),
            low=language.percent(self.low, 2),
            high=language.percent(self.high, 2),
            equal=language.percent(self.size / self.people, 2),
        )
        if self.never:
            yield language.text(_NEVER, people=language.number(self.never))
        yield language.text(_OBJECTIVES[self.objective])
        yield language.text(
            _CERTIFICATE if self.gap <= EXACT else _GAP,
            achieved=language.percent(self.achieved, 6),
            bound=language.percent(self.bound, 6),
        )


_EVERYBODY = message(
    "{people} people volunteered for {size} seats. Everybody's chance lies between {low} and {high}; "
    "without quotas "
    "it would be {equal}."
)
_NEVER = message(
    "Volunteers who fit on no panel that meets the quotas: {people}. Their chance is 0 in every lottery; "
    "only other "
    "quotas would change that."
)
_OBJECTIVES = {
    Objective.MAXIMIN: message("The smallest chance is as high as the quotas allow."),
    Objective.LEXIMIN: message(
        "The smallest chance is as high as the quotas allow, then the next smallest, and so on: nobody's "
        "chance can be "
        "raised without lowering that of somebody who has less."
    ),
    Objective.NASH: message(
        "The product of all chances is as high as the quotas allow: raising somebody's chance by a tenth "
        "would cost "
        "others, taken together, at least a tenth of theirs."
    ),
}
_CERTIFICATE = message(
    "This is proved: {achieved} is achieved, and no lottery under these quotas can exceed {bound} (the rest "
    "is rounding)."
)
_GAP = message(
    "This is not proved to the end: {achieved} is achieved, and no lottery under these quotas can exceed "
    "{bound}."
)


def fair_lottery(
    pool: Pool, quotas: Quotas, size: int, objective: Objective | str = Objective.LEXIMIN
) -> Lottery:
    """The fair lottery over all panels of ``size`` people who meet the quotas, at most one of each household.

    Raises
    ------
    NoPanelError
        No panel meets the quotas; it says what is the least to change.

    >>> from isopolis.decide.lottery.quotas import Quota
    >>> quotas = Quotas((Quota("sex", "f", 1, 1), Quota("sex", "m", 1, 1)))
    >>> pool = Pool(("a", "b", "c"), (("f",), ("m",), ("f",)), ("sex",))
    >>> fair_lottery(pool, quotas, 2).probabilities.round(6)
    array([0.5, 1. , 0.5])
    """
    wanted = Objective(objective)
    quotas.check_size(size)
    types = merge(pool, quotas, size)
    panels = Panels(types)
    if wanted is Objective.NASH:
        fair = nash(panels)
    else:
        fair = leximin(panels, first_only=wanted is Objective.MAXIMIN)
    if fair is None:
        raise NoPanelError(relax(pool, quotas, size))
    return Lottery(pool, quotas, size, wanted, types, fair)
