"""Local Moran: its definition, its test, and areas without people or neighbours."""

import numba
import numpy as np
import pytest
from scipy import stats

from isopolis.errors import InputError
from isopolis.measure.segregation import threads as threads_module
from isopolis.measure.segregation.environments import at_points, lattice_borders
from isopolis.measure.segregation.local_moran import Quadrant, local_moran

ROW, COLUMN = np.divmod(np.arange(400), 20)
BORDERS = lattice_borders(at_points(COLUMN * 1.0, ROW * 1.0).lattice)


def hot_corner(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    share = np.where((ROW < 6) & (COLUMN < 6), 0.6, 0.1)
    group = rng.binomial(100, share)
    return np.column_stack([group, 100 - group]).astype(float)


def test_the_formula_and_its_mean_morans_i() -> None:
    counts = hot_corner()
    weights = np.zeros((400, 400))
    weights[BORDERS.area, BORDERS.neighbour] = 1.0
    weights /= weights.sum(axis=1, keepdims=True)
    z = counts[:, 0] / 100 - (counts[:, 0] / 100).mean()
    expected = z * (weights @ z) / (z @ z / 400)
    found = local_moran(counts, BORDERS, permutations=9)
    np.testing.assert_allclose(found["moran"], expected, atol=1e-12)
    moran = 400 / weights.sum() * (z @ weights @ z) / (z @ z)
    assert found["moran"].mean() == pytest.approx(moran)


def test_a_hot_corner_is_found_and_little_else() -> None:
    found = local_moran(hot_corner(), BORDERS)
    corner = (ROW < 5) & (COLUMN < 5)
    hot = found["significant"] & (found["quadrant"] == Quadrant.HIGH_HIGH)
    assert hot[corner].all()
    assert hot[(ROW > 6) | (COLUMN > 6)].mean() < 0.01


def test_p_values_are_even_where_nothing_is_clustered() -> None:
    rng = np.random.default_rng(3)
    group = rng.binomial(500, 0.3, 400)
    found = local_moran(np.column_stack([group, 500 - group]).astype(float), BORDERS)
    # The nearer tail of two: even between 0 and a half.
    assert stats.kstest(found["p_value"] * 2, "uniform").pvalue > 0.01
    assert found["significant"].sum() == 0


def test_few_neighbours_are_drawn_as_their_exact_distribution() -> None:
    """In a row of five each end has one neighbour: every other area is drawn equally often."""
    row = lattice_borders(at_points(np.arange(5.0), np.zeros(5)).lattice)
    counts = np.array([[9.0, 1.0], [8.0, 2.0], [1.0, 9.0], [2.0, 8.0], [3.0, 7.0]])
    found = local_moran(counts, row, permutations=9999)
    # No other area has more than its neighbour's 0.8: one draw of four is as high.
    assert found["p_value"][0] == pytest.approx(0.25, abs=0.02)
    # The low fourth has 0.1 and 0.3 beside it: of the six pairs of the others, one has as low a sum.
    assert found["p_value"][3] == pytest.approx(1 / 6, abs=0.02)


def test_areas_without_people_or_neighbours_are_not_tested() -> None:
    counts = hot_corner()
    counts[7] = 0.0
    found = local_moran(counts, BORDERS, permutations=99)
    assert found["quadrant"][7] == Quadrant.NONE
    assert found.loc[7, ["share", "around", "moran", "p_value"]].isna().all()
    where = at_points([0.0, 1.0, 2.0, 9.0], [0.0, 0.0, 0.0, 0.0])
    alone = local_moran(counts[[0, 1, 50, 60]], lattice_borders(where.lattice), permutations=99)
    assert alone["quadrant"][3] == Quadrant.NONE
    assert np.isnan(alone["p_value"][3])


def test_steady_shares_do_not_single_out_small_areas() -> None:
    rng = np.random.default_rng(0)
    people = np.where(ROW < 10, 5, 500)
    group = rng.binomial(people, 0.3)
    counts = np.column_stack([group, people - group]).astype(float)
    plain, steady = (
        local_moran(counts, BORDERS, steady=steady, permutations=99)["moran"].abs()
        for steady in (False, True)
    )
    small = ROW < 10
    assert plain[small].mean() / plain[~small].mean() > 20
    assert steady[small].mean() / steady[~small].mean() < 3


def test_same_seed_same_bits_on_one_thread_and_two(monkeypatch) -> None:
    monkeypatch.setattr(threads_module, "WORTH_SHARING", 0)
    threads = numba.get_num_threads()
    try:
        found = []
        for number in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(number)
            found.append(local_moran(hot_corner(), BORDERS, permutations=199, seed=4))
    finally:
        numba.set_num_threads(threads)
    assert found[0].equals(found[1])
    assert not found[0]["p_value"].equals(local_moran(hot_corner(), BORDERS, permutations=199)["p_value"])


def test_shares_that_do_not_differ_cannot_be_tested() -> None:
    with pytest.raises(InputError, match="differ"):
        local_moran(np.ones((400, 2)), BORDERS)


def test_borders_of_other_areas_and_groups_that_are_not_there_are_refused() -> None:
    row = lattice_borders(at_points(np.arange(6.0), np.zeros(6)).lattice)
    counts = np.array([[9.0, 1.0], [8.0, 2.0], [9.0, 1.0], [1.0, 9.0], [2.0, 8.0], [1.0, 9.0]])
    for wrong in ({"counts": counts[:5]}, {"counts": np.vstack([counts, counts])}):
        with pytest.raises(InputError, match="borders of 6 areas"):
            local_moran(wrong["counts"], row)
    with pytest.raises(InputError, match="group 2"):
        local_moran(counts, row, group=2)
    with pytest.raises(InputError, match="0 permutations"):
        local_moran(counts, row, permutations=0)
