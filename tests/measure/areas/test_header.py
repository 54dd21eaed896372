"""Headers under titles, over several rows, with units; and what is no header."""

from __future__ import annotations

from pathlib import Path

import pytest

from isopolis.errors import InputError
from isopolis.measure.areas.formats.header import find_header

FILE = Path("table.csv")


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split(";")] for line in text.strip("\n").split("\n")]


@pytest.mark.parametrize(
    ("table", "names", "records"),
    [
        ("code;a;b\nA1;1;2", ("code", "a", "b"), 1),
        ("code;a;b\n01;–;x\n02;3;4", ("code", "a", "b"), 1),
        ("code;0-14;15-64;65+\nA1;1;2;3", ("code", "0-14", "15-64", "65+"), 1),
        ("code;2019;2020\nA1;1;2", ("code", "2019", "2020"), 1),
        ("Title 2020;;\n;;\ncode;a;b\nA1;1;2", ("code", "a", "b"), 3),
        ("code;people;;all\n;men;women;\nA1;1;2;3", ("code", "people: men", "people: women", "all"), 2),
        (
            ";2020;;2021;\n;men;women;men;women\nA1;1;2;3;4",
            ("", "2020: men", "2020: women", "2021: men", "2021: women"),
            2,
        ),
        ("code;pop;share\n;Anzahl;%\nA1;1;2", ("code", "pop", "share"), 2),
        ("code;pop;share\n1;2;3\nA1;1;2\nA2;3;4", ("code", "pop", "share"), 2),
        ("Zone;Ensemble\nIRIS;P20_POP\n010010000;767", ("IRIS", "P20_POP"), 2),
    ],
)
def test_the_header_is_found(table: str, names: tuple[str, ...], records: int) -> None:
    header = find_header(cells(table), FILE)
    assert header.names == names
    assert header.records == records


def test_units_and_labels_are_kept() -> None:
    assert find_header(cells("code;pop;share\n;Anzahl;%\nA1;1;2"), FILE).units == {
        "pop": "anzahl",
        "share": "%",
    }
    labelled = find_header(cells("Zone;Ensemble\nIRIS;P20_POP\n010010000;767"), FILE)
    assert labelled.labels["P20_POP"] == "Ensemble"


@pytest.mark.parametrize("table", ["A1;1;2\nA2;3;4", "code;a;b", "code;a;a\nA1;1;2", ";\n;"])
def test_a_table_without_a_usable_header_is_refused(table: str) -> None:
    with pytest.raises(InputError):
        find_header(cells(table), FILE)
