"""Did an indicator move more where the action runs than elsewhere? A difference of two differences.

.. math:: E = (a_1 - a_0) - \\frac{1}{k} \\sum_{i=1}^{k} (c_{i1} - c_{i0})

with the values of the city of the action (a) and of k other cities (c) before and after. The interval comes
from those of the readings, taken as independent: the method of variance estimates recovery (Zou & Donner,
Statistics in Medicine 27:1693, 2008), once for each change, once for their mean, once for the difference.

E is the effect of the action only if all cities would have moved alike without it, which no figure proves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from isopolis.language import Language, message
from isopolis.measure.comparison import difference_interval
from isopolis.plan.indicators.indicator import Direction, Reading

Interval = tuple[float, float, float]
"""A value and the ends of its 95% interval."""

_MORE = message(
    "It moved by {own} here and by {others} in {cities}: {effect} more towards the target than there "
    "({low} to {high})."
)
_LESS = message(
    "It moved by {own} here and by {others} in {cities}: {effect} less towards the target than there "
    "({low} to {high})."
)
_UNCLEAR = message(
    "It moved by {own} here and by {others} in {cities}: chance alone could make the difference of {effect} "
    "({low} to {high})."
)
CAVEAT = message(
    "This is the effect of the action only if the cities would have moved alike without it; no figure proves "
    "that."
)


@dataclass(frozen=True, slots=True)
class Effect:
    """How an indicator changed here, in other cities on average, and the difference, with 95% intervals."""

    own: Interval
    others: Interval
    cities: tuple[str, ...]
    difference: Interval

    def sentence(self, direction: Direction, decimals: int, language: Language) -> str:
        """The comparison in words."""
        effect, low, high = self.difference
        better = effect > 0 if direction is Direction.UP else effect < 0
        told = _UNCLEAR if low <= 0 <= high else _MORE if better else _LESS
        shown = abs(effect) if told is not _UNCLEAR else effect
        ends = (low, high) if told is _UNCLEAR else sorted((abs(low), abs(high)))
        return language.text(
            told,
            own=language.number(self.own[0], decimals),
            others=language.number(self.others[0], decimals),
            cities=", ".join(self.cities),
            effect=language.number(shown, decimals),
            low=language.number(ends[0], decimals),
            high=language.number(ends[1], decimals),
        )


def effect(own: tuple[Reading, Reading], others: Sequence[tuple[str, Reading, Reading]]) -> Effect | None:
    """Compare a change with that of other cities: (name, before, after) each.

    None where no city can be compared: a reading has no interval, or another method than the first.
    """
    fit = [one for one in others if all(_is_alike(own[0], reading) for reading in one[1:])]
    if not fit or not all(_is_alike(own[0], reading) for reading in own):
        return None
    here, there = _change(*own), _mean([_change(before, after) for _city, before, after in fit])
    low, high = difference_interval(there, here)
    return Effect(here, there, tuple(city for city, *_ in fit), (here[0] - there[0], low, high))


def _is_alike(first: Reading, other: Reading) -> bool:
    return other.low is not None and other.high is not None and other.method == first.method


def _interval(reading: Reading) -> Interval:
    assert reading.low is not None and reading.high is not None  # noqa: S101  (chosen by `_is_alike`)
    return reading.value, reading.low, reading.high


def _change(before: Reading, after: Reading) -> Interval:
    low, high = difference_interval(_interval(before), _interval(after))
    return after.value - before.value, low, high


def _mean(changes: Sequence[Interval]) -> Interval:
    """The mean of independent changes; half-widths add up as their squares do."""
    k = len(changes)
    middle = sum(value for value, _low, _high in changes) / k
    down = sqrt(sum((value - low) ** 2 for value, low, _high in changes)) / k
    up = sqrt(sum((high - value) ** 2 for value, _low, high in changes)) / k
    return middle, middle - down, middle + up
