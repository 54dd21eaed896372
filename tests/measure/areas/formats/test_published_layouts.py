"""Files laid out as offices publish them (headings, signs, order of columns; the numbers are invented)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from isopolis.errors import InputError
from isopolis.measure.areas import Areas, CountStatus
from isopolis.measure.areas.formats import propose_profile, read
from isopolis.measure.diagnose import default_groups, diagnose

N = 40
RANDOM = np.random.default_rng(3)
TOTAL = RANDOM.integers(300, 2500, N)
FOREIGN = (TOTAL * RANDOM.uniform(0.03, 0.5, N)).astype(int)
NATIVE = TOTAL - FOREIGN
Write = Callable[[Sequence[str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(lines: Sequence[str], encoding: str = "utf-8") -> Path:
        path = tmp_path / "table.csv"
        path.write_text("\n".join(lines), encoding=encoding)
        return path

    return to_file


def check(areas: Areas, reader: str, native: str, foreign: str) -> None:
    assert areas.source.reader == reader
    assert areas.total.tolist() == TOTAL.tolist()
    assert areas.counts[:, areas.column(native)].tolist() == NATIVE.tolist()
    assert areas.counts[:, areas.column(foreign)].tolist() == FOREIGN.tolist()


def test_german_census_grid(write: Write) -> None:
    """A dash is zero here, and every count carries noise."""
    lines = ["GITTER_ID_1km;x_mp_1km;y_mp_1km;Insgesamt_Bevoelkerung;Deutschland;Ausland_Sonstige;EU27_Land"]
    for i in range(N):
        x, y = 4337000 + 1000 * (i % 8), 2689000 + 1000 * (i // 8)
        people = f"{TOTAL[i]};{NATIVE[i]};{FOREIGN[i]};{FOREIGN[i] // 2 if i % 3 else '–'}"
        lines.append(f"CRS3035RES1000mN{y}E{x};{x + 500};{y + 500};{people}")
    cells = read(write(lines))
    check(cells, "zensus_gitter", "Deutschland", "Ausland_Sonstige")
    assert cells.geometry is not None
    assert (cells.status == CountStatus.PERTURBED).all()
    assert cells.counts[:, cells.column("EU27_Land")].min() == 0
    assert default_groups(cells) == ("Deutschland", "Ausland_Sonstige")


def test_italian_census_sections(write: Write) -> None:
    lines = ["CODREG;REGIONE;PROCOM;COMUNE;SEZ2011;P1;P2;P3;ST1;PF1;E1"]
    for i in range(N):
        men = TOTAL[i] // 2
        lines.append(
            f"3;Lombardia;15146;Milano;{151460000001 + i};{TOTAL[i]};{men};{TOTAL[i] - men};{FOREIGN[i]};9;9"
        )
    city = read(write(lines))
    assert city.source.reader == "istat_sezioni"
    assert city.source.year == 2011
    assert city.counts[:, city.column("foreigners")].tolist() == FOREIGN.tolist()
    assert default_groups(city) == ("foreigners", "rest")


def test_portuguese_sections_and_buildings_that_are_no_people(write: Write) -> None:
    lines = ["OBJECTID;BGRI2021;N_EDIFICIOS_CLASSICOS;N_INDIVIDUOS;N_INDIVIDUOS_H;N_INDIVIDUOS_M;SHAPE_Area"]
    for i in range(N):
        men = TOTAL[i] // 2
        lines.append(f"{i};110601{i:05d};{TOTAL[i] // 9};{TOTAL[i]};{men};{TOTAL[i] - men};{4021.25 + i}")
    city = read(write(lines))
    assert city.ids[0] == "11060100000"
    assert city.groups == ("N_INDIVIDUOS_H", "N_INDIVIDUOS_M")


def test_scottish_census_table_in_which_a_dash_is_nobody(write: Write) -> None:
    lines = ["Scotland's Census 2022", "Table UV204 - Country of birth", "All people", ""]
    lines.append(",All people,Europe: United Kingdom,Europe: other,Elsewhere")
    for i in range(N):
        other = 0 if i % 4 else FOREIGN[i] // 2
        lines.append(f"S001{35300 + i},{TOTAL[i]},{NATIVE[i]},{other or '-'},{FOREIGN[i] - other}")
    city = read(write(lines))
    check_zeros = city.counts[:, city.column("Europe: other")] == 0
    assert check_zeros.tolist() == [bool(i % 4) for i in range(N)]


def test_a_dash_that_hides_somebody_stays_hidden(write: Write) -> None:
    lines = ["code;population;native;foreign"]
    lines += [f"A{i:02d};{TOTAL[i]};{NATIVE[i]};{'–' if i % 4 == 0 else FOREIGN[i]}" for i in range(N)]
    city = read(write(lines))
    assert np.isnan(city.counts[:, city.column("foreign")]).sum() == N / 4


def ons_wide(write: Write) -> Areas:
    head = "Ethnic group"
    names = [f"{head}: Total: All usual residents", f"{head}: Asian", f"{head}: Asian: Indian"]
    names += [f"{head}: Asian: Chinese", f"{head}: White"]
    lines = ["date,geography,geography code," + ",".join(names)]
    for i in range(N):
        half = FOREIGN[i] // 2
        lines.append(
            f"2021,City {i:03d}A,E0100{i:04d},{TOTAL[i]},{FOREIGN[i]},{half},{FOREIGN[i] - half},{NATIVE[i]}"
        )
    return read(write(lines))


def test_ons_bulk_table_compares_the_outermost_groups(write: Write) -> None:
    city = ons_wide(write)
    check(city, "ons_wide", "Ethnic group: White", "Ethnic group: Asian")
    assert "date" not in city.groups
    assert default_groups(city) == ("Ethnic group: Asian", "Ethnic group: White")


def test_what_a_database_adds_to_every_heading_is_dropped(write: Write) -> None:
    birth, end = "Country of birth", "; measures: Value"
    names = [
        f"{birth}: All categories: {birth}",
        f"{birth}: Europe",
        f"{birth}: Europe: UK",
        f"{birth}: Africa",
    ]
    lines = ["date,geography,geography code," + ",".join(name + end for name in names)]
    lines += [
        f"2011,City {i}A,E0100{i:04d},{TOTAL[i]},{NATIVE[i]},{NATIVE[i] // 2},{FOREIGN[i]}" for i in range(N)
    ]
    city = read(write(lines))
    check(city, "ons_wide", f"{birth}: Europe", f"{birth}: Africa")
    assert default_groups(city) == (f"{birth}: Europe", f"{birth}: Africa")


def without_a_total(write: Write) -> Path:
    lines = ["Bevölkerung;;;;", "DISTRICT_CODE;SUB_DISTRICT_CODE;AUT;EEA;TCN"]
    for i in range(N):
        few = f"{FOREIGN[i] // 30}" if i else "1.110"
        lines.append(
            f"9{i // 8:02d}00;9{i // 8:02d}{i % 8:02d};{NATIVE[i]:,};{few};{FOREIGN[i]}".replace(",", ".")
        )
    return write(lines)


def test_groups_that_the_user_names_are_everybody_where_the_file_has_no_total(write: Write) -> None:
    city = read(without_a_total(write), columns=("AUT", "EEA", "TCN"))
    assert city.groups == ("AUT", "EEA", "TCN")
    assert city.total.tolist() == city.counts.sum(axis=1).tolist()
    assert city.counts[0].tolist() == [NATIVE[0], 1110, FOREIGN[0]]
    assert any("no total" in note for note in city.source.notes)


def test_a_group_without_a_total_has_nobody_to_be_compared_with(write: Write) -> None:
    path = without_a_total(write)
    with pytest.raises(InputError, match="no column with all people"):
        read(path)
    assert diagnose(read(path, columns=("AUT", "TCN")), groups=("AUT", "TCN"), replicates=0).groups == (
        "AUT",
        "TCN",
    )
    with pytest.raises(InputError, match="no area has a count for all of TCN, rest"):
        diagnose(read(path, columns=("TCN",)), groups=("TCN",), replicates=0)


def test_spanish_register_with_sexes_totals_and_points_between_thousands(write: Write) -> None:
    lines = ["Total Nacional;Municipios;Secciones;Sexo;Nacionalidad;Periodo;Total"]
    for i in range(N):
        for sex, share in (("Total", 1.0), ("Hombres", 0.5), ("Mujeres", 0.5)):
            native, foreign = int(NATIVE[i] * share), int(FOREIGN[i] * share)
            for nationality, people in (
                ("Total", native + foreign),
                ("Española", native),
                ("Extranjera", foreign),
            ):
                shown = f"{people:,}".replace(",", ".")
                lines.append(
                    f"Total Nacional;28079 Madrid;28079{i:05d};{sex};{nationality};1 de enero de 2022;{shown}"
                )
    city = read(write(lines))
    check(city, "proposed profile", "Española", "Extranjera")
    assert default_groups(city) == ("Española", "Extranjera")


def test_barcelona_register_with_coded_categories_and_several_dates(write: Write) -> None:
    lines = ["Data_Referencia,Codi_Districte,Nom_Districte,Codi_Barri,Nom_Barri,Valor,NACIONALITAT_G,SEXE"]
    for year in (2021, 2022):
        for i in range(N):
            for sex in (1, 2):
                for code, people in ((1, NATIVE[i] // 2), (2, FOREIGN[i] // 2 + year - 2021)):
                    lines.append(
                        f"{year}-01-01,{i // 10},D {i // 10},{i + 1},Barri {i},{people},{code},{sex}"
                    )
    path = write(lines)
    latest = read(path)
    foreign = latest.counts[:, latest.column("NACIONALITAT_G: 2")]
    assert foreign.tolist() == (2 * (FOREIGN // 2 + 1)).tolist()
    assert "The table has several levels; the rows of “2022-01-01” were read." in latest.source.notes
    earlier = read(path, layer="2021-01-01")
    assert earlier.counts[:, earlier.column("NACIONALITAT_G: 2")].tolist() == (2 * (FOREIGN // 2)).tolist()


def test_a_hidden_part_of_a_sum_hides_the_sum(write: Write) -> None:
    lines = ["deso,sex,birthplace,antal"]
    for i in range(N):
        hidden = ".." if i == 5 else FOREIGN[i]
        lines += [f"0180C{1000 + i},men,Sweden,{NATIVE[i]}", f"0180C{1000 + i},men,abroad,{hidden}"]
        lines += [f"0180C{1000 + i},women,Sweden,{NATIVE[i]}", f"0180C{1000 + i},women,abroad,{FOREIGN[i]}"]
    city = read(write(lines))
    abroad = city.counts[:, city.column("abroad")]
    assert np.isnan(abroad).nonzero()[0].tolist() == [5]
    assert abroad[6] == 2 * FOREIGN[6]


def test_a_code_in_several_columns(write: Write) -> None:
    lines = ["CPRO,CMUN,dist,secc,poblacion,extranjeros"]
    lines += [f"08,019,{i // 10 + 1:02d},{i % 10 + 1:03d},{TOTAL[i]},{FOREIGN[i]}" for i in range(N)]
    path = write(lines)
    city = read(path)
    assert city.ids[0] == "0801901001"
    assert propose_profile(path).id_parts == ("CPRO", "CMUN", "dist", "secc")


def test_rates_beside_a_code_in_parts_are_no_long_table(write: Write) -> None:
    lines = ["dist,secc,t1_1,t4_1"]
    lines += [f"{i // 10 + 1:02d},{i % 10 + 1:03d},{TOTAL[i]},{FOREIGN[i] / TOTAL[i]:.4f}" for i in range(N)]
    with pytest.raises(InputError, match="known"):
        read(write(lines))


def test_a_grid_of_all_people_says_that_there_are_no_groups(write: Write) -> None:
    lines = ["GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner"]
    lines += [f"CRS3035RES100mN2689{i:02d}00E4337000;4337050;2689{i:02d}50;{TOTAL[i]}" for i in range(N)]
    with pytest.raises(InputError, match="“Einwohner” counts all people, but no column counts a group"):
        read(write(lines))


def test_dutch_key_figures_of_a_workbook(tmp_path: Path) -> None:
    """Country and municipality stand above their neighbourhoods; a point hides, a comma is decimal."""
    book = openpyxl.Workbook()
    sheet = book.active
    head = "gwb_code_10,regio,gm_naam,recs,a_inw,a_nl_all,a_eur_al,a_neu_al,p_ink_li"
    sheet.append(head.split(","))
    sheet.append(
        ["NL00", "Nederland", "Nederland", "Land", 17_811_291, 13_000_000, 1_000_000, 3_811_291, "."]
    )
    sheet.append(["GM0363", "Amsterdam", "Amsterdam", "Gemeente", int(TOTAL.sum()), 1, 1, 1, "."])
    for i in range(N):
        low = "." if i % 9 == 0 else f"{20 + i},{i % 10}"
        sheet.append(
            [f"BU0363{i:04d}", f"Buurt {i}", "Amsterdam", "Buurt", int(TOTAL[i]), int(NATIVE[i]),
             0, int(FOREIGN[i]), low]
        )  # fmt: skip
    book.save(tmp_path / "kwb.xlsx")
    city = read(tmp_path / "kwb.xlsx")
    check(city, "cbs_kerncijfers", "origin_nl", "origin_other")
    assert city.attributes["municipality"].unique().tolist() == ["GM0363"]
    assert np.isnan(city.counts[:, city.column("income_low")]).sum() == len(range(0, N, 9))
