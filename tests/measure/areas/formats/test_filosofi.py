from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.measure.areas import REST, Areas, CountStatus, compose
from isopolis.measure.areas.formats import read

BANDS = ("0_3", "4_5", "6_10", "11_17", "18_24", "25_39", "40_54", "55_64", "65_79", "80p", "inc")
AGES = [f"ind_{band}" for band in BANDS]
CORNERS = ((2890000, 3760000), (2890000, 3760200), (2890200, 3760000), (2890200, 3760200))
HOMES = [f"log_{p}" for p in ("av45", "45_70", "70_90", "ap90", "inc")]


def cells() -> pd.DataFrame:
    """Four cells with INSEE's arithmetic: ages add up to the people, dwellings to the households."""
    table = pd.DataFrame(
        {
            "id": [f"CRS3035RES200mN{y}E{x}" for y, x in CORNERS],
            "km": ["CRS3035RES1000mN2890000E3760000"] * 4,
            "i_est": [0, 0, 1, 0],
            "commune": ["01004", "0100401005", "01004", "2A041"],
            "ind": [100.0, 109.5, 2.0, 60.0],
            "men": [40.0, 38.0, 0.9, 20.0],
            "men_pauv": [10.0, 2.0, 0.2, 16.0],
            "men_1ind": [15.0, 5.0, 0.0, 4.0],
            "men_5ind": [5.0, 4.0, 0.3, 6.0],
            "men_prop": [12.0, 37.0, 0.9, 0.0],
            "men_fmp": [6.0, 5.0, 0.0, 8.0],
            "ind_snv": [2_100_000.0, 2_962_132.9, 59_349.4, 600_000.0],
            "men_surf": [3_000.0, 3_678.0, 145.1, 1_200.0],
            "men_coll": [30.0, 0.0, 0.1, 20.0],
            "men_mais": [10.0, 38.0, 0.8, 0.0],
            "log_soc": [8.0, 0.0, 0.0, 20.0],
        }
    )  # fmt: skip
    for name in AGES:
        table[name] = table["ind"] * (0.5 if name == "ind_80p" else 0.05)
    for name in HOMES:
        table[name] = table["men"] * 0.2
    return table


def vintage_2015() -> pd.DataFrame:
    renamed = cells().rename(
        columns={"id": "idINSPIRE", "km": "id_carr1km", "i_est": "i_est_cr", "commune": "depcom"}
    )
    renamed["i_pauv"] = [0, 0, 1, 1]
    renamed["id_carr_n"] = renamed["id_carr1km"]
    renamed["groupe"] = ["866132"] * 4
    renamed["i_est_1km"] = 0
    return renamed.rename(columns=lambda name: name[0].upper() + name[1:])


def vintage_2017() -> pd.DataFrame:
    names = {"id": "idcar_200m", "km": "idcar_1km", "i_est": "i_est_200"}
    renamed = cells().rename(columns=names).rename(columns=lambda name: name[0].upper() + name[1:])
    return renamed.rename(columns={"Commune": "lcog_geo"}).assign(Groupe=["1", "2", "3", "4"])


def vintage_2019() -> pd.DataFrame:
    names = {"id": "idcar_200m", "km": "idcar_1km", "i_est": "i_est_200", "commune": "lcog_geo"}
    return cells().rename(columns=names).assign(idcar_nat="CRS3035RES8000mN2888000E3760000", i_est_1km=0)


def vintage_2021() -> pd.DataFrame:
    return vintage_2019().rename(columns=str.upper)


def with_commas(table: pd.DataFrame, folder: Path) -> Path:
    table.to_csv(folder / "carreaux.csv", index=False)
    return folder / "carreaux.csv"


def with_semicolons(table: pd.DataFrame, folder: Path) -> Path:
    table.to_csv(folder / "carreaux.csv", index=False, sep=";", decimal=",")
    return folder / "carreaux.csv"


def as_geopackage(table: pd.DataFrame, folder: Path) -> Path:
    shapes = gpd.GeoSeries.from_xy(np.arange(4.0), np.zeros(4), crs="EPSG:3035").buffer(1)
    path = folder / "Filosofi2019_carreaux.gpkg"
    gpd.GeoDataFrame(table, geometry=shapes).to_file(path, layer="carreaux_200m_met")
    return path


def as_parquet(table: pd.DataFrame, folder: Path) -> Path:
    table.to_parquet(folder / "carreaux.parquet")
    return folder / "carreaux.parquet"


Vintage = Callable[[], pd.DataFrame]
Writer = Callable[[pd.DataFrame, Path], Path]
VINTAGES: list[Vintage] = [vintage_2015, vintage_2017, vintage_2019, vintage_2021]
WRITERS: list[Writer] = [with_commas, with_semicolons, as_geopackage, as_parquet]


@pytest.fixture(params=VINTAGES)
def vintage(request: pytest.FixtureRequest) -> pd.DataFrame:
    table: pd.DataFrame = request.param()
    return table


def value(areas: Areas, row: int, group: str) -> float:
    return float(areas.counts[row, areas.column(group)])


@pytest.mark.parametrize("write", WRITERS)
def test_every_vintage_is_read_alike_from_every_kind_of_file(
    vintage: pd.DataFrame, write: Writer, tmp_path: Path
) -> None:
    areas = read(write(vintage, tmp_path))
    assert areas.source.reader == "filosofi"
    assert areas.ids[0] == "CRS3035RES200mN2890000E3760000"
    assert areas.total.tolist() == [100.0, 109.5, 2.0, 60.0]
    assert areas.attributes["commune"].tolist() == ["01004", "01004", "01004", "2A041"]
    assert value(areas, 0, "men_pauv") == 10
    assert value(areas, 0, "men_npauv") == 30
    assert value(areas, 0, "men_2_4ind") == 20
    assert areas.geometry is not None
    assert areas.geometry.iloc[0].bounds == (3760000, 2890000, 3760200, 2890200)


def test_income_is_the_sum_of_living_standards_over_the_people(tmp_path: Path) -> None:
    areas = read(with_commas(vintage_2019(), tmp_path))
    assert areas.attributes["income"].tolist() == pytest.approx([21_000, 27_051.442, 29_674.7, 10_000])


def test_imputed_cells_are_marked_but_their_people_are_counted(tmp_path: Path) -> None:
    areas = read(with_commas(vintage_2019(), tmp_path))
    assert (areas.status[2] == CountStatus.IMPUTED).all()
    assert areas.total_status[2] == CountStatus.OBSERVED
    assert areas.attributes["imputed"].tolist() == [False, False, True, False]
    assert any("1 cells of fewer than 11 households (0.7% of" in note for note in areas.source.notes)


def test_capped_poverty_of_2015_is_perturbed(tmp_path: Path) -> None:
    areas = read(with_commas(vintage_2015(), tmp_path))
    poor = areas.status[:, areas.column("men_pauv")]
    assert poor.tolist() == [
        CountStatus.OBSERVED,
        CountStatus.OBSERVED,
        CountStatus.IMPUTED,
        CountStatus.PERTURBED,
    ]
    assert areas.source.year == 2015


def test_every_partition_adds_up_to_its_universe(vintage: pd.DataFrame, tmp_path: Path) -> None:
    areas = read(with_commas(vintage, tmp_path))
    assert next(iter(areas.partitions)) == "poverty"
    for parts in areas.partitions.values():
        whole = areas.universe.get(parts[0])
        expected = areas.total if whole is None else areas.counts[:, areas.column(whole)]
        added = areas.counts[:, [areas.column(part) for part in parts]].sum(axis=1)
        assert added.tolist() == pytest.approx(expected.tolist())


def test_the_rest_of_poor_households_are_households(tmp_path: Path) -> None:
    areas = read(with_commas(vintage_2019(), tmp_path))
    assert compose(areas, ("men_pauv", REST)).counts[:, 1].tolist() == pytest.approx([30, 36, 0.7, 4])
    with pytest.raises(InputError, match="do not count the same"):
        compose(areas, ("men_pauv", "ind_0_3"))


def test_communes_that_became_numbers_get_their_zero_back(tmp_path: Path) -> None:
    table = vintage_2019()
    table["lcog_geo"] = [1004, 100401005, 77373, 7737393051]
    areas = read(as_parquet(table, tmp_path))
    assert areas.attributes["commune"].tolist() == ["01004", "01004", "77373", "77373"]


def test_cells_of_a_square_kilometre_and_of_the_natural_level_are_read_too(tmp_path: Path) -> None:
    table = vintage_2019().drop(columns=["idcar_200m", "i_est_200"])
    table["idcar_1km"] = [f"CRS3035RES1000mN2890000E{x}" for x in range(3760000, 3764000, 1000)]
    assert read(with_commas(table, tmp_path)).surface.tolist() == [1e6] * 4
    natural = table.drop(columns=["idcar_1km", "i_est_1km"])
    natural["idcar_nat"] = ["CRS3035RES200mN2890000E3760000", "CRS3035RES1000mN2890000E3761000",
                            "CRS3035RES2000mN2890000E3762000", "CRS3035RES8000mN2888000E3768000"]  # fmt: skip
    assert read(with_commas(natural, tmp_path)).surface.tolist() == [4e4, 1e6, 4e6, 64e6]


def test_the_year_is_read_from_the_name_insee_gives_the_file(tmp_path: Path) -> None:
    assert read(as_geopackage(vintage_2019(), tmp_path)).source.year == 2019
    assert read(with_commas(vintage_2019(), tmp_path)).source.year is None


def test_a_negative_count_is_named_with_its_place(tmp_path: Path) -> None:
    table = vintage_2019()
    table.loc[1, "men_prop"] = -3
    with pytest.raises(InputError, match="the count -3 is negative") as caught:
        read(with_commas(table, tmp_path))
    assert (caught.value.row, caught.value.column) == (3, "men_prop")


def test_labels_and_notes_come_in_french(tmp_path: Path) -> None:
    areas = read(with_commas(vintage_2015(), tmp_path), language="fr")
    assert areas.label("men_pauv") == "ménages pauvres"
    assert any(note.startswith("Filosofi compte") for note in areas.source.notes)
    assert any("INSEE a ramené" in note for note in areas.source.notes)
