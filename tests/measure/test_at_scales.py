"""The figures of a diagnosis at scales: how sure they are, and what they keep to themselves."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isopolis.measure.at_scales import at_scales, with_scales
from isopolis.measure.diagnose import diagnose
from isopolis.measure.segregation.inputs import as_areas

NUMBERS = ["value", "low", "high", "corrected"]


@pytest.fixture
def city():
    """Polygons that form no grid, with more of the first group in the south."""
    rng = np.random.default_rng(0)
    points = rng.uniform(0, 3000, (200, 2))
    cells = shapely.voronoi_polygons(shapely.multipoints(points), ordered=True)
    first = rng.binomial(100, 0.8 - points[:, 1] / 6000)
    table = {"a": first, "b": 100 - first, "few": (np.arange(200) < 2).astype(int)}
    return gpd.GeoDataFrame(table, geometry=list(shapely.get_parts(cells)), crs=3035)


def test_polygons_have_an_interval_at_every_scale_unless_none_are_asked_for(city) -> None:
    areas = as_areas(city, ["a", "b"])
    table = at_scales(diagnose(areas, groups=("a", "b"), replicates=20), scales=[500, 1000, "k=400"])
    assert len(table) == 3
    assert ((table["low"] < table["corrected"]) & (table["corrected"] < table["high"])).all()
    assert table["sentence"].str.contains("95% interval").all()
    without = at_scales(diagnose(areas, groups=("a", "b"), replicates=0), scales=[500])
    assert without["value"][0] == table["value"][0]
    assert without[["low", "high"]].isna().all(axis=None)


def test_a_map_in_degrees_is_projected_and_one_without_a_system_has_no_scales(city) -> None:
    def found(table: gpd.GeoDataFrame):
        return at_scales(diagnose(as_areas(table, ["a", "b"]), groups=("a", "b"), replicates=20))

    away = city.set_geometry(city.translate(3_760_000, 2_889_000))
    metres, degrees = found(away), found(away.to_crs(4326))
    assert degrees["scale"].tolist() == metres["scale"].tolist()
    assert degrees[NUMBERS].to_numpy(float) == pytest.approx(metres[NUMBERS].to_numpy(float), rel=0.02)
    assert found(city.set_crs(None, allow_override=True)).empty


def test_scales_stand_behind_the_figures_of_one_city(city) -> None:
    diagnosis = diagnose(as_areas(city, ["a", "b"]), groups=("a", "b"), replicates=20)
    figures = with_scales(diagnosis).figures
    assert figures["scale"].dropna().tolist() == ["500 m", "1000 m", "2000 m", "4000 m"]
    assert figures["scale"].isna().to_numpy().nonzero()[0].tolist() == list(range(len(diagnosis.figures)))


def test_where_a_figure_is_withheld_so_is_its_interval_at_scales(city) -> None:
    areas = as_areas(city, ["a", "few"])
    diagnosis = diagnose(areas, groups=("a", "few"), replicates=20)
    assert (diagnosis.figures["status"] == "suppressed").any()
    table = at_scales(diagnosis)
    assert table[NUMBERS].isna().all(axis=None)
