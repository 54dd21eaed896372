"""Inference: how sure a figure is, what chance alone would give, and what noise and suppression do to it."""

from isopolis.measure.segregation.inference.compare import compare
from isopolis.measure.segregation.inference.expected import expected
from isopolis.measure.segregation.inference.intervals import intervals
from isopolis.measure.segregation.inference.local import local_intervals, share_intervals
from isopolis.measure.segregation.inference.modifiable_units import unit_sensitivity
from isopolis.measure.segregation.inference.noise import CellKey, Gaussian, Rounding, noisy_intervals
from isopolis.measure.segregation.inference.randomisation import Test, null_values, test
from isopolis.measure.segregation.inference.ranks import area_ranks, city_ranks, rank_intervals
from isopolis.measure.segregation.inference.suppression import bounds, impute, multiple_imputation

__all__ = [
    "CellKey",
    "Gaussian",
    "Rounding",
    "Test",
    "area_ranks",
    "bounds",
    "city_ranks",
    "compare",
    "expected",
    "impute",
    "intervals",
    "local_intervals",
    "multiple_imputation",
    "noisy_intervals",
    "null_values",
    "rank_intervals",
    "share_intervals",
    "test",
    "unit_sensitivity",
]
