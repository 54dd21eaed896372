"""Known answers and definitions of the information indices."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from numba import njit

from isopolis.measure.segregation.information import divergence, mutual_information, theil_h
from isopolis.measure.segregation.logarithm import ln


@pytest.fixture
def counts() -> np.ndarray:
    return np.random.default_rng(2).integers(0, 9, (700, 4)).astype(float)


def entropies(counts: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = counts / counts.sum(axis=-1, keepdims=True)
        return -np.nansum(shares * np.log(shares), axis=-1)


def test_h_is_the_mean_loss_of_entropy_also_in_an_environment(counts) -> None:
    around = counts + np.roll(counts, 1, axis=0)
    weights = counts.sum(axis=1) / counts.sum()
    city = entropies(counts.sum(axis=0))
    for environment in (counts, around):
        expected = 1 - (weights * entropies(environment)).sum() / city
        assert theil_h(counts, environment).sum() == pytest.approx(expected, abs=1e-12)
        expected_m = expected * city
        assert mutual_information(counts, environment).sum() == pytest.approx(expected_m, abs=1e-12)


def test_m_is_the_same_read_from_areas_to_groups_and_from_groups_to_areas(counts) -> None:
    turned = np.ascontiguousarray(counts.T)
    there, back = mutual_information(counts, counts).sum(), mutual_information(turned, turned).sum()
    assert there == pytest.approx(back, abs=1e-12)


def test_divergence_of_the_areas_themselves_is_mutual_information(counts) -> None:
    assert divergence(counts, counts) == pytest.approx(mutual_information(counts, counts), abs=1e-14)


def test_contributions_do_not_depend_on_the_block_that_an_area_falls_in(counts) -> None:
    backwards = theil_h(counts[::-1], counts[::-1])[::-1]
    assert np.array_equal(backwards, theil_h(counts, counts))


def test_an_empty_area_and_an_empty_group_add_nothing(counts) -> None:
    more = np.zeros((len(counts) + 1, 5))
    more[:-1, :4] = counts
    assert theil_h(more, more)[-1] == 0.0
    assert theil_h(more, more)[:-1] == pytest.approx(theil_h(counts, counts), abs=1e-15)


def test_schools_agree_with_the_r_package_segregation(real_data) -> None:
    table = pd.read_csv(real_data / "segregation_reference" / "schools05.csv")
    counts = table.pivot_table(index="school", columns="race", values="n", fill_value=0).to_numpy(float)
    by_hand = entropies(counts.sum(axis=0)) - (counts.sum(axis=1) * entropies(counts)).sum() / counts.sum()
    assert mutual_information(counts, counts).sum() == pytest.approx(by_hand, abs=1e-12)
    assert mutual_information(counts, counts).sum() == pytest.approx(0.413385, abs=5e-7)


def test_paris_by_occupation(real_data) -> None:
    table = gpd.read_file(real_data / "paris_iris_cs8_2011.gpkg", ignore_geometry=True)
    counts = table[[f"C11_POP15P_CS{k}" for k in range(1, 9)]].to_numpy(float)
    assert theil_h(counts, counts).sum() == pytest.approx(0.0308, abs=5e-5)


@njit
def _logarithms(values: np.ndarray) -> np.ndarray:
    out = np.empty_like(values)
    for i in range(values.size):
        out[i] = ln(values[i])
    return out


def test_the_kernels_logarithm_is_within_three_units_in_the_last_place() -> None:
    rng = np.random.default_rng(3)
    values = np.concatenate([np.exp(rng.normal(0, 8, 20_000)), rng.uniform(0.5, 2.0, 20_000), [1.0]])
    exact = np.log(values)
    error = np.abs(_logarithms(values) - exact) / np.spacing(np.maximum(np.abs(exact), 1e-300))
    assert error.max() <= 3.0
    assert _logarithms(np.ones(1))[0] == 0.0
