"""How indicators move from their baseline towards their target, and whether chance could make the difference.

Two independent readings with 95% intervals differ by more than chance would make them (at the 5% level) where
their difference is larger than the root of the sum of their squared half-widths (Schenker & Gentleman, The
American Statistician 55:182, 2001); intervals that merely overlap prove nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from types import MappingProxyType

from isopolis.language import message
from isopolis.plan.actions.plan import Plan
from isopolis.plan.indicators.indicator import Direction, Indicator, Reading


class Movement(StrEnum):
    """What became of an indicator since its baseline."""

    NO_BASELINE = "no-baseline"
    NOT_READ = "not-read"
    OTHER_METHOD = "other-method"
    REACHED = "reached"
    BETTER = "better"
    UNCLEAR = "unclear"
    SAME = "same"
    WORSE = "worse"


MOVEMENT_TITLES: Mapping[Movement, str] = MappingProxyType(
    {
        Movement.NO_BASELINE: message("no baseline"),
        Movement.NOT_READ: message("not read again yet"),
        Movement.OTHER_METHOD: message("read by another method: cannot be compared"),
        Movement.REACHED: message("target reached"),
        Movement.BETTER: message("better"),
        Movement.UNCLEAR: message("chance alone could make this difference"),
        Movement.SAME: message("unchanged"),
        Movement.WORSE: message("worse"),
    }
)


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """How one indicator of one action stands; ``share`` is how much of the way to the target is done."""

    action: str
    indicator: Indicator
    movement: Movement
    share: float | None


def differ(before: Reading, after: Reading) -> bool | None:
    """Whether two readings differ by more than chance; None where one has no interval.

    >>> from datetime import date
    >>> a = Reading(on=date(2024, 1, 1), value=0.312, low=0.305, high=0.320)
    >>> b = Reading(on=date(2028, 1, 1), value=0.300, low=0.293, high=0.307)
    >>> differ(a, b)
    True
    """
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return None
    # The half-width on the side of the other reading: intervals need not be symmetrical.
    upwards = after.value > before.value
    first = before.high - before.value if upwards else before.value - before.low
    second = after.value - after.low if upwards else after.high - after.value
    return abs(after.value - before.value) > hypot(first, second)


def movement(indicator: Indicator) -> tuple[Movement, float | None]:  # noqa: PLR0911  (one a case)
    """What became of an indicator, and the share of its way that is done."""
    base, latest = indicator.baseline, indicator.latest
    if base is None:
        return Movement.NO_BASELINE, None
    if latest is None:
        return Movement.NOT_READ, None
    if base.method and latest.method and base.method != latest.method:
        return Movement.OTHER_METHOD, None
    share = _share(indicator, base, latest)
    gain = (latest.value - base.value) * (1 if indicator.direction is Direction.UP else -1)
    if gain == 0:
        return Movement.SAME, share
    if differ(base, latest) is False:
        return Movement.UNCLEAR, share
    if share is not None and share >= 1:
        return Movement.REACHED, share
    return (Movement.BETTER if gain > 0 else Movement.WORSE), share


def _share(indicator: Indicator, base: Reading, latest: Reading) -> float | None:
    if indicator.target is None or indicator.target.value == base.value:
        return None
    return (latest.value - base.value) / (indicator.target.value - base.value)


def indicator_states(plan: Plan) -> tuple[IndicatorState, ...]:
    """Every indicator of the actions that stand, in the order of the plan."""
    return tuple(
        IndicatorState(action.key, one, *movement(one))
        for action in plan.standing
        for one in action.indicators
    )
