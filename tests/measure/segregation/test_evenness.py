"""Known answers and invariances of the evenness indices."""

import geopandas as gpd
import numpy as np
import pytest

from isopolis.measure.segregation.evenness import dissimilarity


def test_two_groups_are_duncan_and_duncan() -> None:
    rng = np.random.default_rng(1)
    counts = rng.integers(0, 50, (40, 2)).astype(float)
    share = counts / counts.sum(axis=0)
    duncan = 0.5 * np.abs(share[:, 0] - share[:, 1]).sum()
    assert dissimilarity(counts, counts).sum() == pytest.approx(duncan, abs=1e-12)


def test_paris_managers_and_workers(real_data) -> None:
    table = gpd.read_file(real_data / "paris_iris_cs8_2011.gpkg", ignore_geometry=True)
    counts = table[["C11_POP15P_CS3", "C11_POP15P_CS6"]].to_numpy(float)
    assert dissimilarity(counts, counts).sum() == pytest.approx(0.3371, abs=5e-5)
