"""Every ugly input gives one clear error that names the file and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from isopolis.errors import InputError
from isopolis.measure.areas.formats import columns, propose_profile, read
from ugly_inputs import GOOD, PLACES, UGLY, text


def test_there_are_enough_ugly_inputs() -> None:
    assert len(UGLY) >= 40


def test_the_table_that_they_spoil_is_good(tmp_path: Path) -> None:
    areas = read(text(tmp_path, GOOD))
    assert areas.groups == ("native", "foreign")
    assert list(areas.partitions.values()) == [("native", "foreign")]


@pytest.mark.parametrize("name", UGLY)
def test_an_ugly_input_gives_one_clear_error(name: str, tmp_path: Path) -> None:
    path = UGLY[name](tmp_path)
    with pytest.raises(InputError) as caught:
        read(path)
    error = caught.value
    assert error.file == str(path)
    assert error.remedy
    row, column = PLACES[name]
    assert (error.row if row is not None else None, error.column if column is not None else None) == (
        row,
        column,
    )


@pytest.mark.parametrize("name", UGLY)
def test_the_columns_of_an_ugly_input_give_an_error_or_a_table(name: str, tmp_path: Path) -> None:
    path = UGLY[name](tmp_path)
    for look in (columns, propose_profile):
        try:
            look(path)
        except InputError as error:
            assert error.file == str(path)
