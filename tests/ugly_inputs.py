"""Ugly inputs: each must give one clear error, from the library, the command line and the web alike.

``UGLY`` names a function for each case; it writes the file into a folder and returns what a user would
name. ``PLACES`` has the row and the column that the error must name, where there is one.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import box

HEAD = "code;name;total;native;foreign"
ROWS = [
    "A01;North;120;100;20",
    "A02;South;210;150;60",
    "A03;East;90;80;10",
    "A04;West;310;200;110",
    "A05;Centre;400;250;150",
    "A06;Harbour;55;40;15",
]
GOOD = "\n".join([HEAD, *ROWS]) + "\n"

UGLY: dict[str, Callable[[Path], Path]] = {}
PLACES: dict[str, tuple[int | None, str | None]] = {}


def ugly(
    row: int | None = None, column: str | None = None
) -> Callable[[Callable[[Path], Path]], Callable[[Path], Path]]:
    """Register a case under the name of its function."""

    def register(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
        name = make.__name__.replace("_", " ")
        UGLY[name], PLACES[name] = make, (row, column)
        return make

    return register


def text(folder: Path, content: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def changed(folder: Path, row: int, cell: int, value: str) -> Path:
    """The good table with another value in one cell (row 2 is the first row of data)."""
    lines = [line.split(";") for line in [HEAD, *ROWS]]
    lines[row - 1][cell] = value
    return text(folder, "\n".join(";".join(line) for line in lines) + "\n")


def raw(folder: Path, content: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def frame() -> pd.DataFrame:
    return pd.read_csv(io.StringIO(GOOD), sep=";")


def squares(crs: str | None = "EPSG:25833", x: float = 390_000, y: float = 5_820_000, side: float = 500):
    shapes = [box(x + i * side, y, x + (i + 1) * side, y + side) for i in range(len(ROWS))]
    return gpd.GeoDataFrame(frame(), geometry=shapes, crs=crs)


def workbook(folder: Path, *sheets: list[list[object]], name: str = "table.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for i, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {i + 1}")
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def cells() -> list[list[object]]:
    table = frame()
    return [list(table.columns), *table.to_numpy().tolist()]


# --- not a table at all


@ugly()
def nothing_there(folder: Path) -> Path:
    return folder / "absent.csv"


@ugly()
def a_folder(folder: Path) -> Path:
    return folder


@ugly()
def empty(folder: Path) -> Path:
    return raw(folder, b"", "empty.csv")


@ugly()
def only_a_byte_order_mark(folder: Path) -> Path:
    return raw(folder, b"\xef\xbb\xbf\r\n", "bom.csv")


@ugly()
def zero_bytes(folder: Path) -> Path:
    return raw(folder, bytes(5000), "zeros.csv")


@ugly()
def binary_noise(folder: Path) -> Path:
    return raw(folder, b"\x8f\x01" + bytes((i * 7 + i // 3) % 256 for i in range(4000)), "noise.csv")


@ugly()
def a_pdf(folder: Path) -> Path:
    return raw(folder, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "report.csv")


@ugly()
def a_picture(folder: Path) -> Path:
    return raw(folder, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "map.csv")


@ugly()
def a_web_page_saved_as_xls(folder: Path) -> Path:
    return text(folder, "<html><table><tr><td>code</td></tr></table></html>", "table.xls")


@ugly()
def kml(folder: Path) -> Path:
    return text(folder, '<?xml version="1.0"?><kml><Placemark/></kml>', "areas.kml")


@ugly()
def json_that_is_no_geojson(folder: Path) -> Path:
    return text(folder, json.dumps([{"code": "A01", "total": 3}]), "table.json")


@ugly()
def geojson_cut_off(folder: Path) -> Path:
    return text(folder, squares("EPSG:4326", 13.0, 52.0, 0.01).to_json()[:900], "areas.geojson")


# --- text tables


@ugly()
def header_only(folder: Path) -> Path:
    return text(folder, HEAD + "\n")


@ugly(row=1)
def no_header(folder: Path) -> Path:
    return text(folder, "\n".join(ROWS) + "\n")


@ugly()
def one_column(folder: Path) -> Path:
    return text(folder, "code\nA01\nA02\n")


@ugly(row=3, column="native")
def text_in_a_count(folder: Path) -> Path:
    return changed(folder, 3, 3, "many")


@ugly(row=4, column="foreign")
def negative(folder: Path) -> Path:
    return changed(folder, 4, 4, "-7")


@ugly(row=5, column="total")
def not_a_number(folder: Path) -> Path:
    return changed(folder, 5, 2, "NaN")


@ugly(row=6, column="native")
def infinite(folder: Path) -> Path:
    return changed(folder, 6, 3, "inf")


@ugly(row=2, column="total")
def thousands_or_decimals(folder: Path) -> Path:
    lines = ["A01;1.234;1.100;134", "A02;2.345;2.000;345", "A03;3.456;3.000;456", "A04;4.567;4.000;567"]
    return text(folder, "\n".join(["code;total;native;foreign", *lines]) + "\n")


@ugly(column="native")
def point_and_comma_as_decimal_signs(folder: Path) -> Path:
    lines = ["A01;120;100.5;20", "A02;210;150,5;60", "A03;90;80;10", "A04;310;200;110"]
    return text(folder, "\n".join(["code;total;native;foreign", *lines]) + "\n")


@ugly(row=7, column="code")
def repeated_code(folder: Path) -> Path:
    return changed(folder, 7, 0, "A02")


@ugly(row=5, column="code")
def missing_code(folder: Path) -> Path:
    return changed(folder, 5, 0, "")


@ugly(column="native")
def two_columns_of_one_name(folder: Path) -> Path:
    return text(folder, GOOD.replace("foreign", "native"))


@ugly(column="men")
def half_merged_header(folder: Path) -> Path:
    head = ["Population by sex;;;;", "code;total;men;men;women"]
    return text(folder, "\n".join([*head, "A01;4;1;1;2", "A02;6;2;2;2"]) + "\n")


@ugly(row=4)
def too_few_cells(folder: Path) -> Path:
    return text(folder, GOOD.replace("A03;East;90;80;10", "A03;East;90"))


@ugly(row=4)
def too_many_cells(folder: Path) -> Path:
    return text(folder, GOOD.replace("A03;East", "A03;East;West"))


@ugly(row=7)
def cut_off(folder: Path) -> Path:
    return text(folder, GOOD[: GOOD.index("Harbour") + 4])


@ugly()
def quote_never_closed(folder: Path) -> Path:
    return text(folder, GOOD.replace("A03;East", 'A03;"East'))


@ugly(row=2)
def nothing_but_totals(folder: Path) -> Path:
    return text(folder, "code;name;total;native;foreign\nA;Total;120;100;20\nB;Total;210;150;60\n")


@ugly()
def no_codes(folder: Path) -> Path:
    return text(folder, "kind;total;native;foreign\na;120;100;20\na;210;150;60\na;90;80;10\n")


@ugly()
def no_groups(folder: Path) -> Path:
    return text(folder, "code;name;total\nA01;North;120\nA02;South;210\nA03;East;90\n")


@ugly()
def two_possible_totals(folder: Path) -> Path:
    lines = ["A01;120;9000;20", "A02;210;9000;60", "A03;90;7000;10", "A04;310;7000;110"]
    return text(folder, "\n".join(["code;population;population of the city;foreign", *lines]) + "\n")


@ugly()
def no_total(folder: Path) -> Path:
    return text(folder, "code;cats;dogs\nA01;120;20\nA02;210;60\nA03;90;10\n")


@ugly(row=3, column="P_00_14_JR")
def percentage_above_100(folder: Path) -> Path:
    head = "BU_CODE,BU_NAAM,AANT_INW,P_00_14_JR,P_15_24_JR"
    return text(folder, f"{head}\nBU00140000,Noord,500,15,20\nBU00140001,Zuid,700,140,20\n")


@ugly(row=4)
def category_repeated_in_a_long_table(folder: Path) -> Path:
    head = "Lower layer Super Output Areas Code,Lower layer Super Output Areas,Sex (2 categories),Observation"
    lines = ["E01000001,City 1,Female,3", "E01000001,City 1,Male,4", "E01000001,City 1,Male,5"]
    return text(folder, "\n".join([head, *lines]) + "\n")


# --- workbooks


@ugly()
def old_workbook(folder: Path) -> Path:
    return raw(folder, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "table.xls")


@ugly()
def workbook_with_a_password(folder: Path) -> Path:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    return raw(folder, content + bytes(600), "table.xlsx")


@ugly()
def workbook_cut_off(folder: Path) -> Path:
    whole = workbook(folder, cells()).read_bytes()
    return raw(folder, whole[: len(whole) // 2], "table.xlsx")


@ugly()
def workbook_with_a_broken_sheet(folder: Path) -> Path:
    path = workbook(folder, cells())
    broken = folder / "broken.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, content[: len(content) // 2] if "sheet1" in entry.filename else content)
    return broken


@ugly()
def workbook_without_a_table(folder: Path) -> Path:
    return workbook(folder, [["Notes"], ["This sheet says nothing."]])


@ugly()
def workbook_with_two_tables(folder: Path) -> Path:
    return workbook(folder, cells(), cells())


@ugly(column="native")
def formulas_never_computed(folder: Path) -> Path:
    rows = cells()
    for i, row in enumerate(rows[1:], start=2):
        row[3] = f"=C{i}-E{i}"
    return workbook(folder, rows)


@ugly(row=3, column="native")
def a_date_in_a_count(folder: Path) -> Path:
    rows = cells()
    rows[2][3] = date(2021, 4, 1)
    return workbook(folder, rows)


@ugly(row=4, column="foreign")
def an_error_of_the_spreadsheet(folder: Path) -> Path:
    rows = cells()
    rows[3][4] = "#REF!"
    return workbook(folder, rows)


@ugly(column="people: men")
def half_merged_heading_of_a_workbook(folder: Path) -> Path:
    rows: list[list[object]] = [["code", "people", None, None], [None, "total", "men", "men"]]
    path = workbook(folder, [*rows, ["A01", 5, 2, 3], ["A02", 7, 3, 4]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].merge_cells("B1:C1")
    book.save(path)
    return path


@ugly(row=3)
def number_in_a_column_without_heading(folder: Path) -> Path:
    rows = cells()
    rows[2].append(17)
    return workbook(folder, rows)


# --- archives


def zipped(folder: Path, files: dict[str, bytes], name: str = "table.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, content in files.items():
            archive.writestr(inner, content)
    return path


@ugly()
def two_gigabytes_declared(folder: Path) -> Path:
    path = zipped(folder, {"table.csv": GOOD.encode()})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (2_147_483_648).to_bytes(4, "little")
    return raw(folder, bytes(content), "table.zip")


@ugly()
def zip_that_swells(folder: Path) -> Path:
    return zipped(folder, {"table.csv": b"0" * 60_000_000})


@ugly()
def gzip_that_swells(folder: Path) -> Path:
    return raw(folder, gzip.compress(b"0" * 60_000_000), "table.csv.gz")


@ugly()
def zip_that_climbs_out(folder: Path) -> Path:
    return zipped(folder, {"../../table.csv": GOOD.encode()})


@ugly()
def zip_with_a_password(folder: Path) -> Path:
    path = zipped(folder, {"table.csv": GOOD.encode()})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return raw(folder, bytes(content), "table.zip")


@ugly()
def zip_with_two_tables(folder: Path) -> Path:
    return zipped(folder, {"one.csv": GOOD.encode(), "two.csv": GOOD.encode()})


@ugly()
def zip_without_a_table(folder: Path) -> Path:
    return zipped(folder, {"readme.md": b"hello", "picture.png": b"\x89PNG"})


@ugly()
def zip_in_a_zip(folder: Path) -> Path:
    inner = zipped(folder, {"table.csv": GOOD.encode()}, "inner.zip").read_bytes()
    return zipped(folder, {"inner.zip": inner})


@ugly()
def zip_cut_off(folder: Path) -> Path:
    whole = zipped(folder, {"table.csv": GOOD.encode()}).read_bytes()
    return raw(folder, whole[:-30], "table.zip")


@ugly()
def zip_with_a_wrong_checksum(folder: Path) -> Path:
    content = bytearray(zipped(folder, {"table.csv": GOOD.encode()}).read_bytes())
    content[45] ^= 0xFF
    return raw(folder, bytes(content), "table.zip")


@ugly()
def gzip_cut_off(folder: Path) -> Path:
    return raw(folder, gzip.compress(GOOD.encode() * 50)[:-20], "table.csv.gz")


# --- files with shapes


def without_crs(shapes: gpd.GeoDataFrame, path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shapes.to_file(path)
    return path


@ugly()
def two_layers(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    squares().to_file(path, layer="districts")
    squares().to_file(path, layer="blocks")
    return path


@ugly()
def geopackage_cut_off(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    squares().to_file(path, layer="districts")
    return raw(folder, path.read_bytes()[:3000], "cut.gpkg")


@ugly()
def empty_layer(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    squares().iloc[:0].to_file(path, layer="districts")
    return path


@ugly()
def no_crs_but_degrees(folder: Path) -> Path:
    return without_crs(squares(None, 13.0, 52.0, 0.01), folder / "areas.gpkg")


@ugly()
def no_crs_but_a_national_grid(folder: Path) -> Path:
    return without_crs(squares(None, 120_000, 480_000), folder / "areas.shp")


@ugly()
def wrong_crs(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    squares("EPSG:2154", 120_000, 480_000).to_file(path, layer="districts")
    return path


@ugly()
def geojson_in_metres(folder: Path) -> Path:
    shapes = squares("EPSG:4326", 652_000, 6_860_000)
    return text(folder, shapes.to_json(), "areas.geojson")


@ugly()
def shapefile_without_its_table(folder: Path) -> Path:
    path = folder / "areas.shp"
    squares().to_file(path)
    (folder / "areas.dbf").unlink()
    return path


@ugly(row=2, column="foreign")
def negative_in_a_geopackage(folder: Path) -> Path:
    path = folder / "areas.gpkg"
    shapes = squares()
    shapes.loc[1, "foreign"] = -5
    shapes.to_file(path, layer="districts")
    return path


@ugly(row=5, column="code")
def repeated_code_in_geojson(folder: Path) -> Path:
    shapes = squares("EPSG:4326", 13.0, 52.0, 0.01)
    shapes.loc[4, "code"] = "A01"
    return text(folder, shapes.to_json(), "areas.geojson")


@ugly()
def ring_that_does_not_close(folder: Path) -> Path:
    shapes = json.loads(squares("EPSG:4326", 13.0, 52.0, 0.01).to_json())
    shapes["features"][2]["geometry"]["coordinates"][0][-1] = [14.0, 53.0]
    return text(folder, json.dumps(shapes), "areas.geojson")


# --- Parquet


@ugly()
def parquet_cut_off(folder: Path) -> Path:
    path = folder / "table.parquet"
    frame().to_parquet(path)
    return raw(folder, path.read_bytes()[:-200], "cut.parquet")


@ugly(row=3, column="native")
def infinite_in_parquet(folder: Path) -> Path:
    table = frame().astype({"native": float})
    table.loc[2, "native"] = float("inf")
    path = folder / "table.parquet"
    table.to_parquet(path)
    return path


@ugly()
def parquet_without_rows(folder: Path) -> Path:
    path = folder / "table.parquet"
    frame().iloc[:0].to_parquet(path)
    return path


# --- more that a user might send


@ugly(row=3, column="foreign")
def shares_and_people_in_one_column(folder: Path) -> Path:
    return changed(folder, 2, 4, "16,7%")


@ugly(row=2)
def more_people_than_there_are(folder: Path) -> Path:
    return changed(folder, 2, 2, "1e300")


@ugly(row=4, column="foreign")
def one_formula_never_computed(folder: Path) -> Path:
    rows = cells()
    rows[3][-1] = "=C4-D4"
    return workbook(folder, rows)


@ugly()
def table_in_a_hidden_sheet(folder: Path) -> Path:
    path = workbook(folder, [["About this table"]], cells())
    book = openpyxl.load_workbook(path)
    book.worksheets[1].sheet_state = "hidden"
    book.save(path)
    return path


@ugly()
def opendocument_spreadsheet(folder: Path) -> Path:
    office = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<office/>"}
    return zipped(folder, office, "table.ods")


@ugly()
def word_document(folder: Path) -> Path:
    return zipped(folder, {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}, "table.docx")


@ugly()
def dead_link(folder: Path) -> Path:
    path = folder / "table.csv"
    path.symlink_to(folder / "gone.csv")
    return path


@ugly()
def a_pipe(folder: Path) -> Path:
    path = folder / "table.csv"
    os.mkfifo(path)
    return path


@ugly()
def one_endless_line(folder: Path) -> Path:
    return raw(folder, b"x" * 3_000_000, "table.csv")


@ugly()
def codes_in_scientific_notation(folder: Path) -> Path:
    lines = [f"1.51{i // 5}E+11;{100 + i};{60 + i};40" for i in range(20)]
    return text(folder, "\n".join(["code;population;native;foreign", *lines]) + "\n")


@ugly()
def lines_instead_of_areas(folder: Path) -> Path:
    streets = squares()
    streets["geometry"] = streets.geometry.boundary
    streets.to_file(folder / "table.gpkg")
    return folder / "table.gpkg"


@ugly()
def nested_counts_in_parquet(folder: Path) -> Path:
    table = pa.table({"code": ["A", "B", "C"], "population": [[10], [20], [30]]})
    pq.write_table(table, folder / "table.parquet")
    return folder / "table.parquet"
