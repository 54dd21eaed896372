"""What can be seen in one column: numbers or text, how many are different, what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from isopolis.errors import InputError, Phrase
from isopolis.measure.areas.areas import Floats
from isopolis.measure.areas.formats.decimal_sign import Notation
from isopolis.measure.areas.formats.format import OpenedFile
from isopolis.measure.areas.formats.numbers import Numbers, matches, parse_numbers
from isopolis.measure.areas.formats.table import filled
from isopolis.measure.areas.formats.words import (
    AXES,
    CODES,
    IDS,
    INCOMES,
    NAMES,
    NO_PEOPLE,
    SHARES,
    SURROGATES,
    has_word,
)
from isopolis.measure.areas.status import known

_MOSTLY = 0.6
_LIKE_A_NUMBER = r"(?i)[+-]?\d[\d.,'’\s]*%?|[+-]?[.,]\d+%?|[+-]?(?:nan|inf(?:inity)?)"
LEADING_ZERO = r"0\d+"
"""A code, not a number, and so is its whole column."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in a column.

    ``numbers`` is None where it does not hold numbers, and ``error`` says why. Shares of cells:
    ``written`` like numbers, ``negative``, and ``fractions`` that are neither whole nor half.
    ``examples`` are its first different cells; ``running`` is whether it only counts the rows.
    """

    name: str
    unit: str
    rows: int
    filled: int
    distinct: int
    numbers: Numbers | None
    error: InputError | None
    low: float
    high: float
    fractions: float
    negative: float
    written: float
    codes: bool
    running: bool
    examples: tuple[str, ...]

    def called(self, what: str) -> bool:
        """Whether its name says that it is an id, a name, a share, an axis of coordinates, ..."""
        lists = {"id": IDS, "name": NAMES, "share": SHARES, "no people": NO_PEOPLE, "income": INCOMES, **AXES}
        return has_word(self.name, lists[what]) or (
            # LSOA21CD, BGRI2021: the year of the division is part of the word
            what == "id" and has_word(re.sub(r"(?<=[^\W\d])\d{2,4}(cd)?\b", "", self.name, flags=re.I), IDS)
        )

    @property
    def is_broken(self) -> bool:
        """Whether it should be a column of people but has cells that cannot be: text, or a few negatives."""
        if self.called("no people") or self.called("share") or self.filled == 0:
            return False
        if self.numbers is None:
            return self.error is not None and self.written >= _MOSTLY
        return 0 < self.negative <= 1 - _MOSTLY and self.fractions == 0 and not self.codes

    @property
    def is_text(self) -> bool:
        """Whether it holds text, or codes with leading zeros."""
        return self.filled > 0 and (self.codes or (self.numbers is None and self.written < _MOSTLY))

    @property
    def is_constant(self) -> bool:
        """Whether all its cells are the same."""
        return self.distinct <= 1

    @property
    def is_score(self) -> bool:
        """Whether some of its values are negative: a z-score, a change, a balance."""
        return self.low < 0

    @property
    def is_count(self) -> bool:
        """Whether its values can be numbers of people."""
        if (
            self.numbers is None
            or self.codes
            or self.is_score
            or self.filled == 0
            or self.called("no people")
            or has_word(self.name, CODES)
        ):
            return False
        return self.fractions <= 0.1 or (self.high > 200 and not self.called("share"))

    @property
    def is_shape(self) -> bool:
        """Whether it holds shapes as WKT or WKB."""
        return bool(self.examples) and self.examples[0].upper().startswith(
            ("POLYGON", "MULTIPOLYGON", "POINT", "WKB")
        )

    @property
    def code_score(self) -> float:
        """How well it could be the column of codes; 0 where it cannot."""
        enough = 0.5 if self.called("id") else 0.9
        if self.filled < enough * self.rows or self.distinct < enough * self.rows or self.is_shape:
            return 0.0
        if self.fractions > 0 or self.is_score:
            return 0.0
        score = 4.0 * (self.distinct == self.rows) + 3.0 * self.called("id") + 1.5 * self.codes
        score += 1.0 * self.is_text - 2.5 * has_word(self.name, SURROGATES) - 2.0 * self.called("name")
        score -= 5.0 * self.running
        score -= 3.0 * any(" " in example for example in self.examples)
        if not self.is_text and not self.called("id") and not self._has_digits_of_a_code:
            score -= 4.0
        return max(score, 0.0)

    @property
    def _has_digits_of_a_code(self) -> bool:
        """Whether all its whole numbers have equally many digits, more than numbers of people have."""
        return self.low >= 1e6 and len(f"{self.low:.0f}") == len(f"{self.high:.0f}")

    @property
    def attribute_reason(self) -> str:
        """Why it is no group."""
        if self.filled == 0:
            return Phrase("empty")
        if self.numbers is None:
            return Phrase("text")
        if self.codes:
            return Phrase("codes")
        if self.is_score:
            return Phrase("has negative values: no people")
        if self.called("no people") or has_word(self.name, CODES):
            return Phrase("its name says that it is something else than people")
        return Phrase("fractions: no people") if self.fractions > 0.1 else Phrase("not people")


def inspect(column: pd.Series[Any], name: str, file: OpenedFile, notation: Notation) -> Look:
    """Look at a column."""
    there = filled(column)
    cells = column[there]
    numbers, error, written = None, None, 1.0
    text = not pd.api.types.is_numeric_dtype(column)
    codes = False
    if text and len(cells) and isinstance(cells.iloc[0], bytes):
        return Look(
            name, "", len(column), len(cells), len(cells), None, None, 0, 0, 0, 0, 0, False, False, ("WKB",)
        )
    if text and len(cells):
        different = (cells.map(str) if cells.dtype == object else cells).drop_duplicates()
        codes = bool(matches(different, LEADING_ZERO).any())
        distinct, examples = len(different), tuple(str(cell).strip() for cell in different.iloc[:4])
    else:
        distinct = int(cells.nunique())
        examples = tuple(f"{cell:.12g}" for cell in cells.drop_duplicates().iloc[:4])
    try:
        numbers = parse_numbers(column, notation, file=file.path, name=name, signed=True)
    except InputError as found:
        error = found
        written = float(matches(cells, _LIKE_A_NUMBER).mean()) if text else 1.0
    if numbers is not None and not known(numbers.status).any():
        numbers = None
    values = numbers.data[known(numbers.status)] if numbers is not None else np.zeros(1)
    return Look(
        name=name,
        unit=file.units.get(name, ""),
        rows=len(column),
        filled=int(there.sum()),
        distinct=distinct,
        numbers=numbers,
        error=error,
        low=float(values.min()),
        high=float(values.max()),
        fractions=float(np.mean((values * 2) % 1 > 1e-9)),
        negative=float(np.mean(values < 0)),
        written=written,
        codes=codes,
        running=_is_running(values, len(column)),
        examples=examples,
    )


def _is_running(values: Floats, rows: int) -> bool:
    """Whether values are 0, 1, 2, ... or 1, 2, 3, ...: the number of the row, not a code."""
    return len(values) == rows and rows > 1 and values[0] in (0, 1) and bool((np.diff(values) == 1).all())
