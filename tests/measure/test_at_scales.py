"""The figures of a diagnosis at scales: how sure they are, and what they keep to themselves."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from isopolis.measure.at_scales import at_scales
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


def test_where_a_figure_is_withheld_so_is_its_interval_at_scales(city) -> None:
    areas = as_areas(city, ["a", "few"])
    diagnosis = diagnose(areas, groups=("a", "few"), replicates=20)
    assert (diagnosis.figures["status"] == "suppressed").any()
    table = at_scales(diagnosis)
    assert table[NUMBERS].isna().all(axis=None)
