"""The decimal sign: which of point and comma it is in a column, from what its numbers show for certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from isopolis.errors import InputError
from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.status import CountStatus

_SPACED = r"^[+-]?\d{1,3}(?:[ \x{00a0}\x{202f}\x{2009}'’]\d{3})+(?:[.,]\d+)?$"
PERCENT = r"^.*\d\s*%$"
_DECIMAL = (
    r"^[+-]?\d*{s}(?:\d{1,2}|\d{4,})$|^[+-]?0*{s}\d+$|^[+-]?\d{4,}{s}\d+$|^[+-]?\d{1,3}(?:{t}\d{3})+{s}\d+$"
)
_TWO_THOUSANDS = r"^[+-]?\d{1,3}(?:{t}\d{3}){2,}$"
_EITHER = r"^[+-]?[1-9]\d{0,2}{s}\d{3}$"
WRITTEN = r"^[+-]?(?:(?:\d+|\d{1,3}(?:{t}\d{3})+)(?:{s}\d*)?|{s}\d+)(?:[eE][+-]?\d+)?$"
_ESCAPED = {".": r"\.", ",": ","}
OTHER = {".": ",", ",": "."}
_ENOUGH_THOUSANDS = 30


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file writes numbers.

    ``decimal`` is what the profile says, or None; then each column decides for itself, and where it cannot,
    ``shown_by_others`` tells what the other columns of the file show for certain.
    """

    decimal: str | None = None
    markers: Mapping[str, CountStatus] = field(default_factory=dict)
    shown_by_others: Callable[[], str | None] | None = None


def decimal_evidence(column: pd.Series[Any]) -> tuple[set[str], str | None]:
    """Which decimal signs a column shows for certain, and a value that could be read both ways.

    >>> decimal_evidence(pd.Series(["1.234,5", "12"]))
    ({','}, None)
    >>> decimal_evidence(pd.Series(["1.234", "567"]))
    (set(), '1.234')
    """
    bare = _written_numbers(column)
    return (set(), None) if bare is None else _evidence(bare)


def sign_beside_thousands(column: pd.Series[Any]) -> str | None:
    """The decimal sign of a column whose other sign can only stand between thousands.

    >>> sign_beside_thousands(pd.Series(["1.230", "567"]))
    ','
    """
    bare = _written_numbers(column)
    either = None if bare is None else _evidence(bare)[1]
    return _beside_thousands(bare, either) if either is not None else None


def decimal_sign(
    column: pd.Series[Any],
    texts: pa.Array,
    distinct: pa.Array,
    bare: pa.Array,
    *,
    notation: Notation,
    place: dict[str, Any],
) -> str:
    """The decimal sign of a column: the profile's, what its values show, else what other columns show."""
    certain, either = _evidence(bare)
    if len(certain) == 2:
        one, other = (first_match(bare, pattern_of(_DECIMAL, sign)) for sign in ".,")
        raise InputError(
            "a decimal point and a decimal comma stand in the same column (“{one}” and “{other}”)",
            expected="one way of writing numbers in each column",
            remedy="write all numbers of the column in the same way",
            **place,
            one=one,
            other=other,
        )
    if notation.decimal is not None and (not certain or either):
        return notation.decimal
    if certain:
        return certain.pop()
    if either is None:
        return "."
    shown = None if notation.shown_by_others is None else notation.shown_by_others()
    shown = shown or _beside_thousands(bare, either)
    if shown is not None:
        return shown
    position = pc.index(bare, either).as_py()
    row = pc.index(texts, distinct[position]).as_py()
    thousand = either.replace(".", "").replace(",", "")
    raise InputError(
        "“{either}” can be read as {thousand} or as {decimal} and no other value of the file tells which",
        row=int(column.index[row]),
        expected="numbers that can be read in one way only",
        remedy='say it in a profile (decimal = "," or decimal = "."), or write the numbers without '
        "thousands separators",
        **place,
        either=either,
        thousand=thousand,
        decimal=either.replace(",", "."),
    )


def _written_numbers(column: pd.Series[Any]) -> pa.Array | None:
    """The different texts of a column; None where all are plain integers or the cells are numbers already."""
    if pd.api.types.is_numeric_dtype(column):
        return None
    if column.dtype == object:
        column = column[~typed_cells(column)]
    texts = texts_of(column)
    return None if whole_numbers(texts) is not None else bare_of(distinct_texts(texts))


def texts_of(column: pd.Series[Any]) -> pa.Array:
    """Cells as trimmed text, null where empty."""
    if column.dtype == object:
        column = column.map(str, na_action="ignore")
    array = pa.array(column, type=pa.large_string(), from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    trimmed = pc.utf8_trim_whitespace(array)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, trimmed.type), trimmed)


def typed_cells(column: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Which cells of a column of mixed cells are numbers already (they have no notation to guess)."""
    return np.array([isinstance(cell, int | float) and not isinstance(cell, bool) for cell in column])


def whole_numbers(texts: pa.Array) -> Floats | None:
    """The column as numbers where every cell is a plain integer or empty."""
    try:
        numbers = pc.cast(texts, pa.int64())
    except pa.ArrowInvalid:
        return None
    return np.array(pc.cast(numbers, pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=float)


def distinct_texts(texts: pa.Array) -> pa.Array:
    """The different texts of a column, without the empty cells."""
    return pc.drop_null(pc.unique(texts))


def bare_of(distinct: pa.Array) -> pa.Array:
    """Values without percent sign and without blank or apostrophe between thousands."""
    bare = pc.if_else(
        pc.match_substring_regex(distinct, PERCENT),
        pc.utf8_rtrim_whitespace(pc.utf8_rtrim(distinct, "%")),
        distinct,
    )
    bare = pc.if_else(
        pc.match_substring_regex(bare, _SPACED),
        pc.replace_substring_regex(bare, r"[ \x{00a0}\x{202f}\x{2009}'’]", ""),
        bare,
    )
    return pc.replace_substring_regex(bare, "^[−–]([0-9])", r"-\1")


def pattern_of(template: str, sign: str) -> str:
    """A pattern with the decimal sign and the one between thousands in their places."""
    return template.replace("{s}", _ESCAPED[sign]).replace("{t}", _ESCAPED[OTHER[sign]])


def first_match(values: pa.Array, pattern: str) -> str | None:
    """The first text that a pattern fits, None where it fits none."""
    found = values.filter(pc.match_substring_regex(values, pattern))
    return found[0].as_py() if len(found) else None


def _evidence(bare: pa.Array) -> tuple[set[str], str | None]:
    values = bare.filter(pc.match_substring_regex(bare, r"^[+-]?[\d.,]*\d(?:[eE][+-]?\d+)?$"))
    marked = values.filter(pc.match_substring_regex(values, "[.,]"))
    plain = marked.filter(pc.invert(pc.match_substring_regex(marked, "[eE]")))
    certain = {
        sign
        for sign in ".,"
        if first_match(plain, pattern_of(_DECIMAL, sign))
        or first_match(plain, pattern_of(_TWO_THOUSANDS, sign))
    }
    either = first_match(plain, pattern_of(_EITHER, ".")) or first_match(plain, pattern_of(_EITHER, ","))
    return certain, either


def _beside_thousands(bare: pa.Array, either: str) -> str | None:
    """The decimal sign, where the sign of a value such as ``2.085`` stands between thousands.

    All numbers that have it show three digits behind it, and others, all below 1000, do not have it. A column
    of decimals that drops zeros at the end (“56”) would not show “2.080”, and many different decimals would
    not all have three digits.
    """
    sign = "." if "." in either else ","
    marked = bare.filter(pc.match_substring(bare, sign))
    plain = bare.filter(pc.match_substring_regex(bare, r"^\d+$"))
    if not (
        pc.any(pc.match_substring_regex(plain, r"^[1-9]\d{0,2}$")).as_py()
        and pc.all(pc.match_substring_regex(plain, r"^\d{1,3}$")).as_py()
        and pc.all(pc.match_substring_regex(marked, pattern_of(_EITHER, sign))).as_py()
    ):
        return None
    keeps_zeros = pc.any(pc.ends_with(marked, "0")).as_py()
    return OTHER[sign] if keeps_zeros or len(marked) >= _ENOUGH_THOUSANDS else None
