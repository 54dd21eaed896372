"""A record is strict and fixed, and a mistake in it is said in the terms of whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from isopolis.errors import InputError
from isopolis.records.record import Record, record_from, record_from_toml
from isopolis.records.words import choose


class Bench(Record):
    id: str
    seats: int


def test_a_record_of_a_file_has_its_name() -> None:
    assert record_from_toml(Bench, "seats = 3", expected="a bench", file=Path("by-the-sea.toml")) == Bench(
        id="by-the-sea", seats=3
    )


def test_a_record_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Bench(id="a", seats=1).seats = 2


@pytest.mark.parametrize(
    ("data", "column", "says"),
    [
        ({"id": "a", "seats": "many"}, "seats", "not a whole number (found “many”)"),
        ({"id": "a", "seats": 2, "colour": "red"}, "colour", "no such field"),
        ({"colour": "red"}, "id", "and 2 more"),
    ],
)
def test_a_mistake_names_its_field_and_what_was_expected(data, column, says) -> None:
    with pytest.raises(InputError) as error:
        record_from(Bench, data, expected="a bench", file=Path("benches.csv"), row=4)
    assert error.value.column == column
    assert error.value.row == 4
    assert says in error.value.found
    assert error.value.expected == "a bench"


def test_what_is_no_toml_is_said_so() -> None:
    with pytest.raises(InputError, match="not TOML"):
        record_from_toml(Bench, "seats = ", expected="a bench")


def test_a_text_is_chosen_in_the_readers_language_or_said_to_be_in_another() -> None:
    assert choose({"en": "Yes", "fr": "Oui"}, "fr") == ("fr", "Oui")
    assert choose({"en": "Yes"}, "fr") == ("en", "Yes")
