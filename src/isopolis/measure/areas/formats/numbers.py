"""Numbers as statistical offices write them: decimal commas, thousands separators, markers, percent signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from isopolis.measure.areas.formats.markers import NO_DATA_NUMBERS, meaning
from isopolis.measure.areas.status import CountStatus, StatusArray, status_of

MOST_PEOPLE = 1e11
"""More people than there ever were: a number above it is a code, a date or a mistake."""
_INTEGER = r"^[+-]?\d+$"
_SPACED = r"^[+-]?\d{1,3}(?:[ \x{00a0}\x{202f}\x{2009}'’]\d{3})+(?:[.,]\d+)?$"
_PERCENT = r"^.*\d\s*%$"
_DECIMAL = (
    r"^[+-]?\d*{s}(?:\d{1,2}|\d{4,})$|^[+-]?0*{s}\d+$|^[+-]?\d{4,}{s}\d+$|^[+-]?\d{1,3}(?:{t}\d{3})+{s}\d+$"
)
_TWO_THOUSANDS = r"^[+-]?\d{1,3}(?:{t}\d{3}){2,}$"
_EITHER = r"^[+-]?[1-9]\d{0,2}{s}\d{3}$"
_WRITTEN = r"^[+-]?(?:(?:\d+|\d{1,3}(?:{t}\d{3})+)(?:{s}\d*)?|{s}\d+)(?:[eE][+-]?\d+)?$"
_ESCAPED = {".": r"\.", ",": ","}
_OTHER = {".": ",", ",": "."}


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file writes numbers.

    ``decimal`` is what the profile says, or None; then each column decides for itself, and where it cannot,
    ``shown_by_others`` tells what the other columns of the file show for certain.
    """

    decimal: str | None = None
    markers: Mapping[str, CountStatus] = field(default_factory=dict)
    shown_by_others: Callable[[], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """One column as numbers: (n,) ``data``, NaN where the status is not collected or suppressed.

    ``markers`` tells how often each marker stood in the column; ``percent`` whether a % sign did.
    """

    data: Floats
    status: StatusArray
    markers: Mapping[str, int] = field(default_factory=dict)
    percent: bool = False


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


def _written_numbers(column: pd.Series[Any]) -> pa.Array | None:
    """The different texts of a column; None where all are plain integers or the cells are numbers already."""
    if pd.api.types.is_numeric_dtype(column):
        return None
    if column.dtype == object:
        column = column[~_typed(column)]
    texts = _texts(column)
    return None if _whole(texts) is not None else _bare(_distinct(texts))


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
    texts = _texts(column)
    whole = _whole(texts)
    if whole is not None:
        return _checked(
            whole, status_of(whole), {}, column=column, notation=notation, place=place, signed=signed
        )
    return _from_texts(texts, column, notation, place=place, signed=signed)


def _texts(column: pd.Series[Any]) -> pa.Array:
    """Cells as trimmed text, null where empty."""
    if column.dtype == object:
        column = column.map(str, na_action="ignore")
    array = pa.array(column, type=pa.large_string(), from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    trimmed = pc.utf8_trim_whitespace(array)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, trimmed.type), trimmed)


def matches(column: pd.Series[Any], pattern: str) -> npt.NDArray[np.bool_]:
    """Which cells match a regular expression as a whole, ignoring blanks around them; empty cells do not.

    >>> matches(pd.Series([" 01", "1", None]), r"0\\d+").tolist()
    [True, False, False]
    """
    found = pc.fill_null(pc.match_substring_regex(_texts(column), f"^(?:{pattern})$"), False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _typed(column: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Which cells of a column of mixed cells are numbers already (they have no notation to guess)."""
    return np.array([isinstance(cell, int | float) and not isinstance(cell, bool) for cell in column])


def _mixed(column: pd.Series[Any], notation: Notation, *, place: dict[str, Any], signed: bool) -> Numbers:
    """A workbook's column in which some cells are numbers and some are text."""
    typed = _typed(column)
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
        text = _from_texts(_texts(column[~typed]), column[~typed], notation, place=place, signed=signed)
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


def _whole(texts: pa.Array) -> Floats | None:
    """The column as numbers where every cell is a plain integer or empty."""
    try:
        numbers = pc.cast(texts, pa.int64())
    except pa.ArrowInvalid:
        return None
    return np.array(pc.cast(numbers, pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=float)


def _distinct(texts: pa.Array) -> pa.Array:
    return pc.drop_null(pc.unique(texts))


def _bare(distinct: pa.Array) -> pa.Array:
    """Values without percent sign and without blank or apostrophe between thousands."""
    bare = pc.if_else(
        pc.match_substring_regex(distinct, _PERCENT),
        pc.utf8_rtrim_whitespace(pc.utf8_rtrim(distinct, "%")),
        distinct,
    )
    bare = pc.if_else(
        pc.match_substring_regex(bare, _SPACED),
        pc.replace_substring_regex(bare, r"[ \x{00a0}\x{202f}\x{2009}'’]", ""),
        bare,
    )
    return pc.replace_substring_regex(bare, "^[−–]([0-9])", r"-\1")


def _pattern(template: str, sign: str) -> str:
    return template.replace("{s}", _ESCAPED[sign]).replace("{t}", _ESCAPED[_OTHER[sign]])


def _first(values: pa.Array, pattern: str) -> str | None:
    found = values.filter(pc.match_substring_regex(values, pattern))
    return found[0].as_py() if len(found) else None


def _evidence(bare: pa.Array) -> tuple[set[str], str | None]:
    values = bare.filter(pc.match_substring_regex(bare, r"^[+-]?[\d.,]*\d(?:[eE][+-]?\d+)?$"))
    marked = values.filter(pc.match_substring_regex(values, "[.,]"))
    plain = marked.filter(pc.invert(pc.match_substring_regex(marked, "[eE]")))
    certain = {
        sign
        for sign in ".,"
        if _first(plain, _pattern(_DECIMAL, sign)) or _first(plain, _pattern(_TWO_THOUSANDS, sign))
    }
    either = _first(plain, _pattern(_EITHER, ".")) or _first(plain, _pattern(_EITHER, ","))
    return certain, either


def _from_texts(
    texts: pa.Array, column: pd.Series[Any], notation: Notation, *, place: dict[str, Any], signed: bool
) -> Numbers:
    coded = texts.dictionary_encode()
    distinct = coded.dictionary
    bare = _bare(distinct)
    sign = _decimal(column, texts, distinct, bare, notation=notation, place=place)
    values, status, markers = _values(distinct, bare, sign, notation)
    codes = pc.fill_null(coded.indices, len(distinct)).to_numpy(zero_copy_only=False)
    values, status = np.append(values, np.nan), np.append(status, np.uint8(CountStatus.NOT_COLLECTED))
    found_values, found_status = values[codes], status[codes]
    often = np.bincount(codes, minlength=len(distinct) + 1)
    percent = _first(distinct, _PERCENT) is not None
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
    signs = pc.match_substring_regex(distinct, _PERCENT).to_numpy(zero_copy_only=False)
    without = np.flatnonzero((values > 0) & ~np.asarray(signs, dtype=bool))
    if len(without):
        plain = distinct[int(without[0])].as_py()
        raise _mixes_percent(plain, _first(distinct, _PERCENT), column, place)


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


def _decimal(
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
        one, other = (_first(bare, _pattern(_DECIMAL, sign)) for sign in ".,")
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


_ENOUGH_THOUSANDS = 30


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
        and pc.all(pc.match_substring_regex(marked, _pattern(_EITHER, sign))).as_py()
    ):
        return None
    keeps_zeros = pc.any(pc.ends_with(marked, "0")).as_py()
    return _OTHER[sign] if keeps_zeros or len(marked) >= _ENOUGH_THOUSANDS else None


def _values(
    distinct: pa.Array, bare: pa.Array, sign: str, notation: Notation
) -> tuple[Floats, StatusArray, dict[int, str]]:
    """Value and status of each distinct text; ``_NEITHER`` where it is no number and no marker."""
    written = pc.match_substring_regex(bare, _pattern(_WRITTEN, sign))
    plain = pc.replace_substring(bare, _OTHER[sign], "")
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
