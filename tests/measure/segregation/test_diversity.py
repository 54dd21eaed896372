"""Known answers and definitions of the diversity indices and of P and C for many groups."""

import geopandas as gpd
import numpy as np
import pytest

from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.diversity import relative_diversity, squared_coefficient_of_variation


def test_relative_diversity_is_the_mean_loss_of_interaction_also_in_an_environment() -> None:
    counts = np.random.default_rng(6).integers(0, 30, (50, 3)).astype(float)
    around = counts + np.roll(counts, 1, axis=0)
    weights, city = counts.sum(axis=1) / counts.sum(), counts.sum(axis=0) / counts.sum()
    for environment in (counts, around):
        shares = environment / environment.sum(axis=1)[:, None]
        loss = 1 - (weights * (shares * (1 - shares)).sum(axis=1)).sum() / (city * (1 - city)).sum()
        assert relative_diversity(counts, environment).sum() == pytest.approx(loss, abs=1e-12)


def test_with_two_groups_r_c_and_p_are_the_correlation_ratio() -> None:
    counts = np.random.default_rng(7).integers(0, 30, (50, 2)).astype(float)
    eta = INDICES["correlation_ratio"].city(counts)
    for name in ("relative_diversity", "squared_coefficient_of_variation", "normalised_exposure"):
        assert INDICES[name].city(counts) == pytest.approx(eta, abs=1e-12)


def test_c_is_chi_square_per_person() -> None:
    counts = np.random.default_rng(8).integers(1, 30, (20, 4)).astype(float)
    margins = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    chi_square = ((counts - margins) ** 2 / margins).sum()
    value = squared_coefficient_of_variation(counts, counts).sum()
    assert value == pytest.approx(chi_square / (counts.sum() * 3), abs=1e-12)


# PySAL segregation 2.5.4, eight occupations of Paris by IRIS; computed once.
PARIS = {
    "dissimilarity": 0.14984431017216485,
    "gini": 0.21034021287569585,
    "theil_h": 0.030801074867485373,
    "divergence": 0.0551018264985908,
    "normalised_exposure": 0.02226514054330624,
    "relative_diversity": 0.021635234088441216,
    "squared_coefficient_of_variation": 0.01595955540770521,
}


@pytest.mark.parametrize(("name", "theirs"), PARIS.items())
def test_many_groups_of_paris_agree_with_pysal(real_data, name, theirs) -> None:
    table = gpd.read_file(real_data / "paris_iris_cs8_2011.gpkg", ignore_geometry=True)
    counts = table[[f"C11_POP15P_CS{k}" for k in range(1, 9)]].to_numpy(float)
    assert INDICES[name].city(counts) == pytest.approx(theirs, abs=1e-10)
