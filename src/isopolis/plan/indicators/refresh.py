"""A new reading of an indicator by the method of its baseline: the same index, groups, city and scale."""

from __future__ import annotations

from datetime import date

import pandas as pd

from isopolis.errors import InputError
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.plan.indicators.indicator import ComputedBy, Indicator, Reading

_EMPTY = {FigureStatus.SUPPRESSED, FigureStatus.NOT_COLLECTED, FigureStatus.UNDEFINED}


def method_of(by: ComputedBy) -> str:
    """The method that a reading names; only readings with the same one are compared.

    >>> method_of(ComputedBy(index="dissimilarity", groups="a / b", city="X", scale="500 m"))
    'isopolis measure: dissimilarity, 500 m'
    """
    return f"isopolis measure: {by.index}" + (f", {by.scale}" if by.scale else "")


def reading_from(figures: pd.DataFrame, by: ComputedBy, on: date, source: str) -> Reading:
    """The reading that a table of figures (:data:`FIGURE_COLUMNS`) gives.

    Raises
    ------
    InputError
        Where no row or several rows fit, or the figure has no value there; hidden is not zero.
    """
    if missing := [name for name in FIGURE_COLUMNS if name not in figures.columns]:
        raise InputError(
            f"the table has no column “{missing[0]}”", expected="the table of figures of a diagnosis"
        )
    rows = figures[
        figures["area"].isna()
        & (figures["city"] == by.city)
        & (figures["index"] == by.index)
        & (figures["groups"] == by.groups)
        & (figures["scale"].isna() if by.scale is None else figures["scale"] == by.scale)
    ]
    wanted = f"{by.index} of {by.groups} in {by.city}" + (f" at {by.scale}" if by.scale else "")
    if len(rows) != 1:
        raise InputError(
            f"there are {len(rows)} figures for {wanted}",
            expected="exactly one",
            remedy="compute the diagnosis with the groups and the index of the baseline",
        )
    row = rows.iloc[0]
    if row["status"] in _EMPTY or pd.isna(row["value"]):
        raise InputError(f"{wanted} has no value: {row['status']}", expected="a figure with a value")
    low, high = (None if pd.isna(row[end]) else float(row[end]) for end in ("low", "high"))
    return Reading(
        on=on,
        value=float(row["value"]),
        low=low,
        high=high,
        source=source,
        method=method_of(by),
        status=str(row["status"]),
    )


def refreshed(indicator: Indicator, figures: pd.DataFrame, on: date, source: str) -> Indicator:
    """The indicator with the reading that a table of figures gives; see :func:`with_reading`."""
    if indicator.computed_by is None:
        raise InputError(
            f"“{indicator.title}” is not computed from a figure",
            expected="an indicator that names index, groups and city",
            remedy="enter its value by hand",
        )
    return with_reading(indicator, reading_from(figures, indicator.computed_by, on, source))


def with_reading(indicator: Indicator, reading: Reading) -> Indicator:
    """The indicator and one reading: its baseline, where it has none; one of the same day is replaced."""
    if indicator.baseline is None or indicator.baseline.on == reading.on:
        return indicator.model_copy(update={"baseline": reading})
    others = tuple(one for one in indicator.readings if one.on != reading.on)
    return indicator.model_copy(update={"readings": (*others, reading)})
