"""Numbers as statistical offices write them: read in one way, or refused."""

from __future__ import annotations

from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from isopolis.errors import InputError
from isopolis.measure.areas import CountStatus
from isopolis.measure.areas.formats.decimal_sign import Notation
from isopolis.measure.areas.formats.markers import meaning
from isopolis.measure.areas.formats.numbers import Numbers, parse_numbers

S, N, Z, O = CountStatus.SUPPRESSED, CountStatus.NOT_COLLECTED, CountStatus.ZERO, CountStatus.OBSERVED  # noqa: E741


def parsed(cells: list[object], notation: Notation | None = None, **options: bool) -> Numbers:
    mixed = not all(isinstance(cell, str) for cell in cells)
    column = pd.Series(cells, index=range(2, 2 + len(cells)), dtype=object if mixed else "str")
    return parse_numbers(column, notation or Notation(), file=Path("table.csv"), name="people", **options)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "20", "0"], [1, 20, 0]),
        (["1.234,5", "12"], [1234.5, 12]),
        (["1,234.5", "12"], [1234.5, 12]),
        (["1.234.567", "89"], [1234567, 89]),
        (["1.230", "56"], [1230, 56]),
        (["1 234", "1\u00a0234", "1\u202f234,5"], [1234, 1234, 1234.5]),
        (["1'234", "1’234"], [1234, 1234]),
        (["0.123", "1.234"], [0.123, 1.234]),
        (["12,5", "1.234"], [12.5, 1234]),
        (["12.5", "1,234"], [12.5, 1234]),
        (["12 %", "3.5%"], [12, 3.5]),
        ([" 7 ", "+8"], [7, 8]),
        ([",5", "12,25"], [0.5, 12.25]),
        (["1e3", "2"], [1000, 2]),
        ([3, 4.5, "1,5"], [3, 4.5, 1.5]),
    ],
)
def test_numbers_are_read_as_they_are_meant(cells: list[object], expected: list[float]) -> None:
    assert parsed(cells).data.tolist() == expected


@pytest.mark.parametrize("cells", [["1.234", "567"], ["1,234", "5"], ["1.234"], ["12.345", "1.234"]])
def test_a_column_that_can_be_read_two_ways_is_refused_unless_somebody_says(cells: list[object]) -> None:
    with pytest.raises(InputError, match="can be read as") as caught:
        parsed(cells)
    assert caught.value.column == "people"
    assert caught.value.row == 2
    sign = "," if "." in str(cells[0]) else "."
    assert parsed(cells, Notation(sign)).data[0] == float(str(cells[0]).replace(".", "").replace(",", ""))
    assert parsed(cells, Notation(shown_by_others=lambda: sign)).data[0] > 1000


@pytest.mark.parametrize(
    ("marker", "status"),
    [
        ("–", S), ("—", S), ("-", S), ("x", S), ("X", S), ("*", S), ("c", S), ("s", S), (".", S), ("/", S),
        ("#", S), ("<5", S), ("≤5", S), ("[1-4]", S), ("1-4", S), ("ns", S),
        ("< 10", S), ("moins de 5", S), ("unter 3", S), ("less than 5", S), ("1 to 4", S),
        ("..", N), ("...", N), ("…", N), (":", N), ("n/a", N), ("NA", N), ("k.A.", N), ("nd", N),
        ("-9999", N), ("-999", N),
        ("", N), ("0", Z), ("7", O),
    ],
)  # fmt: skip
def test_a_marker_is_never_read_as_zero(marker: str, status: CountStatus) -> None:
    found = parsed(["12", marker])
    assert found.status[1] == status
    assert np.isnan(found.data[1]) == (status in (S, N))


def test_a_profile_says_what_a_marker_means() -> None:
    own = Notation(markers={"–": Z, "-99997": S, "geheim!": S})
    found = parsed(["–", "-99997", "geheim!", "5"], own)
    assert found.status.tolist() == [Z, S, S, O]
    assert found.markers == {"–": 1, "geheim!": 1, "-99997": 1}


@pytest.mark.parametrize(
    "cell", ["many", "-3", "NaN", "inf", "-inf", "1e999", "(5)", "12 r", "#REF!", "1.2.3", "١٢"]
)
def test_what_is_no_number_is_refused_with_its_place(cell: str) -> None:
    with pytest.raises(InputError) as caught:
        parsed(["1", "2", cell])
    assert (caught.value.row, caught.value.column) == (4, "people")
    assert cell in caught.value.found or "inf" in caught.value.found


def test_negative_numbers_are_allowed_where_they_make_sense() -> None:
    assert parsed(["-0,33", "−1,5", "2"], signed=True).data.tolist() == [-0.33, -1.5, 2]


def test_empty_columns_and_empty_cells_were_not_collected() -> None:
    assert parsed(["", " "]).status.tolist() == [N, N]
    assert parsed([None, 3.0]).status.tolist() == [N, O]


def test_the_meaning_of_words_does_not_reach_into_words() -> None:
    assert meaning("cars") is None
    assert meaning("sex") is None


SIGNS = st.sampled_from([(".", ","), (",", "."), (",", " "), (",", "\u202f"), (".", "'"), (".", "")])


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), SIGNS, st.integers(1, 2))
def test_whatever_way_a_column_is_written_it_is_read_back(
    cents: list[int], signs: tuple[str, str], places: int
) -> None:
    decimal, thousands = signs
    values = [cent / 10**places for cent in cents]
    written = [
        f"{value:,.{places}f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
        for value in values
    ]
    assert parsed(list(written)).data.tolist() == values
