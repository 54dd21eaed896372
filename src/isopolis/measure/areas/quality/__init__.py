"""The quality sheet: what is known of each column, what does not add up, and what that does to figures."""

from isopolis.measure.areas.quality.bounds import dissimilarity_bound
from isopolis.measure.areas.quality.effect import Effect
from isopolis.measure.areas.quality.findings import Finding, Kind, Quality, quality
from isopolis.measure.areas.quality.sheet import SHEET_COLUMNS, quality_sheet

__all__ = [
    "SHEET_COLUMNS",
    "Effect",
    "Finding",
    "Kind",
    "Quality",
    "dissimilarity_bound",
    "quality",
    "quality_sheet",
]
