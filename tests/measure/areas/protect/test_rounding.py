"""Rounded tables add up and stay near the truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from isopolis.errors import InputError
from isopolis.measure.areas.protect import round_counts

PROFILE = settings(derandomize=True, max_examples=60, deadline=None)
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(0, 40))


@PROFILE
@given(TABLES, st.sampled_from([3, 5, 10]))
def test_every_count_and_every_margin_is_a_multiple_next_to_the_truth(counts, base) -> None:
    rounded = round_counts(counts, base=base)
    assert np.all(rounded % base == 0)
    for axis in (None, 0, 1):
        exact = counts.sum(axis=axis)
        assert np.all(np.abs(rounded.sum(axis=axis) - exact) < base)
    assert np.all(np.abs(rounded - counts) < base)
    assert np.array_equal(rounded[counts % base == 0], counts[counts % base == 0])


def test_the_same_table_is_rounded_the_same_way() -> None:
    counts = np.random.default_rng(3).integers(0, 50, (200, 4)).astype(float)
    assert np.array_equal(round_counts(counts), round_counts(counts.copy()))


def test_a_base_of_one_is_refused() -> None:
    with pytest.raises(InputError):
        round_counts(np.ones((2, 2)), base=1)


def test_an_unknown_count_is_refused() -> None:
    with pytest.raises(ValueError, match="not known"):
        round_counts(np.array([[np.nan, 3.0]]))
