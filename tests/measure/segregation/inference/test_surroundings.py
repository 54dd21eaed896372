"""Indices of environments: coverage where a person's home changes the surroundings of many areas."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.inference import intervals, randomisation

SIDE = 10
CITY = np.array([0.6, 0.25, 0.15])


def _field(rng: np.random.Generator) -> np.ndarray:
    waves = np.stack([gaussian_filter(rng.normal(size=(SIDE, SIDE)), 2, mode="nearest") for _ in CITY], -1)
    odds = CITY * np.exp(0.6 * waves.reshape(-1, 3) / waves.std())
    return odds / odds.sum(axis=1, keepdims=True)


def _kernel(width: float):
    def environment(people: np.ndarray) -> np.ndarray:
        grid = people.reshape(SIDE, SIDE, -1)
        around = gaussian_filter(grid, (width, width, 0), mode="constant")
        return np.ascontiguousarray(around.reshape(people.shape))

    return environment


@pytest.mark.parametrize("width", [0.5, 1.5])
def test_intervals_of_spatial_h_and_d_hold_the_truth(width) -> None:
    rng = np.random.default_rng(1)
    shares, environment = _field(rng), _kernel(width)
    names = ["theil_h", "dissimilarity"]
    truth = {name: INDICES[name].city(shares, environment(shares)) for name in names}
    held, trials = dict.fromkeys(names, 0), 25
    for trial in range(trials):
        counts = np.stack([rng.multinomial(40, p) for p in shares]).astype(float)
        table = intervals(counts, names, environment=environment, replicates=25, seed=trial).set_index(
            "index"
        )
        for name in names:
            held[name] += table.low[name] <= truth[name] <= table.high[name]
    assert min(held.values()) >= 0.8 * trials


def test_a_spatial_pattern_is_told_from_its_shuffle_by_moving_areas() -> None:
    rng = np.random.default_rng(2)
    counts = 100 * _field(rng)
    found = randomisation.test(counts, "theil_h", null="areas", environment=_kernel(1.5), replicates=99)
    shuffled = randomisation.test(
        rng.permutation(counts), "theil_h", null="areas", environment=_kernel(1.5), replicates=99
    )
    assert found.p_value == pytest.approx(0.01)
    assert shuffled.p_value > 0.05


def test_moving_areas_is_refused_for_an_index_that_does_not_read_where_they_are() -> None:
    with pytest.raises(InputError, match="moving areas"):
        randomisation.test(np.full((4, 2), 5.0), "theil_h", null="areas")


def test_empty_areas_keep_their_place() -> None:
    rng = np.random.default_rng(3)
    counts = np.stack([rng.multinomial(40, p) for p in _field(rng)]).astype(float)
    counts[::7] = 0.0
    table = intervals(counts, ["theil_h"], environment=_kernel(1.0), replicates=30)
    assert table.low[0] < table.corrected[0] < table.high[0]
