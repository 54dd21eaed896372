"""Measure: where segregation is, who is cut off, who is displaced, and how sure we are."""

from pathlib import Path

from isopolis.measure.kernel_cache import discard_outdated

discard_outdated(Path(__file__).parent)
