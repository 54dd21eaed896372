"""What is published of the generated city, against the truth."""

from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest

from isopolis.demo import DemoCity, generate, write
from isopolis.demo.mednum import COLUMNS, mednum_table
from isopolis.demo.people import BIRTHPLACES
from isopolis.demo.publication import (
    FAMILIES,
    FEW_HOUSEHOLDS,
    SMALL,
    grid_table,
    neighbourhood_table,
)


@pytest.fixture(scope="module")
def city() -> DemoCity:
    return generate()


@pytest.fixture(scope="module")
def files(city: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(city, tmp_path_factory.mktemp("demo"))


@pytest.mark.parametrize("year", ["before", "after"])
def test_small_counts_are_hidden_and_all_others_are_the_truth(city: DemoCity, year: str) -> None:
    snapshot = getattr(city, year)
    published, truth = neighbourhood_table(snapshot), snapshot.neighbourhoods
    for column in (column for family in FAMILIES for column in family):
        hidden = published[column].isin(["<5", "x"])
        small = truth[column].between(1, SMALL - 1)
        assert (published.loc[small, column] == "<5").all()
        assert (truth.loc[published[column] == "x", column] >= SMALL).all()
        assert (published.loc[~hidden, column] == truth.loc[~hidden, column]).all()


@pytest.mark.parametrize("year", ["before", "after"])
def test_something_is_hidden_among_the_countries_of_birth(city: DemoCity, year: str) -> None:
    published = neighbourhood_table(getattr(city, year))
    assert (published[list(BIRTHPLACES)] == "<5").to_numpy().any()
    assert (published["income_mean"] == "–").any()


@pytest.mark.parametrize("seed", [6, 1, 2])
def test_a_single_hidden_count_never_follows_from_the_total(seed: int) -> None:
    published = neighbourhood_table(generate(seed=seed).after)
    for family in FAMILIES:
        hidden = published[list(family)].isin(["<5", "x"]).sum(axis=1)
        # Alone only where everybody of the area is in that group, and then the total is hidden too.
        assert (published.loc[hidden == 1, "population"] == "<5").all()


def test_incomes_of_few_households_are_not_published(city: DemoCity) -> None:
    published, truth = neighbourhood_table(city.after), city.after.neighbourhoods
    few = truth["households"] < FEW_HOUSEHOLDS
    assert few.any()
    for column in ("income_mean", "low_income_percent", "rent", "income_0"):
        assert ((published[column] == "–") == few).all()


def test_noise_in_cells_is_small_and_the_same_when_asked_twice(city: DemoCity) -> None:
    published, truth = grid_table(city.after, city.seed), city.after.cells
    pd.testing.assert_frame_equal(published, grid_table(city.after, city.seed))
    shown = published["outside_eu"] != "x"
    assert (shown == (truth["population"] >= SMALL)).all()
    counts = published.loc[shown, "outside_eu"].astype(int)
    error = counts - truth.loc[shown, "outside_eu"]
    assert error.abs().max() == 2
    assert (counts[truth.loc[shown, "outside_eu"] == 0] == 0).all()
    assert not counts.isin([1, 2]).any()
    assert abs(error.mean()) < 0.25
    parts = published.loc[shown, list(BIRTHPLACES)].astype(int).sum(axis=1)
    assert (parts != published.loc[shown, "population"].astype(int)).mean() > 0.3


def test_all_files_are_written_and_small(files: dict[str, Path]) -> None:
    assert all(path.is_file() for path in files.values())
    assert sum(path.stat().st_size for path in files.values()) < 5_000_000


def test_writing_twice_into_the_same_folder_gives_the_same_tables(
    city: DemoCity, files: dict[str, Path]
) -> None:
    texts = [key for key, path in files.items() if path.suffix in {".csv", ".toml", ".geojson", ".xlsx"}]
    before = {key: files[key].read_bytes() for key in texts}
    again = write(city, files["readme"].parent)
    assert {key: again[key].read_bytes() for key in texts} == before
    assert len(gpd.read_file(again["streets"], layer="edges")) == len(city.streets.edges)


def test_every_text_says_that_the_city_is_generated(files: dict[str, Path]) -> None:
    for key in ("readme", "profile", "earlier_profile", "grid_profile"):
        assert "generated" in files[key].read_text(encoding="utf-8").lower()
    assert "GENERATED" in str(openpyxl.load_workbook(files["neighbourhoods"]).worksheets[0]["A2"].value)
    assert set(pd.read_csv(files["mednum"])["source"]) == {"Isopolis, données générées"}


def test_the_workbook_has_merged_headings_decimal_commas_and_markers(files: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(files["neighbourhoods"]).worksheets[0]
    assert len(sheet.merged_cells.ranges) >= 5
    values = [cell.value for row in sheet.iter_rows(min_row=6) for cell in row]
    assert {"<5", "–"} <= set(values)
    assert any(isinstance(v, str) and re.fullmatch(r"\d+,\d", v) for v in values)


def test_the_earlier_table_is_a_text_file_with_semicolons(files: dict[str, Path]) -> None:
    assert files["earlier"].read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(files["earlier"], sep=";", encoding="utf-8-sig", dtype=str)
    assert table["Population"].str.contains(r"\d \d{3}").any()
    assert table["Households with a low income, %"].str.contains(",").any()


def test_polygons_have_the_codes_of_their_table(city: DemoCity, files: dict[str, Path]) -> None:
    for key, snapshot in (("polygons", city.after), ("earlier_polygons", city.before)):
        polygons = gpd.read_file(files[key])
        assert polygons.crs.to_epsg() == 3035
        assert list(polygons["code"]) == list(snapshot.neighbourhoods["code"])
    assert gpd.read_file(files["geojson"]).crs.to_epsg() == 4326


def test_cells_have_inspire_codes(files: dict[str, Path]) -> None:
    codes = pd.read_csv(files["grid"])["id"]
    assert codes.is_unique
    assert codes.str.fullmatch(r"CRS3035RES200mN\d{7}E\d{7}").all()
    assert (codes.str.extract(r"N(\d+)E")[0].astype(int) % 200 == 0).all()


def test_streets_are_read_back_with_both_layers(files: dict[str, Path]) -> None:
    nodes, edges = (gpd.read_file(files["streets"], layer=layer) for layer in ("nodes", "edges"))
    assert set(np.unique(edges[["start", "end"]])) == set(nodes["node"])


def test_places_of_digital_help_follow_the_national_schema(city: DemoCity, real_data: Path) -> None:
    schema = json.loads((real_data / "mednum_schema_v1.0.2.json").read_text(encoding="utf-8"))
    table = mednum_table(city.places.services)
    assert [field["name"] for field in schema["fields"]] == list(COLUMNS) == list(table.columns)
    for field in schema["fields"]:
        rules, values = field.get("constraints", {}), table[field["name"]]
        if rules.get("required"):
            assert (values != "").all(), field["name"]
        if rules.get("unique"):
            assert values.is_unique
        if "pattern" in rules:
            pattern = re.compile(rules["pattern"])
            assert all(pattern.search(value) for value in values if value), field["name"]
        if "maxLength" in rules:
            assert values.str.len().max() <= rules["maxLength"]
    assert pd.to_datetime(table["date_maj"], format="%Y-%m-%d").notna().all()
