"""Which quotas to change, as little as possible, when no panel can meet them all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from isopolis.decide.lottery.linear import INFINITE, integer_program
from isopolis.decide.lottery.pool import Pool
from isopolis.decide.lottery.quotas import Quota, Quotas
from isopolis.decide.lottery.types import merge
from isopolis.errors import InputError
from isopolis.language import Language, message


@dataclass(frozen=True, slots=True)
class Change:
    """One quota before and after."""

    before: Quota
    after: Quota

    @property
    def seats(self) -> int:
        """By how many seats it is widened."""
        return (self.before.low - self.after.low) + (self.after.high - self.before.high)

    def sentence(self, language: Language) -> str:
        """The change in words."""
        source = _LOWER if self.after.low < self.before.low else _RAISE
        lowered = source is _LOWER
        return language.text(
            source,
            feature=self.before.feature,
            category=self.before.category,
            before=language.number(self.before.low if lowered else self.before.high),
            after=language.number(self.after.low if lowered else self.after.high),
        )


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The smallest change of quotas that makes a panel possible.

    Attributes
    ----------
    changes
        The quotas that change.
    quotas
        All quotas, changed ones included.
    seats
        Cost: seats by which minimums are lowered and maximums raised, in all. No smaller sum is enough.
    """

    changes: tuple[Change, ...]
    quotas: Quotas
    seats: int

    def sentences(self, language: Language) -> list[str]:
        """What to change, in words, and what it costs."""
        if not self.changes:
            return [language.text(_FEASIBLE)]
        total = language.text(_COST, seats=language.number(self.seats))
        return [total, *(one.sentence(language) for one in self.changes)]


_FEASIBLE = message("The quotas can be met as they are.")
_COST = message("The smallest change that makes a panel possible widens quotas by {seats} in all:")
_LOWER = message("“{feature}” ({category}): lower the minimum from {before} to {after}.")
_RAISE = message("“{feature}” ({category}): raise the maximum from {before} to {after}.")


class NoPanelError(InputError):
    """No panel meets all quotas; ``relaxation`` is the least that has to change."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        english = Language("en")
        super().__init__(
            "no panel meets all quotas with these volunteers",
            expected="quotas that some panel can meet",
            remedy=" ".join(relaxation.sentences(english)),
        )


def relax(pool: Pool, quotas: Quotas, size: int) -> Relaxation:
    r"""The smallest change of quotas, by an integer program.

    .. math:: \min \sum_q (d_q + e_q) \quad \text{with} \quad l_q - d_q \le (Ax)_q \le u_q + e_q

    over panels x. Among changes of the same size, the one that touches the larger quotas: a seat more or less
    matters less there.

    Raises
    ------
    InputError
        Not even without quotas is there a panel of this size (too many people share households).
    """
    types = merge(pool, quotas, size)
    number, first = types.quota_rows, 1
    rows = csr_array(types.matrix)
    part = rows[first : first + number]
    one = eye_array(number)
    none = csr_array((number, number))
    fixed = vstack([rows[:first], rows[first + number :]])
    matrix = vstack(
        [
            hstack([part, one, none]),
            hstack([part, none, -one]),
            hstack([fixed, csr_array((fixed.shape[0], 2 * number))]),
        ]
    )
    keep = np.r_[:first, first + number : len(types.low)]
    endless = np.full(number, INFINITE)
    quota_low, quota_high = types.low[first : first + number], types.high[first : first + number]
    dear = 1.0 + 0.001 / np.maximum(quota_high, 1.0)
    people = len(types)
    found = integer_program(
        matrix,
        np.concatenate([quota_low, -endless, types.low[keep]]),
        np.concatenate([endless, quota_high, types.high[keep]]),
        lower=np.zeros(people + 2 * number),
        upper=np.concatenate([types.most, np.full(2 * number, float(size))]),
        cost=np.concatenate([np.zeros(people), -dear, -dear]),
    )
    if found is None:
        raise InputError(
            "there is no panel of {size} people from different households",
            expected="a smaller panel, or volunteers from more households",
            size=size,
        )
    lower, higher = found[0][people : people + number], found[0][people + number :]
    after = tuple(
        Quota(one.category, one.feature, one.low - int(less), one.high + int(more))
        for one, less, more in zip(quotas, lower, higher, strict=True)
    )
    changes = tuple(Change(old, new) for old, new in zip(quotas, after, strict=True) if old != new)
    return Relaxation(changes, Quotas(after), sum(change.seats for change in changes))
