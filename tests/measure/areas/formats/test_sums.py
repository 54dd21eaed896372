"""Rows that are sums of others are no areas; rows that only look like sums are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure.areas.formats import propose_profile, read
from isopolis.measure.areas.formats.sums import sum_rows

PEOPLE = np.random.default_rng(4).integers(900, 22_000, size=(20, 1)) * np.array([[1.0, 0.21, 0.17]])
PEOPLE = np.floor(PEOPLE + np.random.default_rng(5).integers(0, 90, size=(20, 3)))
NOTHING_SAID = np.zeros(99, dtype=bool)


def german_workbook(path: Path, *, as_text: bool, hidden: str = "–") -> Path:
    """A city's table as its office sends it: two heading rows, “darunter”, a sum without a code."""
    book = openpyxl.Workbook()
    sheet = book.active
    head = ["Stadtteil-Nr.", "Stadtteil", "Einwohner insgesamt", "darunter", None, "Empfänger SGB II", None]
    rows: list[list[object]] = [
        ["Einwohner am Ort der Hauptwohnung am 31.12.2022 nach Stadtteilen"],
        [],
        head,
        [None, None, None, "Ausländer", "unter 18 Jahre", "insgesamt", "in %"],
    ]
    for i, (people, foreign, young) in enumerate(PEOPLE.astype(int).tolist(), start=1):
        poor = hidden if i == 7 else young // 2
        share = "–" if i == 7 else round(50 * young / people, 1)
        rows.append([f"{i:02d}", f"Stadtteil {i}", people, foreign, young, poor, share])
    rows += [[None, "Stadt insgesamt", *PEOPLE.sum(axis=0).astype(int).tolist(), 34_567, 9.5], []]
    rows += [["Quelle: Melderegister"], ["– = Angabe fällt unter die Geheimhaltung"]]
    for row in rows[4:-3] if as_text else []:
        row[2:] = [f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell for cell in row[2:]]
        row[6] = str(row[6]).replace(".", ",")
    for row in rows:
        sheet.append(row)
    for merged in ("A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:G3"):
        sheet.merge_cells(merged)
    book.save(path)
    return path


@pytest.mark.parametrize("as_text", [False, True])
def test_a_german_workbook_is_read_without_its_sum(tmp_path: Path, *, as_text: bool) -> None:
    town = read(german_workbook(tmp_path / "stadt.xlsx", as_text=as_text))
    assert len(town) == 20
    assert town.total.tolist() == PEOPLE[:, 0].tolist()
    assert town.groups == ("Ausländer", "unter 18 Jahre", "Empfänger SGB II: insgesamt")
    assert town.counts[:, 0].tolist() == PEOPLE[:, 1].tolist()
    assert town.comparison == ("Ausländer", "rest")
    assert np.isnan(town.counts[:, 2]).nonzero()[0].tolist() == [6]
    assert "Rows that are totals were set apart and not counted as areas: 25." in town.source.notes


def test_the_saved_profile_reads_the_same(tmp_path: Path) -> None:
    path = german_workbook(tmp_path / "stadt.xlsx", as_text=True)
    assert (read(path, profile=propose_profile(path)).counts[:, :2] == PEOPLE[:, 1:]).all()


def test_subtotals_and_the_total_of_all_are_no_areas(tmp_path: Path) -> None:
    lines = ["Ortsteil;Bevölkerung;Ausländer;unter 18"]
    for district in range(4):
        part = PEOPLE[5 * district : 5 * district + 5].astype(int)
        lines += [f"Ort {district}{i};{a};{b};{c}" for i, (a, b, c) in enumerate(part.tolist())]
        lines += [f"Bezirk {district};" + ";".join(map(str, part.sum(axis=0).tolist()))]
    lines += ["Neustadt;" + ";".join(map(str, PEOPLE.sum(axis=0).astype(int).tolist()))]
    path = tmp_path / "ortsteile.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    town = read(path)
    assert len(town) == 20
    assert not any(str(name).startswith(("Bezirk", "Neustadt")) for name in town.ids)


def test_districts_above_their_parts_are_told_by_their_codes() -> None:
    districts = np.array([PEOPLE[5 * i : 5 * i + 5].sum(axis=0) for i in range(4)])
    codes = np.array([f"0{i}" for i in range(4)] + [f"0{i // 5}{i % 5}" for i in range(20)], dtype=object)
    found = sum_rows(np.vstack([districts, PEOPLE]), NOTHING_SAID[:24], codes)
    assert found.tolist() == [True] * 4 + [False] * 20


def test_a_total_of_rounded_parts_is_told_by_its_name() -> None:
    rounded = np.vstack([np.round(PEOPLE / 50) * 50, PEOPLE.sum(axis=0)])
    said = np.arange(21) == 20
    assert sum_rows(rounded, said).tolist() == said.tolist()
    assert not sum_rows(rounded, NOTHING_SAID[:21]).any()


def test_a_place_that_is_called_like_a_total_stays() -> None:
    """The Somme is a département, and no sum."""
    said = np.arange(20) == 11
    assert not sum_rows(PEOPLE, said).any()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=60))
def test_small_numbers_that_happen_to_add_up_are_areas(rows: list[tuple[int, int]]) -> None:
    people = np.array([[a + b, a, b] for a, b in rows], dtype=float)
    assert not sum_rows(people, np.zeros(len(rows), dtype=bool)).any()


def test_a_row_without_a_code_that_is_no_sum_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"{'' if i == 8 else f'A{i:02d}'};{a:.0f};{b:.0f}" for i, (a, b, _) in enumerate(PEOPLE)]
    path.write_text("\n".join(["code;population;foreigners", *lines]), encoding="utf-8")
    with pytest.raises(InputError, match=r"row 10.*has no code"):
        read(path)
