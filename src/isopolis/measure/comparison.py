"""Two dates of the same city side by side, with the interval of the difference."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from math import isnan, nan, sqrt
from typing import Any

import pandas as pd

from isopolis.errors import InputError
from isopolis.language import SOURCE_LANGUAGE, Language, message
from isopolis.measure.areas import Areas, Source
from isopolis.measure.areas.boundaries import Transfer, transfer
from isopolis.measure.diagnosis import COMPARISON_COLUMNS, Diagnosis
from isopolis.measure.figures import Provenance
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
_BRIDGED = message(
    "The boundaries have changed since the earlier date. Its counts were brought to the later boundaries; "
    "{share} of its people live in areas that had to be split. {index} of the earlier date is {moved} on the "
    "later boundaries and {own} on its own; the intervals of the differences cover both."
)
_SAME_SURFACE = 0.01
"""Areas of one code whose surfaces differ by less than this are the same."""


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


def to_later_boundaries(
    earlier: Areas, later: Areas, *, people: Areas | None = None, language: str = SOURCE_LANGUAGE
) -> Transfer | None:
    """The earlier counts on the boundaries of the later date.

    None where that is not needed (the same codes and surfaces, or cells of one grid) or not possible (a date
    has no shapes). ``people`` are people on a finer grid, or at points: areas that have to be split are then
    split where people live.
    """
    if earlier.cells is not None and later.cells is not None:
        return None
    if earlier.geometry is None or later.geometry is None or _same_division(earlier, later):
        return None
    return transfer(earlier, later, weights=people, replicates=0, language=language)


def _same_division(earlier: Areas, later: Areas) -> bool:
    if set(earlier.ids) != set(later.ids) or earlier.surface is None or later.surface is None:
        return False
    then = pd.Series(earlier.surface, index=earlier.ids)
    now = pd.Series(later.surface, index=later.ids)
    return bool(((then - now).abs() <= _SAME_SURFACE * now).all())


def compare_dates(
    after: Diagnosis,
    before: Diagnosis,
    language: Language | None = None,
    *,
    moved: Diagnosis | None = None,
    split: float = 0.0,
) -> Diagnosis:
    """``after`` with the comparison to an earlier date filled in.

    Figures are matched by city, index and groups; with one city at each date its name may have changed.
    ``moved`` is the earlier date on the boundaries of the later one (:func:`to_later_boundaries`), and
    ``split`` the share of its people in areas that had to be split. The difference is then taken on one
    division, and its interval covers the one on the two divisions too: what the boundaries do to the figure
    is part of how sure it is.

    Raises
    ------
    InputError
        The two dates have no figure in common.
    """
    language = language or Language()
    own = compare_figures(after.figures, _of_city(before, after), language)
    comparison, remark = own, _boundaries(after, before, language)
    if moved is not None:
        comparison = _covering(
            compare_figures(after.figures, _of_city(moved, after), language), own, language
        )
        remark = _bridged(comparison, split, language) or remark
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
        remarks=(remark, *after.remarks),
        provenance=_with_earlier(after.provenance, before.provenance.source),
    )


def _with_earlier(made: Provenance, earlier: Source) -> Provenance:
    """The provenance, with what it takes to compute the comparison again."""
    named = {"earlier_file": earlier.file, "earlier_sha256": earlier.sha256, "earlier_year": earlier.year}
    return replace(made, parameters={**made.parameters, **named})


def _of_city(before: Diagnosis, after: Diagnosis) -> pd.DataFrame:
    one_each = len(after.cities) == len(before.cities) == 1
    return before.figures.assign(city=after.cities[0]) if one_each else before.figures


def _covering(moved: pd.DataFrame, own: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The comparison on one division, with intervals that hold that of the two divisions too."""
    keys = ["city", "index", "groups"]
    both = moved.merge(own[[*keys, "before", "low", "high"]], on=keys, how="left", suffixes=("", "_own_date"))
    out = moved.copy()
    out["before_own"] = both["before_own_date"].to_numpy()
    out["low"] = both[["low", "low_own_date"]].min(axis=1, skipna=False).to_numpy()
    out["high"] = both[["high", "high_own_date"]].max(axis=1, skipna=False).to_numpy()
    out["sentence"] = [_sentence(one, language) for one in out.to_dict("records")]
    return out


def _bridged(comparison: pd.DataFrame, split: float, language: Language) -> str:
    """What bringing the counts to the later boundaries did to the first figure."""
    known = comparison[comparison["before_own"].notna()]
    if known.empty:
        return ""
    first = known.iloc[0]
    return language.text(
        _BRIDGED,
        share=language.percent(split, 1),
        index=language.text(INDICES[str(first["index"])].title),
        moved=language.number(float(first["before"]), 3),
        own=language.number(float(first["before_own"]), 3),
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
    difference = now[0] - then[0]
    found: dict[Hashable, Any] = {
        "index": pair["index"],
        "before": then[0],
        "after": now[0],
        "low": low,
        "high": high,
    }
    return (
        *pair[["city", "index", "groups"]],
        then[0],
        then[0],
        now[0],
        difference,
        low,
        high,
        _sentence(found, language),
    )


def _sentence(found: Mapping[Hashable, Any], language: Language) -> str:
    low, high = float(found["low"]), float(found["high"])
    if isnan(low) or isnan(high):
        template = _UNSURE
    else:
        template = _SAME if low <= 0 <= high else _MORE if low > 0 else _LESS
    return language.text(
        template,
        index=language.text(INDICES[str(found["index"])].title),
        before=language.number(float(found["before"]), 3),
        after=language.number(float(found["after"]), 3),
    )


def _number(value: float | None) -> float:
    return nan if value is None else float(value)
