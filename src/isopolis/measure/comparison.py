"""Two dates of the same city side by side, with the interval of the difference."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan, sqrt

import pandas as pd

from isopolis.errors import InputError
from isopolis.language import Language, message
from isopolis.measure.diagnosis import COMPARISON_COLUMNS, Diagnosis
from isopolis.measure.segregation import INDICES

_MORE = message("{index} rose from {before} to {after}: more than chance alone would make it.")
_LESS = message("{index} fell from {before} to {after}: more than chance alone would make it.")
_SAME = message("{index} was {before} and is {after}: chance alone could make this difference.")
_UNSURE = message("{index} was {before} and is {after}; how sure that difference is was not computed.")
_SAME_AREAS = message("All {now} areas have the same codes at both dates.")
_OTHER_AREAS = message(
    "{same} of the {now} areas of the later date have the code of one of the {then} areas of the earlier "
    "date. The boundaries have changed: part of the difference may come from them and not from where people "
    "live. Areas are not compared one by one."
)


def difference_interval(
    before: tuple[float, float, float], after: tuple[float, float, float]
) -> tuple[float, float]:
    r"""The 95% interval of ``after - before`` from the 95% intervals of two independent figures.

    .. math:: L = d - \sqrt{(a - l_a)^2 + (u_b - b)^2}, \quad U = d + \sqrt{(u_a - a)^2 + (b - l_b)^2}

    Parameters
    ----------
    before, after
        (value, low, high) of each.

    Source: Zou & Donner (2008), Statistics in Medicine 27 (method of variance estimates recovery).

    >>> low, high = difference_interval((0.30, 0.28, 0.32), (0.35, 0.33, 0.37))
    >>> round(low, 4), round(high, 4)
    (0.0217, 0.0783)
    """
    b, low_b, high_b = before
    a, low_a, high_a = after
    return (
        a - b - sqrt((a - low_a) ** 2 + (high_b - b) ** 2),
        a - b + sqrt((high_a - a) ** 2 + (b - low_b) ** 2),
    )


def compare_dates(after: Diagnosis, before: Diagnosis, language: Language | None = None) -> Diagnosis:
    """``after`` with the comparison to an earlier date filled in.

    Figures are matched by city, index and groups; with one city at each date its name may have changed.

    Raises
    ------
    InputError
        The two dates have no figure in common.
    """
    language = language or Language()
    earlier = before.figures
    if len(after.cities) == len(before.cities) == 1:
        earlier = earlier.assign(city=after.cities[0])
    comparison = compare_figures(after.figures, earlier, language)
    if comparison.empty:
        raise InputError(
            "the two files have no figure in common",
            file=before.areas.source.file or None,
            expected="the same cities and groups at both dates",
            remedy="name groups that both files have with --groups",
        )
    return replace(
        after,
        comparison=comparison,
        remarks=(_boundaries(after, before, language), *after.remarks),
    )


def compare_figures(
    after: pd.DataFrame, before: pd.DataFrame, language: Language | None = None
) -> pd.DataFrame:
    """Two tables of figures, matched by city, index and groups: those that have a value in both.

    Returns
    -------
    One row a figure, with the columns of ``COMPARISON_COLUMNS``; empty where they have none in common.
    """
    language = language or Language()
    pairs = after.merge(before, on=["city", "index", "groups"], suffixes=("", "_before"), how="inner")
    pairs = pairs[pairs["value"].notna() & pairs["value_before"].notna()]
    rows = [_row(pair, language) for _, pair in pairs.iterrows()]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))


def _boundaries(after: Diagnosis, before: Diagnosis, language: Language) -> str:
    """Whether the two dates are about the same areas, as far as their codes tell."""
    now, then = set(after.local["area"]), set(before.local["area"])
    same = len(now & then)
    numbers = {
        "same": language.number(same),
        "now": language.number(len(now)),
        "then": language.number(len(then)),
    }
    return language.text(_SAME_AREAS if same == len(now) == len(then) else _OTHER_AREAS, **numbers)


def _row(pair: pd.Series, language: Language) -> tuple[object, ...]:
    now = float(pair["value"]), _number(pair["low"]), _number(pair["high"])
    then = float(pair["value_before"]), _number(pair["low_before"]), _number(pair["high_before"])
    low, high = difference_interval(then, now)
    if isnan(low) or isnan(high):
        template = _UNSURE
    else:
        template = _SAME if low <= 0 <= high else _MORE if low > 0 else _LESS
    title = INDICES[str(pair["index"])].title
    sentence = language.text(
        template,
        index=language.text(title),
        before=language.number(then[0], 3),
        after=language.number(now[0], 3),
    )
    difference = now[0] - then[0]
    return (*pair[["city", "index", "groups"]], then[0], now[0], difference, low, high, sentence)


def _number(value: float | None) -> float:
    return nan if value is None else float(value)
