"""Indicators: what is measured, from which value to which, and the method that measures it every time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, model_validator

from isopolis.errors import Phrase
from isopolis.language import message
from isopolis.plan.actions.record import Key, Line, Record, Text


class IndicatorKind(StrEnum):
    """Whether it counts what the action makes, or what changes because of it."""

    OUTPUT = "output"
    RESULT = "result"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


INDICATOR_TITLES: Mapping[StrEnum, str] = MappingProxyType(
    {
        IndicatorKind.OUTPUT: message("output indicator"),
        IndicatorKind.RESULT: message("result indicator"),
        Direction.UP: message("more is better"),
        Direction.DOWN: message("less is better"),
    }
)


class ComputedBy(Record):
    """The method that computes the indicator: one figure of a diagnosis.

    ``index``, ``groups``, ``city`` and ``scale`` are the columns of a table of figures
    (:data:`isopolis.measure.figures.FIGURE_COLUMNS`) that single out its row.
    """

    index: Line
    groups: Line
    city: Line
    scale: Line | None = None


class Reading(Record):
    """A value on a day, with its 95% interval where there is one, and how it was found."""

    on: date
    value: float
    low: float | None = None
    high: float | None = None
    source: Line = ""
    method: Line = ""
    status: Line = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(
                Phrase("the interval goes from {low} down to {high}", low=self.low, high=self.high)
            )
        return self


class Target(Record):
    """The value to reach, and by when."""

    value: float
    by: date | None = None


class Indicator(Record):
    """One indicator of an action.

    ``group`` names the people whom it is about, so that an action for a group is measured for that group;
    ``decimals`` says how its values are written.
    """

    key: Key
    title: Line
    kind: IndicatorKind
    unit: Line = ""
    direction: Direction = Direction.UP
    group: Line = ""
    baseline: Reading | None = None
    target: Target | None = None
    source: Line = ""
    frequency: Line = ""
    computed_by: ComputedBy | None = None
    readings: tuple[Reading, ...] = ()
    note: Text = ""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0

    @property
    def all_readings(self) -> tuple[Reading, ...]:
        """The baseline and the later readings by their dates."""
        first = () if self.baseline is None else (self.baseline,)
        return tuple(sorted((*first, *self.readings), key=lambda one: one.on))

    @property
    def latest(self) -> Reading | None:
        """The newest reading after the baseline; None where there is none yet."""
        return max(self.readings, key=lambda one: one.on, default=None)
