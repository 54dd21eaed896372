"""Tables get the shapes of a file of polygons; what does not match is said."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

from isopolis.errors import InputError
from isopolis.measure.areas.formats import join, read
from ugly_inputs import GOOD, squares, text


def polygons(folder: Path, codes: list[object], column: str = "key") -> Path:
    shapes = [box(390_000 + i * 500, 5_820_000, 390_500 + i * 500, 5_820_500) for i in range(len(codes))]
    table = gpd.GeoDataFrame({"fid_": range(len(codes)), column: codes}, geometry=shapes, crs="EPSG:25833")
    table.to_file(folder / "polygons.gpkg", layer="areas")
    return folder / "polygons.gpkg"


def test_the_key_is_found_by_its_values_and_both_sides_are_accounted_for(tmp_path: Path) -> None:
    path = polygons(tmp_path, ["A02", "A01", "A03", "A04", "A05", "Z99"])
    joined = join(read(text(tmp_path, GOOD)), path)
    assert joined.geometry is not None
    assert joined.geometry.isna().tolist() == [False] * 5 + [True]
    assert joined.geometry.iloc[0].bounds[0] == 390_500
    notes = " ".join(joined.source.notes)
    assert "“key”" in notes
    assert "without a polygon: 1 (A06)" in notes
    assert "without a row in the table: 1 (Z99)" in notes


def test_lost_leading_zeros_are_forgiven_and_said(tmp_path: Path) -> None:
    table = text(tmp_path, GOOD.replace("A0", "0100"))
    joined = read(table, geometry=polygons(tmp_path, [1001, 1002, 1003, 1004, 1005, 1006]))
    assert joined.geometry is not None
    assert joined.geometry.notna().all()
    assert any("leading zeros" in note for note in joined.source.notes)


def test_polygons_of_another_division_are_refused(tmp_path: Path) -> None:
    areas = read(text(tmp_path, GOOD))
    with pytest.raises(InputError, match="codes of the table") as caught:
        join(areas, polygons(tmp_path, ["X1", "X2", "X3"]))
    assert "A01" in str(caught.value)
    with pytest.raises(InputError, match="no column “kee”"):
        join(areas, polygons(tmp_path, ["A01"]), column="kee")


def test_several_polygons_of_one_code_become_one_shape(tmp_path: Path) -> None:
    path = polygons(tmp_path, ["A01", "A01", "A02", "A03", "A04", "A05", "A06"])
    joined = join(read(text(tmp_path, GOOD)), path)
    assert joined.geometry is not None
    assert joined.geometry.area.tolist() == [500_000] + [250_000] * 5


def test_a_profile_names_its_polygons(tmp_path: Path) -> None:
    polygons(tmp_path, ["A01", "A02", "A03", "A04", "A05", "A06"])
    profile = text(
        tmp_path,
        'id = "code"\ntotal = "total"\n[groups.a]\ncolumn = "foreign"\n'
        '[geometry]\nfile = "polygons.gpkg"\ncolumn = "key"\n',
        "profile.toml",
    )
    assert read(text(tmp_path, GOOD), profile=profile).geometry is not None


def test_a_shape_that_crosses_itself_is_repaired_and_said(tmp_path: Path) -> None:
    shapes = squares()
    bow_tie = Polygon(
        [(390_000, 5_820_000), (390_500, 5_820_500), (390_500, 5_820_000), (390_000, 5_820_500)]
    )
    shapes.loc[0, "geometry"] = bow_tie
    shapes.to_file(tmp_path / "areas.gpkg", layer="areas")
    areas = read(tmp_path / "areas.gpkg")
    assert areas.geometry is not None
    assert areas.geometry.is_valid.all()
    assert any("repaired: 1" in note for note in areas.source.notes)


def test_the_user_says_the_coordinate_reference_system(tmp_path: Path) -> None:
    shapes = squares("EPSG:4326", 120_000, 480_000)
    path = text(tmp_path, shapes.to_json(), "areas.geojson")
    areas = read(path, crs="EPSG:28992")
    assert areas.geometry is not None
    assert areas.geometry.crs == "EPSG:28992"
    assert areas.surface == pytest.approx([250_000] * 6, rel=1e-3)
    with pytest.raises(InputError, match="EPSG:999999"):
        read(path, crs="EPSG:999999")
    assert read(text(tmp_path, GOOD), crs="2154").geometry is None
