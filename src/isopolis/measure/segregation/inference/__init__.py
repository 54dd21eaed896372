"""Inference: how sure a figure is, and what chance alone would give."""

from isopolis.measure.segregation.inference.expected import expected
from isopolis.measure.segregation.inference.intervals import intervals
from isopolis.measure.segregation.inference.randomisation import Test, null_values, test

__all__ = ["Test", "expected", "intervals", "null_values", "test"]
