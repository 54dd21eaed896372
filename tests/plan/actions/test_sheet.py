"""Actions from a spreadsheet: headings in two languages, sheets beside, errors with row and column."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from isopolis.errors import InputError
from isopolis.plan.actions.sheet import read_sheet
from isopolis.plan.actions.vocabulary import Level, Pillar


def workbook(path: Path, rows: list[list[object]], **sheets: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    book.save(path)
    return path


def test_a_row_is_an_action_whatever_the_order_and_language_of_its_headings(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["Piliers", "TITLE", "Chefs de file", "levels", "Estimated cost", "cluster"],
            [
                "Mieux financer; better knowledge",
                "Open the hall",
                "City; Club\nSchool",
                "EU, local",
                "12 500 €",
                "Sport",
            ],
            [None] * 6,
            ["funding", "Été à la piscine", "City", None, 300, "Sport"],
        ],
    )
    plan = read_sheet(path)
    first, second = plan.actions
    assert first.pillars == (Pillar.FUNDING, Pillar.KNOWLEDGE)
    assert first.leaders == ("City", "Club", "School")
    assert first.levels == (Level.EU, Level.LOCAL)
    assert (first.cost, second.cost) == (12500, 300)
    assert second.key == "ete-a-la-piscine"
    assert [one.title for one in plan.clusters] == ["Sport"]
    assert first.cluster == second.cluster == "sport"


def test_steps_outputs_and_indicators_stand_in_sheets_beside(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [["title"], ["Open the hall"]],
        Steps=[["action", "step", "from", "to"], ["Open the hall", "Ask", date(2027, 1, 1), "2027-02-01"]],
        Livrables=[
            ["action", "output", "form", "due"],
            ["open-the-hall", "Timetable", "poster", date(2027, 3, 1)],
        ],
        indicators=[
            ["action", "indicator", "kind", "baseline", "baseline on", "target", "target by"],
            ["Open the hall", "Users", "result indicator", "20,5", date(2026, 1, 1), 45, date(2028, 1, 1)],
        ],
    )
    action = read_sheet(path).actions[0]
    assert (action.steps[0].starts, action.steps[0].ends) == (date(2027, 1, 1), date(2027, 2, 1))
    assert action.outputs[0].format == "poster"
    assert action.indicators[0].baseline is not None
    assert action.indicators[0].baseline.value == 20.5


@pytest.mark.parametrize(
    ("rows", "place", "said"),
    [
        ([["title", "colour"], ["A", "red"]], "row 1, column “colour”", "this heading is not known"),
        ([["pillar"], ["funding"]], "row 1", "has no column of titles"),
        ([["title", "pillar"], ["A", "money"]], "row 2, column “pillar”", "one or more of regulation"),
        ([["title", "cost"], ["A", 1], ["B", "a lot"]], "row 3, column “cost”", "an amount in whole euros"),
        ([["title", "key"], ["A", "Bad Key"]], "row 2, column “key”", "does not have the form"),
        ([["title"]], "", "holds no actions"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    tmp_path: Path, rows: list[list[object]], place: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(workbook(tmp_path / "a.xlsx", rows))
    assert place in str(caught.value)
    assert said in str(caught.value)


def test_a_part_of_no_action_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]], steps=[["action", "step"], ["B", "Ask"]])
    with pytest.raises(InputError, match="there is no action “B”"):
        read_sheet(path)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no")
    with pytest.raises(InputError, match="is not a workbook"):
        read_sheet(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="is not there"):
        read_sheet(tmp_path / "none.xlsx")


def test_a_formula_that_was_never_calculated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(workbook(tmp_path / "a.xlsx", [["title", "cost"], ["A", 1], ["B", "=40*1000"]]))
    assert "row 3, column “B”: the cell holds a formula whose result was never saved (“=40*1000”)" in str(
        caught.value
    )


def test_a_formula_has_the_value_that_was_saved_also_an_empty_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title", "cost", "cluster"], ["A", "=40*1000", '=IF(1=1,"","x")']])
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = (
        parts[sheet]
        .replace(b"<f>40*1000</f><v></v>", b"<f>40*1000</f><v>40000</v>")
        .replace(b'<c r="C2">', b'<c r="C2" t="str">')
    )
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    (action,) = read_sheet(path).actions
    assert (action.cost, action.cluster) == (40_000, "")


def test_rows_beyond_the_most_are_not_lost_unsaid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isopolis.plan.actions.workbook.MOST_ROWS", 3)
    titles = [["title"], *([f"Action {n}"] for n in range(4))]
    assert len(read_sheet(workbook(tmp_path / "a.xlsx", titles[:4])).actions) == 3
    with pytest.raises(InputError, match="row 5: there are more than 3 rows"):
        read_sheet(workbook(tmp_path / "a.xlsx", titles))


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A" * 3000]])
    packed = bytearray(path.read_bytes())
    at = packed.index(b"xl/worksheets/sheet1.xml") + 60
    packed[at : at + 20] = bytes(20)
    path.write_bytes(packed)
    with pytest.raises(InputError, match="is not a workbook"):
        read_sheet(path)
