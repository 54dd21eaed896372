"""Priority neighbourhoods on the command line: a file of cells in, a map, tables and a log out."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner, Result

from isopolis.cli.priority import priority, read_exceptions
from isopolis.errors import InputError


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    """Five Filosofi cells in a row: three poor ones, one filled in by the publisher, one rich."""
    income = [9_000, 9_000, 9_000, 9_000, 30_000]
    table = pd.DataFrame(
        {
            "idcar_200m": [f"CRS3035RES200mN2000000E{4_000_000 + 200 * i}" for i in range(5)],
            "i_est_200": [0, 0, 0, 1, 0],
            "ind": [400.0] * 5,
            "men": [200.0] * 5,
            "men_pauv": [100.0, 80.0, 80.0, 60.0, 0.0],
            "ind_snv": [400.0 * one for one in income],
        }
    )
    path = tmp_path / "cells.csv"
    table.to_csv(path, index=False)
    return path


def run(cells: Path, out: Path, *more: str) -> Result:
    arguments = [str(cells), "--rule", "politique_de_la_ville", "--out", str(out), "--title", "Villeneuve"]
    arguments += ["--people", "50000", "--reference", "national=22000", "--reference", "urban_unit=20000"]
    return CliRunner().invoke(priority, [*arguments, *more], catch_exceptions=False)


def test_the_french_rule_on_cells_writes_the_map_the_tables_and_the_log(cells: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(cells, out)
    assert result.exit_code == 0
    assert "1 priority neighbourhoods, with 1,200 people" in result.output
    zones = gpd.read_file(out / "priority.gpkg", layer="zones")
    assert zones.geometry.area.tolist() == [120_000.0]
    assert zones["threshold:income"].iloc[0] == pytest.approx(0.6 * (0.7 * 22_000 + 0.3 * 20_000))
    log = pd.read_csv(out / "decisions.csv")
    assert log["step"].value_counts().to_dict() == {"criterion": 5, "city": 1, "zone": 1}
    assert log.query("reason == 'imputed'")["outcome"].tolist() == ["unknown"]


def test_exceptions_and_a_perimeter_in_french(cells: Path, tmp_path: Path) -> None:
    exceptions = tmp_path / "exceptions.csv"
    exceptions.write_text(
        "area;decision;reason;who;when\n"
        "CRS3035RES200mN2000000E4000600;in;visite sur place;conseil;2026-03-12\n",
        encoding="utf-8-sig",
    )
    outline = gpd.GeoDataFrame(
        {"code": ["Q1"]}, geometry=[shapely.box(4_000_000, 2_000_000, 4_000_200, 2_000_200)], crs=3035
    )
    outline.to_file(tmp_path / "perimeter.gpkg")
    more = ["--exceptions", str(exceptions), "--perimeter", str(tmp_path / "perimeter.gpkg")]
    more += ["--poor", "share:men_pauv", "--name", "code", "--language", "fr"]
    result = run(cells, tmp_path / "out", *more)
    assert result.exit_code == 0
    assert "Dans les deux périmètres" in result.output
    totals = pd.read_csv(tmp_path / "out" / "comparison.csv", index_col="part")
    assert totals.loc["both", "people"] == 400
    assert totals.loc["enters", "people"] == 1200
    log = pd.read_csv(tmp_path / "out" / "decisions.csv")
    assert log.query("step == 'exception'")["reason"].tolist() == ["visite sur place"]


@pytest.mark.parametrize("more", [["--reference", "national=much"], ["--poor", "share:men_pauv"]])
def test_what_cannot_be_used_is_refused(cells: Path, tmp_path: Path, more: list[str]) -> None:
    with pytest.raises(InputError):
        run(cells, tmp_path / "out", *more)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column"),
        ("area,decision\nx,in", "no column"),
        ("area,decision,reason,who,when\nx,maybe,r,w,2026-01-01", "no decision"),
        ("area,decision,reason,who,when\nx,in,r,w,12/03/2026", "no date"),
        ("area,decision,reason,who,when\nx,in,,w,2026-01-01", "has no reason"),
    ],
)
def test_a_table_of_exceptions_that_makes_no_sense_says_where(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "exceptions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_exceptions(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_exceptions(tmp_path / "nowhere.csv")
