"""Estimators corrected for small counts are unbiased; an index depends on its units."""

import numpy as np
import pytest

from isopolis.errors import InputError
from isopolis.measure.segregation import INDICES
from isopolis.measure.segregation.inference import unit_sensitivity
from isopolis.measure.segregation.inference.modifiable_units import coarsen
from isopolis.measure.segregation.inference.ranked import CORRECTED
from isopolis.measure.segregation.inference.small_counts import (
    corrected_dissimilarity,
    corrected_entropy,
    corrected_exposure,
    miller,
)

SIX = np.array([0.5, 0.2, 0.12, 0.09, 0.06, 0.03])


@pytest.mark.parametrize("people", [20, 60])
def test_corrected_indices_are_unbiased_where_plain_ones_are_far_too_high(people) -> None:
    rng = np.random.default_rng(1)
    shares = rng.dirichlet(SIX * 10, 1500)
    plain_h, h, d, isolation = [], [], [], []
    for _ in range(8):
        counts = np.stack([rng.multinomial(people, p) for p in shares]).astype(float)
        plain_h.append(INDICES["theil_h"].city(counts))
        h.append(corrected_entropy(counts)[1])
        d.append(corrected_dissimilarity(counts))
        isolation.append(corrected_exposure(counts)[0, 0])
    truth = {name: INDICES[name].city(shares) for name in ("theil_h", "dissimilarity", "isolation")}
    assert np.mean(plain_h) > 1.15 * truth["theil_h"]
    assert np.mean(h) == pytest.approx(truth["theil_h"], rel=0.06 if people == 20 else 0.02)
    assert np.mean(d) == pytest.approx(truth["dissimilarity"], rel=0.02)
    assert np.mean(isolation) == pytest.approx(truth["isolation"], rel=0.01)


def test_millers_bias_is_grassbergers_where_people_are_many() -> None:
    rng = np.random.default_rng(2)
    counts = np.stack([rng.multinomial(2000, p) for p in rng.dirichlet(SIX * 50, 100)]).astype(float)
    plain = INDICES["mutual_information"].city(counts)
    assert plain - corrected_entropy(counts)[0] == pytest.approx(miller(counts), rel=0.05)


def test_rows_of_exposure_add_to_one() -> None:
    counts = np.random.default_rng(3).integers(0, 9, (50, 4)).astype(float)
    assert corrected_exposure(counts).sum(axis=1) == pytest.approx(1.0)


def test_coarser_cells_keep_everybody() -> None:
    rng = np.random.default_rng(4)
    column, row = (a.ravel() for a in np.meshgrid(np.arange(7), np.arange(5)))
    counts = rng.integers(0, 20, (35, 3)).astype(float)
    for offset in ((0, 0), (1, 2), (2, 1)):
        blocks = coarsen(counts, column, row, 3, offset)
        assert blocks.sum(axis=0) == pytest.approx(counts.sum(axis=0))


def test_a_checkerboard_vanishes_in_cells_twice_as_wide_and_not_in_its_own() -> None:
    column, row = (a.ravel() for a in np.meshgrid(np.arange(8), np.arange(8)))
    black = (column + row) % 2 == 0
    counts = np.column_stack([10.0 * black, 10.0 * ~black])
    table = unit_sensitivity(counts, column, row, ["dissimilarity"], factors=(1, 2))
    assert table[table.factor == 1].value.tolist() == [1.0]
    assert (
        table[(table.factor == 2) & (table.offset_column == 0) & (table.offset_row == 0)].value.item() == 0.0
    )
    assert len(table) == 5


def test_places_that_do_not_fit_the_cells_are_refused() -> None:
    with pytest.raises(InputError, match="row"):
        unit_sensitivity(np.ones((4, 2)), [0, 1, 2, 3], [0, 0], ["dissimilarity"])


@pytest.mark.parametrize("name", ["rank_order_h", "rank_order_r", "ordinal_h", "ordinal_r"])
def test_rank_order_indices_are_unbiased_on_a_gradient_of_incomes(name) -> None:
    """Threshold by threshold: no assumption about how areas differ."""
    classes = np.array([0.12, 0.18, 0.22, 0.2, 0.16, 0.12])
    odds = classes * np.exp(np.linspace(-1, 1, 400)[:, None] * np.linspace(-1.2, 1.2, 6))
    shares = odds / odds.sum(axis=1, keepdims=True)
    truth = INDICES[name].city(40 * shares, 40 * shares)
    rng = np.random.default_rng(2)
    drawn = [rng.multinomial(40, shares).astype(float) for _ in range(60)]
    plain = np.array([INDICES[name].city(counts, counts) for counts in drawn])
    found = np.array([CORRECTED[name](counts) for counts in drawn])
    assert plain.mean() > 1.2 * truth
    assert abs(found.mean() - truth) < 3 * found.std() / 60**0.5 + 0.003 * truth


def test_an_empty_class_changes_no_corrected_rank_order_index() -> None:
    counts = np.random.default_rng(3).multinomial(40, SIX, 50).astype(float)
    wider = np.insert(counts, 3, 0.0, axis=1)
    assert CORRECTED["rank_order_h"](wider) == CORRECTED["rank_order_h"](counts)
