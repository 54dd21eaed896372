"""Tables and files of areas: complete, safe, documented, the same every time."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
from jsonschema import Draft202012Validator

from isopolis.language import Language
from isopolis.measure.diagnosis import Diagnosis
from isopolis.measure.figures import FIGURE_COLUMNS, FigureStatus
from isopolis.plan.documents import figures_schema, tables, write_areas, write_figures
from isopolis.plan.documents.records import figure_records, number_of_records

Make = Callable[..., Diagnosis]
ARMED = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "https://example.org",
    'plain, "quoted"\nline',
]


def armed(diagnosis: Diagnosis) -> Diagnosis:
    """The same diagnosis with names that a spreadsheet would run, or break a row at."""
    names = np.resize(np.array(ARMED, dtype=object), len(diagnosis.local))
    return replace(
        diagnosis,
        local=diagnosis.local.assign(name=names, city=ARMED[0]),
        figures=diagnosis.figures.assign(city=ARMED[0], sentence=ARMED[6]),
        remarks=tuple(ARMED),
    )


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_json_is_valid_by_its_own_schema(generated: Make, tmp_path: Path) -> None:
    Draft202012Validator.check_schema(figures_schema())
    for diagnosis in (generated(), armed(generated()), generated(side=1)):
        write_figures(diagnosis, tmp_path, Language("fr"))
        document = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
        Draft202012Validator(figures_schema()).validate(document)


def test_the_schema_refuses_a_value_that_was_withheld(generated: Make, tmp_path: Path) -> None:
    write_figures(generated(), tmp_path, Language())
    document = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    document["figures"][0]["status"] = "suppressed"
    errors = [error.json_path for error in Draft202012Validator(figures_schema()).iter_errors(document)]
    assert "$.figures[0].value" in errors


def test_what_is_not_known_is_null_and_says_why(generated: Make, tmp_path: Path) -> None:
    write_figures(generated(), tmp_path, Language())
    text = (tmp_path / "figures.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    records = {(one["area"], one["index"], one["groups"]): one for one in json.loads(text)["figures"]}
    hidden = records["cell-007", "dissimilarity", "OTH / NAT"]
    assert (hidden["value"], hidden["status"]) == (None, "suppressed")
    missing = records["cell-009", "dissimilarity", "OTH / NAT"]
    assert (missing["value"], missing["status"]) == (None, "not_collected")
    nobody = next(one for key, one in records.items() if key[:2] == ("cell-005", "share"))
    assert (nobody["value"], nobody["status"]) == (None, "undefined")
    assert records["cell-007", "people", "OTH / NAT"]["status"] == "observed"


def test_contributions_in_the_records_add_up_to_the_city(generated: Make) -> None:
    records = figure_records(generated(), Language())
    of_index = records[records["index"] == "dissimilarity"]
    city = of_index[of_index["area"].isna()]["value"].item()
    assert of_index[of_index["area"].notna()]["value"].sum() == pytest.approx(city, abs=1e-12)


def test_every_area_has_a_record_of_every_column(generated: Make) -> None:
    diagnosis = generated()
    records = figure_records(diagnosis, Language())
    assert tuple(records.columns) == FIGURE_COLUMNS
    assert len(records) == number_of_records(diagnosis) == 1 + 144 * 6
    assert not records.duplicated(["city", "area", "index", "groups", "scale"]).any()


def test_areas_have_sentences_in_the_language_of_the_run(generated: Make) -> None:
    records = figure_records(generated(), Language("fr"))
    told = records[records["area"].notna() & (records["index"] == "dissimilarity") & records["value"].notna()]
    assert told["sentence"].str.contains("chiffre de la ville").all()


def test_too_many_records_are_left_to_the_file_of_areas(generated: Make, tmp_path: Path) -> None:
    write_figures(generated(), tmp_path, Language(), most=100)
    document = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert document["areas"] == {"number": 144, "included": False, "file": "areas.parquet"}
    assert [one["area"] for one in document["figures"]] == [None]


def test_the_csv_holds_the_records_of_the_json(generated: Make, tmp_path: Path) -> None:
    write_figures(generated(), tmp_path, Language())
    rows = read_csv(tmp_path / "figures.csv")
    records = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))["figures"]
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        assert row["value"] == ("" if record["value"] is None else repr(record["value"]))
        assert (row["area"], row["status"]) == (record["area"] or "", record["status"])


def test_no_text_of_the_csv_is_a_formula(generated: Make, tmp_path: Path) -> None:
    diagnosis = armed(generated())
    negative = diagnosis.figures.assign(value=-0.25)
    write_figures(replace(diagnosis, figures=negative), tmp_path, Language())
    rows = read_csv(tmp_path / "figures.csv")
    assert rows[0]["value"] == "-0.25"
    assert rows[0]["city"] == "'=1+1"
    assert rows[0]["sentence"] == ARMED[6]
    texts = [row[name] for row in rows for name in ("city", "area", "index", "groups", "status", "sentence")]
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t"))]


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(generated: Make, tmp_path: Path) -> None:
    write_figures(armed(generated()), tmp_path, Language())
    book = openpyxl.load_workbook(tmp_path / "figures.xlsx")
    assert book.sheetnames == ["Figures", "Areas", "Quality", "Provenance"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    shown = {str(cell.value) for cell in cells}
    assert {text.replace("\t", "\t") for text in ARMED} <= shown


def test_the_workbook_holds_numbers_as_numbers_and_leaves_withheld_cells_empty(
    generated: Make, tmp_path: Path
) -> None:
    diagnosis = generated()
    write_figures(diagnosis, tmp_path, Language(), day=date(2026, 11, 26))
    areas = pd.read_excel(tmp_path / "figures.xlsx", sheet_name="Areas")
    pd.testing.assert_series_equal(areas["share:OTH"], diagnosis.local["share:OTH"], check_dtype=False)
    assert np.isnan(areas.loc[7, "share:OTH"])
    assert openpyxl.load_workbook(tmp_path / "figures.xlsx").properties.created.date() == date(2026, 11, 26)


def test_areas_too_many_for_a_sheet_are_left_to_their_own_file(
    generated: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diagnosis = generated()
    path = tmp_path / "figures.xlsx"
    tables.write_workbook(diagnosis, path, Language("en"))
    assert "Areas" in openpyxl.load_workbook(path).sheetnames
    monkeypatch.setattr(tables, "MOST_SHEET_ROWS", len(diagnosis.local) - 1)
    tables.write_workbook(diagnosis, path, Language("en"))
    book = openpyxl.load_workbook(path)
    assert "Areas" not in book.sheetnames
    said = [str(cell.value) for row in book["Provenance"].iter_rows() for cell in row]
    assert any("areas.parquet and areas.gpkg hold every one" in text for text in said)


def test_the_file_of_areas_holds_what_passed_the_gate_and_nothing_else(
    generated: Make, tmp_path: Path
) -> None:
    diagnosis = generated()
    package, parquet = write_areas(diagnosis, tmp_path)
    expected = [*diagnosis.local.columns, "geometry"]
    for table in (gpd.read_file(package), gpd.read_parquet(parquet)):
        assert list(table.columns) == expected
        assert len(table) == 144
        assert table.crs == diagnosis.areas.geometry.crs
        np.testing.assert_array_equal(table["share:OTH"], diagnosis.local["share:OTH"])
        assert table["area"].tolist() == diagnosis.local["area"].tolist()
    assert pyogrio.list_layers(package).tolist() == [["areas", "MultiPolygon"]]


def test_areas_follow_their_shapes_whatever_their_order(generated: Make, tmp_path: Path) -> None:
    diagnosis = generated()
    turned = replace(diagnosis, local=diagnosis.local.iloc[::-1].head(10))
    table = gpd.read_parquet(write_areas(turned, tmp_path)[1])
    shapes = dict(zip(diagnosis.areas.ids, diagnosis.areas.geometry, strict=True))
    assert all(shape.equals(shapes[area]) for area, shape in zip(table["area"], table.geometry, strict=True))


def test_areas_without_shapes_are_written_as_a_table(generated: Make, tmp_path: Path) -> None:
    diagnosis = generated()
    bare = replace(diagnosis, areas=replace(diagnosis.areas, geometry=None))
    package, parquet = write_areas(bare, tmp_path)
    assert len(pyogrio.read_dataframe(package)) == len(pd.read_parquet(parquet)) == 144


def test_the_same_diagnosis_gives_the_same_bytes(generated: Make, tmp_path: Path) -> None:
    def written(folder: Path) -> list[bytes]:
        paths = write_figures(generated(), folder, Language()) + write_areas(generated(), folder)
        return [path.read_bytes() for path in paths]

    assert written(tmp_path / "a") == written(tmp_path / "b")
    assert written(tmp_path / "a") == written(tmp_path / "b")  # over what is there already


def test_every_status_is_in_the_schema() -> None:
    listed = figures_schema()["$defs"]["figure"]["properties"]["status"]["enum"]
    assert listed == [str(status) for status in FigureStatus]
