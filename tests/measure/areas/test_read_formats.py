"""Files of the known formats in other spellings, vintages and containers."""

from __future__ import annotations

import gzip
import time
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import box

from isopolis.errors import InputError
from isopolis.measure.areas import CountStatus, compose
from isopolis.measure.areas.formats import read

BERLIN = """\ufeffPLR_ID;Planungsraum (Name);Bezirk;Insgesamt;Weiblich;Ausländer;unter 6;Status-Index
01100101;Stülerstraße;Mitte;3.503;1.708;1.509;169;-0,33
01100102;Großer Tiergarten;Mitte;1.996;932;1.065;103;-1,12
03300515;Blankenburger Süden;Pankow;52;22;–;4;–
Insgesamt;;;5.551;2.662;2.574;276;
Quelle: Amt für Statistik, eigene Berechnung
"""


def write(folder: Path, content: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_berlin_with_semicolons_decimal_commas_a_total_and_a_footnote(tmp_path: Path, encoding: str) -> None:
    content = BERLIN if encoding == "utf-8" else BERLIN.removeprefix("\ufeff")
    berlin = read(write(tmp_path, content, encoding=encoding))
    assert berlin.source.reader == "berlin_plr"
    assert berlin.ids.tolist() == ["01100101", "01100102", "03300515"]
    assert berlin.total.tolist() == [3503, 1996, 52]
    foreigners = berlin.column("foreigners")
    assert berlin.counts[:2, foreigners].tolist() == [1509, 1065]
    assert berlin.status[2, foreigners] == CountStatus.SUPPRESSED
    assert berlin.attributes["status_index"].tolist()[:2] == [-0.33, -1.12]
    notes = " ".join(berlin.source.notes)
    assert "totals were set apart" in notes
    assert "footnotes: 1" in notes


def test_notes_and_labels_are_in_french_where_asked(tmp_path: Path) -> None:
    berlin = read(write(tmp_path, BERLIN), language="fr")
    assert berlin.label("women") == "femmes"
    assert any("mises à part" in note for note in berlin.source.notes)


def cbs_map(codes: str = "BU_CODE") -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        {
            codes: ["BU00140000", "BU00140001", "BU03630000", "BU03639999"],
            "BU_NAAM": ["Centrum", "Zuid", "Dam", "Water"],
            "GM_NAAM": ["Groningen", "Groningen", "Amsterdam", "Amsterdam"],
            "H2O": ["NEE", "NEE", "NEE", "JA"],
            "AANT_INW": [500, 700, 1000, -99999999],
            "P_00_14_JR": [10, 20, -99997, -99999999],
            "P_15_24_JR": [30, 20, 10, -99999999],
            "P_N_W_AL": [12, 8, 30, -99999999],
        }
    )
    shapes = [box(233_000 + i * 400, 581_000, 233_400 + i * 400, 581_400) for i in range(4)]
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:28992")


def test_cbs_map_as_geopackage_needs_its_layer_and_leaves_water_out(tmp_path: Path) -> None:
    path = tmp_path / "wijkenbuurten.gpkg"
    cbs_map().to_file(path, layer="buurten")
    cbs_map().to_file(path, layer="wijken")
    with pytest.raises(InputError, match="2 layers"):
        read(path)
    buurten = read(path, layer="Buurten")
    assert buurten.source.reader == "cbs_wijken_en_buurten_kaart"
    assert len(buurten) == 3
    young = buurten.column("age_0_14")
    assert buurten.counts[:2, young].tolist() == [50, 140]
    assert buurten.status[:, young].tolist() == [CountStatus.PERTURBED] * 2 + [CountStatus.SUPPRESSED]
    assert buurten.attributes["municipality"].tolist() == ["GM0014", "GM0014", "GM0363"]
    assert buurten.surface == pytest.approx([160_000] * 3, rel=1e-3)


def test_cbs_map_as_zipped_shapefile(tmp_path: Path) -> None:
    cbs_map().to_file(tmp_path / "buurt.shp")
    with zipfile.ZipFile(tmp_path / "buurt.zip", "w") as archive:
        for part in sorted(tmp_path.glob("buurt.*")):
            if part.suffix != ".zip":
                archive.write(part, f"2022/{part.name}")
    buurten = read(tmp_path / "buurt.zip")
    assert len(buurten) == 3
    assert buurten.geometry is not None
    assert buurten.geometry.crs == "EPSG:28992"


def test_cbs_key_figures_take_the_neighbourhoods_or_the_level_named(tmp_path: Path) -> None:
    rows = [
        [
            "gwb_code_10",
            "regio",
            "gm_naam",
            "recs",
            "gwb_code",
            "a_inw",
            "a_man",
            "a_vrouw",
            "a_00_14",
            "g_ink_pi",
        ],
        ["NL00", "Nederland", "Nederland", "Land", "NL00", 1200, 600, 600, 200, "32,5"],
        ["GM0014", "Groningen", "Groningen", "Gemeente", "GM0014", 1200, 600, 600, 200, "32,5"],
        ["WK001400", "Centrum", "Groningen", "Wijk", "WK001400", 1200, 600, 600, 200, "32,5"],
        ["BU00140000", "Noord", "Groningen", "Buurt", "BU00140000", 500, 250, 250, 50, "31,1"],
        ["BU00140001", "Zuid", "Groningen", "Buurt", "BU00140001", 700, 350, 350, ".", "."],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "kwb.xlsx")
    buurten = read(tmp_path / "kwb.xlsx")
    assert buurten.source.reader == "cbs_kerncijfers"
    assert buurten.ids.tolist() == ["BU00140000", "BU00140001"]
    assert buurten.status[1, buurten.column("age_0_14")] == CountStatus.SUPPRESSED
    assert buurten.attributes["income"].tolist()[0] == 31.1
    path = write(tmp_path, "\n".join(";".join(map(str, row)) for row in rows))
    assert read(path, layer="wijk").ids.tolist() == ["WK001400"]


@pytest.mark.parametrize("vintage", ["C17", "C21"])
def test_iris_of_any_vintage_keep_their_zeros_and_their_base(tmp_path: Path, vintage: str) -> None:
    year = vintage[1:]
    classes = ";".join(f"{vintage}_POP15P_CS{i}" for i in range(1, 9))
    head = f"IRIS;COM;TYP_IRIS;LIBIRIS;P{year}_POP;P{year}_POP_IMM;{vintage}_POP15P;{classes}"
    lines = [
        "010010000;01001;Z;L'Abergement;767,5;20,25;640;10;20;90;110;120;100;150;40",
        "010020000;01002;Z;L'Oie;243;11;200;5;10;30;35;40;30;40;10",
    ]
    iris = read(write(tmp_path, "\n".join([head, *lines])))
    assert iris.source.year == 2000 + int(year)
    assert iris.ids[0] == "010010000"
    assert iris.total.tolist() == [767.5, 243]
    workers = compose(iris, ("CS6", "rest"))
    assert workers.counts.tolist() == [[100, 540], [30, 170]]
    immigrants = compose(iris, ("immigrants", "rest"))
    assert immigrants.counts[0].tolist() == [20.25, 747.25]


def test_ons_long_table_becomes_wide(tmp_path: Path) -> None:
    head = (
        "Lower layer Super Output Areas Code,Lower layer Super Output Areas,"
        "Ethnic group (6 categories) Code,Ethnic group (6 categories),Observation"
    )
    groups = ["Does not apply", "Asian", "Black", "Mixed", "White", "Other"]
    lines = [
        f"E0100000{area},City 00{area},{-8 if i == 0 else i},{group},{0 if i == 0 else 10 * area + i}"
        for area in (1, 2, 3)
        for i, group in enumerate(groups)
    ]
    city = read(write(tmp_path, "\n".join([head, *lines])))
    assert city.source.reader == "ons_long"
    assert city.groups == ("Asian", "Black", "Mixed", "White", "Other")
    assert city.total.tolist() == [65, 115, 165]
    assert city.attributes["name"].tolist()[0] == "City 001"


def test_ons_wide_table_finds_both_levels_of_its_heading(tmp_path: Path) -> None:
    head = [
        "date", "geography", "geography code", "Ethnic group: Total: All usual residents",
        "Ethnic group: Asian", "Ethnic group: Asian: Indian", "Ethnic group: Asian: Chinese",
        "Ethnic group: White", "Ethnic group: White: British", "Ethnic group: White: Irish",
    ]  # fmt: skip
    lines = ["2021,City 1,E01000001,100,30,20,10,70,60,10", "2021,City 2,E01000002,210,40,30,10,170,150,20"]
    city = read(write(tmp_path, "\n".join([",".join(head), *lines])))
    assert city.source.reader == "ons_wide"
    assert city.total.tolist() == [100, 210]
    found = {tuple(name.removeprefix("Ethnic group: ") for name in one) for one in city.partitions.values()}
    assert ("Asian", "White") in found
    assert ("Asian: Indian", "Asian: Chinese", "White: British", "White: Irish") in found


def test_nomis_export_with_title_lines_and_footnotes(tmp_path: Path) -> None:
    lines = [
        '"TS004 - Country of birth"', "", '"population","All usual residents"', "",
        '"2021 super output area - lower layer","mnemonic","Total: All usual residents","Europe","Africa"',
        "",
        '"City 001A","E01000001","1,474","1,300","174"', '"City 001B","E01000002","1,384","1,300","84"',
        "", '"In order to protect against disclosure, counts are swapped."',
    ]  # fmt: skip
    city = read(write(tmp_path, "\r\n".join(lines)))
    assert city.ids.tolist() == ["E01000001", "E01000002"]
    assert city.total.tolist() == [1474, 1384]
    assert city.groups == ("Europe", "Africa")


def test_workbook_with_title_merged_headings_units_and_total(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["Bevölkerung am 31.12.2023"], [],
        ["Schlüssel", "Stadtteil", "Insgesamt", "Davon", None, "Anteil 65+"],
        [None, None, None, "Deutsche", "Ausländer", None],
        [None, None, "Anzahl", "Anzahl", "Anzahl", "%"],
        ["0101", "Mitte", 1500, 1200, 300, 12.5],
        ["0102", "Nord", 900, 800, 100, 20.1],
        ["0103", "Süd", 60, "<60", "<5", 20.1],
        ["Summe", None, 2460, 2060, 400, None], [],
        ["Quelle: Einwohnerregister der Stadt"],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("D3:E3")
    book.save(tmp_path / "stadt.xlsx")
    town = read(tmp_path / "stadt.xlsx")
    assert town.groups == ("Deutsche", "Ausländer")
    assert town.ids.tolist() == ["0101", "0102", "0103"]
    assert town.status[2].tolist() == [CountStatus.SUPPRESSED] * 2
    assert compose(town, ("Ausländer", "rest")).counts.tolist() == [[300, 1200], [100, 800]]


@pytest.mark.parametrize("packed", ["gz", "zip"])
def test_packed_text_is_read_like_the_text(tmp_path: Path, packed: str) -> None:
    plain = write(tmp_path, BERLIN)
    path = tmp_path / f"table.csv.{packed}"
    if packed == "gz":
        path.write_bytes(gzip.compress(plain.read_bytes()))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(plain, "folder/table.csv")
            archive.writestr("__MACOSX/._table.csv", b"x")
            archive.writestr("readme.md", b"about")
    assert np.array_equal(read(path).counts, read(plain).counts, equal_nan=True)


def test_half_a_million_rows_take_seconds(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    table = pd.DataFrame({"code": [f"Z{i:07d}" for i in range(500_000)]})
    parts = random.integers(0, 200, (500_000, 8))
    for j in range(8):
        table[f"group {j}"] = parts[:, j]
    table["total"] = parts.sum(axis=1)
    table.to_csv(tmp_path / "big.csv", index=False)
    start = time.process_time()
    areas = read(tmp_path / "big.csv")
    assert time.process_time() - start < 12
    assert len(areas) == 500_000
    assert list(areas.partitions.values()) == [tuple(f"group {j}" for j in range(8))]
