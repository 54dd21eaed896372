"""Numbers as statistical offices write them: decimal commas, thousands separators, markers, percent signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from isopolis.errors import InputError
from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.formats.decimal_sign import (
    OTHER,
    PERCENT,
    WRITTEN,
    Notation,
    bare_of,
    decimal_sign,
    first_match,
    pattern_of,
    texts_of,
    typed_cells,
    whole_numbers,
)
from isopolis.measure.areas.formats.markers import NO_DATA_NUMBERS, meaning
from isopolis.measure.areas.status import CountStatus, StatusArray, status_of

MOST_PEOPLE = 1e11
"""More people than there ever were: a number above it is a code, a date or a mistake."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """One column as numbers: (n,) ``data``, NaN where the status is not collected or suppressed.

    ``markers`` tells how often each marker stood in the column; ``percent`` whether a % sign did.
    """

    data: Floats
    status: StatusArray
    markers: Mapping[str, int] = field(default_factory=dict)
    percent: bool = False


def parse_numbers(
    column: pd.Series[Any],
    notation: Notation,
    *,
    file: Path,
    name: str,
    signed: bool = False,
) -> Numbers:
    """Read a column as numbers that are not negative (unless ``signed``), with the status of each.

    Parameters
    ----------
    column
        Text, numbers or (from a workbook) both; its index holds the rows of the file.

    Raises
    ------
    InputError
        A cell is neither a number nor a marker, is negative or infinite; or a value such as ``1.234``
        could be read both ways.
    """
    place: dict[str, Any] = {"file": file, "column": name}
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        raise InputError(
            "found {value}",
            row=int(column.index[0]),
            expected="numbers",
            remedy="name another column; a spreadsheet may have turned numbers into dates",
            **place,
            value=_said(column.iloc[0]),
        )
    if pd.api.types.is_numeric_dtype(column):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return _checked(
            values.copy(), status_of(values), {}, column=column, notation=notation, place=place, signed=signed
        )
    if column.dtype == object:
        return _mixed(column, notation, place=place, signed=signed)
    texts = texts_of(column)
    whole = whole_numbers(texts)
    if whole is not None:
        return _checked(
            whole, status_of(whole), {}, column=column, notation=notation, place=place, signed=signed
        )
    return _from_texts(texts, column, notation, place=place, signed=signed)


def matches(column: pd.Series[Any], pattern: str) -> npt.NDArray[np.bool_]:
    """Which cells match a regular expression as a whole, ignoring blanks around them; empty cells do not.

    >>> matches(pd.Series([" 01", "1", None]), r"0\\d+").tolist()
    [True, False, False]
    """
    found = pc.fill_null(pc.match_substring_regex(texts_of(column), f"^(?:{pattern})$"), False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _mixed(column: pd.Series[Any], notation: Notation, *, place: dict[str, Any], signed: bool) -> Numbers:
    """A workbook's column in which some cells are numbers and some are text."""
    typed = typed_cells(column)
    numbers = column[typed].astype(np.float64)
    plain: Floats = np.array(numbers, dtype=np.float64)
    parts = [
        (
            typed,
            _checked(
                plain, status_of(plain), {}, column=numbers, notation=notation, place=place, signed=signed
            ),
        )
    ]
    percent, markers = False, dict(parts[0][1].markers)
    if not typed.all():
        text = _from_texts(texts_of(column[~typed]), column[~typed], notation, place=place, signed=signed)
        percent = text.percent
        if percent and (plain > 0).any():
            first = numbers[numbers > 0].iloc[0]
            raise _mixes_percent(
                f"{first:g}", column[~typed].iloc[0], column[typed].map("{:g}".format), place
            )
        markers.update(text.markers)
        parts.append((~typed, text))
    values, status = np.empty(len(column)), np.empty(len(column), dtype=np.uint8)
    for where, part in parts:
        values[where], status[where] = part.data, part.status
    return Numbers(values, status, markers, percent)


def _from_texts(
    texts: pa.Array, column: pd.Series[Any], notation: Notation, *, place: dict[str, Any], signed: bool
) -> Numbers:
    coded = texts.dictionary_encode()
    distinct = coded.dictionary
    bare = bare_of(distinct)
    sign = decimal_sign(column, texts, distinct, bare, notation=notation, place=place)
    values, status, markers = _values(distinct, bare, sign, notation)
    codes = pc.fill_null(coded.indices, len(distinct)).to_numpy(zero_copy_only=False)
    values, status = np.append(values, np.nan), np.append(status, np.uint8(CountStatus.NOT_COLLECTED))
    found_values, found_status = values[codes], status[codes]
    often = np.bincount(codes, minlength=len(distinct) + 1)
    percent = first_match(distinct, PERCENT) is not None
    if percent:
        _check_all_percent(distinct, values[:-1], column, place)
    counted = {marker: int(often[i]) for i, marker in markers.items()}
    bad = np.flatnonzero(found_status == _NEITHER)
    if len(bad):
        _refuse(column, int(bad[0]), len(bad), place)
    checked = _checked(
        found_values, found_status, counted, column=column, notation=notation, place=place, signed=signed
    )
    return Numbers(checked.data, checked.status, checked.markers, percent)


def _check_all_percent(
    distinct: pa.Array, values: Floats, column: pd.Series[Any], place: dict[str, Any]
) -> None:
    """A column holds shares or people: where some cells have a % sign, every number but 0 has one."""
    signs = pc.match_substring_regex(distinct, PERCENT).to_numpy(zero_copy_only=False)
    without = np.flatnonzero((values > 0) & ~np.asarray(signs, dtype=bool))
    if len(without):
        plain = distinct[int(without[0])].as_py()
        raise _mixes_percent(plain, first_match(distinct, PERCENT), column, place)


def _mixes_percent(plain: object, share: object, column: pd.Series[Any], place: dict[str, Any]) -> InputError:
    cells = column.map(str, na_action="ignore").str.strip()
    return InputError(
        "some numbers have a percent sign and others have none ({share}, {plain})",
        row=int(column.index[np.flatnonzero(cells == str(plain))[0]]),
        expected="people or percentages, not both",
        remedy="write all of them in the same way, in a column of their own",
        **place,
        share=_said(share),
        plain=_said(plain),
    )


_NEITHER = 255
_ENOUGH_BAD = 100
"""After so many different texts that mean nothing, a column is text: no need to look at the others."""


def _values(
    distinct: pa.Array, bare: pa.Array, sign: str, notation: Notation
) -> tuple[Floats, StatusArray, dict[int, str]]:
    """Value and status of each distinct text; ``_NEITHER`` where it is no number and no marker."""
    written = pc.match_substring_regex(bare, pattern_of(WRITTEN, sign))
    plain = pc.replace_substring(bare, OTHER[sign], "")
    plain = pc.replace_substring(plain, sign, ".")
    numbers = pc.cast(pc.if_else(written, plain, pa.scalar(None, plain.type)), pa.float64())
    values = np.array(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
    status = status_of(values)
    markers: dict[int, str] = {}
    own = notation.markers
    check = np.ones(len(distinct), dtype=bool) if own else np.isnan(values)
    bad = 0
    for i in np.flatnonzero(check):
        text = distinct[int(i)].as_py()
        if np.isnan(values[i]):
            found = meaning(text, own)
            status[i] = _NEITHER if found is None else found
            bad += found is None
            if bad > _ENOUGH_BAD:
                break
        elif text in own:
            found = own[text]
            values[i], status[i] = np.nan, found
        else:
            continue
        if found is not None:
            markers[int(i)] = text
            if found == CountStatus.ZERO:
                values[i] = 0.0
    return values, status, markers


def _checked(
    values: Floats,
    status: StatusArray,
    markers: dict[str, int],
    *,
    column: pd.Series[Any],
    notation: Notation,
    place: dict[str, Any],
    signed: bool,
) -> Numbers:
    """Read “no data” numbers as what they are; refuse what is negative or infinite."""
    own = {float(text): found for text, found in notation.markers.items() if _is_number(text)}
    odd = values < 0 if not own else np.isin(values, list(own)) | (values < 0)
    if odd.any():
        for number in np.unique(values[odd]).tolist():
            found = own.get(number, CountStatus.NOT_COLLECTED if number in NO_DATA_NUMBERS else None)
            if found is not None:
                here = values == number
                values[here] = 0.0 if found == CountStatus.ZERO else np.nan
                status[here] = found
                markers[f"{number:.15g}"] = int(here.sum())
    wrong = np.isinf(values) if signed else (values < 0) | (values > MOST_PEOPLE)
    if wrong.any():
        _refuse(column, int(np.flatnonzero(wrong)[0]), int(wrong.sum()), place)
    return Numbers(values, status, markers)


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _said(cell: object) -> str:
    text = str(cell)
    return f"“{text[:57]}…”" if len(text) > 60 else f"“{text}”"


def _refuse(column: pd.Series[Any], position: int, often: int, place: dict[str, Any]) -> None:
    raise InputError(
        "found {value} ({often} cells of this column are like it)" if often > 1 else "found {value}",
        row=int(column.index[position]),
        expected="a number of people (0 or more), an empty cell, or a marker such as “–”, “x” or “<5”",
        remedy="mend the cell; if this is a marker of the publisher, say what it means in a profile "
        '([markers] "…" = "suppressed" or "not collected"); if the column is not a count, '
        "name other columns",
        **place,
        value=_said(column.iloc[position]),
        often=often,
    )
