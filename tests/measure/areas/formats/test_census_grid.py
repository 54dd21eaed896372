from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from isopolis.errors import InputError
from isopolis.measure.areas import REST, Areas, CountStatus, compose
from isopolis.measure.areas.formats import read
from isopolis.measure.segregation.evenness import dissimilarity

COUNTS = [
    "T", "M", "F", "Y_LT15", "Y_1564", "Y_GE65", "EMP", "NAT", "EU_OTH", "OTH", "SAME", "CHG_IN", "CHG_OUT",
]  # fmt: skip


def official() -> pd.DataFrame:
    """Five cells as Eurostat spells them: empty flag where published, -9999 twice where confidential."""
    cells = [f"CRS3035RES1000mN2761000E{x}" for x in range(948000, 953000, 1000)]
    table = pd.DataFrame({"fid": range(1, 6), "GRD_ID": cells})
    values = [300, 150, 150, 50, 200, 50, 120, 250, 20, 30, 280, 15, 5]
    for name, value in zip(COUNTS, values, strict=True):
        table[name] = pd.Series([value] * 5, dtype="Int64")
    table["LAND_SURFACE"] = 0.5
    table["POPULATED"] = 1
    table["COUNT"] = 1
    for name in COUNTS:
        table[name + "_CI"] = pd.Series([pd.NA] * 5, dtype="Int64")
    table.loc[1, ["OTH", "OTH_CI"]] = -9999
    table.loc[2, "OTH"], table.loc[2, "OTH_CI"] = 0, 1
    table.loc[3, COUNTS], table.loc[3, "POPULATED"] = 0, 0
    table.loc[4, "EMP"] = pd.NA
    table.loc[4, "CHG_OUT"], table.loc[4, "CHG_OUT_CI"] = 5, -9986
    return table


def as_csv(table: pd.DataFrame, folder: Path) -> Path:
    table.to_csv(folder / "grid.csv", index=False)
    return folder / "grid.csv"


def as_gzip(table: pd.DataFrame, folder: Path) -> Path:
    table.to_csv(folder / "grid.txt", index=False, compression="gzip")
    return folder / "grid.txt"


def as_parquet(table: pd.DataFrame, folder: Path) -> Path:
    table.to_parquet(folder / "grid.data")
    return folder / "grid.data"


def as_geopackage(table: pd.DataFrame, folder: Path) -> Path:
    shapes = gpd.GeoSeries.from_xy(np.arange(5.0), np.zeros(5), crs="EPSG:3035")
    gpd.GeoDataFrame(table.drop(columns="fid"), geometry=shapes).to_file(folder / "grid.gpkg", layer="census")
    return folder / "grid.gpkg"


@pytest.fixture(params=[as_csv, as_gzip, as_parquet, as_geopackage])
def areas(request: pytest.FixtureRequest, tmp_path: Path) -> Areas:
    path: Path = request.param(official(), tmp_path)
    return read(path)


def test_the_official_spelling_is_recognised_in_every_kind_of_file(areas: Areas) -> None:
    assert areas.source.reader == "census_grid"
    assert areas.groups == tuple(COUNTS[1:])
    assert areas.partitions["birthplace"] == ("NAT", "EU_OTH", "OTH")
    assert areas.total.tolist() == [300] * 4
    assert areas.surface is not None
    assert areas.surface.tolist() == [500_000] * 4
    assert list(areas.attributes.columns) == ["COUNT"]


def test_suppressed_missing_and_zero_are_three_different_things(areas: Areas) -> None:
    other, employed = areas.column("OTH"), areas.column("EMP")
    assert areas.status[:, other].tolist() == [
        CountStatus.OBSERVED,
        CountStatus.SUPPRESSED,
        CountStatus.SUPPRESSED,
        CountStatus.OBSERVED,
    ]
    assert areas.status[3, employed] == CountStatus.NOT_COLLECTED
    assert areas.status[3, areas.column("CHG_OUT")] == CountStatus.SUPPRESSED
    assert np.isnan(areas.counts[1, other])


def test_cells_without_residents_are_left_out_and_counted(areas: Areas) -> None:
    assert areas.ids[-1] == "CRS3035RES1000mN2761000E952000"
    assert areas.source.notes[0] == "1 cells without residents are left out."


def test_a_flagged_number_is_not_used_and_that_is_said(areas: Areas) -> None:
    assert any("1 counts are flagged as confidential" in note for note in areas.source.notes)


def test_squares_are_where_the_code_says(areas: Areas) -> None:
    assert areas.geometry is not None
    assert areas.geometry.iloc[0].bounds == (948000, 2761000, 949000, 2762000)


def test_labels_and_notes_come_in_french(tmp_path: Path) -> None:
    areas = read(as_csv(official(), tmp_path), language="fr")
    assert areas.label("OTH") == "nés hors de l’UE"
    assert all("The " not in note for note in areas.source.notes)


def test_text_among_the_counts_is_named_with_its_place(tmp_path: Path) -> None:
    table = official().astype(object)
    table.loc[2, "NAT"] = "many"
    with pytest.raises(InputError, match="“many” is not a number") as caught:
        read(as_csv(table, tmp_path))
    assert (caught.value.row, caught.value.column) == (4, "NAT")


def test_a_truncated_file_is_refused_with_the_row(tmp_path: Path) -> None:
    path = as_csv(official(), tmp_path)
    path.write_text(path.read_text()[:-60])
    with pytest.raises(InputError, match="cannot be read") as caught:
        read(path)
    assert caught.value.row == 6


@pytest.fixture(scope="module")
def cities(real_data: Path) -> dict[str, Areas]:
    return dict(read(real_data / "europe" / "census2021_1km_12cities.csv.gz").by("city"))


@pytest.mark.parametrize(
    ("city", "answer"), [("heerenveen", 0.325), ("lille_roubaix", 0.323), ("berlin", 0.245), ("milan", 0.245)]
)
def test_dissimilarity_of_the_non_eu_born_is_the_known_answer(
    cities: dict[str, Areas], city: str, answer: float
) -> None:
    counts = compose(cities[city], ("OTH", "NAT")).counts
    assert dissimilarity(counts, counts).sum() == pytest.approx(answer, abs=5e-4)


def test_employment_was_not_collected_in_germany_and_france(cities: dict[str, Areas]) -> None:
    for city in ("berlin", "paris", "toulouse"):
        with pytest.raises(InputError, match="no area has a count"):
            compose(cities[city], ("EMP", REST))


def test_only_the_belgian_cells_of_lille_roubaix_know_employment(cities: dict[str, Areas]) -> None:
    lille = cities["lille_roubaix"]
    employed = lille.status[:, lille.column("EMP")]
    assert (employed == CountStatus.NOT_COLLECTED).sum() == 559
    assert (employed == CountStatus.OBSERVED).sum() == 196


def test_suppressed_cells_of_warsaw_are_no_zeros(cities: dict[str, Areas]) -> None:
    left_out = compose(cities["warsaw"], ("OTH", "NAT")).left_out
    assert left_out[CountStatus.SUPPRESSED] == 355
