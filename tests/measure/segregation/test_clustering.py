"""Clustering: the values of other packages where definitions agree, sums and invariances."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.clustering import (
    Own,
    absolute_clustering,
    decaying,
    distance_decay_interaction,
    distance_decay_isolation,
    relative_clustering,
    spatial_proximity,
    touching,
)
from isopolis.measure.segregation.environments import (
    Kernel,
    Locations,
    Shape,
    at_points,
    environments,
    lattice_borders,
)

ROW, COLUMN = np.divmod(np.arange(100), 10)
SQUARE = at_points(COLUMN * 1000.0, ROW * 1000.0)
"""The hypothetical patterns' cells, a kilometre wide: exp(-d) of their unit."""


def pattern(real_data, name: str) -> np.ndarray:
    table = pd.read_csv(real_data / "segregation_reference" / "hypothetical_patterns.csv")
    return table[[f"{name}1", f"{name}2"]].to_numpy(float)


@pytest.mark.parametrize("name", ["A", "B", "C", "D"])
def test_values_of_oasisr_with_everybody_at_the_centroid(real_data, name: str) -> None:
    table = pd.read_csv(real_data / "segregation_reference" / "patterns_A-D_oasisr.csv", index_col=0)
    expected, counts = table.loc[name], pattern(real_data, name)
    near = decaying(counts, SQUARE, own=Own.POINT)
    assert spatial_proximity(counts, near).sum() == pytest.approx(expected["SP"], abs=5e-5)
    assert relative_clustering(counts, near) == pytest.approx(expected["RCL"], abs=5e-5)
    assert distance_decay_isolation(counts, near).sum() == pytest.approx(expected["DPxx"], abs=5e-5)
    contact = touching(counts, lattice_borders(SQUARE.lattice))
    assert absolute_clustering(counts, contact) == pytest.approx(expected["ACL"], abs=5e-5)


@pytest.mark.parametrize("name", ["A", "B", "C", "D"])
def test_spatial_proximity_of_r_seg_without_pairs_within_areas(real_data, name: str) -> None:
    table = pd.read_csv(real_data / "segregation_reference" / "patterns_A-D_seg.csv", index_col=0)
    counts = pattern(real_data, name)
    found = spatial_proximity(counts, decaying(counts, SQUARE, own=Own.NONE)).sum()
    assert found == pytest.approx(table.loc[name, "SP_isp"], abs=1e-6)


@pytest.mark.parametrize("own", list(Own))
def test_one_block_is_more_clustered_than_four_and_four_more_than_a_chessboard(real_data, own: Own) -> None:
    for index in (spatial_proximity, absolute_clustering, relative_clustering, distance_decay_isolation):
        a, b, c = (
            float(np.sum(index(counts, decaying(counts, SQUARE, own=own))))
            for counts in (pattern(real_data, name) for name in "ABC")
        )
        assert a > b > c


def test_the_hypothetical_patterns_order_as_theory_says(real_data) -> None:
    """Morrill's (1991) patterns: one block, four, a chessboard (A, B, C); mixed edges, one and four (D, E).

    And the same nine areas as a block in the corner, a block amid the others, and two lines (F, G, H).
    """
    surroundings = Kernel(1000.0, Shape.EXPONENTIAL)
    measured: dict[str, list[float]] = {}
    for name in "ABCDEFGH":
        counts = pattern(real_data, name)
        (around,) = environments(counts, SQUARE, [surroundings])
        indices = [INDICES[index].city(counts, around.people) for index in ("dissimilarity", "theil_h")]
        of_places = [INDICES[index].city(counts, SQUARE) for index in ("spatial_proximity", "distortion")]
        contact = INDICES["dissimilarity_contact"].city(counts, lattice_borders(SQUARE.lattice))
        measured[name] = [*indices, *of_places, contact]
    for row in ("ABC", "DE", "AD", "BE", "FGH"):
        for more, less in pairwise(row):
            assert all(np.array(measured[more]) > np.array(measured[less])), (more, less)
    # Of the 180 sides between cells, so many lie between the groups: 10, 31, 6, 12 and 18.
    for name, sides in {"A": 10, "B": 31, "F": 6, "G": 12, "H": 18}.items():
        assert measured[name][-1] == pytest.approx(1 - sides / 180), name


def random_city(seed: int, n: int = 60, groups: int = 3) -> tuple[np.ndarray, Locations]:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 8000, (2, n))
    return rng.poisson(20, (n, groups)) + 1.0, at_points(x, y, rng.uniform(1e4, 1e6, n))


@given(seed=st.integers(0, 1000), decay=st.floats(100, 5000))
@settings(derandomize=True, max_examples=15, deadline=None)
def test_isolation_and_interaction_with_all_others_add_to_one(seed: int, decay: float) -> None:
    counts, where = random_city(seed)
    near = decaying(counts, where, decay=decay)
    whole = distance_decay_isolation(counts, near).sum()
    for order in ([0, 1, 2], [0, 2, 1]):
        turned = decaying(counts[:, order], where, decay=decay)
        whole += distance_decay_interaction(counts[:, order], turned).sum()
    assert whole == pytest.approx(1.0, abs=1e-12)


@given(seed=st.integers(0, 1000), unit=st.sampled_from([0.3048, 1e-3, 1000.0]))
@settings(derandomize=True, max_examples=10, deadline=None)
def test_the_sum_of_all_pairs_is_found_in_any_unit_and_order(seed: int, unit: float) -> None:
    counts, where = random_city(seed)
    distance = np.hypot(where.x[:, None] - where.x, where.y[:, None] - where.y)
    np.fill_diagonal(distance, np.sqrt(0.6 * where.surface))
    c, (x, y, rest) = np.exp(-distance / 1000.0), counts.T
    everybody = x + y + rest

    def mean(a: np.ndarray, b: np.ndarray) -> float:
        return float(a @ c @ b / a.sum() / b.sum())

    pair = x + y
    plain = (x.sum() * mean(x, x) + y.sum() * mean(y, y)) / (pair.sum() * mean(pair, pair))
    order = np.random.default_rng(seed).permutation(len(counts))
    moved = at_points(where.x[order] * unit, where.y[order] * unit, where.surface[order] * unit**2)
    near = decaying(counts[order] * 3.0, moved, decay=1000.0 * unit)
    assert spatial_proximity(counts[order] * 3.0, near).sum() == pytest.approx(plain, rel=1e-9)
    even = x.sum() / len(x) ** 2 * c.sum()
    acl = (x @ c @ x / x.sum() - even) / (x @ c @ everybody / x.sum() - even)
    assert absolute_clustering(counts, decaying(counts, where)) == pytest.approx(acl, rel=1e-9)


def test_a_shuffled_city_is_less_clustered() -> None:
    row, column = np.divmod(np.arange(900), 30)
    where = at_points(column * 250.0, row * 250.0)
    counts = np.where((row < 15)[:, None], [9.0, 1.0], [1.0, 9.0])
    shuffled = np.random.default_rng(0).permutation(counts)
    clustered, mixed = (spatial_proximity(city, decaying(city, where)).sum() for city in (counts, shuffled))
    assert clustered > 1.2 > 1.02 > mixed


def test_people_without_a_surface_need_an_own_distance() -> None:
    counts, where = random_city(0)
    with pytest.raises(InputError, match="own='point'"):
        decaying(counts, Locations(where.x, where.y))


@pytest.mark.parametrize(
    "name",
    ["spatial_proximity", "absolute_clustering", "relative_clustering",
     "distance_decay_isolation", "distance_decay_interaction"],
)  # fmt: skip
def test_the_registry_computes_every_index_from_positions(name: str) -> None:
    counts, where = random_city(1)
    assert np.isfinite(INDICES[name].city(counts, where))
    assert np.isnan(INDICES[name].city(counts * [0.0, 1.0, 1.0], where))
    with pytest.raises(InputError, match="coordinates"):
        INDICES[name].city(counts)
